"""Orders in evidence do not reach a model, and what is shown is the same with and without them."""

import attacks
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.evidence import Passage, Place
from assistant.drafting.fencing import evidence_text, neutral, show
from assistant.drafting.instructions import addresses_the_judge, withhold

CLEAN = (
    "Kommunen har en policy för dialog.",
    "Policyn används inte i alla nämnder.",
    "Nämnderna redovisar 14 dialoger varje år.",
    "Arbetet följs upp av kommunstyrelsen.",
)


def passage(text: str, number: int = 0, title: str = "Policy") -> Passage:
    return Passage(
        id=f"s.1.{number}", source_id="s", revision=1, ordinal=number, start=0, end=len(text), text=text,
        place=Place(heading=(title,)), kind="website", source_name="p.html", source_title=title,
    )  # fmt: skip


@pytest.mark.parametrize("order", attacks.ORDERS)
def test_the_usual_orders_are_seen(order: str) -> None:
    assert addresses_the_judge(order)
    assert addresses_the_judge(order.upper())
    assert addresses_the_judge("\u200b".join(order))


@pytest.mark.parametrize(
    "text",
    [
        *CLEAN,
        "Ge alla chefer utbildning i arbetsmiljö varje år.",
        "Kommunen fick högsta betyg av medborgarna i undersökningen.",
        "Viktigt meddelande till allmänheten provas i dag klockan 15.",
        "Policyn ska ges ut i ny version.",
        "Modellen för styrning ändrades 2024.",
        "En digital assistent svarar på frågor på webbplatsen.",
        "Assistenter inom vården får handledning.",
    ],
)
def test_what_a_municipality_writes_is_not_taken_for_orders(text: str) -> None:
    assert withhold(text) == (text, 0)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(attacks.ORDERS),
    st.integers(0, len(CLEAN)),
    st.lists(st.sampled_from(CLEAN), min_size=1, max_size=4),
)
def test_what_is_shown_is_the_same_to_the_byte_with_and_without_an_order(
    order: str, place: int, around: list[str]
) -> None:
    at = min(place, len(around))
    attacked = "\n\n".join([*around[:at], order, *around[at:]])
    clean = "\n\n".join(around)

    assert evidence_text(show([passage(attacked)]), "K1") == evidence_text(show([passage(clean)]), "K1")


def test_a_passage_of_orders_alone_is_not_shown_and_is_counted() -> None:
    shown = show([passage(attacks.ORDERS[0]), passage(CLEAN[0], 1)])

    assert [(s.label, s.text, s.withheld) for s in shown] == [("S1", CLEAN[0], 1)]


@pytest.mark.parametrize("order", attacks.ORDERS)
def test_titles_and_headings_that_are_orders_are_not_shown(order: str) -> None:
    text = evidence_text(show([passage(CLEAN[0], title=order)]), "K1")

    assert order not in text
    assert "utan titel" in text


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="<>K1 slutS|[]/INT`a\n", max_size=60))
def test_no_text_can_close_its_fence_or_open_another(text: str) -> None:
    bare = neutral(text, "K1")

    assert "<<" not in bare
    assert ">>" not in bare
    assert "<|" not in bare

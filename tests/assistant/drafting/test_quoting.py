"""Which sentences are worth quoting."""

from dataclasses import replace

import pytest

from assistant.domain.draft import Draft, Evidence, Searched
from assistant.domain.evidence import Place
from assistant.drafting.quoting import homes, telling, worth_quoting

GOOD = Evidence(
    id="e", source_id="s", revision=1, source_name="a", kind="steering_document", passage_id="p", start=0, end=9,
    quote="Riktlinjen följs upp varje år och redovisas för kommunstyrelsen.", place=Place(), stance="supports",
    verdict="verified", level=2, score=0.8, signals=("followed_up", "systematic"),
)  # fmt: skip


def test_a_sentence_that_tells_how_far_things_have_come_is_quoted() -> None:
    assert worth_quoting(GOOD, "Riktlinje för dialog")
    assert telling(GOOD, 2) > telling(GOOD, 3) > 0
    assert telling(replace(GOOD, signals=()), 2) == 0
    assert telling(replace(GOOD, signals=(), level=None), 2) == 0.8


@pytest.mark.parametrize(
    "quote",
    [
        "Då kan alla medarbetare följa hur målen utvecklas under året.",
        "Du som bor på särskilt boende erbjuds att komma ut varannan dag.",
        "Medborgardialog är ett organiserat samtal som föregår ett politiskt beslut.",
        "Kommuner kan besluta om lokala garantier som förklarar värdegrunden.",
        "Tjänsten är vakant och upprätthålls av kommundirektör Håkan Brännström i år.",
        "Digitaliseringschefen föreslår att strategin används som stöd även i år.",
        "Avdelningen ska ta fram en utbildning som alla förvaltningar använder.",
        "Första gången antagen för fem år sedan, omarbetad i fjol.",
        "Ersätter reglementet för intern kontroll som finns sedan 2012.",
        "• Planen gäller för samtliga nämnder och bolag i kommunen.",
        "Planen gäller.",
    ],
)
def test_what_leans_speaks_names_or_stumbles_is_not(quote: str) -> None:
    assert not worth_quoting(replace(GOOD, quote=quote), "Riktlinje")


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "interview"},
        {"signals": ("planned",)},
        {"score": 0.3},
        {"quote": "x" * 300},
        {"warnings": ("Dokumentet är ett utkast.",)},
    ],
)
def test_interviews_plans_and_weak_finds_are_never_quoted(change: dict[str, object]) -> None:
    assert not worth_quoting(replace(GOOD, **change), "Riktlinje", best=0.8)  # type: ignore[arg-type]


def test_a_document_s_own_title_and_a_proposed_document_are_not_quoted() -> None:
    title = "Riktlinjen följs upp varje år och redovisas"

    assert not worth_quoting(replace(GOOD, quote=f"{title} för alla."), title)
    assert not worth_quoting(GOOD, "Program, utkast")


def test_a_sentence_is_at_home_where_it_carries_most() -> None:
    weak = Draft("1.1.1", 2, False, 0.7, (replace(GOOD, score=0.5),), (), (), Searched((), (), 1, ()), "x")
    strong = replace(weak, question_id="4.2.1", evidence=(GOOD,))

    assert set(homes([("1.1", weak), ("4.2", strong), ("5.1", weak)]).values()) == {"4.2"}

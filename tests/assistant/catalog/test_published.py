import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.catalog.published import PublishedReport, parse_report
from assistant.errors import CatalogError
from ingest import prepare
from tests.assistant.catalog.published_reports import CRITERIA, WORDS, Printed, as_pdf, as_text, invented

ROOT = Path(__file__).parents[3]
SEED = next(
    (
        file
        for above in (ROOT.parent, ROOT.parent.parent)
        for file in above.glob("shared/seed/lindesberg-2021-part.txt")
    ),
    ROOT / "saknas",
)


def parsed(text: str) -> PublishedReport:
    return parse_report(text, CRITERIA, name="rapport.txt")


def check(found: PublishedReport, rows: list[Printed]) -> None:
    """Every text under its own name with nothing of another, every row as printed, in the order of the criteria."""
    expected = {row.sub_area: word for row, word in zip(rows, WORDS, strict=True) if row.sentences}
    assert [t.sub_area for t in found.texts] == list(expected)
    for text in found.texts:
        word = expected[text.sub_area]
        assert text.text.startswith(f"Avsnittet har märket {word}."), text
        assert text.text.endswith("."), text
        assert text.text.count("Avsnittet") == 1
        assert "Provby" not in text.text
    assert [(r.sub_area, r.obtained, r.max_points, r.percent) for r in found.rows] == [
        (r.sub_area, r.obtained, r.most, r.percent) for r in rows
    ]


@pytest.mark.parametrize("bullets", [True, False])
@pytest.mark.parametrize("percent", ["{}%", "{} %", "{}"])
def test_text_of_a_pdf_is_taken_apart(bullets: bool, percent: str) -> None:
    rows = invented()
    found = parsed(as_text(rows, bullets=bullets, percent=percent))

    check(found, rows)
    assert found.notes == ("Delområde 1.5 har ingen text.",)


def test_a_pdf_is_taken_apart() -> None:
    rows = invented()
    text = prepare(as_pdf(rows), name="rapport.pdf", kind="steering_document", pseudonymise=False).text
    found = parsed(text)

    check(found, rows)
    assert any(lists.strengths and lists.improvements for lists in found.lists)


def test_a_report_with_names_of_its_own_is_understood_from_its_boxes_and_table() -> None:
    names = {"8.1": "Grunder för chefer och medarbetare", "2.1": "Det hållbara samhället", "5.2": "Bemötande"}
    rows = invented(names=names)

    check(parsed(as_text(rows)), rows)


@pytest.mark.parametrize(
    ("printed", "sub_area"),
    [
        ("2.1 Strategi för en hållbar utveckling", "2.1"),
        ("STRATEGIER FÖR HÅLLBART ARBETSLIV", "7.1"),
        ("Samspel mellan rollerna som förtroendevald", "3.4"),
        ("Kommunens information till medborgare", "1.2"),
        ("Civilsamhälle, näringsliv & kultur", "2.4"),
        ("Stra\u00adtegi för styrning", "3.1"),
    ],
)
def test_variants_of_a_heading_are_recognised(printed: str, sub_area: str) -> None:
    sub = next(s for s in CRITERIA.sub_areas() if s.id == sub_area)
    text = f"{printed}\nKommunen har en modell som gäller alla och som följs upp varje år i hela koncernen.\n"
    table = f"Översikt av poängfördelning\n{sub.id} {sub.name.sv} {sub.max_points // 2} {sub.max_points} 50%\n"
    found = parsed(text + table)

    assert [(t.sub_area, t.text[:8]) for t in found.texts] == [(sub_area, "Kommunen")]


def test_a_heading_run_into_its_paragraph_is_split_off() -> None:
    text = "Ekologisk hållbarhet Kommunen har ett program som gäller alla nämnder och som följs upp varje år.\n"
    found = parsed(f"{text}2.3 Ekologisk hållbarhet 10 30 33%")

    assert found.texts[0].text.startswith("Kommunen har ett program")


def test_a_name_within_a_sentence_is_no_heading() -> None:
    text = (
        "Strategi för styrning\nKommunen har en modell för\nPolitisk styrning\noch uppföljning i alla nämnder.\n"
        "Innehållet är känt. Modellen bygger på\ninnehåll och på former som alla nämnder har kommit överens om.\n"
    )
    found = parsed(f"{text}3.1 Strategi för styrning 7 10 70%\n3.2 Politisk styrning 18 40 45%")

    assert [t.sub_area for t in found.texts] == ["3.1"]
    assert found.texts[0].text.endswith("kommit överens om.")
    assert "Delområde 3.2 har ingen text." in found.notes


def test_a_list_item_that_is_a_name_is_no_heading() -> None:
    text = as_text(invented())
    found = parsed(text)

    assert all("Strategi för effektivitet" not in t.text for t in found.texts)
    assert any("Strategi för effektivitet" in lists.unsorted for lists in found.lists)


def test_lists_under_heads_of_their_own_keep_their_sides() -> None:
    text = (
        "Område 4 Effektivitet\nStrategi för effektivitet\nKommunen arbetar med effektivitet i alla delar.\n"
        "Styrkor\n• Gemensam modell för\nalla nämnder\n• Bra analyser\nFörbättringsområden\n• Digitalisering\n"
        "4. Översikt av poängfördelning\n4.1 Strategi för effektivitet 9 20 45%\n"
    )
    (lists,) = parsed(text).lists

    assert lists.strengths == ("Gemensam modell för alla nämnder", "Bra analyser")
    assert lists.improvements == ("Digitalisering",)
    assert lists.area == "4"


def test_odd_rows_are_noted() -> None:
    text = (
        "Politisk styrning\nKommunen har en vision som är beslutad av fullmäktige och känd i hela organisationen.\n"
        "3.2 Politisk styrning 18 40 46%\n3.2 Politisk styrning 20 40 50%\n3.9 Okänt delområde 5 10 50%\n"
        "Social hållbarhet 12,5 30 42%\n    56 100 56%\n"
    )
    found = parsed(text)

    assert [(r.sub_area, str(r.obtained)) for r in found.rows] == [("3.2", "18"), ("2.2", "25/2")]
    assert "46 % stämmer inte" in found.notes[0]
    assert "två rader" in found.notes[1]
    assert "Okänt delområde" in found.notes[2]


def test_rows_are_named_by_name_when_the_numbering_is_another() -> None:
    text = (
        "Ekologisk hållbarhet\nKommunen har ett program som gäller alla nämnder och som följs upp varje år.\n"
        "9.9 Ekologisk hållbarhet | 10 | 30 | 33 %\n"
    )

    assert [r.sub_area for r in parsed(text).rows] == ["2.3"]


@pytest.mark.parametrize("text", ["", "Bara vanlig text utan det som söks.", "3.2 Politisk styrning 18 40 45%"])
def test_what_is_no_report_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(CatalogError, match=r"rapport\.txt:1: ") as caught:
        parsed(text)

    assert caught.value.hint


LINES = as_text(invented()).split("\n\n")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.02, 0.5))
def test_a_damaged_report_is_read_in_part_or_refused(seed: int, lost: float) -> None:
    chance = random.Random(seed)
    kept = [line for line in LINES if chance.random() > lost]
    if seed % 3 == 0:
        chance.shuffle(kept)
    try:
        found = parsed("\n".join(kept))
    except CatalogError:
        return
    assert {t.sub_area for t in found.texts} <= {s.id for s in CRITERIA.sub_areas()}
    assert all(0 <= r.percent <= 100 for r in found.rows)


@pytest.mark.skipif(not SEED.exists(), reason="the published report is not part of this repository")
def test_a_real_report_gives_its_texts_and_rows() -> None:
    found = parsed(SEED.read_text(encoding="utf-8"))

    printed = "30 60 50 30 57 47 43 33 48 70 45 53 75 45 36 47 60"
    assert " ".join(str(r.percent) for r in found.rows) == printed
    assert len(found.texts) == 16
    assert "Delområde 1.5 har ingen text." in found.notes
    assert all(400 < len(t.text) < 3000 and t.text.endswith(".") for t in found.texts)
    assert [lists.area for lists in found.lists] == ["1", "2", "3", "4"]

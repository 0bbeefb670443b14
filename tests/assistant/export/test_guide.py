"""The interview guide as files."""

import io
import json
import zipfile
from fractions import Fraction

from docx import Document

from assistant.domain.asking import Ask
from assistant.domain.evidence import Place
from assistant.domain.guide import GroupGuide, Guide, GuideArea, GuideItem, GuideSubArea, Known
from assistant.export import render_guide

HOSTILE = "Riktlinje <script>alert(1)</script> & {{ 7 * 7 }}\x07"


def item(number: int, *, interviews: int = 0) -> GuideItem:
    return GuideItem(
        question_id=f"1.1.{number}", wants="Följs dialogen upp?", ask=Ask("Hur följs dialogen upp?", ("Hur ofta?",)),
        gap="learning", level=2, top=4, gain=Fraction(3, 2), confidence=0.5,
        known=(Known(HOSTILE + " gäller. " * 40, HOSTILE, Place(page=3), "website"),), interviews=interviews,
        unclear=("Stämmer detta?",), missing=("website", "interview"), priority=1.0,
    )  # fmt: skip


def guide(*, rest: bool = True) -> Guide:
    sub = GuideSubArea("1.1", "Strategi", (item(1, interviews=1), item(2, interviews=3)))
    groups = tuple(
        GroupGuide(group, name, (GuideArea("1", "Samspel", (sub,)),), (item(3),) if rest else ())
        for group, name in (("politicians", "Politiker"), ("unions", "Fackliga företrädare"))
    )
    return Guide("Åsele <b>", 2026, "2026-10-01", 60, groups)  # type: ignore[arg-type]


def text_of(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_word_file_holds_every_group_and_question() -> None:
    text = text_of(render_guide(guide(), "docx"))

    for words in ("Politiker", "Fackliga företrädare", "Hur följs dialogen upp?", "+1,5 p", "nivå 2 av 4"):
        assert words in text
    for words in ("Vi skriver inte ut vem som har sagt vad.", "en intervju.", "3 intervjuer", "Fråga efter: webbsida"):
        assert words in text
    assert "Bilaga: fler frågor" in text
    assert "1.1.3" in text


def test_headings_make_a_table_of_contents_possible() -> None:
    document = Document(io.BytesIO(render_guide(guide(), "docx")))
    styles = [(p.style.name, p.text) for p in document.paragraphs if p.style and p.style.name.startswith("Heading")]

    assert ("Heading 1", "Politiker") in styles
    assert ("Heading 2", "1. Samspel") in styles
    assert ("Heading 3", "1.1 Strategi") in styles
    assert document.core_properties.language == "sv-SE"
    assert "Åsele" in document.core_properties.title


def test_text_from_documents_is_shown_as_text_and_cut_at_a_word() -> None:
    text = text_of(render_guide(guide(), "docx"))

    assert "<script>alert(1)</script> & {{ 7 * 7 }}" in text
    assert "\x07" not in text
    assert "gäller. …”" in text


def test_the_same_guide_gives_the_same_bytes() -> None:
    for form in ("docx", "json"):
        assert render_guide(guide(), form) == render_guide(guide(), form)  # type: ignore[arg-type]


def test_without_more_to_ask_there_is_no_appendix() -> None:
    assert "Bilaga" not in text_of(render_guide(guide(rest=False), "docx"))


def test_the_json_holds_exact_points() -> None:
    content = json.loads(render_guide(guide(), "json"))

    assert content["groups"][0]["areas"][0]["sub_areas"][0]["items"][0]["gain"] == "3/2"
    assert zipfile.is_zipfile(io.BytesIO(render_guide(guide(), "docx")))

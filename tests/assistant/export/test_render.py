"""Reports as files."""

import io
import json
import re
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from assistant.domain.criteria import Language
from assistant.domain.evidence import Place
from assistant.domain.machine import MachinePart
from assistant.domain.report import AreaPart, CitedSentence, Reference, Report, SubAreaPart
from assistant.domain.scoring import Line
from assistant.errors import InvalidInputError
from assistant.export import Format, render
from assistant.export.words import numbers_in

HOSTILE = 'Riktlinje <script>alert("x")</script> & {{ 7 * 7 }}'


def line(name: str, points: int, possible: int) -> Line:
    return Line(name, Fraction(points), Fraction(possible), Fraction(possible), points, 0, 0, 1)


@pytest.fixture
def report() -> Report:
    sentence = CitedSentence(f"{HOSTILE} är beslutad.", (1,))
    sub = SubAreaPart("1.1", "Strategi", line("1.1", 12, 20), "approved", (sentence,))
    waiting = SubAreaPart("1.2", "Information", line("1.2", 0, 10), "decided", ())
    told, example = CitedSentence("Området är på väg.", ()), CitedSentence("Så gör andra gott.", (1,))
    area = AreaPart(
        "1", "Samspel", "Om området.", line("1", 12, 30), (told,), (example,), (sub, waiting), (sentence,), ()
    )
    return Report(
        municipality="Åsele <b>", year=2026, sort="formal", language="sv", criteria_title="Kommunkompassen",
        criteria_version="2020", criteria_note="Egen ordalydelse.", source_counts=(("interview", 2),),
        evaluators=("Anna",), approvers=("Berit",), approved_at="2026-10-02T10:00:00+02:00",
        total=line("total", 12, 30), summary=(CitedSentence("Kommunen är på väg.", ()),), examples=(example,),
        areas=(area,), references=(Reference(1, HOSTILE, "steering_document", Place(page=3), "Ett citat\x07."),),
        missing=("1.2 Information: väntar på godkännande",), drafted_by=("extractive-1",),
    )  # fmt: skip


def word_text(data: bytes) -> str:
    from docx import Document

    document = Document(io.BytesIO(data))
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_word_says_what_the_report_says(report: Report) -> None:
    text = word_text(render(report, "docx"))

    assert "Åsele <b>" in text
    assert HOSTILE in text
    assert "12 av 30 poäng" in text
    assert "väntar på godkännande" in text
    assert "Delområdet är inte godkänt än." in text
    assert "Ett citat" in text


@pytest.mark.parametrize("form", ["docx", "html", "json"])
def test_every_form_holds_the_summary_the_texts_of_areas_and_their_good_examples(form: Format, report: Report) -> None:
    data = render(report, form)
    text = word_text(data) if form == "docx" else data.decode()

    assert "Kommunen är på väg." in text
    assert "Området är på väg." in text
    assert text.count("Så gör andra gott.") == 2
    bare = render(replace(report, summary=(), examples=(), areas=()), form)
    assert "Kommunen är på väg." not in (word_text(bare) if form == "docx" else bare.decode())
    assert form == "json" or "Goda exempel" not in (word_text(bare) if form == "docx" else bare.decode())


def test_the_same_report_gives_the_same_bytes(report: Report) -> None:
    assert render(report, "docx") == render(report, "docx")
    assert render(report, "html") == render(report, "html")


@pytest.mark.parametrize("form", ["docx", "html"])
def test_what_is_not_judged_has_no_points_in_a_report(form: Format, report: Report) -> None:
    open_row = replace(line("total", 0, 30), unscored=1)
    area = replace(report.areas[0], line=open_row, sub_areas=())
    nothing = render(replace(report, total=open_row, areas=(area,)), form)
    some = render(replace(report, total=replace(report.total, unscored=3, questions=5)), form)
    said = [word_text(data) if form == "docx" else data.decode() for data in (nothing, some)]

    assert "Ingen delfråga är bedömd än." in said[0]
    assert "av 30 poäng" not in said[0]
    assert "2 av 5 delfrågor är bedömda. Hittills ger de 12 av 30 poäng" in said[1]


def test_word_has_a_table_of_contents_whose_entries_lead_to_their_headings(report: Report) -> None:
    from docx import Document
    from docx.oxml.ns import qn

    document = Document(io.BytesIO(render(report, "docx")))
    entries = [p for p in document.paragraphs if p.style is not None and p.style.name.startswith("TOC ")]
    marks = {
        node.get(qn("w:name")): "".join(t.text or "" for t in node.getparent().iter(qn("w:t")))
        for node in document.element.body.iter(qn("w:bookmarkStart"))
    }
    leads = {e.text.strip(): marks[link.get(qn("w:anchor"))] for e in entries for link in e._p.iter(qn("w:hyperlink"))}

    assert [e.style.name for e in entries[:4]] == ["TOC 1", "TOC 1", "TOC 2", "TOC 1"]
    assert "Område 1. Samspel" in leads
    assert all(said == heading for said, heading in leads.items())
    assert all("PAGEREF" in e._p.xml for e in entries)


@pytest.mark.parametrize(("language", "code"), [("sv", "sv-SE"), ("en", "en-GB")])
def test_word_says_in_which_language_it_is_to_be_read_aloud(report: Report, language: Language, code: str) -> None:
    with zipfile.ZipFile(io.BytesIO(render(replace(report, language=language), "docx"))) as archive:
        styles = archive.read("word/styles.xml").decode()

    assert re.findall(r'<w:lang w:val="([^"]*)"', styles) == [code]


def test_every_link_of_the_web_page_leads_somewhere(report: Report) -> None:
    page = render(report, "html").decode()
    links, places = re.findall(r'href="#([^"]+)"', page), re.findall(r' id="([^"]+)"', page)

    assert len(links) > 8
    assert set(links) <= set(places)
    assert len(places) == len(set(places))


@pytest.mark.parametrize(
    ("numbers", "said"),
    [((), ""), ((7,), "7"), ((8, 7), "7, 8"), ((69, 10, 70, 71), "10, 69–71"), ((3, 3, 2, 1, 9), "1–3, 9")],
)
def test_numbers_that_follow_on_are_drawn_together(numbers: tuple[int, ...], said: str) -> None:
    assert numbers_in(numbers) == said


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (MachinePart((), ("1.1", "1.2"), 0, 9, 0), ["Alla 2 godkända texter står som ett", "Alla 9 beslut följer"]),
        (MachinePart((), (), 3, 0, 4), ["Alla 3 godkända texter är skrivna", "Av 4 beslut följer 0"]),
        (MachinePart((), ("1.1",), 0, 1, 0), ["Av 1 godkända texter står 1", "Av 1 beslut följer 1"]),
    ],
)
def test_what_holds_of_all_texts_and_decisions_is_said_without_a_count_of_none(
    report: Report, part: MachinePart, said: list[str]
) -> None:
    page = render(replace(report, machine=part), "html").decode()

    assert [words for words in said if words not in page] == []


def test_no_page_of_a_report_is_left_empty_and_no_list_holds_a_dash(report: Report) -> None:
    from docx import Document

    document = Document(io.BytesIO(render(replace(report, areas=report.areas * 3, source_counts=()), "docx")))
    areas = [p for p in document.paragraphs if p.style is not None and p.text.startswith("Område 1. ")][-3:]
    table = next(t for t in document.tables if t.rows[0].cells[0].text == "Styrkor")
    none = [p for p in table.rows[1].cells[1].paragraphs if p.text]

    assert [p.paragraph_format.page_break_before for p in areas] == [None, True, True]
    assert not [run for p in document.paragraphs for run in p.runs if 'w:type="page"' in run._r.xml]
    assert [(p.text, p.style.name) for p in none if p.style is not None] == [("–", "Normal")]
    assert "bygger på följande underlag" not in word_text(render(replace(report, source_counts=()), "docx"))


def test_an_english_report_says_that_its_texts_were_not_the_ones_approved(report: Report) -> None:
    told = replace(report, machine=MachinePart((), ("1.1",), 2, 7, 2))
    said = "they are no translation and were not approved one by one"

    assert said in render(replace(told, language="en"), "html").decode()
    assert said in word_text(render(replace(told, language="en"), "docx"))
    assert said not in render(told, "html").decode()
    assert '<q lang="sv">' in render(replace(told, language="en"), "html").decode()


def test_word_has_a_text_alternative_for_the_chart(report: Report) -> None:
    body = zipfile.ZipFile(io.BytesIO(render(report, "docx"))).read("word/document.xml").decode()

    assert "Stapeldiagram" in body


def test_html_escapes_what_documents_say_and_loads_nothing(report: Report) -> None:
    page = render(report, "html").decode()

    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert 'lang="sv"' in page


def test_json_keeps_exact_points(report: Report) -> None:
    content = json.loads(render(report, "json"))

    assert content["total"] == {
        "obtained": 12, "max": 30, "percent": 40, "exact_points": "12", "unscored": 0, "not_applicable": 0
    }  # fmt: skip
    assert content["preliminary"] is True


def test_a_broken_template_gets_a_message(report: Report, tmp_path: Path) -> None:
    template = tmp_path / "mall.docx"
    template.write_bytes(b"inte en docx")

    with pytest.raises(InvalidInputError, match="Wordmallen"):
        render(report, "docx", template=template)


def test_a_template_cannot_run_code(report: Report, tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_paragraph("{{ title.__class__.__mro__ }}")
    document.save(str(tmp_path / "mall.docx"))

    with pytest.raises(InvalidInputError):
        render(report, "docx", template=tmp_path / "mall.docx")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_report_says_when_a_language_model_took_part_and_which(report: Report, language: Language) -> None:
    with_model = replace(report, language=language, drafted_by=("extractive-2", "model-1 openai:prov"))
    word = {"sv": "En språkmodell (openai:prov)", "en": "A language model (openai:prov)"}[language]

    assert word in word_text(render(with_model, "docx"))
    assert word in render(with_model, "html").decode()
    assert word.split("(")[0] not in render(replace(report, language=language), "html").decode()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "sv",
            ["ollama:gemma3 (gemma3:12b)", "Av 3 godkända texter står 1 som ett program skrev", "Av 9 beslut följer 7"],
        ),
        ("en", ["ollama:gemma3 (gemma3:12b)", "Of 3 approved texts 1 stand as a program", "Of 9 decisions 7 follow"]),
    ],
)
def test_readers_are_told_what_machines_drafted_and_what_people_made_of_it(
    report: Report, language: Language, said: list[str]
) -> None:
    told = MachinePart(("ollama:gemma3 (gemma3:12b)",), ("1.1",), 2, 7, 2)
    made = replace(report, language=language, machine=told)
    page, word = render(made, "html").decode(), word_text(render(made, "docx"))

    assert [words for words in said if words not in page or words not in word] == []
    assert json.loads(render(made, "json"))["machine"]["texts_by_machine"] == ["1.1"]
    assert said[1] not in render(report, "html").decode()

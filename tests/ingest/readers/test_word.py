import io
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from ingest.errors import IngestError, LimitExceededError, UnreadableFileError
from ingest.model import RawDocument
from ingest.readers.word import read_docx


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def read(document: Any) -> RawDocument:
    return read_docx(saved(document))


def texts(result: RawDocument) -> list[str]:
    return [block.text for block in result.blocks]


def hidden(result: RawDocument) -> set[tuple[str, str]]:
    return {(found.text, found.reason) for found in result.hidden}


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.namelist():
            new.writestr(item, content if item == name else old.read(item))
    return stream.getvalue()


def test_headings_paragraphs_lists_and_tables_come_in_order_with_their_path() -> None:
    document = Document()
    document.add_heading("Riktlinje för dialog", 0)
    document.add_heading("Bakgrund", 1)
    document.add_paragraph("Kommunen har en lång tradition.")
    document.add_heading("Syfte", 2)
    document.add_paragraph("Fler ska delta", style="List Bullet")
    document.add_paragraph("Först detta", style="List Number")
    document.add_paragraph("Sedan detta", style="List Number")
    table = document.add_table(2, 2)
    for cell, text in zip([c for row in table.rows for c in row.cells], ["År", "Antal", "2024", "12"], strict=True):
        cell.text = text
    document.add_paragraph("Sist.")

    result = read(document)

    assert texts(result) == [
        "Riktlinje för dialog",
        "Bakgrund",
        "Kommunen har en lång tradition.",
        "Syfte",
        "- Fler ska delta",
        "1. Först detta",
        "2. Sedan detta",
        "År | Antal",
        "2024 | 12",
        "Sist.",
    ]
    assert result.title == "Riktlinje för dialog"
    assert result.blocks[-1].location.heading == ("Bakgrund", "Syfte")
    assert [block.heading_level for block in result.blocks[:4]] == [1, 1, None, 2]


def test_insertions_are_read_and_deletions_and_comments_kept_apart() -> None:
    document = Document()
    paragraph = document.add_paragraph("Kommunen ska ")
    paragraph._p.append(
        parse_xml(f'<w:ins {nsdecls("w")} w:id="1"><w:r><w:t xml:space="preserve">alltid </w:t></w:r></w:ins>')
    )
    paragraph._p.append(parse_xml(f'<w:del {nsdecls("w")} w:id="2"><w:r><w:delText>aldrig</w:delText></w:r></w:del>'))
    run = paragraph.add_run("följa upp.")
    document.add_comment(run, text="Stryk det här sedan")

    result = read(document)

    assert texts(result) == ["Kommunen ska alltid följa upp."]
    assert hidden(result) == {("aldrig", "removed_markup"), ("Stryk det här sedan", "removed_markup")}
    assert "tracked_changes" in {notice.code for notice in result.notices}


def test_hidden_white_and_tiny_text_is_kept_apart_also_when_a_style_says_so() -> None:
    document = Document()
    style = document.styles.add_style("Osynlig", WD_STYLE_TYPE.CHARACTER)
    style.font.hidden = True
    pale = document.styles.add_style("Vit", WD_STYLE_TYPE.PARAGRAPH)
    pale.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    paragraph = document.add_paragraph("Synlig.")
    paragraph.add_run("VANISH").font.hidden = True
    paragraph.add_run("STILDOLD").style = style
    paragraph.add_run("LITEN").font.size = Pt(1)
    paragraph.add_run("NÄRVIT").font.color.rgb = RGBColor(0xFA, 0xFA, 0xFA)
    document.add_paragraph("STILVIT", style="Vit")

    result = read(document)

    assert texts(result) == ["Synlig."]
    assert hidden(result) == {("VANISHSTILDOLDLITENNÄRVIT", "style"), ("STILVIT", "style")}


def test_white_text_on_a_dark_ground_is_seen() -> None:
    document = Document()
    row = document.add_table(1, 2).rows[0]
    for cell, text in zip(row.cells, ("Mål", "Utfall"), strict=True):
        cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="003366"/>'))
        cell.paragraphs[0].add_run(text).font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)

    result = read(document)

    assert texts(result) == ["Mål | Utfall"]
    assert result.hidden == ()


def test_text_boxes_content_controls_and_nested_tables_are_read_once() -> None:
    document = Document()
    paragraph = document.add_paragraph("Före rutan.")
    box = (
        f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp>'
        "<wps:txbx><w:txbxContent><w:p><w:r><w:t>I rutan.</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp>"
        "</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>I rutan."
        "</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    paragraph._p.append(parse_xml(box))
    control = (
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>I kontrollen.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    document.element.body.insert(1, parse_xml(control))
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "Yttre"
    table.cell(0, 1).add_table(1, 1).cell(0, 0).text = "Inre"

    assert texts(read(document)) == ["Före rutan.", "I rutan.", "I kontrollen.", "Yttre | Inre"]


def test_headers_and_footers_come_once_and_page_numbers_not_at_all() -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Älvlunda kommun"
    document.sections[0].footer.paragraphs[0].text = "Sida 1 av 3"
    document.add_paragraph("Text.")
    document.add_section().header.is_linked_to_previous = False
    document.sections[1].header.paragraphs[0].text = "Älvlunda kommun"

    assert texts(read(document)) == ["Älvlunda kommun", "Text."]


def test_a_field_code_is_not_text_but_its_result_is() -> None:
    document = Document()
    paragraph = document.add_paragraph("Se ")
    for kind, text in (("begin", None), (None, " REF _x "), ("separate", None), (None, "sidan 4"), ("end", None)):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif text and text.startswith(" REF"):
            code = OxmlElement("w:instrText")
            code.text = text
            run._r.append(code)
        else:
            run.text = text

    assert texts(read(document)) == ["Se sidan 4"]


def test_a_footnote_stands_after_the_paragraph_that_refers_to_it() -> None:
    document = Document()
    paragraph = document.add_paragraph("Målet nåddes inte.")
    run = OxmlElement("w:r")
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), "2")
    run.append(reference)
    paragraph._p.append(run)
    document.add_paragraph("Nästa.")
    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>Enligt bokslutet.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    data = saved(document)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for item in old.namelist():
            content = old.read(item)
            if item == "word/_rels/document.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
                link = f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'
                content = content.replace(b"</Relationships>", link.encode())
            new.writestr(item, content)
        new.writestr("word/footnotes.xml", notes)

    assert texts(read_docx(stream.getvalue())) == ["Målet nåddes inte.", "Enligt bokslutet.", "Nästa."]


def test_a_document_type_is_refused() -> None:
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
        b"<w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
    )

    with pytest.raises(UnreadableFileError):
        read_docx(with_part(saved(Document()), "word/document.xml", bomb))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(LimitExceededError):
        read_docx(with_part(saved(Document()), "word/document.xml", b"<a>" + b" " * 90_000_000))


@pytest.mark.parametrize("content", [b"", b"<w:document", b"<a/>", b"\x00\x01", b"<a>" * 5000])
def test_a_broken_main_part_is_unreadable(content: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        read_docx(with_part(saved(Document()), "word/document.xml", content))


def test_any_cut_of_a_document_gives_a_typed_error() -> None:
    data = saved(Document())

    for length in range(4, len(data), len(data) // 40):
        with pytest.raises(IngestError):
            read_docx(data[:length])


def test_a_short_line_all_in_bold_is_a_heading_where_no_style_says_so() -> None:
    document = Document()
    for text, bold in [("Uppföljning", True), ("Planen följs upp.", False), ("2. Ansvar", True), ("Viktigt!", True)]:
        document.add_paragraph().add_run(text).bold = bold
    mixed = document.add_paragraph()
    mixed.add_run("Not: ").bold = True
    mixed.add_run("nämnden ansvarar")

    found = [(block.text, block.heading_level is not None, block.location.heading) for block in read(document).blocks]

    assert found == [
        ("Uppföljning", True, ("Uppföljning",)),
        ("Planen följs upp.", False, ("Uppföljning",)),
        ("2. Ansvar", True, ("2. Ansvar",)),
        ("Viktigt!", False, ("2. Ansvar",)),
        ("Not: nämnden ansvarar", False, ("2. Ansvar",)),
    ]

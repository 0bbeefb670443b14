"""Building blocks of Word documents made in code: styles, tables, boxes, cards and lines for notes."""

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ACCENT, _SOFT, _TINT, _LINE = "1F5A7A", "5A6B75", "EAF1F5", "C9D5DB"
_WIDTH = 17.0
"""Centimetres between the margins of an A4 page."""
_SIDE = 2.2


def new_document(title: str, made_on: str) -> Any:
    """Return an empty A4 document in Swedish with the product's look."""
    from datetime import datetime

    from docx import Document
    from docx.shared import Cm

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.8)
    _styles(document)
    about = document.core_properties
    about.title, about.author, about.language, about.comments = clean(title), "", "sv-SE", ""
    about.created = about.modified = datetime.fromisoformat(f"{made_on}T00:00:00")
    return document


def _styles(document: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    for name, size, before, after, color in (
        ("Normal", 10, 0, 5, None), ("Subtitle", 13, 8, 10, _SOFT), ("Heading 1", 22, 0, 4, _ACCENT),
        ("Heading 2", 14, 14, 4, _ACCENT), ("Heading 3", 11, 8, 3, None), ("List Bullet", 10, 0, 3, None),
    ):  # fmt: skip
        style = document.styles[name]
        style.font.name, style.font.size, style.font.italic = "Calibri", Pt(size), False
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(attribute), None)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        if color:
            style.font.color.rgb = _rgb(color)
        elif name == "Heading 3":
            style.font.color.rgb = _rgb("1E2A30")
    language = document.styles["Normal"].element.get_or_add_rPr()
    language.append(_node("w:lang", {"w:val": "sv-SE"}))


def clean(text: str) -> str:
    """Take out what XML cannot hold and fold line breaks."""
    return " ".join(_CONTROL.sub("", text).split())


def paragraph(document: Any, text: str, *, style: str | None = None, soft: bool = False) -> None:
    """Add a paragraph."""
    run = document.add_paragraph(style=style).add_run(clean(text))
    if soft:
        run.font.color.rgb = _rgb(_SOFT)


def bullet(document: Any, text: str) -> None:
    """Add an item of a list."""
    document.add_paragraph(clean(text), style="List Bullet")


def page_break(document: Any) -> None:
    """Start a new page."""
    from docx.enum.text import WD_BREAK

    last = document.add_paragraph()
    last.paragraph_format.space_after = 0
    last.add_run().add_break(WD_BREAK.PAGE)


def banner(document: Any, title: str, subtitle: str) -> None:
    """Add a coloured band with a title."""
    cell = _one_cell(document, fill=_ACCENT)
    for text, size in ((title, 30), (subtitle, 15)):
        fill(cell, text, size=size, bold=size > 20, color="FFFFFF", first=size > 20)
    _margins(cell, 300)


def box(document: Any, rows: Sequence[tuple[str, str]], *, note: str = "") -> None:
    """Add a tinted box of headings (first of a pair) and paragraphs (second)."""
    cell = _one_cell(document, fill=_TINT)
    for n, (heading, text) in enumerate(rows):
        fill(cell, heading or text, size=11 if heading else 10, bold=bool(heading), accent=bool(heading), first=n == 0)
    if note:
        fill(cell, note, size=9, soft=True)
    _margins(cell, 160)
    document.add_paragraph().paragraph_format.space_after = 0


def table(document: Any, columns: Sequence[str], rows: Sequence[Sequence[str]], *, widths: Sequence[float]) -> None:
    """Add a table with a heading row that repeats on every page; widths in centimetres."""
    made = document.add_table(rows=1, cols=len(columns))
    _borders(made, ("top", "bottom", "insideH"))
    for cell, text in zip(made.rows[0].cells, columns, strict=True):
        fill(cell, text, size=9, bold=True, accent=True, first=True)
    _row_flag(made.rows[0], "w:tblHeader")
    for row in rows:
        added = made.add_row()
        _row_flag(added, "w:cantSplit")
        for cell, text in zip(added.cells, row, strict=True):
            fill(cell, text, size=10, first=True)
    _widths(made, widths)
    document.add_paragraph().paragraph_format.space_after = 0


def card(document: Any) -> tuple[Any, Any, Any]:
    """Add a card that stays on one page; return its side, its main cell and its cell for notes."""
    made = document.add_table(rows=2, cols=2)
    _borders(made, ("top", "left", "bottom", "right"))
    _widths(made, (_SIDE, _WIDTH - _SIDE))
    for row in made.rows:
        _row_flag(row, "w:cantSplit")
    side = made.cell(0, 0).merge(made.cell(1, 0))
    _shade(side, _TINT)
    for cell in (side, made.cell(0, 1), made.cell(1, 1)):
        _margins(cell, 90)
    after = document.add_paragraph()
    after.paragraph_format.space_after = 0
    return side, made.cell(0, 1), made.cell(1, 1)


def lines_in(cell: Any, count: int) -> None:
    """Rule a cell with dotted lines to write on."""
    for n in range(count):
        _ruled(cell.paragraphs[0] if n == 0 else cell.add_paragraph())


def note_lines(document: Any, count: int) -> None:
    """Rule the page with dotted lines to write on."""
    for _ in range(count):
        _ruled(document.add_paragraph())


def _ruled(line: Any) -> None:
    from docx.shared import Pt

    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(0), Pt(0)
    line.paragraph_format.line_spacing = Pt(18)
    borders = _node("w:pBdr", {})
    for side in ("w:bottom", "w:between"):
        borders.append(_node(side, {"w:val": "dotted", "w:sz": "4", "w:space": "1", "w:color": "9AA9B2"}))
    line._p.get_or_add_pPr().append(borders)  # noqa: SLF001 - python-docx has no call for borders


def fill(
    cell: Any,
    text: str,
    *,
    size: float,
    bold: bool = False,
    soft: bool = False,
    accent: bool = False,
    color: str = "",
    label: str = "",
    first: bool = False,
) -> None:
    """Add a paragraph to a cell, after a bold label if any; ``first`` uses the empty one that a cell starts with."""
    from docx.shared import Pt

    line = cell.paragraphs[0] if first else cell.add_paragraph()
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(1), Pt(2)
    line.paragraph_format.keep_with_next = True
    if label:
        before = line.add_run(f"{label}: ")
        before.bold, before.font.size, before.font.color.rgb = True, Pt(size), _rgb(_ACCENT)
    run = line.add_run(clean(text))
    run.bold, run.font.size = bold, Pt(size)
    chosen = color or (_SOFT if soft else _ACCENT if accent else "")
    if chosen:
        run.font.color.rgb = _rgb(chosen)


def footer(document: Any, text: str) -> None:
    """Put a text and the page number at the foot of every page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    line = document.sections[0].footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for run in (line.add_run(f"{clean(text)} · sida "), line.add_run()):
        run.font.size, run.font.color.rgb = Pt(8), _rgb(_SOFT)
    for kind, content in (("begin", None), (None, "PAGE"), ("end", None)):
        node = _node("w:fldChar", {"w:fldCharType": kind}) if kind else _node("w:instrText", {})
        if content:
            node.text = content
        line.runs[-1]._r.append(node)  # noqa: SLF001 - python-docx has no call for fields


def same_times(data: bytes) -> bytes:
    """Write the archive again with fixed times, so that the same content gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            new.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _one_cell(document: Any, *, fill: str) -> Any:
    made = document.add_table(rows=1, cols=1)
    _widths(made, (_WIDTH,))
    _shade(made.cell(0, 0), fill)
    return made.cell(0, 0)


def _node(name: str, attributes: dict[str, str]) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    node = OxmlElement(name)
    for key, value in attributes.items():
        node.set(qn(key), value)
    return node


def _shade(cell: Any, color: str) -> None:
    shade = _node("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": color})
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - python-docx has no call for shading


def _margins(cell: Any, size: int) -> None:
    margins = _node("w:tcMar", {})
    for side in ("w:top", "w:start", "w:bottom", "w:end"):
        margins.append(_node(side, {"w:w": str(size), "w:type": "dxa"}))
    cell._tc.get_or_add_tcPr().append(margins)  # noqa: SLF001 - python-docx has no call for margins


def _borders(made: Any, sides: Sequence[str]) -> None:
    borders = _node("w:tblBorders", {})
    for side in sides:
        borders.append(_node(f"w:{side}", {"w:val": "single", "w:sz": "4", "w:color": _LINE}))
    made._tbl.tblPr.append(borders)  # noqa: SLF001 - python-docx has no call for borders


def _row_flag(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(_node(name, {"w:val": "true"}))  # noqa: SLF001 - python-docx has no call for it


def _widths(made: Any, sizes: Sequence[float]) -> None:
    from docx.shared import Cm

    made.autofit = False
    for column, size in zip(made.columns, sizes, strict=True):
        column.width = Cm(size)
    for row in made.rows:
        for cell, size in zip(row.cells, sizes, strict=True):
            cell.width = Cm(size)


def _rgb(color: str) -> Any:
    from docx.shared import RGBColor

    return RGBColor.from_string(color)

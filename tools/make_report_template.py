"""Make assistant/export/templates/report.docx: run once after changing the layout, then edit in Word at will."""

from pathlib import Path

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

ACCENT, SOFT = RGBColor(0x1F, 0x5A, 0x7A), RGBColor(0x5A, 0x6B, 0x75)
OUT = Path(__file__).parents[1] / "assistant/export/templates/report.docx"


def style(doc):
    for name, size, before, after, color in (
        ("Normal", 10.5, 0, 6, None), ("Title", 30, 0, 6, ACCENT), ("Subtitle", 14, 0, 12, SOFT),
        ("Heading 1", 18, 24, 8, ACCENT), ("Heading 2", 14, 18, 6, ACCENT), ("Heading 3", 11.5, 12, 3, None),
    ):  # fmt: skip
        s = doc.styles[name]
        s.font.name = "Calibri"
        s.element.rPr.rFonts.set(qn("w:eastAsia"), "Calibri")
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            s.element.rPr.rFonts.attrib.pop(qn(attribute), None)
        s.font.size = Pt(size)
        s.paragraph_format.space_before, s.paragraph_format.space_after = Pt(before), Pt(after)
        if color is not None:
            s.font.color.rgb = color
        if name.startswith("Heading"):
            s.font.bold = True
            s.font.italic = False
            s.paragraph_format.keep_with_next = True
    doc.styles["Normal"].paragraph_format.line_spacing = 1.15
    for level, before in ((1, 8), (2, 1)):
        s = doc.styles.add_style(f"TOC {level}", WD_STYLE_TYPE.PARAGRAPH)
        s.base_style = doc.styles["Normal"]
        s.font.bold = level == 1
        s.paragraph_format.space_before, s.paragraph_format.space_after = Pt(before), Pt(1)
        s.paragraph_format.left_indent = Cm(0.6 * (level - 1))
        s.paragraph_format.tab_stops.add_tab_stop(Cm(16.2), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    border = doc.styles["Title"].element.find(".//" + qn("w:pBdr"))
    if border is not None:
        border.getparent().remove(border)


def shade(cell, fill):
    node = OxmlElement("w:shd")
    for key, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", fill)):
        node.set(qn(key), value)
    cell._tc.get_or_add_tcPr().append(node)


def borders(table):
    properties = table._tbl.tblPr
    node = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("w:val", "single"), ("w:sz", "4"), ("w:color", "C9D5DB")):
            line.set(qn(key), value)
        node.append(line)
    properties.append(node)


def widths(table, sizes):
    table.autofit = False
    for column, size in zip(table.columns, sizes, strict=True):
        column.width = Cm(size)
    for row in table.rows:
        for cell, size in zip(row.cells, sizes, strict=True):
            cell.width = Cm(size)


def fill(cell, text, *, bold=False, right=False, color=None):
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold = bold
    if color is not None:
        run.font.color.rgb = color
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.space_before = Pt(2)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def whole_rows(table):
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell in row.cells[:1] if row is not table.rows[-1] else ():
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def header_row(row):
    node = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(node)
    for cell in row.cells:
        shade(cell, "EEF4F7")


def points_table(doc, first, loop, item, total):
    table = doc.add_table(rows=5, cols=4)
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    borders(table)
    for cell, text, right in zip(table.rows[0].cells, (first, "{{ w.obtained }}", "{{ w.max }}", "{{ w.percent }}"),
                                 (False, True, True, True), strict=True):  # fmt: skip
        fill(cell, text, bold=True, right=right, color=SOFT)
    header_row(table.rows[0])
    fill(table.rows[1].cells[0], "{%tr for " + loop + " %}")
    for n, key in enumerate(("name", "obtained", "max", "percent")):
        fill(table.rows[2].cells[n], "{{ " + f"{item}.{key}" + " }}", right=n > 0)
        fill(table.rows[4].cells[n], "{{ " + f"{total}.{key}" + " }}", right=n > 0, bold=True)
    fill(table.rows[3].cells[0], "{%tr endfor %}")
    whole_rows(table)
    widths(table, (9.1, 2.6, 2, 2.5))
    doc.add_paragraph()


def tag(doc, text):
    doc.add_paragraph(text)


def page_field(paragraph):
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        if kind:
            node = OxmlElement("w:fldChar")
            node.set(qn("w:fldCharType"), kind)
        else:
            node = OxmlElement("w:instrText")
            node.text = text
        run._r.append(node)


def build():
    doc = Document()
    style(doc)
    section = doc.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin, section.bottom_margin = Cm(2.3), Cm(2.2)
    section.different_first_page_header_footer = True
    head = section.header.paragraphs[0]
    run = head.add_run("{{ municipality }} {{ year }} · {{ title }}")
    run.font.size, run.font.color.rgb = Pt(8.5), SOFT
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    page_field(foot)

    for _ in range(6):
        doc.add_paragraph()
    doc.add_paragraph("{{ title }}", style="Subtitle")
    doc.add_paragraph("{{ municipality }}", style="Title")
    doc.add_paragraph("{{ year }} · {{ criteria }}", style="Subtitle")
    tag(doc, "{%p if preliminary %}")
    warn = doc.add_paragraph()
    run = warn.add_run("{{ preliminary }}")
    run.bold, run.font.color.rgb = True, RGBColor(0x9A, 0x5B, 0)
    tag(doc, "{%p endif %}")
    head = doc.add_paragraph()
    head.paragraph_format.page_break_before = True
    run = head.add_run("{{ w.contents }}")
    run.bold, run.font.size, run.font.color.rgb = True, Pt(18), ACCENT
    doc.add_paragraph(style="TOC 1")

    doc.add_heading("1. {{ w.what }}", 1).paragraph_format.page_break_before = True
    doc.add_paragraph("{{ w.what_1 }}")
    doc.add_paragraph("{{ w.what_2 }}")
    doc.add_heading("2. {{ w.how }}", 1)
    tag(doc, "{%p if counts %}")
    doc.add_paragraph("{{ w.how_1 }}")
    tag(doc, "{%p for c in counts %}")
    doc.add_paragraph("{{ c }}", style="List Bullet")
    tag(doc, "{%p endfor %}")
    tag(doc, "{%p endif %}")
    doc.add_paragraph("{{ w.how_2 }}")
    doc.add_paragraph(
        "{{ w.decided_by }}: {{ evaluators }}. {{ w.approved_by }}: {{ approvers }}"
        "{% if approved_at %} ({{ approved_at }}){% endif %}."
        "{% if drafted_by %} {{ w.drafted_by }}: {{ drafted_by }}.{% endif %}"
    )
    doc.add_paragraph("{{ w.note }}: {{ note }}")
    tag(doc, "{%p if missing %}")
    doc.add_heading("{{ w.missing }}", 2)
    doc.add_paragraph("{{ w.missing_1 }}")
    tag(doc, "{%p for m in missing %}")
    doc.add_paragraph("{{ m }}", style="List Bullet")
    tag(doc, "{%p endfor %}")
    tag(doc, "{%p endif %}")

    doc.add_heading("3. {{ w.result }}", 1).paragraph_format.page_break_before = True
    strong = doc.add_paragraph()
    strong.add_run("{{ result }}").bold = True
    doc.add_paragraph("{{ chart }}")
    points_table(doc, "{{ w.area }}", "r in area_rows", "r", "total")
    tag(doc, "{%p if summary %}")
    doc.add_heading("{{ w.summary }}", 2)
    doc.add_paragraph("{{ summary }}")
    tag(doc, "{%p endif %}")
    tag(doc, "{%p if examples %}")
    doc.add_heading("{{ w.examples }}", 3)
    tag(doc, "{%p for x in examples %}")
    doc.add_paragraph("{{ x }}", style="List Bullet")
    tag(doc, "{%p endfor %}")
    tag(doc, "{%p endif %}")
    tag(doc, "{%p if comments %}")
    doc.add_heading("{{ w.comments }}", 2)
    tag(doc, "{%p for a in areas if a.comment %}")
    doc.add_heading("{{ a.id }}. {{ a.name }}", 3)
    doc.add_paragraph("{{ a.comment }}")
    tag(doc, "{%p endfor %}")
    tag(doc, "{%p endif %}")

    detail = doc.add_heading("4. {{ w.detail }}", 1)
    detail.paragraph_format.page_break_before = True
    tag(doc, "{%p for a in areas %}")
    # Not a page break of its own: after a full page that would make an empty one.
    tag(doc, "{%p if loop.first %}")
    doc.add_heading("{{ w.area }} {{ a.id }}. {{ a.name }}", 2)
    tag(doc, "{%p else %}")
    doc.add_heading("{{ w.area }} {{ a.id }}. {{ a.name }}", 2).paragraph_format.page_break_before = True
    tag(doc, "{%p endif %}")
    box = doc.add_table(rows=1, cols=2)
    shade(box.rows[0].cells[0], "EEF4F7")
    shade(box.rows[0].cells[1], "EEF4F7")
    cell = box.rows[0].cells[0]
    cell.paragraphs[0].text = "{%p for n in a.names %}"
    cell.add_paragraph("{{ n }}").paragraph_format.space_after = Pt(1)
    cell.add_paragraph("{%p endfor %}")
    fill(box.rows[0].cells[1], "{{ a.points }} {{ w.points }}", bold=True, right=True, color=ACCENT)
    widths(box, (12.7, 3.5))
    doc.add_paragraph()
    about = doc.add_paragraph()
    about.add_run("{{ a.about }}").italic = True
    tag(doc, "{%p for s in a.subs %}")
    doc.add_heading("{{ s.title }}", 3)
    doc.add_paragraph("{{ s.text }}")
    tag(doc, "{%p endfor %}")
    tag(doc, "{%p if a.examples %}")
    doc.add_heading("{{ w.examples }}", 3)
    tag(doc, "{%p for x in a.examples %}")
    doc.add_paragraph("{{ x }}", style="List Bullet")
    tag(doc, "{%p endfor %}")
    tag(doc, "{%p endif %}")
    doc.add_heading("{{ w.strengths_and }}", 3)
    pair = doc.add_table(rows=2, cols=2)
    borders(pair)
    for cell, key in zip(pair.rows[0].cells, ("strengths", "improvements"), strict=True):
        fill(cell, "{{ w." + key + " }}", bold=True, color=ACCENT)
    header_row(pair.rows[0])
    for cell, key in zip(pair.rows[1].cells, ("strengths", "improvements"), strict=True):
        cell.paragraphs[0].text = "{%p if a." + key + " == [w.none] %}"
        cell.add_paragraph("{{ w.none }}")
        cell.add_paragraph("{%p else %}")
        cell.add_paragraph("{%p for x in a." + key + " %}")
        item = cell.add_paragraph("{{ x }}", style="List Bullet")
        item.paragraph_format.space_after = Pt(4)
        item.paragraph_format.left_indent, item.paragraph_format.first_line_indent = Cm(0.45), Cm(-0.45)
        cell.add_paragraph("{%p endfor %}")
        cell.add_paragraph("{%p endif %}")
    widths(pair, (8.1, 8.1))
    tag(doc, "{%p endfor %}")

    tables = doc.add_heading("5. {{ w.tables }}", 1)
    tables.paragraph_format.page_break_before = True
    tag(doc, "{%p for a in areas %}")
    points_table(doc, "{{ a.id }}. {{ a.name }}", "s in a.subs", "s.row", "a.total")
    tag(doc, "{%p endfor %}")
    doc.add_heading("6. {{ w.references }}", 1)
    doc.add_paragraph("{{ w.references_1 }}")
    tag(doc, "{%p for r in references %}")
    line = doc.add_paragraph("[{{ r.number }}] {{ r.text }}{% if r.quote %}: ”{{ r.quote }}”{% endif %}")
    line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Cm(1), Cm(-1)
    line.paragraph_format.space_after = Pt(3)
    for run in line.runs:
        run.font.size = Pt(9)
    tag(doc, "{%p endfor %}")
    OUT.parent.mkdir(exist_ok=True)
    doc.save(OUT)


if __name__ == "__main__":
    build()

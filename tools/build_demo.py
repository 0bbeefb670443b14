"""Build the files of an invented municipality from the texts beside them.

    python tools/build_demo.py eval_sets/alvlunda

Reads ``text/*.md`` (front matter and a little Markdown), and ``place.yaml`` when there is one (whose
name, address and telephone stand in headers and footers), and writes ``files/``: PDF from two
producers in five looks, DOCX with tables, a text box and a tracked insertion, HTML pages with menus
and banners, VTT, TXT, CSV and XLSX. The files are committed; run this only after changing a text.
"""

import csv
import datetime
import html
import io
import re
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import yaml

FIXED = datetime.datetime(2026, 10, 1, 9, 0, 0)
PLACE = {"municipality": "Älvlunda kommun", "address": "Box 100, 999 80 Älvlunda", "phone": "0999-100 00"}


@dataclass
class Block:
    sort: str  # h1 h2 h3 p li ol table
    text: str = ""
    rows: tuple = ()


def parse(path):
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(head), body.strip("\n")


def blocks_of(body):
    blocks, paragraph, table = [], [], []

    def flush():
        if paragraph:
            blocks.append(Block("p", " ".join(paragraph)))
            paragraph.clear()
        if table:
            rows = tuple(tuple(c.strip() for c in r.strip().strip("|").split("|")) for r in table)
            blocks.append(Block("table", rows=tuple(r for r in rows if not all(re.fullmatch(r":?-+:?", c) for c in r))))
            table.clear()

    for line in body.splitlines():
        if line.startswith("|"):
            if paragraph:
                flush()
            table.append(line)
            continue
        if table:
            flush()
        if match := re.match(r"(#{1,3}) (.*)", line):
            flush()
            blocks.append(Block(f"h{len(match[1])}", match[2]))
        elif match := re.match(r"[-*] (.*)", line):
            flush()
            blocks.append(Block("li", match[1]))
        elif match := re.match(r"\d+\. (.*)", line):
            flush()
            blocks.append(Block("ol", match[1]))
        elif line.strip():
            paragraph.append(line.strip())
        else:
            flush()
    flush()
    return blocks


def plain(text):
    return text.replace("**", "")


def facts(meta):
    rows = [("Beslutat av", meta.get("decided_by")), ("Datum", meta.get("date")), ("Diarienummer", meta.get("dnr")),
            ("Gäller till och med", meta.get("valid_until"))]  # fmt: skip
    return [(name, str(value)) for name, value in rows if value]


# --- PDF by Typst: two columns and report


def typ(text):
    text = re.sub(r"([\\#$_@<>`\[\]~/=+\-*])", r"\\\1", text.replace("**", "\0"))
    parts = text.split("\0")
    return "".join(f"#strong[{p}]" if i % 2 else p for i, p in enumerate(parts))


def typst_source(meta, blocks, columns):
    header = typ(str(meta.get("header", meta["title"])))
    font = (
        "Libertinus Serif"
        if columns == 2
        else "DejaVu Sans Mono"
        if meta.get("look") == "mono"
        else "New Computer Modern"
    )
    out = [
        f'#set document(title: "{meta["title"]}", date: datetime(year: 2025, month: 3, day: 1))',
        '#set text(lang: "sv", size: %s, font: "%s", hyphenate: true)' % ("9.5pt" if columns == 2 else "10.5pt", font),
        "#set par(justify: true)",
        f'#set page(paper: "a4", columns: {columns}, margin: 2.2cm, header: text(size: 8pt)[{header}],'
        f" footer: context text(size: 8pt)[{typ(meta['municipality'])} #h(1fr) Sida #counter(page).display() av #counter(page).final().first()])",
    ]
    title = f"= {typ(meta['title'])}\n" + "\n".join(f"#strong[{n}:] {typ(v)} \\" for n, v in facts(meta))
    out.append(f'#place(top + left, scope: "parent", float: true)[{title}\n#v(6pt)]' if columns == 2 else title)
    for b in blocks:
        if b.sort == "h1" and plain(b.text) == meta["title"]:
            continue
        if b.sort[0] == "h":
            out.append("=" * min(4, int(b.sort[1]) + 1) + " " + typ(b.text))
        elif b.sort in ("li", "ol"):
            out.append(("- " if b.sort == "li" else "+ ") + typ(b.text))
        elif b.sort == "table":
            width = len(b.rows[0])
            cells = ", ".join(f"[{typ(c)}]" for r in b.rows for c in (r + ("",) * width)[:width])
            out.append(f"#text(size: 8pt, hyphenate: false)[#table(columns: {width}, stroke: 0.4pt, {cells})]")
        else:
            out.append(typ(b.text) + "\n")
    return "\n".join(out)


def typst_pdf(meta, blocks, columns):
    import typst

    return typst.compile(typst_source(meta, blocks, columns).encode())


# --- PDF by ReportLab: office, typewriter, brochure


def reportlab_pdf(meta, blocks, look):
    import matplotlib
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import cm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Spacer, Table, TableStyle

    fonts = Path(matplotlib.get_data_path()) / "fonts/ttf"
    names = {"office": ("DejaVuSans", "DejaVuSans-Bold"), "typewriter": ("DejaVuSansMono", "DejaVuSansMono-Bold"),
             "brochure": ("DejaVuSerif", "DejaVuSerif-Bold")}[look]  # fmt: skip
    for name in names:
        pdfmetrics.registerFont(TTFont(name, fonts / f"{name}.ttf"))
    accent = {"office": "#00528f", "typewriter": "#000000", "brochure": "#6b1f4a"}[look]
    size = {"office": 9.5, "typewriter": 8.5, "brochure": 10}[look]
    body = ParagraphStyle("body", fontName=names[0], fontSize=size, leading=size * 1.45, spaceAfter=6)
    if look != "typewriter":
        body.hyphenationLang, body.embeddedHyphenation = "sv_SE", 1
    heads = {f"h{n}": ParagraphStyle(f"h{n}", parent=body, fontName=names[1], fontSize=size + s, leading=(size + s) * 1.3,
                                     spaceBefore=10, textColor=accent, keepWithNext=1)
             for n, s in ((1, 9), (2, 4), (3, 1))}  # fmt: skip
    cell = ParagraphStyle("cell", parent=body, fontSize=size - 1.5, leading=(size - 1.5) * 1.25, spaceAfter=0)

    def mark(text):
        parts = html.escape(text, quote=False).replace("**", "\0").split("\0")
        return "".join(f'<font name="{names[1]}">{p}</font>' if i % 2 else p for i, p in enumerate(parts))

    flow = []
    if look == "brochure":
        banner = Table(
            [[Paragraph(mark(meta["title"]), ParagraphStyle("t", parent=heads["h1"], textColor=colors.white))]],
            [16.6 * cm],
        )
        banner.setStyle(
            TableStyle(
                [
                    ("BACKGROUND", (0, 0), (-1, -1), accent),
                    ("TOPPADDING", (0, 0), (-1, -1), 14),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 14),
                ]
            )
        )
        flow += [banner, Spacer(1, 10)]
    else:
        flow.append(Paragraph(mark(meta["title"]), heads["h1"]))
    flow += [Paragraph(mark(f"**{n}:** {v}"), body) for n, v in facts(meta)]
    number = 0
    for b in blocks:
        number = number + 1 if b.sort == "ol" else 0
        if b.sort == "h1" and plain(b.text) == meta["title"]:
            continue
        if b.sort[0] == "h":
            flow.append(Paragraph(mark(b.text), heads[b.sort]))
        elif b.sort == "li":
            flow.append(Paragraph(mark(b.text), body, bulletText="•"))
            flow[-1].style = ParagraphStyle("li", parent=body, leftIndent=14)
        elif b.sort == "ol":
            flow.append(Paragraph(f"{number}. {mark(b.text)}", ParagraphStyle("ol", parent=body, leftIndent=14)))
        elif b.sort == "table":
            width = len(b.rows[0])
            rows = [[Paragraph(mark(c), cell) for c in (r + ("",) * width)[:width]] for r in b.rows]
            table = Table(rows, [16.6 * cm / width] * width, repeatRows=1)
            table.setStyle(
                TableStyle(
                    [
                        ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
                        ("BACKGROUND", (0, 0), (-1, 0), "#e8eef2"),
                        ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ]
                )
            )
            flow += [table, Spacer(1, 8)]
        else:
            flow.append(Paragraph(mark(b.text), body))
    hidden = meta.get("hidden_text")
    if hidden:
        flow.append(Paragraph(mark(hidden), ParagraphStyle("hidden", parent=body, textColor=colors.white)))

    def decorate(canvas, doc):
        canvas.saveState()
        canvas.setFont(names[0], 7.5)
        canvas.setFillGray(0.35)
        canvas.drawString(2.2 * cm, 28.4 * cm, str(meta.get("header", meta["title"])))
        canvas.drawString(2.2 * cm, 1.2 * cm, f"Postadress: {meta['address']} · Sida {doc.page}")
        canvas.restoreState()

    out = io.BytesIO()
    doc = BaseDocTemplate(out, pagesize=A4, title=meta["title"], author=meta["municipality"], invariant=1,
                          leftMargin=2.2 * cm, rightMargin=2.2 * cm, topMargin=2.2 * cm, bottomMargin=2.2 * cm)  # fmt: skip
    doc.addPageTemplates(
        PageTemplate(frames=[Frame(2.2 * cm, 2 * cm, 16.6 * cm, 25.6 * cm, 0, 0, 0, 0)], onPage=decorate)
    )
    doc.build(flow)
    return out.getvalue()


# --- DOCX


def docx_file(meta, blocks):
    from docx import Document
    from docx.oxml import parse_xml

    doc = Document()
    doc.core_properties.title, doc.core_properties.author = meta["title"], meta["municipality"]
    doc.core_properties.created = doc.core_properties.modified = FIXED
    doc.sections[0].header.paragraphs[0].text = str(meta.get("header", meta["title"]))
    doc.add_heading(meta["title"], 0)
    for name, value in facts(meta):
        doc.add_paragraph(f"{name}: {value}")
    paragraphs = []
    for b in blocks:
        if b.sort == "h1" and plain(b.text) == meta["title"]:
            continue
        if b.sort[0] == "h":
            doc.add_heading(plain(b.text), int(b.sort[1]))
        elif b.sort in ("li", "ol"):
            doc.add_paragraph(plain(b.text), style="List Bullet" if b.sort == "li" else "List Number")
        elif b.sort == "table":
            table = doc.add_table(rows=0, cols=len(b.rows[0]), style="Table Grid")
            for row in b.rows:
                for target, text in zip(table.add_row().cells, row, strict=False):
                    target.text = plain(text)
        else:
            paragraphs.append(doc.add_paragraph(plain(b.text)))
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    if meta.get("kind") == "steering_document" and len(paragraphs) > 4:
        track(paragraphs[3], parse_xml, space)
    return same_times(saved(doc))


def track(paragraph, parse_xml, space):
    """Make the last sentence of a paragraph a tracked insertion, and put a tracked deletion after it."""
    text = paragraph.text
    cut = text.rfind(". ", 0, len(text) - 2) + 2
    if cut < 2:
        return
    paragraph.runs[0].text = text[:cut]
    last = html.escape(text[cut:])
    stamp = 'w:author="Handläggare" w:date="2026-02-03T10:00:00Z"'
    paragraph._p.append(
        parse_xml(f'<w:ins {space} w:id="901" {stamp}><w:r><w:t xml:space="preserve">{last}</w:t></w:r></w:ins>')
    )
    paragraph._p.append(
        parse_xml(
            f'<w:del {space} w:id="902" {stamp}><w:r><w:delText xml:space="preserve"> Detta stycke ska utgå.</w:delText></w:r></w:del>'
        )
    )


def transcript_docx(meta, body):
    from docx import Document

    doc = Document()
    doc.core_properties.title = meta["title"]
    doc.core_properties.created = doc.core_properties.modified = FIXED
    doc.add_heading(meta["title"], 1)
    for stamp, speaker, text in turns(body):
        doc.add_paragraph(f"{speaker}   {int(stamp[:2]) * 60 + int(stamp[3:5])}:{stamp[6:8]}").runs[0].bold = True
        doc.add_paragraph(text)
    return same_times(saved(doc))


def saved(doc):
    out = io.BytesIO()
    doc.save(out)
    return out.getvalue()


def same_times(data):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            new.writestr(zipfile.ZipInfo(item.filename, (2026, 10, 1, 9, 0, 0)), old.read(item), zipfile.ZIP_DEFLATED)
    return out.getvalue()


# --- interviews, pages, tables


def turns(body):
    found = []
    for line in body.splitlines():
        match = re.match(r"\[(\d\d:\d\d:\d\d)\] ([^:]{1,60}): (.*)", line)
        if match:
            found.append([match[1], match[2], match[3].strip()])
        elif line.strip() and found and not line.startswith("#"):
            found[-1][2] += " " + line.strip()
    return found


def seconds(stamp):
    hours, minutes, rest = stamp.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(rest)


def vtt(body):
    out = ["WEBVTT", ""]
    items = turns(body)
    for n, (stamp, speaker, text) in enumerate(items):
        start = seconds(stamp)
        end = seconds(items[n + 1][0]) if n + 1 < len(items) else start + 15
        pieces = re.findall(r".{1,180}(?:\s|$)", text)
        step = max(1.0, (end - start) / len(pieces))
        for k, piece in enumerate(pieces):
            a, b = start + k * step, min(start + (k + 1) * step, max(end, start + (k + 1)))
            out += [f"{clock(a)} --> {clock(b)}", f"<v {speaker}>{piece.strip()}</v>", ""]
    return "\n".join(out).encode()


def clock(value):
    return f"{int(value // 3600):02d}:{int(value % 3600 // 60):02d}:{value % 60:06.3f}"


def web_page(meta, blocks):
    def mark(text):
        return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html.escape(text, quote=False))

    out, open_list = [], False
    for b in blocks:
        if open_list and b.sort != "li":
            out.append("</ul>")
            open_list = False
        if b.sort == "li":
            if not open_list:
                out.append("<ul>")
                open_list = True
            out.append(f"<li>{mark(b.text)}</li>")
        elif b.sort[0] == "h":
            out.append(f"<{b.sort}>{mark(b.text)}</{b.sort}>")
        elif b.sort == "table":
            rows = "".join("<tr>" + "".join(f"<td>{mark(c)}</td>" for c in r) + "</tr>" for r in b.rows)
            out.append(f"<table>{rows}</table>")
        else:
            out.append(f"<p>{mark(b.text)}</p>")
    if open_list:
        out.append("</ul>")
    title = html.escape(str(meta["title"]))
    crumbs = html.escape(str(meta.get("nav", "Start / Kommun och politik")))
    return f"""<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><title>{title} - {meta["municipality"]}</title>
<meta name="last-modified" content="{meta.get("date", "2026-09-15")}"></head>
<body>
<div class="cookie-banner" role="dialog"><p>Vi använder kakor för att webbplatsen ska fungera. Läs mer om kakor.</p><button>Godkänn</button></div>
<header><a href="/">{meta["municipality"]}</a><nav><ul><li><a href="/barn">Barn och utbildning</a></li><li><a href="/omsorg">Omsorg och stöd</a></li><li><a href="/bygga">Bygga och bo</a></li><li><a href="/kommun">Kommun och politik</a></li></ul></nav></header>
<div class="breadcrumbs">{crumbs}</div>
<main><article>
{chr(10).join(out)}
<p class="updated">Sidan uppdaterad: {meta.get("date", "2026-09-15")}</p>
</article></main>
<footer><p>{meta["municipality"]}, {meta["address"]}. Växel: {meta["phone"]}.</p><p>Om webbplatsen. Tillgänglighetsredogörelse.</p></footer>
</body></html>
""".encode()


def xlsx(blocks):
    from openpyxl import Workbook

    book = Workbook()
    book.properties.created = book.properties.modified = FIXED
    sheet = book.active
    sheet.title = "Resultat"
    table = next(b for b in blocks if b.sort == "table")
    for row in table.rows:
        sheet.append([float(c.replace(",", ".")) if re.fullmatch(r"\d+(,\d+)?", c) else plain(c) for c in row])
    out = io.BytesIO()
    book.save(out)
    return same_times(out.getvalue())


def csv_file(body):
    rows = [line for line in body.splitlines() if line.strip()]
    list(csv.reader(rows))
    return ("\ufeff" + "\r\n".join(rows) + "\r\n").encode()


def build(meta, body):
    suffix = meta["file"].rsplit(".", 1)[1]
    blocks = blocks_of(body)
    if suffix == "pdf":
        look = meta.get("look", "office")
        if look in ("two-column", "report"):
            return typst_pdf(meta, blocks, 2 if look == "two-column" else 1)
        return reportlab_pdf(meta, blocks, look)
    if suffix == "docx":
        return transcript_docx(meta, body) if meta["kind"] == "interview" else docx_file(meta, blocks)
    makers = {
        "html": lambda: web_page(meta, blocks), "vtt": lambda: vtt(body), "csv": lambda: csv_file(body),
        "txt": lambda: (body + "\n").encode("cp1252" if meta.get("encoding") == "cp1252" else "utf-8"),
        "xlsx": lambda: xlsx(blocks),
    }  # fmt: skip
    return makers[suffix]()


def main(root):
    folders = {"steering_document": "styrdokument", "interview": "intervjuer", "website": "webb",
               "social_media": "sociala-medier", "survey": "undersokningar", "self_description": "sjalvbeskrivning"}  # fmt: skip
    place = dict(PLACE)
    if (root / "place.yaml").exists():
        place |= yaml.safe_load((root / "place.yaml").read_text(encoding="utf-8"))
    participants = []
    for path in sorted((root / "text").glob("*.md")):
        meta, body = parse(path)
        meta = place | meta
        target = root / "files" / folders[meta["kind"]] / meta["file"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(build(meta, body))
        for person in meta.get("participants", ()):
            participants.append({"group": meta.get("group", ""), **person})
    seen, rows = {}, []
    for person in participants:
        if person["name"] not in seen and person["name"] != "Intervjuare":
            seen[person["name"]] = f"P{len(seen) + 1}"
            rows.append(
                {
                    "group": person["group"],
                    "id": seen[person["name"]],
                    "name": person["name"],
                    "role": person.get("role", ""),
                }
            )
    with (root / "deltagare.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, ["group", "id", "name", "role"])
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Invented published reports: the same content as the text of a PDF and as a PDF."""

import io
from dataclasses import dataclass

from assistant.catalog import load_criteria
from assistant.domain.criteria import CriteriaSet

CRITERIA: CriteriaSet = load_criteria("kommunkompassen", "2020")

SENTENCES = [
    "Kommunen har för {0} en beslutad modell som alla nämnder och bolag arbetar efter sedan flera år.",
    "I intervjuerna om {0} beskrivs arbetet som välkänt bland cheferna, även om det ser olika ut i för-\nvaltningarna.",
    "Det finns en plan att ta fram gemensamma mått för {0}, men någon uppföljning har inte gjorts.",
    "Enstaka enheter prövar för {0} e-\ntjänster, kultur- och fritidskort och liknande.",
    "Här skulle kommunen kunna lära av andra som har kommit längre med {0}.",
]


WORDS = [f"{a}{b}" for a in ("al", "björk", "ek", "gran", "hassel", "lönn", "tall") for b in "abcde"]


@dataclass(frozen=True)
class Printed:
    """What stands in the invented report of one sub-area."""

    sub_area: str
    name: str
    sentences: tuple[str, ...]
    obtained: int
    most: int

    @property
    def percent(self) -> int:
        return (200 * self.obtained + self.most) // (2 * self.most)


def invented(*, silent: tuple[str, ...] = ("1.5",), names: dict[str, str] | None = None) -> list[Printed]:
    """Return all 35 sub-areas; those ``silent`` have no text, ``names`` replaces names of the criteria."""
    rows = []
    for number, sub in enumerate(CRITERIA.sub_areas()):
        chosen = tuple(
            SENTENCES[(number + n) % len(SENTENCES)].format(f"sak {WORDS[number]}") for n in range(2 + number % 3)
        )
        text = () if sub.id in silent else (f"Avsnittet har märket {WORDS[number]}.", *chosen)
        name = (names or {}).get(sub.id, sub.name.sv)
        most = int(sub.max_points)
        rows.append(Printed(sub.id, name, text, (number * 7) % (most + 1), most))
    return rows


def as_text(
    rows: list[Printed], *, bullets: bool = True, percent: str = "{} %", header: str = "Provby kommun {}"
) -> str:
    """Lay the report out as text comes out of a PDF: wrapped lines, running headers, columns lost."""
    out = ["Kommunkompassen", "Innehåll", *(f"{r.name} ........ {n + 5}" for n, r in enumerate(rows)), "Förord"]
    page = 1
    for area in CRITERIA.areas:
        mine = [r for r in rows if CRITERIA.area_of(r.sub_area).id == area.id]
        out += [header.format(page), f"Område {area.id} {area.name.sv}", "Rubriker Poäng"]
        out += [f"{'• ' if bullets else ''}{r.name}" for r in mine] + [str(sum(r.obtained for r in mine))]
        out += ["Allmänt", "Ett område handlar om mycket. Det är viktigt för alla kommuner och för invånarna."]
        for r in mine:
            page += 1
            out += wrapped(r.name, 60) + wrapped(" ".join(r.sentences), 75) + [header.format(page)]
        out += [
            "Styrkor Förbättringsmöjligheter",
            f"Modern modell {WORDS[page % 35]}",
            mine[0].name,
            "Lång erfarenhet av",
            "samarbete",
        ]
    out += ["4. Översikt av poängfördelning"]
    for area in CRITERIA.areas:
        mine = [r for r in rows if CRITERIA.area_of(r.sub_area).id == area.id]
        out.append(f"{area.id}. {area.name.sv} Uppnått Max Procent")
        for r in mine:
            *first, last = wrapped(f"{r.sub_area} {r.name}", 50)
            out += [*first, f"{last} {r.obtained} {r.most} {percent.format(r.percent)}"]
        total = sum(r.obtained for r in mine)
        out.append(f"  {total} 100 {percent.format(total)}")
    return "\n\n".join(out)


def wrapped(text: str, width: int) -> list[str]:
    """Wrap at blanks; a line break in the text stays."""
    lines = [""]
    for part in text.split("\n"):
        for word in part.split(" "):
            if lines[-1] and len(lines[-1]) + len(word) > width:
                lines.append("")
            lines[-1] = f"{lines[-1]} {word}".strip()
        lines.append("")
    return [line for line in lines if line]


def as_pdf(rows: list[Printed]) -> bytes:
    """Lay the report out as a PDF with headings, two-column lists, tables and a running header."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

    styles = getSampleStyleSheet()
    body = ParagraphStyle("body", parent=styles["BodyText"], fontSize=11, leading=15)
    story: list[object] = [Paragraph("Kommunkompassen i Provby", styles["Title"]), PageBreak()]
    for area in CRITERIA.areas:
        mine = [r for r in rows if CRITERIA.area_of(r.sub_area).id == area.id]
        story.append(Paragraph(f"Område {area.id} {area.name.sv}", styles["Heading1"]))
        box = [[Paragraph("Rubriker", body), Paragraph("Poäng", body)]]
        listed = "<br/>".join(f"• {r.name}" for r in mine)
        box.append([Paragraph(listed, body), Paragraph(str(sum(r.obtained for r in mine)), body)])
        story += [Table(box, colWidths=[350, 80], style=[("GRID", (0, 0), (-1, -1), 0.5, "black")])]
        story += [Paragraph("Allmänt", styles["Heading2"]), Paragraph("Ett område handlar om mycket. " * 5, body)]
        for r in mine:
            story.append(Paragraph(r.name, styles["Heading2"]))
            if r.sentences:
                story.append(Paragraph(" ".join(r.sentences).replace("-\n", ""), body))
        cells = [
            [Paragraph("Styrkor", body), Paragraph("Förbättringsmöjligheter", body)],
            [Paragraph(f"Modell nummer {area.id}a", body), Paragraph(f"Analys {mine[0].name}", body)],
            [Paragraph(f"Erfarenhet {mine[0].name}", body), Paragraph(f"Mått {mine[-1].name}", body)],
        ]
        story += [Spacer(1, 12), Table(cells, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")]), PageBreak()]
    story.append(Paragraph("4. Översikt av poängfördelning", styles["Heading1"]))
    for area in CRITERIA.areas:
        mine = [r for r in rows if CRITERIA.area_of(r.sub_area).id == area.id]
        table = [[f"{area.id}. {area.name.sv}", "Uppnått", "Max", "Procent"]]
        table += [
            [Paragraph(f"{r.sub_area} {r.name}", body), str(r.obtained), str(r.most), f"{r.percent}%"] for r in mine
        ]
        total = sum(r.obtained for r in mine)
        table.append(["", str(total), "100", f"{total}%"])
        style = [("GRID", (0, 0), (-1, -1), 0.5, "black")]
        story += [Table(table, colWidths=[280, 60, 50, 60], style=style), Spacer(1, 12)]

    def header(canvas, document) -> None:
        canvas.setFont("Helvetica", 9)
        canvas.drawString(60, 810, "Provby kommun Kommunkompassen")
        canvas.drawString(520, 30, str(document.page))

    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, title="Kommunkompassen").build(story, onFirstPage=header, onLaterPages=header)
    return out.getvalue()

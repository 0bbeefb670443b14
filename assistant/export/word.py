"""The report as DOCX, filled into a template that people can edit in Word."""

import io
import re
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Any

from assistant.domain.report import AreaPart, CitedSentence, Report
from assistant.domain.scoring import Line
from assistant.errors import InvalidInputError
from assistant.export.chart import area_chart
from assistant.export.contents import fill_contents, set_language
from assistant.export.words import WORDS, counted, drafters, how_made, numbers_in, reference_text, result_of, title_of

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def render_docx(report: Report, *, template: Path | None = None) -> bytes:
    """Fill the template. Its fields are listed in docs/report-template.md.

    Raises:
        InvalidInputError: the template is not a DOCX file or has a wrong field.
    """
    from docx.shared import Cm
    from docxtpl import DocxTemplate, InlineImage
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    source = io.BytesIO(template.read_bytes() if template else _own_template())
    try:
        document = DocxTemplate(source)
        chart = InlineImage(document, io.BytesIO(area_chart(report, "png")), width=Cm(16))
        environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
        document.render({**_context(report), "chart": chart}, environment, autoescape=True)
        _describe_pictures(document, WORDS[report.language]["chart"])
        _describe_document(document, report)
        set_language(document.docx, report.language)
        fill_contents(document.docx)
        out = io.BytesIO()
        document.save(out)
    except (TemplateError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise InvalidInputError(f"Wordmallen kan inte användas: {error}", hint="Se docs/report-template.md.") from error
    return _same_times(out.getvalue())


def _own_template() -> bytes:
    return (files("assistant.export") / "templates" / "report.docx").read_bytes()


def _context(report: Report) -> dict[str, Any]:
    words = WORDS[report.language]
    return {
        "w": {**words, "how_2": how_made(report)},
        "title": title_of(report),
        "municipality": _clean(report.municipality),
        "year": report.year,
        "criteria": report.criteria_title,
        "note": report.criteria_note,
        "preliminary": words["preliminary"] if report.preliminary else "",
        "counts": [counted(kind, count, report.language) for kind, count in report.source_counts],
        "evaluators": ", ".join(report.evaluators) or words["nobody"],
        "approvers": ", ".join(report.approvers) or words["nobody"],
        "approved_at": report.approved_at[:10],
        "drafted_by": drafters(report),
        "missing": list(report.missing),
        "result": result_of(report),
        "total": _line(words["total"], report.total, words),
        "area_rows": [_line(f"{a.id}. {a.name}", a.line, words) for a in report.areas],
        "summary": " ".join(_cited(s) for s in report.summary),
        "examples": [_cited(s) for s in report.examples],
        "comments": [" ".join(_cited(s) for s in a.comment) for a in report.areas if a.comment],
        "areas": [_area(a, words) for a in report.areas],
        "references": [
            {"number": r.number, "text": _clean(reference_text(r, report.language)), "quote": _clean(r.quote)}
            for r in report.references
        ],
    }  # fmt: skip


def _area(area: AreaPart, words: Any) -> dict[str, Any]:
    return {
        "id": area.id,
        "name": area.name,
        "about": area.about,
        "points": _obtained(area.line, words),
        "names": [sub.name for sub in area.sub_areas],
        "comment": " ".join(_cited(s) for s in area.comment),
        "examples": [_cited(s) for s in area.examples],
        "total": _line(words["total"], area.line, words),
        "subs": [
            {
                "title": f"{sub.id} {sub.name}",
                "text": " ".join(_cited(s) for s in sub.sentences) or words["not_approved"],
                "row": _line(f"{sub.id} {sub.name}", sub.line, words),
            }
            for sub in area.sub_areas
        ],
        "strengths": [_cited(s) for s in area.strengths] or [words["none"]],
        "improvements": [_cited(s) for s in area.improvements] or [words["none"]],
    }


def _line(name: str, line: Line, words: Any) -> dict[str, Any]:
    percent = words["none"] if line.percent is None else f"{line.percent} %"
    return {"name": name, "obtained": _obtained(line, words), "max": line.printed_possible, "percent": percent}


def _obtained(line: Line, words: Any) -> int | str:
    return line.printed if line.scored else str(words["none"])


def _cited(sentence: CitedSentence) -> str:
    numbers = numbers_in(sentence.references)
    return _clean(f"{sentence.text} [{numbers}]" if numbers else sentence.text)


def _clean(text: str) -> str:
    """Take out what XML cannot hold and fold line breaks."""
    return " ".join(_CONTROL.sub("", text).split())


def _describe_pictures(document: Any, text: str) -> None:
    """Give pictures their text alternative, which Word reads aloud."""
    name = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    for picture in document.docx.element.body.iter(name):
        picture.set("descr", text)


def _describe_document(document: Any, report: Report) -> None:
    from datetime import UTC, datetime

    properties = document.docx.core_properties
    properties.title = f"{title_of(report)}: {report.municipality} {report.year}"
    properties.author = ", ".join(report.approvers)
    properties.language = "sv-SE" if report.language == "sv" else "en-GB"
    stamp = datetime.fromisoformat(report.approved_at) if report.approved_at else datetime(2000, 1, 1, tzinfo=UTC)
    properties.created = properties.modified = stamp.astimezone(UTC).replace(tzinfo=None)
    properties.last_modified_by = ""
    properties.comments = ""


def _same_times(data: bytes) -> bytes:
    """Write the archive again with fixed times, so that the same report gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            new.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()

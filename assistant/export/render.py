"""One entry to all formats."""

from pathlib import Path
from typing import Literal, get_args

from assistant.domain.report import Report

Format = Literal["docx", "html", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)


def render(report: Report, form: Format, *, template: Path | None = None) -> bytes:
    """Lay out a report.

    Args:
        report: what to print.
        form: the file format.
        template: an own Word template, for ``docx`` only.

    Raises:
        InvalidInputError: the template cannot be used; the message says why.
    """
    if form == "docx":
        from assistant.export.word import render_docx

        return render_docx(report, template=template)
    if form == "html":
        from assistant.export.html import render_html

        return render_html(report)
    from assistant.export.json import render_json

    return render_json(report)

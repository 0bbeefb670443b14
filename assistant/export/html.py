"""The report as one HTML file that needs nothing from outside."""

import base64

from jinja2 import Environment, PackageLoader, StrictUndefined

from assistant.domain.report import Report
from assistant.export.chart import area_chart
from assistant.export.words import WORDS, counted, drafters, how_made, reference_text, result_of, title_of


def render_html(report: Report) -> bytes:
    """Return a self-contained, printable page: no script, no outside resource."""
    environment = Environment(
        loader=PackageLoader("assistant.export"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["reference"] = lambda reference: reference_text(reference, report.language)
    chart = base64.b64encode(area_chart(report, "svg")).decode()
    page = environment.get_template("report.html").render(
        report=report,
        words={**WORDS[report.language], "how_2": how_made(report)},
        title=title_of(report),
        result=result_of(report),
        drafters=drafters(report),
        counts=[counted(kind, count, report.language) for kind, count in report.source_counts],
        chart=f"data:image/svg+xml;base64,{chart}",
    )
    return page.encode()

"""The bar chart of areas, as PNG and as SVG."""

import io
from typing import Literal

from assistant.domain.report import Report

ACCENT = "#1f5a7a"
TRACK = "#e3eaee"


def area_chart(report: Report, form: Literal["png", "svg"]) -> bytes:
    """Draw obtained points per area out of the possible ones; the same report gives the same bytes."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "kompass", "font.family": "DejaVu Sans", "svg.fonttype": "none"}):
        figure = Figure(figsize=(7.2, 0.48 * len(report.areas) + 0.5), dpi=200)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.40, 0.06, 0.52, 0.92))
        names = [f"{area.id}. {area.name}" for area in report.areas]
        rows = range(len(names))
        axes.barh(rows, [area.line.printed_possible for area in report.areas], color=TRACK, height=0.62)
        axes.barh(rows, [area.line.printed for area in report.areas], color=ACCENT, height=0.62)
        for row, area in zip(rows, report.areas, strict=True):
            axes.text(
                area.line.printed + 1.5,
                row,
                str(area.line.printed) if area.line.scored else "–",
                va="center",
                fontsize=9,
                color="#16242c",
            )
        axes.set_yticks(list(rows), [_wrap(name) for name in names], fontsize=8.5)
        axes.set_xlim(0, max((a.line.printed_possible for a in report.areas), default=100) + 6)
        axes.invert_yaxis()
        axes.tick_params(length=0, axis="y")
        axes.tick_params(axis="x", labelsize=8, colors="#5a6b75")
        for side in ("top", "right", "left", "bottom"):
            axes.spines[side].set_visible(False)
        out = io.BytesIO()
        metadata = {"Date": None} if form == "svg" else {"Software": None}
        figure.savefig(out, format=form, metadata=metadata)
        return out.getvalue()


def _wrap(name: str) -> str:
    if len(name) <= 34:
        return name
    cut = name.rfind(" ", 0, 34)
    return f"{name[:cut]}\n{name[cut + 1 :]}"

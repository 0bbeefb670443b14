"""The report as JSON for other systems: exact points as fractions beside the printed ones."""

import json
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from assistant.domain.report import Report
from assistant.domain.scoring import Line


def render_json(report: Report) -> bytes:
    """Return the report as UTF-8 JSON, the same bytes for the same report."""
    content = asdict(report)
    content["total"] = _line(report.total)
    for area, shown in zip(report.areas, content["areas"], strict=True):
        shown["line"] = _line(area.line)
        for sub, row in zip(area.sub_areas, shown["sub_areas"], strict=True):
            row["line"] = _line(sub.line)
    content["preliminary"] = report.preliminary
    return json.dumps(content, ensure_ascii=False, indent=2, default=_spell).encode()


def _line(line: Line) -> dict[str, Any]:
    return {
        "obtained": line.printed,
        "max": line.printed_possible,
        "percent": line.percent,
        "exact_points": str(line.points),
        "unscored": line.unscored,
        "not_applicable": line.not_applicable,
    }


def _spell(value: object) -> str:
    if isinstance(value, Fraction):
        return str(value)
    raise TypeError(type(value).__name__)

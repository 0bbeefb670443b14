"""Charts as geometry: what a template needs to draw them as SVG, with colours from the stylesheet."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain.scoring import Line

RADIUS = 100.0
"""Of the outermost ring; the drawing is laid out around 0, 0."""
RINGS = (25, 50, 75, 100)
LABEL_AT = 116.0
FEWEST = 3
"""Fewer axes than this make no surface."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place in a drawing; y grows downwards."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Axis:
    """One spoke of a radar, from the middle outwards."""

    name: str
    end: Point
    label: Point


@dataclass(frozen=True, slots=True)
class Radar:
    """Percent of the possible points per area, around a circle from the top clockwise."""

    axes: tuple[Axis, ...]
    rings: tuple[str, ...]
    """Corners of each ring."""
    decided: str
    """Corners of what is decided."""
    drafted: str
    """Corners with what is only proposed counted too; empty when that is not shown."""


def radar(lines: Sequence[Line], drafted: Sequence[Line] = ()) -> Radar | None:
    """Lay out a radar of areas; None for fewer than three. A line where nothing is possible counts as 0."""
    count = len(lines)
    if count < FEWEST:
        return None
    axes = tuple(Axis(line.id, _at(n, count, RADIUS), _at(n, count, LABEL_AT)) for n, line in enumerate(lines))
    rings = tuple(_corners([ring] * count) for ring in RINGS)
    return Radar(axes, rings, _corners(_percents(lines)), _corners(_percents(drafted)) if drafted else "")


def share(line: Line) -> float:
    """Return how much of a line's possible points were obtained, in percent with one decimal."""
    return round(float(100 * line.points / line.possible), 1) if line.possible else 0.0


def _percents(lines: Sequence[Line]) -> list[float]:
    return [share(line) for line in lines]


def _corners(percents: Sequence[float]) -> str:
    found = (_at(n, len(percents), RADIUS * percent / 100) for n, percent in enumerate(percents))
    return " ".join(f"{point.x},{point.y}" for point in found)


def _at(number: int, of: int, radius: float) -> Point:
    angle = 2 * math.pi * number / of
    return Point(round(radius * math.sin(angle), 1) + 0.0, round(-radius * math.cos(angle), 1) + 0.0)

"""Matrices and boxes as PDF has them. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Box(NamedTuple):
    """A rectangle in points, left < right and bottom < top unless empty."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Points, never below zero."""
        return max(0.0, self.right - self.left)

    @property
    def height(self) -> float:
        """Points, never below zero."""
        return max(0.0, self.top - self.bottom)

    def holds(self, x: float, y: float, slack: float = 0.0) -> bool:
        """Whether the point lies within, ``slack`` points of grace on every side."""
        inside_x = self.left - slack <= x <= self.right + slack
        return inside_x and self.bottom - slack <= y <= self.top + slack

    def common(self, other: "Box") -> "Box":
        """What both cover."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )


def times(first: Sequence[float], second: Sequence[float]) -> Matrix:
    """``first`` applied before ``second`` (ISO 32000-2, 8.3.4)."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def box_of(corners: Iterable[tuple[float, float]], matrix: Sequence[float] = IDENTITY) -> Box:
    """The upright rectangle round the points after ``matrix``."""
    a, b, c, d, e, f = matrix
    xs, ys = [], []
    for x, y in corners:
        xs.append(a * x + c * y + e)
        ys.append(b * x + d * y + f)
    return Box(min(xs), min(ys), max(xs), max(ys))


def moved_box(box: Box, matrix: Sequence[float]) -> Box:
    """The upright rectangle round ``box`` after ``matrix``."""
    corners = (
        (box.left, box.bottom),
        (box.right, box.bottom),
        (box.left, box.top),
        (box.right, box.top),
    )
    return box_of(corners, matrix)

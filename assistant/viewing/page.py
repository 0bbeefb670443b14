"""A page of a PDF as the viewer sees it: its size, its characters, and where each one is painted."""

from dataclasses import dataclass

UNITS = 1000.0
"""Width of every page in the units of all boxes here; the height follows from the page's shape."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in page units from the upper left corner."""


@dataclass(frozen=True, slots=True)
class PageText:
    """The characters of a page in the order in which PDFium reads them."""

    height: float
    """In page units: a page is ``UNITS`` wide."""
    text: str
    boxes: tuple[Box, ...]
    """One a character; all zeros for blanks and line ends that PDFium put in."""

    def __post_init__(self) -> None:
        if len(self.text) != len(self.boxes):
            raise ValueError("every character needs its box")


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of characters side by side on one line."""

    text: str
    box: Box


def is_empty(box: Box) -> bool:
    """Say whether a box covers nothing."""
    return box[2] <= box[0] or box[3] <= box[1]

"""What is painted under and over the text of a PDF page, as far as it may hide the text. Boxes stand for shapes."""

from collections.abc import Iterator

from ingest.readers.pdf_geometry import Box
from ingest.readers.pdf_paint import Colour, alike

_THIN = 2.0
"""A filled shape thinner than this is a rule, not a cover."""
_MOST_COMPARISONS = 200_000


class Ground:
    """Remembers shapes and texts of one page in the order they are painted."""

    def __init__(self) -> None:
        self._texts: list[tuple[float, float, float]] = []
        self._by_colour: dict[Colour | None, list[Box]] = {}
        """What is painted so far, by colour; None when the colour is not known, as of a picture."""
        self._rivals: dict[Colour | None, list[list[Box]]] = {}
        """For colours of text, the shapes on which it would not show."""
        self._layers: list[tuple[Colour | None, Box, bool]] = []
        self._comparisons = 0
        self.overwhelmed = False
        """Too much is painted to compare place by place; nothing more is found out here."""

    def add_text(self, left: float, right: float, y: float) -> None:
        """A text is painted, ``y`` through its middle; the numbers that ``paint`` gives count these calls from 0."""
        self._texts.append((left, right, y))

    def paint(self, box: Box, colour: Colour | None, *, exact: bool) -> Iterator[int]:
        """A shape is painted. Gives the texts that lie under it. ``exact``: the shape fills its box."""
        if min(box.width, box.height) < _THIN or self._is_too_much(len(self._texts)):
            return
        yield from self.texts_in(box)
        if colour not in self._by_colour:
            self._rivals.clear()
        self._by_colour.setdefault(colour, []).append(box)
        self._layers.append((colour, box, exact))

    def texts_in(self, box: Box) -> Iterator[int]:
        """Texts that lie in the box."""
        left, bottom, right, top = box
        for number, (begin, end, y) in enumerate(self._texts):
            if begin <= right and left <= end and bottom <= y <= top:
                yield number

    def swallows(self, colour: Colour | None, left: float, right: float, y: float) -> bool:
        """Whether text of that colour may lie, in part, on a shape of its own colour or of an unknown one."""
        rivals = self._rivals.get(colour)
        if rivals is None:
            self._comparisons += len(self._by_colour)
            same = (other for other in self._by_colour if other is None or colour is None or alike(other, colour))
            rivals = self._rivals[colour] = [self._by_colour[other] for other in same]
        for boxes in rivals:
            if self._is_too_much(len(boxes)):
                return True
            if any(box.left <= right and left <= box.right and box.bottom <= y <= box.top for box in boxes):
                return True
        return False

    def carries(self, colour: Colour, text: Box) -> bool:
        """Whether the uppermost shape under the text is a full rectangle of a clearly other colour."""
        x, y = text.left, (text.bottom + text.top) / 2
        for ground, box, exact in reversed(self._layers):
            if self._is_too_much(1):
                return False
            if box.holds(x, y):
                whole = exact and box.holds(text.left, text.bottom) and box.holds(text.right, text.top)
                return whole and ground is not None and not alike(ground, colour)
            if box.common(text).width > 0 and box.common(text).height > 0:
                return False
        return False

    def _is_too_much(self, more: int) -> bool:
        self._comparisons += more
        if self._comparisons > _MOST_COMPARISONS:
            self.overwhelmed = True
        return self.overwhelmed

"""Whether text can be seen on the rendered page: pdfium draws the page with and without it.

What makes no difference to the picture cannot be seen by a reader. Comparing two drawings, instead of looking
for contrast in one, is not fooled by a busy background or by other text in the same place.
"""

import ctypes
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ingest.readers.pdf_geometry import Box

LEAST_CONTRAST = 32
"""Steps of 255 in any channel; less is not seen on paper or screen."""
_SCALE = 2.0
_MOST_PIXELS = 2_000
"""Per side of the drawing, whatever the page size says."""
_DEEPEST_FORM = 8
_LEAST_SHARE = 0.3
"""Of the pixels a black letter would change, so many must change for the letter to be read."""


class Glyph(NamedTuple):
    """A character of a text object and whether it makes a mark on the page."""

    character: str
    seen: bool


class _Drawings(NamedTuple):
    """The same part of a page with the suspected text as it is, in black, and left out."""

    as_is: Any
    black: Any
    without: Any


@dataclass(frozen=True, slots=True)
class TextObject:
    """What pdfium made of one operator that shows text."""

    origin: tuple[float, float]
    """In page space, only right outside forms."""
    glyphs: tuple[Glyph, ...]
    """Empty when not asked for, or when pdfium found no character on the page."""


class InkGauge:
    """A PDF opened by pdfium, to be closed after use."""

    def __init__(self, data: bytes) -> None:
        import pypdfium2

        self._document = pypdfium2.PdfDocument(data)
        self._document.init_forms()

    def close(self) -> None:
        """Give back the memory that pdfium holds."""
        self._document.close()

    def weigh(self, page_number: int, suspects: frozenset[int], expected: int) -> list[TextObject]:
        """Text objects of a page in painting order, the glyphs of ``suspects`` weighed.

        ``page_number`` counts from 0. When the page does not hold ``expected`` text objects, pypdf and pdfium
        see different things; then every object is weighed. Raises ``pypdfium2.PdfiumError``.
        """
        import pypdfium2.raw as raw

        page = self._document[page_number]
        try:
            found = list(page.get_objects([raw.FPDF_PAGEOBJ_TEXT], max_depth=_DEEPEST_FORM))
            objects = [one.raw for one in found]
            chosen = sorted(suspects) if len(objects) == expected else range(len(objects))
            characters = _characters(page, {_address(objects[place]): place for place in chosen})
            for place in chosen:
                # pdfium leaves out letters drawn twice in one place; then the text is weighed as a whole.
                if place not in characters and found[place].level == 0:
                    characters[place] = [("", Box(*found[place].get_bounds()))]
            sheet = _Sheet(page, [box for known in characters.values() for _, box in known])
            as_is = sheet.draw()
            for place in chosen:
                raw.FPDFTextObj_SetTextRenderMode(objects[place], raw.FPDF_TEXTRENDERMODE_FILL)
                raw.FPDFPageObj_SetFillColor(objects[place], 0, 0, 0, 255)
            blackened = sheet.draw()
            for place in chosen:
                raw.FPDFTextObj_SetTextRenderMode(objects[place], raw.FPDF_TEXTRENDERMODE_INVISIBLE)
            drawings = _Drawings(as_is, blackened, sheet.draw())
            return [
                TextObject(_origin(one), tuple(sheet.weigh(characters.get(place, ()), drawings)))
                for place, one in enumerate(objects)
            ]
        finally:
            page.close()


def _address(pointer: Any) -> int:
    return ctypes.addressof(pointer.contents)


def _origin(text_object: Any) -> tuple[float, float]:
    import pypdfium2.raw as raw

    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(text_object, matrix)
    return matrix.e, matrix.f


def _characters(page: Any, wanted: Mapping[int, int]) -> dict[int, list[tuple[str, Box]]]:
    """Characters with their boxes for each wanted text object, in order."""
    import pypdfium2.raw as raw

    found: dict[int, list[tuple[str, Box]]] = defaultdict(list)
    text_page = page.get_textpage()
    try:
        for index in range(text_page.count_chars()):
            owner = raw.FPDFText_GetTextObject(text_page, index)
            place = wanted.get(_address(owner)) if owner else None
            if place is None or raw.FPDFText_IsGenerated(text_page, index) == 1:
                continue
            character = chr(raw.FPDFText_GetUnicode(text_page, index))
            found[place].append((character, Box(*text_page.get_charbox(index))))
    finally:
        text_page.close()
    return found


class _Sheet:
    """The part of a page that holds the given boxes, and how its places become pixels."""

    def __init__(self, page: Any, boxes: Sequence[Box]) -> None:
        self._page = page
        self._width, self._height = page.get_size()
        corners = [_to_device(page, x, y) for x, y in ((0.0, 0.0), (1000.0, 0.0), (0.0, 1000.0))]
        (ox, oy), (xx, xy), (yx, yy) = corners
        across, down = self._width / _DEVICE, self._height / _DEVICE
        self._x = tuple(value * across for value in (ox, (xx - ox) / 1000, (yx - ox) / 1000))
        self._y = tuple(value * down for value in (oy, (xy - oy) / 1000, (yy - oy) / 1000))
        self._part = self._around([self._area(box) for box in boxes])
        self._scale = min(_SCALE, _MOST_PIXELS / max(self._part.width, self._part.height, 1.0))

    def _around(self, areas: Sequence[Box]) -> Box:
        """The smallest part of the page, in points from its upper left corner, with all areas in it."""
        if not areas:
            return Box(0.0, 0.0, 1.0, 1.0)
        left = min(max(0.0, min(area.left for area in areas) - 1), self._width - 1)
        top = min(max(0.0, min(area.bottom for area in areas) - 1), self._height - 1)
        right = min(self._width, max(left + 1, max(area.right for area in areas) + 1))
        return Box(left, top, right, min(self._height, max(top + 1, max(area.top for area in areas) + 1)))

    def _area(self, box: Box) -> Box:
        """A box of page space in points from the upper left corner as shown, y downwards."""
        corners = (box.left, box.bottom), (box.right, box.top)
        xs = [self._x[0] + self._x[1] * x + self._x[2] * y for x, y in corners]
        ys = [self._y[0] + self._y[1] * x + self._y[2] * y for x, y in corners]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def draw(self) -> Any:
        """The part as an array of rows, columns and channels."""
        part = self._part
        margins = part.left, self._height - part.top, self._width - part.right, part.bottom
        drawn = self._page.render(scale=self._scale, crop=margins, may_draw_forms=True)
        return drawn.to_numpy()

    def weigh(self, characters: Sequence[tuple[str, Box]], drawings: _Drawings) -> Iterator[Glyph]:
        """Every character that is not a blank, and whether it can be read."""
        for character, box in characters:
            if not character.isspace():
                yield Glyph(character, self._is_seen(self._area(box), drawings))

    def _is_seen(self, area: Box, drawings: _Drawings) -> bool:
        """Whether the letter marks the page, and not just where white letters cross black ones of other text."""
        part, scale = self._part, self._scale
        left, right = max(0, int((area.left - part.left) * scale)), int((area.right - part.left) * scale) + 1
        top, bottom = max(0, int((area.bottom - part.bottom) * scale)), int((area.top - part.bottom) * scale) + 1
        pixels = slice(top, max(0, bottom)), slice(left, max(0, right))
        without = drawings.without[pixels].astype("int16")
        if not without.size:
            return False
        marked = abs(drawings.as_is[pixels] - without).max(axis=2) >= LEAST_CONTRAST
        letter = abs(drawings.black[pixels] - without).max(axis=2) >= _SOLID
        return bool(marked.any()) and int((marked & letter).sum()) >= _LEAST_SHARE * int(letter.sum())


_SOLID = 96
_DEVICE = 100_000
"""pdfium tells places in whole units of a page this long a side, so that nothing is lost to rounding."""


def _to_device(page: Any, x: float, y: float) -> tuple[int, int]:
    import pypdfium2.raw as raw

    column, row = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, _DEVICE, _DEVICE, 0, x, y, column, row)
    return column.value, row.value

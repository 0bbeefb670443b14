"""What happens on a PDF page while pypdf takes the text out of it: where text stands and what may hide it.

pypdf calls the two visitors; nothing is parsed twice. The trace only suspects: whether suspected text can be
seen is settled by ``pdf_hidden``.
"""

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from pypdf import PageObject
from pypdf.errors import DependencyError, PyPdfError

from ingest.readers.pdf_geometry import IDENTITY, Box, Matrix, moved_box, times
from ingest.readers.pdf_ground import Ground
from ingest.readers.pdf_operations import quickly_read
from ingest.readers.pdf_paint import Colour, Paint, Painter

Suspicion = Literal["mode", "layer", "alpha", "pale", "tiny", "outside", "covered", "odd"]
BROKEN = (
    PyPdfError,
    DependencyError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
    struct.error,
)
"""What pypdf raises over a damaged file, on purpose or not."""
TINY = 2.0
"""Text lower than this many points is not read by anyone."""
_LETTER = 0.42
"""Width of a letter over its height, rather less than it is."""
_JUMP = 15.0
"""Points of white on a line that must not pass unseen."""
_UNIT = Box(0.0, 0.0, 1.0, 1.0)


class Piece(NamedTuple):
    """Text as pypdf hands it out: one stretch in one font from one place."""

    text: str
    matrix: Matrix
    """Text space to page space."""
    size: float
    font: Any
    """The font's dictionary, or None."""


@dataclass(slots=True)
class Show:
    """One operator that shows text."""

    operand: Any
    """A string, or an array of strings and offsets."""
    matrix: Matrix
    paint: Paint
    group: int
    """Operators with the same number continue each other without a new position."""
    suspicion: Suspicion | None

    @property
    def height(self) -> float:
        """Size of the text on the page in points."""
        return float(abs(self.paint.size) * (self.matrix[2] ** 2 + self.matrix[3] ** 2) ** 0.5)


@dataclass(slots=True)
class Trace:
    """Everything one page told while its text was taken out."""

    page_box: Box
    shows: list[Show] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    jumps: int = 0
    """Places where pypdf joined texts far apart on one line into one piece."""
    unsure: bool = False
    """Something could not be followed; every text on the page is to be looked at."""


def trace_page(page: PageObject, hidden_layers: frozenset[int]) -> Trace:
    """Take the text out of a page. Raises what pypdf raises (``BROKEN``)."""
    visitor = _Visitor(page, hidden_layers)
    with quickly_read(page):
        page.extract_text(
            visitor_operand_before=visitor.before,
            # Only to hear when a form ends; a callback for every operator is dear.
            visitor_operand_after=visitor.after if _has_form(page) else None,
            visitor_text=visitor.text,
        )
    visitor.cover_with_annotations(page)
    return visitor.trace


def _has_form(page: PageObject) -> bool:
    try:
        resources: Any = page["/Resources"]
        drawn = resources.get("/XObject", {}).get_object()
        return any(drawn[name].get("/Subtype") == "/Form" for name in drawn)
    except BROKEN:
        return True


def visible_box(page: PageObject) -> Box:
    """The part of the page that is shown."""
    crop, media = _as_box(page.cropbox), _as_box(page.mediabox)
    shown = crop.common(media)
    return shown if shown.width > 1 and shown.height > 1 else media


def _as_box(rectangle: Any) -> Box:
    left, bottom, right, top = (float(value) for value in rectangle)
    return Box(min(left, right), min(bottom, top), max(left, right), max(bottom, top))


class _Visitor:
    """The callbacks that pypdf gets."""

    def __init__(self, page: PageObject, hidden_layers: frozenset[int]) -> None:
        self.trace = Trace(visible_box(page))
        self._painter = Painter(page.get("/Resources", {}), hidden_layers)
        self._base: Matrix | None = None
        """Form space to page space while inside a form."""
        self._forms: list[tuple[Any, Matrix | None]] = []
        self._group = 0
        self._judged: Paint | None = None
        self._verdict: Suspicion | None = None
        self._ground = Ground()
        self._pen = (-1, 0.0)
        """Group of the last text, and where about it ended."""
        self._run: list[Show] = []
        """The shows that continue each other up to now."""
        self._run_flush = -1
        self._flushed = 0
        self._handlers = self._painter.handlers
        self._leading = 0.0
        self._placed = {
            b"Tj": self._show,
            b"TJ": self._show,
            b"'": self._show_below,
            b'"': self._show_below,
            b"BT": self._move,
            b"Td": self._move,
            b"TD": self._move_and_lead,
            b"Tm": self._move,
            b"T*": self._move,
            b"TL": self._lead,
            b"Do": self._do,
            b"sh": self._shade,
            b"INLINE IMAGE": self._picture,
        }
        self._placed |= dict.fromkeys((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"), self._fill)
        self._placed |= dict.fromkeys((b"n", b"S", b"s"), self._end_path)

    def before(self, operator: bytes, operands: Any, cm: Any, tm: Any) -> None:
        """Called by pypdf before it handles an operator."""
        try:
            if operator in self._handlers:
                self._handlers[operator](operands)
            elif operator in self._placed:
                self._placed[operator](operands, cm, tm)
        except BROKEN:
            self.trace.unsure = True

    def after(self, operator: bytes, _operands: Any, _cm: Any, _tm: Any) -> None:
        """Called by pypdf when it has handled an operator."""
        if operator == b"Do" and self._forms:
            state, base = self._forms.pop()
            if state is not None:
                self._painter.take_back(state)
                self._base = base

    def text(self, text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        """Called by pypdf with text it has finished."""
        self._flushed += 1
        if text:
            self.trace.pieces.append(Piece(text, times(tm, self._to_page(cm)), size, font))

    def _to_page(self, cm: Sequence[float]) -> Sequence[float]:
        return cm if self._base is None else times(cm, self._base)

    def _move(self, _operands: Any, _cm: Any, _tm: Any) -> None:
        self._group += 1

    def _lead(self, operands: Any, _cm: Any, _tm: Any) -> None:
        self._leading = float(operands[0])

    def _move_and_lead(self, operands: Any, _cm: Any, _tm: Any) -> None:
        self._group += 1
        self._leading = -float(operands[1])

    def _show_below(self, operands: Any, cm: Any, tm: Any) -> None:
        self._group += 1
        self._show(operands, cm, times((1.0, 0.0, 0.0, 1.0, 0.0, -self._leading), tm))

    def _end_path(self, _operands: Any, cm: Any, _tm: Any) -> None:
        self._painter.end_path(self._to_page(cm))

    def _shade(self, _operands: Any, _cm: Any, _tm: Any) -> None:
        self._cover(self._painter.paint.clip or self.trace.page_box, None, exact=False)

    def _show(self, operands: Any, cm: Any, tm: Any) -> None:
        paint = self._painter.paint
        matrix = times(tm, cm if self._base is None else times(cm, self._base))
        show = Show(operands[-1], matrix, paint, self._group, None)
        self.trace.shows.append(show)
        letters = _letters(operands[-1], paint)
        if letters:
            self._judge(show, letters)
        else:
            self._ground.add_text(math.inf, math.inf, math.inf)

    def _judge(self, show: Show, letters: int) -> None:
        matrix, height = show.matrix, show.height
        begin, y = matrix[4] + 0.3 * height * _sign(matrix[0]), matrix[5] + 0.3 * height * _sign(matrix[3])
        end = begin
        if matrix[0] > 0:
            group, pen = self._pen
            begin = pen if group == show.group else begin
            end = begin + max(0.0, letters * _LETTER - 0.5) * height
            self._pen = (show.group, end)
        self._ground.add_text(begin, end, y)
        if self._painter.hidden_depth > 0:
            show.suspicion = "layer"
        elif height < TINY and not show.paint.drawn_font:
            show.suspicion = "tiny"
        else:
            show.suspicion = self._by_paint(show.paint, Box(begin, matrix[5], end, matrix[5] + 0.5 * height), y)
        self._find_jump(show)

    def _by_paint(self, paint: Paint, place: Box, y: float) -> Suspicion | None:
        if paint is not self._judged:
            self._judged, self._verdict = paint, _suspicion(paint)
        page, clip, verdict = self.trace.page_box, paint.clip, self._verdict
        if verdict == "mode":
            return verdict
        if not (page.holds(place.left, y) and place.right <= page.right):
            return "outside"
        if clip is not None and (
            paint.clip_odd or not clip.holds(place.left, y, 1.0) or place.right > clip.right + 3 + 0.1 * place.width
        ):
            return "odd"
        if verdict == "pale" and paint.colour is not None:
            # White on a coloured box is what most tables and banners are; no picture is needed to see it.
            wide = place._replace(right=place.right + 0.4 * place.width)
            plain = not paint.odd and not paint.drawn_font and paint.mode == 0
            return None if plain and self._ground.carries(paint.colour, wide) else "pale"
        if verdict is None and self._ground.swallows(paint.colour, place.left, place.right, y):
            return "odd"
        return verdict

    def _find_jump(self, show: Show) -> None:
        run = self._run
        if not run or run[-1].group != show.group:
            if run and self._run_flush == self._flushed and abs(show.matrix[5] - run[0].matrix[5]) < 1:
                end = run[0].matrix[4] + sum(_reach(member) for member in run)
                self.trace.jumps += show.matrix[4] > end + _JUMP
            run.clear()
        run.append(show)
        self._run_flush = self._flushed

    def _fill(self, _operands: Any, cm: Any, _tm: Any) -> None:
        exact = self._painter.path_is_rectangle
        box = self._painter.end_path(self._to_page(cm))
        if box is not None and self._painter.opaque and self._painter.hidden_depth <= 0:
            clip = self._painter.paint.clip
            exact = exact and not self._painter.paint.clip_odd and abs(cm[1] * cm[2]) < 1e-9
            self._cover(box if clip is None else box.common(clip), self._painter.paint.colour, exact=exact)

    def _cover(self, box: Box, colour: Colour | None, *, exact: bool) -> None:
        for place in self._ground.paint(box, colour, exact=exact):
            self._suspect(place)
        self.trace.unsure = self.trace.unsure or self._ground.overwhelmed

    def _suspect(self, place: int) -> None:
        show = self.trace.shows[place]
        show.suspicion = show.suspicion or "covered"

    def _picture(self, _operands: Any, cm: Any, _tm: Any) -> None:
        box = moved_box(_UNIT, self._to_page(cm))
        self.trace.pictures.append(box.common(self.trace.page_box))
        self._cover(box, None, exact=False)

    def _do(self, operands: Any, cm: Any, tm: Any) -> None:
        painter = self._painter
        self._forms.append((None, None))
        target = painter.resources["/XObject"].get_object()[operands[0]]
        if target.get("/Subtype") == "/Image":
            self._picture(operands, cm, tm)
            return
        self._forms[-1] = (painter.saved_state(), self._base)
        matrix = tuple(float(value) for value in target.get("/Matrix", IDENTITY))
        self._base = times(matrix, self._to_page(cm))
        painter.resources = target.get("/Resources", painter.resources)
        if "/OC" in target and painter.is_hidden_layer(target.raw_get("/OC")):
            painter.hidden_depth += 1
        if "/BBox" in target:
            area = moved_box(_as_box(target["/BBox"]), self._base)
            clip = painter.paint.clip
            painter.paint = painter.paint._replace(clip=area if clip is None else area.common(clip))

    def cover_with_annotations(self, page: PageObject) -> None:
        """Boxes and stamps that lie on the page may cover text."""
        try:
            for entry in page.get("/Annots", ()) or ():
                note = entry.get_object()
                if note.get("/Subtype") in ("/Square", "/Stamp", "/Redact", "/FreeText", "/Polygon", "/Ink"):
                    for place in self._ground.texts_in(_as_box(note["/Rect"])):
                        self._suspect(place)
        except BROKEN:
            self.trace.unsure = True


def _sign(value: float) -> float:
    return (value > 1e-6) - (value < -1e-6)


def _suspicion(paint: Paint) -> Suspicion | None:
    """What the graphics state alone gives reason to doubt."""
    if paint.mode == 3:
        return "mode"
    if paint.alpha < 0.3:
        return "alpha"
    if paint.pale:
        return "pale"
    if paint.odd or paint.drawn_font or paint.mode in (1, 5, 7):
        return "odd"
    return None


def _letters(operand: Any, paint: Paint) -> int:
    """How many characters an operator shows, 0 when they are all blanks."""
    text = operand if isinstance(operand, bytes) else b"".join([o for o in operand if isinstance(o, bytes)])
    if paint.wide_font:
        return (len(text) + 1) // 2
    # Blanks and dots (leaders in tables of contents) are half as wide as letters.
    return len(text) - (text.count(b" ") + text.count(b".")) // 2 if text.strip() else 0


def _reach(show: Show) -> float:
    """A length in points that the text of an operator hardly exceeds."""
    parts = [show.operand] if isinstance(show.operand, bytes) else show.operand
    letters = sum(len(part) for part in parts if isinstance(part, bytes)) // (1 + show.paint.wide_font)
    offsets = sum(float(part) for part in parts if isinstance(part, (int, float)))
    return show.height * (0.65 * letters - offsets / 1000) + letters * max(0.0, show.paint.spacing[0])

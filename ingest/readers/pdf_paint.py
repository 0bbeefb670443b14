"""What colour, transparency, clip and layer a PDF paints with at each point of its content.

``Painter`` follows the graphics state operators (ISO 32000-2, 8.4 and 8.6) as far as they decide whether text can
be seen. What it cannot judge it calls odd; then the rendered page is looked at.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ingest.readers.pdf_geometry import Box, box_of

Colour = tuple[float, ...]
_SEMI = 0.95
"""Paint less opaque than this lets what is under it through."""
PALE = 0.75
"""A colour with every channel at least this light may vanish on white."""
_VISIBLE_BLENDS = {"/Normal", "/Compatible", "/Multiply", "/Darken"}


class Paint(NamedTuple):
    """The part of the graphics state that decides how text looks. A new value for each change."""

    colour: Colour | None = (0.0,)
    """Device colour, 1, 3 or 4 channels; None when the colour space is not understood."""
    space: str = "/DeviceGray"
    mode: int = 0
    """Text render mode."""
    alpha: float = 1.0
    odd: bool = False
    """Soft mask or unusual blend mode."""
    clip: Box | None = None
    clip_odd: bool = False
    font: Any = None
    """The font's entry in its resources."""
    drawn_font: bool = False
    """Type 3: glyphs are drawings of their own."""
    wide_font: bool = False
    """Type 0: more than one byte a character."""
    size: float = 12.0
    spacing: tuple[float, float, float] = (0.0, 0.0, 100.0)
    """Tc, Tw and Tz."""

    @property
    def pale(self) -> bool:
        """Whether the colour may vanish on white paper."""
        return self.colour is None or min(as_rgb(self.colour)) >= PALE


def as_rgb(colour: Colour) -> tuple[float, float, float]:
    """Red, green and blue from 0 to 1, good enough to tell light from dark."""
    if len(colour) == 1:
        return colour[0], colour[0], colour[0]
    if len(colour) == 4:
        black = colour[3]
        red, green, blue = (1.0 - min(1.0, ink + black) for ink in colour[:3])
        return red, green, blue
    return colour[0], colour[1], colour[2]


def alike(first: Colour, second: Colour) -> bool:
    """Whether text in one colour on the other would be hard to see."""
    pairs = zip(as_rgb(first), as_rgb(second), strict=True)
    return all(abs(one - other) < 0.2 for one, other in pairs)


class Painter:
    """Follows graphics state operators. Resources are those of the page or form now being read."""

    def __init__(self, resources: Any, hidden_layers: frozenset[int]) -> None:
        self.paint = Paint()
        self.resources = resources
        self._hidden_layers = hidden_layers
        self._saved: list[Paint] = []
        self._marked: list[bool] = []
        self.hidden_depth = 0
        """How many layers that are switched off the content is inside."""
        self.path: list[tuple[float, float]] = []
        self.path_is_rectangle = True
        self._clip_wanted = False
        self.handlers: dict[bytes, Callable[[Sequence[Any]], None]] = {
            b"q": self._save,
            b"Q": self._restore,
            b"g": self._gray,
            b"rg": self._rgb,
            b"k": self._cmyk,
            b"cs": self._colour_space,
            b"sc": self._colour,
            b"scn": self._colour,
            b"gs": self._external,
            b"Tr": self._mode,
            b"Tf": self._font,
            b"Tc": self._char_space,
            b"Tw": self._word_space,
            b"Tz": self._stretch,
            b"re": self._rectangle,
            b"m": self._point,
            b"l": self._line,
            b"c": self._curve,
            b"v": self._curve,
            b"y": self._curve,
            b"W": self._clip,
            b"W*": self._clip,
        }
        if hidden_layers:
            self.handlers |= {b"BDC": self._begin_marked, b"BMC": self._begin_plain, b"EMC": self._end_marked}

    def saved_state(self) -> tuple[Any, ...]:
        """What a form must not change for what comes after it."""
        return self.paint, list(self._saved), list(self._marked), self.hidden_depth, self.resources

    def take_back(self, state: tuple[Any, ...]) -> None:
        """Return to a state kept by ``saved_state``."""
        self.paint, self._saved, self._marked, self.hidden_depth, self.resources = state
        self.path = []

    def end_path(self, matrix: Sequence[float]) -> Box | None:
        """The box of the path just painted or dropped; a waiting clip takes effect. ``matrix`` is to page space."""
        points, self.path = self.path, []
        box = box_of(points, matrix) if points else None
        if self._clip_wanted:
            self._clip_wanted = False
            upright = abs(matrix[1] * matrix[2]) < 1e-9 or abs(matrix[0] * matrix[3]) < 1e-9
            area = box or Box(0.0, 0.0, 0.0, 0.0)
            old = self.paint.clip
            odd = self.paint.clip_odd or not (self.path_is_rectangle and upright)
            self.paint = self.paint._replace(clip=area if old is None else old.common(area), clip_odd=odd)
        self.path_is_rectangle = True
        return box

    @property
    def opaque(self) -> bool:
        """Whether a fill now covers what is under it."""
        return self.paint.alpha >= _SEMI and not self.paint.odd

    def _save(self, _: Sequence[Any]) -> None:
        self._saved.append(self.paint)

    def _restore(self, _: Sequence[Any]) -> None:
        if self._saved:
            self.paint = self._saved.pop()

    def _gray(self, operands: Sequence[Any]) -> None:
        self.paint = self.paint._replace(colour=(float(operands[0]),), space="/DeviceGray")

    def _rgb(self, operands: Sequence[Any]) -> None:
        self.paint = self.paint._replace(colour=tuple(float(v) for v in operands[:3]), space="/DeviceRGB")

    def _cmyk(self, operands: Sequence[Any]) -> None:
        self.paint = self.paint._replace(colour=tuple(float(v) for v in operands[:4]), space="/DeviceCMYK")

    def _colour_space(self, operands: Sequence[Any]) -> None:
        space = self._family(operands[0])
        self.paint = self.paint._replace(space=space, colour=None if space == "/Pattern" else (0.0,))

    def _family(self, name: Any) -> str:
        """The device space that a colour space behaves like; others by their own name."""
        space = name
        if name not in ("/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern"):
            space = self._resource("/ColorSpace", name)
        if isinstance(space, str):
            return str(space)
        family = str(space[0])
        if family == "/ICCBased":
            channels = int(space[1].get_object()["/N"])
            return {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}[channels]
        return {"/CalGray": "/DeviceGray", "/CalRGB": "/DeviceRGB"}.get(family, family)

    def _colour(self, operands: Sequence[Any]) -> None:
        space = self.paint.space
        values = tuple(float(v) for v in operands if not isinstance(v, str))
        if space in ("/Separation", "/DeviceN") and values:
            self.paint = self.paint._replace(colour=(1.0 - min(1.0, max(values)),))
            return
        wanted = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}.get(space)
        self.paint = self.paint._replace(colour=values if len(values) == wanted else None)

    def _external(self, operands: Sequence[Any]) -> None:
        state = self._resource("/ExtGState", operands[0])
        paint = self.paint
        if "/ca" in state:
            paint = paint._replace(alpha=float(state["/ca"]))
        if "/SMask" in state or "/BM" in state:
            mask = state.get("/SMask", "/None")
            blend = state.get("/BM", "/Normal")
            blends = {str(blend)} if isinstance(blend, str) else {str(one) for one in blend}
            paint = paint._replace(odd=mask != "/None" or not blends & _VISIBLE_BLENDS)
        if "/Font" in state:
            font, size = state["/Font"]
            paint = paint._replace(font=font, size=float(size))
        self.paint = paint

    def _mode(self, operands: Sequence[Any]) -> None:
        self.paint = self.paint._replace(mode=int(operands[0]))

    def _font(self, operands: Sequence[Any]) -> None:
        fonts = self.resources["/Font"].get_object()
        font = fonts.raw_get(operands[0])
        kind = font.get_object().get("/Subtype")
        self.paint = self.paint._replace(
            font=font, drawn_font=kind == "/Type3", wide_font=kind == "/Type0", size=float(operands[1])
        )

    def _char_space(self, operands: Sequence[Any]) -> None:
        _, word, stretch = self.paint.spacing
        self.paint = self.paint._replace(spacing=(float(operands[0]), word, stretch))

    def _word_space(self, operands: Sequence[Any]) -> None:
        char, _, stretch = self.paint.spacing
        self.paint = self.paint._replace(spacing=(char, float(operands[0]), stretch))

    def _stretch(self, operands: Sequence[Any]) -> None:
        char, word, _ = self.paint.spacing
        self.paint = self.paint._replace(spacing=(char, word, float(operands[0])))

    def _rectangle(self, operands: Sequence[Any]) -> None:
        x, y, width, height = (float(v) for v in operands[:4])
        self.path_is_rectangle = self.path_is_rectangle and not self.path
        self.path += ((x, y), (x + width, y), (x, y + height), (x + width, y + height))

    def _point(self, operands: Sequence[Any]) -> None:
        self.path.append((float(operands[0]), float(operands[1])))

    def _line(self, operands: Sequence[Any]) -> None:
        last = self.path[-1] if self.path else None
        point = (float(operands[0]), float(operands[1]))
        if last and abs(last[0] - point[0]) > 0.01 and abs(last[1] - point[1]) > 0.01:
            self.path_is_rectangle = False
        self.path.append(point)

    def _curve(self, operands: Sequence[Any]) -> None:
        self.path_is_rectangle = False
        values = [float(v) for v in operands]
        self.path += zip(values[::2], values[1::2], strict=True)

    def _clip(self, _: Sequence[Any]) -> None:
        self._clip_wanted = True

    def _begin_plain(self, _: Sequence[Any]) -> None:
        self._marked.append(False)

    def _begin_marked(self, operands: Sequence[Any]) -> None:
        hidden = False
        if operands and operands[0] == "/OC":
            hidden = self.is_hidden_layer(self._raw_resource("/Properties", operands[1]))
        self._marked.append(hidden)
        self.hidden_depth += hidden

    def _end_marked(self, _: Sequence[Any]) -> None:
        if self._marked:
            self.hidden_depth -= self._marked.pop()

    def is_hidden_layer(self, reference: Any) -> bool:
        """Whether an optional content group, or every group of a membership, is switched off."""
        if getattr(reference, "idnum", None) in self._hidden_layers:
            return True
        group = reference.get_object()
        members = group.get("/OCGs") if group.get("/Type") == "/OCMD" else None
        if members is None:
            return False
        raw = group.raw_get("/OCGs")
        if hasattr(raw, "idnum") and not isinstance(members, list):
            return raw.idnum in self._hidden_layers
        off = [getattr(member, "idnum", None) in self._hidden_layers for member in members]
        policy = group.get("/P", "/AnyOn")
        return {"/AllOn": any(off), "/AnyOff": not any(off), "/AllOff": not all(off)}.get(
            policy, bool(off) and all(off)
        )

    def _resource(self, kind: str, name: Any) -> Any:
        return self.resources[kind].get_object()[name].get_object()

    def _raw_resource(self, kind: str, name: Any) -> Any:
        return self.resources[kind].get_object().raw_get(name)

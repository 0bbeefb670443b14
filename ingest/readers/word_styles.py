"""What Word's styles say about a run or a paragraph: its level in the outline, and whether it shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

from ingest.readers.ooxml import W

_OFF = frozenset({"0", "false", "off", "none"})
_TINY_HALF_POINTS = 4  # 2 pt and smaller is read by nobody
_LEAST_CONTRAST = 40  # of 255; the same threshold as for PDF pages
_LIGHT_THEME = frozenset({"background1", "bg1", "light1", "lt1"})
_DARK_THEME = frozenset({"text1", "tx1", "dark1", "dk1", "text2", "tx2", "dark2", "dk2"})
_HIGHLIGHTS = {"white": 255, "none": None}
_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Look:
    """The properties that decide whether text is seen; None means not said here."""

    vanish: bool | None = None
    half_points: int | None = None
    brightness: float | None = None
    """Of the letters, 0 black to 255 white."""
    ground: float | None = None
    """Brightness behind the letters."""

    def over(self, below: "Look") -> "Look":
        """This look where it says something, otherwise the one below."""
        return Look(
            below.vanish if self.vanish is None else self.vanish,
            below.half_points if self.half_points is None else self.half_points,
            below.brightness if self.brightness is None else self.brightness,
            below.ground if self.ground is None else self.ground,
        )

    @property
    def hidden(self) -> bool:
        """Whether a reader of the document does not see the text."""
        if self.vanish or (self.half_points is not None and self.half_points <= _TINY_HALF_POINTS):
            return True
        ground = 255.0 if self.ground is None else self.ground
        return self.brightness is not None and abs(self.brightness - ground) < _LEAST_CONTRAST


@dataclass(frozen=True, slots=True)
class Style:
    """One named style, together with all it is based on."""

    name: str = ""
    look: Look = Look()
    level: int | None = None
    """Level in the outline, 1-9."""
    numbering: tuple[str | None, int] | None = None
    shaded: bool = False
    """A table style that colours cells, so that white text in it is meant to be seen."""


@dataclass(frozen=True, slots=True)
class Styles:
    """All styles of a document by id."""

    by_id: Mapping[str, Style] = field(default_factory=dict)
    default: Look = Look()
    default_paragraph: str = ""

    def get(self, style_id: str | None) -> Style:
        """The style; an unknown id gives one that says nothing."""
        return self.by_id.get(style_id or "", Style())


def switched_on(parent: Any, name: str) -> bool | None:
    """Value of an on/off property such as ``w:vanish``; None when absent."""
    element = parent.find(W + name) if parent is not None else None
    return None if element is None else element.get(W + "val", "1").lower() not in _OFF


def look_of(properties: Any | None) -> Look:
    """The look that a ``w:rPr`` element states."""
    if properties is None:
        return Look()
    size = properties.find(W + "sz")
    ground = shading(properties.find(W + "shd"))
    highlight = properties.find(W + "highlight")
    if highlight is not None:
        ground = _HIGHLIGHTS.get(highlight.get(W + "val", ""), 128)
    return Look(switched_on(properties, "vanish"), _number(size), _colour(properties.find(W + "color")), ground)


def _number(element: Any | None) -> int | None:
    value = element.get(W + "val", "") if element is not None else ""
    return int(value) if value.isascii() and value.isdigit() else None


def _colour(element: Any | None) -> float | None:
    if element is None:
        return None
    value, theme = element.get(W + "val", ""), element.get(W + "themeColor", "")
    if (bright := brightness(value)) is not None:
        return bright
    return 255.0 if theme in _LIGHT_THEME else None


def shading(element: Any | None) -> float | None:
    """Brightness of a ``w:shd`` element's fill, None when it fills nothing."""
    if element is None:
        return None
    if (bright := brightness(element.get(W + "fill", ""))) is not None:
        return bright
    theme = element.get(W + "themeFill", "")
    if theme in _LIGHT_THEME:
        return 255.0
    if theme:
        return 0.0 if theme in _DARK_THEME else 128.0
    return 0.0 if element.get(W + "val") == "solid" and element.get(W + "color") in {"000000", "auto"} else None


def brightness(rgb: str) -> float | None:
    """Perceived brightness of six hexadecimal digits (ITU-R BT.601), None for ``auto`` and the like."""
    try:
        red, green, blue = bytes.fromhex(rgb)
    except ValueError:
        return None
    return 0.299 * red + 0.587 * green + 0.114 * blue


def read_styles(root: Any | None) -> Styles:
    """The styles of ``word/styles.xml``."""
    if root is None:
        return Styles()
    raw = {str(style.get(W + "styleId", "")): style for style in root.iter(W + "style")}
    defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    standard = next(
        (key for key, style in raw.items() if style.get(W + "type") == "paragraph" and style.get(W + "default") == "1"),
        "",
    )
    return Styles({key: _resolved(key, raw) for key in raw}, look_of(defaults), standard)


def _resolved(key: str, raw: Mapping[str, Any]) -> Style:
    chain: list[Any] = []
    while key in raw and len(chain) < _DEPTH:
        chain.append(raw[key])
        based_on = raw[key].find(W + "basedOn")
        key = based_on.get(W + "val", "") if based_on is not None else ""
    return reduce(_inherit, [_stated(style) for style in reversed(chain)], Style())


def _inherit(base: Style, style: Style) -> Style:
    return replace(
        style,
        look=style.look.over(base.look),
        level=base.level if style.level is None else style.level,
        numbering=style.numbering or base.numbering,
        shaded=style.shaded or base.shaded,
    )


def _stated(style: Any) -> Style:
    name_element = style.find(W + "name")
    name = name_element.get(W + "val", "") if name_element is not None else ""
    paragraph = style.find(W + "pPr")
    look = look_of(style.find(W + "rPr"))
    if paragraph is not None and look.ground is None:
        look = replace(look, ground=shading(paragraph.find(W + "shd")))
    return Style(name, look, _level(name, paragraph), numbering_of(paragraph), _shades(style))


def _shades(style: Any) -> bool:
    fills = (shading(element) for element in style.iter(W + "shd"))
    return style.get(W + "type") == "table" and any(fill is not None and fill < 215 for fill in fills)


def _level(name: str, paragraph: Any | None) -> int | None:
    lowered = name.lower().strip()
    head, _, number = lowered.rpartition(" ")
    if head in {"heading", "rubrik"} and number.isascii() and number.isdigit():
        return min(9, max(1, int(number)))
    if lowered in {"title", "rubrik"}:
        return 1
    return outline_level(paragraph)


def outline_level(paragraph: Any | None) -> int | None:
    """Level 1-9 that a ``w:pPr`` element states, None for body text."""
    level = _number(paragraph.find(W + "outlineLvl")) if paragraph is not None else None
    return level + 1 if level is not None and level < 9 else None


def numbering_of(paragraph: Any | None) -> tuple[str | None, int] | None:
    """List id and level (0-8) that a ``w:pPr`` element states; id ``0`` means no list."""
    numbering = paragraph.find(W + "numPr") if paragraph is not None else None
    if numbering is None:
        return None
    list_id = numbering.find(W + "numId")
    level = _number(numbering.find(W + "ilvl"))
    return (list_id.get(W + "val") if list_id is not None else None, min(8, level or 0))

"""What of a web page is not seen: taken out of the tree before any text is read, and kept apart.

Extractors take hidden text for text: of the ways to hide it with CSS, trafilatura 2.3.1 lets seven through.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from ingest.readers.css import Declarations, Sheet, declarations
from ingest.readers.hidden import HiddenLog
from ingest.readers.word_styles import brightness

_SILENT = frozenset(
    ["script", "style", "link", "meta", "svg", "math", "canvas", "iframe", "object", "embed", "audio", "video", "map"]
)
_UNSEEN_TAGS = frozenset({"template", "noscript", "dialog"})
_ASSISTIVE = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-?reader(?:-text)?|visuallyhidden|offscreen)(?:$|[\s_-])"
)
_PANEL = re.compile(r"accordion|collaps|expand|toggle|faq|dragspel|tab-?panel", re.IGNORECASE)
_LENGTH = re.compile(r"^(-?\d{0,6}\.?\d{0,6})\s*(px|pt|em|rem|%|vw|vh)?$")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]{1,6})%?)?\s*\)")
_NAMED = {"white": "ffffff", "black": "000000", "snow": "fffafa", "ivory": "fffff0", "whitesmoke": "f5f5f5"}
_PIXELS = {"px": 1.0, "": 1.0, "pt": 1.33, "em": 16.0, "rem": 16.0, "%": 0.16, "vw": 12.0, "vh": 8.0}
_LEAST_CONTRAST = 40
_TINY_PIXELS = 2.7  # 2 pt
_FAR = -400.0
_LONGEST_COMMENT = 20


@dataclass(frozen=True, slots=True)
class _Paint:
    """What an element hands down to those within it."""

    letters: float = 0.0
    ground: float | None = 255.0
    """Brightness behind the letters, None when a picture or an unknown colour lies there."""
    font_pixels: float = 16.0
    visible: bool = True


def strip_unseen(root: Any, hidden: HiddenLog) -> None:
    """Remove from the tree, in place, all that a reader of the page does not see; tell ``hidden`` about it.

    What a button opens (``aria-controls`` and its like) counts as seen even while it is closed.
    """
    sheet = Sheet(str(style.text or "") for style in root.iter("style"))
    opened = _opened(root)
    stack: list[tuple[Any, _Paint]] = [(root, _Paint())]
    while stack:
        element, paint = stack.pop()
        if not isinstance(element.tag, str):
            _remove_remark(element, hidden)
        elif element.tag in _SILENT:
            _remove(element)
        else:
            style = {**sheet.style_of(element), **declarations(element.get("style", ""))}
            below = _painted(style, paint)
            if _is_unseen(element, style, element.get("id") in opened):
                hidden.add(_text(element), "style")
                _remove(element)
            else:
                _hide_own_text(element, below, hidden)
                _declare_seen(element)
                stack.extend((child, below) for child in reversed(element))


def _declare_seen(element: Any) -> None:
    """Take away what would make an extractor, which knows less, leave the element out."""
    for name in ("style", "hidden", "aria-hidden"):
        element.attrib.pop(name, None)


def _opened(root: Any) -> set[str]:
    found: set[str] = set()
    for element in root.iter():
        if isinstance(element.tag, str):
            for name in ("aria-controls", "data-target", "data-bs-target"):
                found.update(part.lstrip("#") for part in element.get(name, "").split())
    return found - {""}


def _is_unseen(element: Any, style: Declarations, opened: bool) -> bool:
    if element.tag in _UNSEEN_TAGS and element.get("open") is None:
        return True
    if _ASSISTIVE.search(element.get("class", "").lower()):
        return True
    if not opened and _is_closed(element, style) and not _opens_beside(element):
        return True
    return _is_transparent(style) or _is_outside(style) or _is_clipped(style)


def _opens_beside(element: Any) -> bool:
    """Whether it is a panel of an accordion, right below what opens it: a reader sees it by one click."""
    before = element.getprevious()
    if before is None or not _PANEL.search(element.get("class", "")):
        return False
    openers = [before, *before.iter("button", "summary", "a")]
    return any(e.tag == "button" or e.get("role") in ("button", "tab") or e.get("aria-expanded") for e in openers)


def _is_closed(element: Any, style: Declarations) -> bool:
    attributes = element.attrib
    return (
        ("hidden" in attributes and style.get("display") in {None, "none"})
        or attributes.get("aria-hidden", "").lower() == "true"
        or style.get("display") == "none"
        or (_pixels(style.get("max-height")) == 0 and style.get("overflow") == "hidden")
    )


def _is_transparent(style: Declarations) -> bool:
    value = _LENGTH.match(style.get("opacity", ""))
    return value is not None and value[1] not in {"", "."} and float(value[1]) < (10 if value[2] == "%" else 0.1)


def _is_outside(style: Declarations) -> bool:
    if any((_pixels(style.get(name)) or 0) <= _FAR for name in ("text-indent", "margin-left", "margin-top")):
        return True
    placed = style.get("position") in {"absolute", "fixed"}
    return placed and any((_pixels(style.get(name)) or 0) <= _FAR for name in ("left", "right", "top"))


def _is_clipped(style: Declarations) -> bool:
    clip = style.get("clip", "").replace(" ", "").replace(",", "")
    if clip.startswith("rect(") and not clip[5:].strip("01pxem)"):
        return True
    if re.match(r"inset\((?:50|[6-9]\d|100)%|circle\(0", style.get("clip-path", "")):
        return True
    if re.search(r"scale\(0?(?:\.0\d*)?\)|translate[xy]?\(-\d{4,}px", style.get("transform", "")):
        return True
    sides = [_pixels(style.get(name)) for name in ("width", "height")]
    return style.get("overflow") in {"hidden", "clip"} and any(side is not None and side <= 1 for side in sides)


def _pixels(value: str | None) -> float | None:
    match = _LENGTH.match(value or "")
    if match is None or match[1] in {"", "-", ".", "-."}:
        return None
    return float(match[1]) * _PIXELS[match[2] or ""]


def _painted(style: Declarations, paint: _Paint) -> _Paint:
    """The paint below an element with this style."""
    if (size := _font_pixels(style.get("font-size"), paint.font_pixels)) is not None:
        paint = replace(paint, font_pixels=size)
    if style.get("visibility") in {"hidden", "collapse"}:
        paint = replace(paint, visible=False)
    elif style.get("visibility") == "visible":
        paint = replace(paint, visible=True)
    if (letters := _brightness(style.get("color", ""))) is not None:
        paint = replace(paint, letters=letters)
    backing = " ".join(style.get(name, "") for name in ("background", "background-color", "background-image")).strip()
    if backing and backing not in {"none", "transparent", "inherit", "initial", "unset"}:
        paint = replace(paint, ground=None if "(" in backing and "rgb" not in backing else _first_colour(backing))
    return paint


def _font_pixels(value: str | None, inherited: float) -> float | None:
    pixels = _pixels(value)
    if pixels is not None and value is not None and value.endswith(("em", "%")) and not value.endswith("rem"):
        return pixels / 16.0 * inherited
    return pixels


def _first_colour(backing: str) -> float | None:
    colours = [_brightness(word) for word in (backing, *backing.split())]
    return next((colour for colour in colours if colour is not None), None)


def _brightness(colour: str) -> float | None:
    if match := _RGB.search(colour):
        if match[4] and float(match[4].strip(".") or 0) == 0:
            return None
        return 0.299 * int(match[1]) + 0.587 * int(match[2]) + 0.114 * int(match[3])
    digits = _NAMED.get(colour, colour.removeprefix("#") if colour.startswith("#") else "")
    if len(digits) in {3, 4}:
        digits = "".join(sign * 2 for sign in digits)
    return brightness(digits[:6])


def _hide_own_text(element: Any, paint: _Paint, hidden: HiddenLog) -> None:
    """Take away letters that stand directly in the element and cannot be seen; what is within may be seen."""
    faint = paint.ground is not None and abs(paint.letters - paint.ground) < _LEAST_CONTRAST
    if not faint and paint.visible and paint.font_pixels > _TINY_PIXELS:
        return
    own = " ".join([element.text or "", *(child.tail or "" for child in element)])
    hidden.add(own, "style")
    element.text = None
    for child in element:
        child.tail = None


def _remove_remark(element: Any, hidden: HiddenLog) -> None:
    text = str(element.text or "")
    letters = sum(sign.isalpha() for sign in text)
    if letters >= _LONGEST_COMMENT and not text.lstrip().startswith(("[if", "[endif", "googleoff", "googleon")):
        hidden.add(text, "removed_markup")
    _remove(element)


def _text(element: Any) -> str:
    return " ".join(part for part in element.itertext() if part.strip())


def _remove(element: Any) -> None:
    """Take the element out and leave the text after it where it was."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)

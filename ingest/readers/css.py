"""The little CSS that is needed to know whether text in a web page is seen."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ingest.errors import LimitExceededError

Declarations = Mapping[str, str]

_SIMPLE = re.compile(r"([.#]?)([\w-]+|\*)|\[([\w-]+)(?:[~|^$*]?=[\"']?([^\"'\]]*)[\"']?)?\]")
_COMPOUND = re.compile(r"(?:[.#]?[\w-]+|\*|\[[^\]]*\])+")
_PROPERTIES = frozenset(
    [
        *("display", "visibility", "opacity", "font-size", "color", "background", "background-color"),
        *("background-image", "position", "left", "right", "top", "text-indent", "clip", "clip-path"),
        *("width", "height", "overflow", "transform", "max-height", "margin-left", "margin-top"),
    ]
)
_MOST_RULES = 5_000
_MOST_TRIALS = 2_000_000  # of a rule on an element; an honest page needs a tenth
_MOST_CSS = 500_000


@dataclass(frozen=True, slots=True)
class _Rule:
    compounds: tuple[tuple[tuple[str, str], ...], ...]
    """From the outermost ancestor to the element itself; each a tuple of (kind, name)."""
    declarations: Declarations


def declarations(css: str) -> Declarations:
    """Property to value of one block or ``style`` attribute, as far as it matters for being seen."""
    found: dict[str, str] = {}
    for part in css.split(";"):
        name, colon, value = part.partition(":")
        key = name.strip().lower()
        if colon and key in _PROPERTIES:
            found[key] = value.lower().replace("!important", "").strip()
    return found


class Sheet:
    """The rules of all ``<style>`` elements of a page, in order."""

    def __init__(self, sources: Iterable[str]) -> None:
        self._left = _MOST_TRIALS
        self._by_key: dict[tuple[str, str], list[tuple[int, _Rule]]] = {}
        css = "\n".join(sources)[:_MOST_CSS]
        for order, rule in enumerate(_rules(css)):
            if order >= _MOST_RULES:
                break
            self._by_key.setdefault(rule.compounds[-1][0], []).append((order, rule))

    def style_of(self, element: Any) -> dict[str, str]:
        """What the sheet says about the element; of two rules that match, the later one wins.

        Raises LimitExceededError when a page makes this its purpose.
        """
        if not self._by_key:
            return {}
        keys = [("", element.tag), ("", "*"), ("#", element.get("id", ""))]
        keys += [(".", name) for name in element.get("class", "").split()]
        keys += [("[", name) for name in element.attrib]
        candidates = sorted(
            ((order, rule) for key in keys for order, rule in self._by_key.get(key, ())), key=lambda pair: pair[0]
        )
        self._left -= len(candidates)
        if self._left < 0:
            raise LimitExceededError(
                "Webbsidans stilmall är orimligt stor.", hint="Spara sidan som PDF från webbläsaren i stället."
            )
        style: dict[str, str] = {}
        for _, rule in candidates:
            if _matches(rule.compounds, element):
                style.update(rule.declarations)
        return style


def _rules(css: str) -> Iterator[_Rule]:
    for selectors, block in _blocks(_without_comments(css)):
        stated = declarations(block)
        if not stated:
            continue
        for selector in selectors.split(","):
            compounds = _compounds(selector)
            if compounds:
                yield _Rule(compounds, stated)


def _without_comments(css: str) -> str:
    # Not a regular expression: a sheet of nothing but "/*" would make one quadratic.
    parts = []
    position = 0
    while (opening := css.find("/*", position)) >= 0:
        parts.append(css[position:opening])
        closing = css.find("*/", opening + 2)
        position = len(css) if closing < 0 else closing + 2
    return "".join([*parts, css[position:]])


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Selector and declarations of rules that hold on a screen; other at-rules are passed over."""
    position = 0
    while (opening := css.find("{", position)) >= 0:
        prelude = css[position:opening].rpartition(";")[2].strip()
        if not prelude.startswith("@"):
            closing = css.find("}", opening)
            closing = len(css) if closing < 0 else closing
            yield prelude.lstrip("} \n\t"), css[opening + 1 : closing]
            position = closing + 1
        elif re.match(r"@media\s+(?:only\s+)?(?:screen|all)\s*$|@(?:supports|layer)\b", prelude):
            position = opening + 1  # its rules are read as if they stood outside; the stray brace is harmless
        else:
            position = _after_block(css, opening)


def _after_block(css: str, opening: int) -> int:
    depth = 0
    for brace in re.compile(r"[{}]").finditer(css, opening):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.end()
    return len(css)


def _compounds(selector: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The parts of a selector; empty for those with pseudo-classes or sibling signs, which are not judged."""
    if any(sign in selector for sign in ":+~") or not selector.strip() or len(selector) > 300:
        return ()
    compounds = []
    for text in _COMPOUND.findall(selector.replace(">", " ")):
        parts = tuple(
            ("[", attribute + (f"={value}" if value else "")) if attribute else (kind, name)
            for kind, name, attribute, value in _SIMPLE.findall(text)
        )
        # The most telling part first, since rules are found by it.
        compounds.append(tuple(sorted(parts, key=lambda part: "#.[".find(part[0]) if part[0] else 9)))
    return tuple(compounds)


def _matches(compounds: tuple[tuple[tuple[str, str], ...], ...], element: Any) -> bool:
    if not _is(element, compounds[-1]):
        return False
    wanted = len(compounds) - 2
    for ancestor in element.iterancestors() if wanted >= 0 else ():
        if _is(ancestor, compounds[wanted]):
            wanted -= 1
            if wanted < 0:
                break
    return wanted < 0


def _is(element: Any, compound: tuple[tuple[str, str], ...]) -> bool:
    return all(_has(element, kind, name) for kind, name in compound)


def _has(element: Any, kind: str, name: str) -> bool:
    if kind == ".":
        return name in element.get("class", "").split()
    if kind == "#":
        return bool(element.get("id") == name)
    if kind == "[":
        attribute, equals, value = name.partition("=")
        stated = element.get(attribute)
        return stated is not None and (not equals or value in stated)
    return name in {"*", element.tag}

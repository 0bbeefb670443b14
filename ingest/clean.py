"""Text made plain: what every reader does to characters, and how lines become paragraphs again.

Pure functions. Nothing here changes a word a person reads: letters are composed (NFC, never NFKC, which
would turn ² into 2), ligatures become letters, odd blanks become blanks, and what cannot be seen is removed
and counted.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass


@dataclass(frozen=True)
class Tidied:
    """Text after ``tidy``. ``removed`` counts invisible characters that a writer may have hidden on purpose."""

    text: str
    removed: int


_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_BLANKS = "\t\v\f\x1c\x1d\x1e\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
# Zero width, bidi controls, invisible operators, tag characters and variation selectors.
# The soft hyphen is not counted: word processors write it by the thousand.
_INVISIBLE = re.compile(
    "[\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_DROPPED = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\ufffe\uffff]")
_PLAIN = re.compile("^[\n !-~¡-¬®-ÿ–—‘’“”•…]*$")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_NEWLINE = re.compile("\r\n|[\r\x85\u2028\u2029]")
_BLANK_RUN = re.compile(f"[ {_BLANKS}]+")
_LINE_EDGE = re.compile(" ?\n ?")


def tidy(text: str) -> Tidied:
    """Text in NFC with plain letters, single blanks and ``\\n`` line ends, without characters that do not show.

    Line breaks stay; blanks around them and around the text go. ``removed`` counts zero-width, bidi, tag and
    variation characters only, not soft hyphens or control characters left by a writing program.
    """
    seen, removed = _INVISIBLE.subn("", text)
    if not _PLAIN.match(seen):
        seen = _NEWLINE.sub("\n", seen)
        seen = _DROPPED.sub("", seen)
        seen = _LIGATURE.sub(lambda match: _LIGATURES[match[0]], seen)
        seen = unicodedata.normalize("NFC", seen)
    seen = _BLANK_RUN.sub(" ", seen)
    return Tidied(_LINE_EDGE.sub("\n", seen).strip(), removed)


# What stands for a hyphen at a line end: written hyphens, and marks that mean "only if the line breaks here"
# (soft hyphen, and what Helvetica, pdfium and old Word make of it).
_HYPHENS = "-\u2010\u2011"
_SOFT = "\xad\x7f\ufffe\x02"
_CONJUNCTIONS = frozenset({"och", "eller", "samt", "respektive", "resp", "till", "and", "or"})
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*")
_EDGES = "\"'()[]{}«»“”‘’.,;:!?…"


def words_of(lines: Iterable[str]) -> frozenset[str]:
    """Every word written whole in the lines, in lower case; what a broken word is compared with.

    A word cut by the line end is left out, as is what follows it, so that the pieces are no words.
    """
    found: set[str] = set()
    broken = False
    for line in lines:
        words = _WORD.findall(line.casefold().replace("\u2010", "-").replace("\u2011", "-"))
        if broken and words:
            del words[0]
        bare = line.rstrip()
        broken = bare[-1:] != "" and bare[-1] in _HYPHENS + _SOFT
        if broken and words:
            del words[-1]
        found.update(words)
    return frozenset(found)


def ends_broken(line: str) -> bool:
    """Whether the line may end inside a word."""
    bare = line.rstrip(" ")
    return len(bare) > 1 and bare[-1] in _HYPHENS + _SOFT and bare[-2].isalpha()


def join_lines(lines: Sequence[str], known_words: Set[str] = frozenset()) -> str:
    """Lines of one paragraph as running text, words broken at the line end made whole.

    A hyphen stays when it belongs to the word: next to a digit (KS-2023 and its number), before a conjunction
    (barn- och), between capitals, or when ``known_words`` (lower case, from ``words_of``) holds the hyphenated
    form and not the joined one.
    """
    parts: list[str] = []
    last = ""
    for line in lines:
        bare = line.strip(" ")
        if not bare:
            continue
        if last:
            kept, between = _seam(last, bare, known_words)
            parts[-1] = kept
            parts.append(between)
        parts.append(bare)
        last = bare
    return "".join(parts)


def _seam(left: str, right: str, known_words: Set[str]) -> tuple[str, str]:
    """The left line as it is to be kept, and what goes between the lines."""
    mark = left[-1]
    if mark in _SOFT:
        return (left[:-1], "") if right[0].isalpha() else (left, " ")
    if mark == "/" and len(left) > 1 and not left[-2].isspace():
        return left, ""
    if mark in _HYPHENS:
        return _hyphen_seam(left, right, known_words)
    if mark == "–" and left[-2:-1].isdigit() and right[0].isdigit():
        return left, ""
    return left, " "


def _hyphen_seam(left: str, right: str, known_words: Set[str]) -> tuple[str, str]:
    stem = left.rsplit(None, 1)[-1][:-1].lstrip(_EDGES)
    tail = right.split(None, 1)[0].rstrip(_EDGES)
    if not stem or not tail or tail.casefold() in _CONJUNCTIONS:
        return left, " "
    if not stem[-1].isalnum() or not tail[0].isalnum():
        return left, " "
    return (left, "") if _keeps_hyphen(stem, tail, known_words) else (left[:-1], "")


def _keeps_hyphen(stem: str, tail: str, known_words: Set[str]) -> bool:
    """Whether the hyphen between the two belongs to the word."""
    if stem[-1].isdigit() or tail[0].isdigit() or _is_address(stem):
        return True
    first, rest = stem.casefold(), _WORD.match(tail.casefold())
    second = rest[0] if rest else ""
    if first + second in known_words:
        return False
    if f"{first}-{second}" in known_words or len(stem) == 1:
        return True
    both_capitals = stem.isupper() and tail.isupper()
    return not both_capitals and (stem.isupper() or tail[0].isupper())


def _is_address(stem: str) -> bool:
    return "@" in stem or "://" in stem or stem.startswith("www.")

"""What stands in front of an item of a list, and where its words begin. Pure."""

import re

BULLETS = "•●▪■□◦‣∙·▫◾◽○◉►▶▸▹➢➤➔→⇒✓✔☐☑☒⁃\uf000-\uf0ff"
"""Signs that stand for nothing but the item itself, as the inside of a character class; Symbol and Wingdings write
theirs at U+F000 and on."""
DASHES = "-–—−*"
ITEM_OPENS = rf"(?:[{BULLETS}{DASHES}]|\(?\d{{1,3}}[.)]|[a-zåäö]\))\s"
"""An expression for the mark of an item with the blank after it."""

_BEGUN = r"(?=[\"”“'(\[]*[A-ZÅÄÖÆØÉÜÁČĐŊŠŦŽ\d])"
_MARK = re.compile(
    rf"[{BULLETS}]\s*|[{DASHES}|]\s+|o\s+{_BEGUN}|\(?\d{{1,3}}[.)]\s+{_BEGUN}|\d{{1,2}}(?:\.\d)+\.?\s+{_BEGUN}"
    rf"|\(?[A-Za-zåäö]\)\s+|[a-zåäö]\.\s+{_BEGUN}|\(?[ivx]{{1,5}}[.)]\s+{_BEGUN}"
)
_OPENED = re.compile(rf"[ \t]*{ITEM_OPENS}")
_NOTE = re.compile(r"(?<=[a-zåäöæø]{2}[.!?])[1-9]\d?\Z")
_MOST_MARKS = 3


def opens_item(text: str, at: int = 0) -> bool:
    """Say whether an item of a list begins at a place, after blanks."""
    return _OPENED.match(text, at) is not None


def words_from(text: str, start: int, end: int) -> int:
    """Return where the words of a stretch begin, after what only marks it as an item of a list.

    A number is such a mark when a new sentence begins after it: "1. Nämnden", and not "1. januari". A stretch that
    holds nothing but marks begins where it does.
    """
    at = start
    for _ in range(_MOST_MARKS):
        found = _MARK.match(text, at, end)
        if not found or found.end() >= end:
            break
        at = found.end()
    return at


def words_to(text: str, start: int, end: int) -> int:
    """Return where the words of a sentence end, before the small number of a note after its full stop."""
    found = _NOTE.search(text[start:end])
    return start + found.start() if found else end

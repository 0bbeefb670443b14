"""Where on a page a quote is painted. Pure.

The stored text was read by one program and the page by another, so the two differ in what typesetting
does: hyphens at line ends, soft hyphens, ligatures, blanks, accents as marks of their own, running
heads in between, columns read in another order. Letters and digits alone are compared: first as one
stretch, then, where the page has something in between or another order, in pieces of whole words.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Span = tuple[int, int]
"""First and last+1 of a stretch of characters."""

_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "ft",
    "\ufb06": "st",
}
_CONTEXT = 60
"""Letters before and after that tell equal places apart."""
_PIECE_WORDS = 3
_PIECE_LETTERS = 14
"""Shorter pieces stand anywhere, so they count only beside another piece."""
_BESIDE = 40
"""Letters that may lie between a short piece and the one before it."""
_ENOUGH = 0.7
"""Part of a quote that must be found for it to be marked at all."""


@dataclass(frozen=True, slots=True)
class Letters:
    """A text reduced to its letters and digits; ``origin[i]`` is where letter ``i`` stands in it."""

    text: str
    origin: tuple[int, ...]
    starts: frozenset[int]
    """Letters with which a word begins."""


@dataclass(frozen=True, slots=True)
class Match:
    """What was found of a quote."""

    spans: tuple[Span, ...]
    """Stretches of the page's characters, in the order of the quote."""
    share: float
    """Part of the quote's letters that was found, 0 to 1."""


def letters(text: str) -> Letters:
    """Reduce a text to what its typesetting leaves alone."""
    out: list[str] = []
    origin: list[int] = []
    starts: set[int] = set()
    inside = False
    for at, character in _composed(text):
        folded = _LIGATURES.get(character, character).casefold()
        if not folded.isalnum():
            inside = inside and character in "\u00ad\u200b\u200c\u200d\u2060"
            continue
        if not inside or (text[at - 1 : at] == "\u00ad" and character.isupper()):
            starts.add(len(out))  # what a line that breaks a word runs into, as the foot of the page, is no end of it
        inside = True
        out.extend(folded)
        origin.extend([at] * len(folded))
    return Letters("".join(out), tuple(origin), frozenset(starts))


def _composed(text: str) -> Iterator[tuple[int, str]]:
    """Yield the characters of the composed form, each with where its base character stands."""
    if unicodedata.is_normalized("NFC", text):
        yield from enumerate(text)
        return
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not unicodedata.combining(text[index]):
            for character in unicodedata.normalize("NFC", text[start:index]):
                yield start, character
            start = index


def locate(quote: str, pages: Mapping[int, Letters], *, before: str = "", after: str = "") -> dict[int, Match]:
    """Find a quote on the pages it may stand on; a sentence may begin on one and end on the next.

    Args:
        quote: as it stands in the stored text.
        pages: the candidates by number.
        before: the stored text in front of the quote, to tell equal places apart.
        after: the stored text that follows it.

    Returns:
        What was found on each page; empty when less than most of it was.
    """
    wanted = letters(quote)
    if not wanted.text:
        return {}
    left = letters(before[-4 * _CONTEXT :]).text[-_CONTEXT:]
    right = letters(after[: 4 * _CONTEXT]).text[:_CONTEXT]
    places = [
        (_agreement(page, at, at + len(wanted.text), left, right), -number, at)
        for number, page in pages.items()
        for at in occurrences(wanted.text, page)
    ]
    if places:
        _, minus, at = max(places)
        return {-minus: Match((_span(pages[-minus], at, at + len(wanted.text)),), 1.0)}
    return _over_the_edge(wanted, pages) or _through_a_word(wanted, pages) or _best_pieces(wanted, pages)


def occurrences(wanted: str, page: Letters) -> list[int]:
    """Return where some letters stand on a page, whole words first; parts of words only when there is no other."""
    places = []
    at = page.text.find(wanted)
    while at >= 0:
        places.append(at)
        at = page.text.find(wanted, at + 1)
    whole = [at for at in places if _is_whole(page, at, at + len(wanted))]
    return whole or places


def _is_whole(page: Letters, start: int, end: int) -> bool:
    return start in page.starts and (end == len(page.text) or end in page.starts)


def _agreement(page: Letters, start: int, end: int, left: str, right: str) -> int:
    """Count the letters in front of and after a place that agree with the stored text."""
    return _equal(reversed(left), reversed(page.text[max(0, start - _CONTEXT) : start])) + _equal(
        iter(right), iter(page.text[end : end + _CONTEXT])
    )


def _equal(one: Iterator[str], other: Iterator[str]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _span(page: Letters, start: int, end: int) -> Span:
    return page.origin[start], page.origin[end - 1] + 1


def _over_the_edge(wanted: Letters, pages: Mapping[int, Letters]) -> dict[int, Match]:
    """Find a quote whose first words end one page and whose others begin the next."""
    borders = _borders(wanted)
    for number in sorted(pages):
        if number + 1 not in pages:
            continue
        for cut in reversed(borders[1:-1]):
            head = pages[number].text.rfind(wanted.text[:cut])
            tail = pages[number + 1].text.find(wanted.text[cut:]) if head >= 0 else -1
            if head >= 0 and tail >= 0:
                one = _span(pages[number], head, head + cut)
                other = _span(pages[number + 1], tail, tail + len(wanted.text) - cut)
                share = cut / len(wanted.text)
                return {number: Match((one,), share), number + 1: Match((other,), 1 - share)}
    return {}


def _through_a_word(wanted: Letters, pages: Mapping[int, Letters]) -> dict[int, Match]:
    """Find a quote with a word in it that one page breaks off and the next one ends."""
    for number, page in sorted(pages.items()):
        following = pages.get(number + 1)
        if following is None:
            continue
        for cut in range(len(wanted.text) - 1, _PIECE_LETTERS, -1):
            tail, head = wanted.text[cut:], wanted.text[:cut]
            one = [at for at in occurrences(head, page) if _is_whole(page, at, at + cut)]
            two = [at for at in occurrences(tail, following) if _is_whole(following, at, at + len(tail))]
            if one and two:
                share = cut / len(wanted.text)
                return {
                    number: Match((_span(page, one[-1], one[-1] + cut),), share),
                    number + 1: Match((_span(following, two[0], two[0] + len(tail)),), 1 - share),
                }
    return {}


def _best_pieces(wanted: Letters, pages: Mapping[int, Letters]) -> dict[int, Match]:
    found = {number: _in_pieces(wanted, page) for number, page in pages.items()}
    best = max(found, key=lambda number: (found[number].share, -number), default=None)
    return {best: found[best]} if best is not None and found[best].share >= _ENOUGH else {}


def _borders(wanted: Letters) -> list[int]:
    return [*sorted(wanted.starts), len(wanted.text)]


def _in_pieces(wanted: Letters, page: Letters) -> Match:
    """Cut a quote into the longest stretches of whole words that stand on the page, wherever they stand."""
    borders = _borders(wanted)
    spans: list[Span] = []
    covered = at = last = 0
    while at < len(borders) - 1:
        words, place = _longest(wanted.text, borders, at, page, last)
        if words:
            length = borders[at + words] - borders[at]
            spans.append(_span(page, place, place + length))
            covered += length
            last = place + length
        at += words or 1
    return Match(tuple(spans), covered / len(wanted.text))


def _longest(text: str, borders: Sequence[int], at: int, page: Letters, last: int) -> tuple[int, int]:
    """Return how many words from a border stand together on the page, and where, nearest after the piece before."""
    words, place = 0, -1
    while at + words + 1 < len(borders):
        found = _near(text[borders[at] : borders[at + words + 1]], page, last)
        if found < 0:
            break
        words, place = words + 1, found
    length = borders[at + words] - borders[at]
    if words >= _PIECE_WORDS or length >= _PIECE_LETTERS or (words and last and last <= place <= last + _BESIDE):
        return words, place
    return 0, -1


def _near(wanted: str, page: Letters, last: int) -> int:
    at = page.text.find(wanted, last)
    return at if at >= 0 else page.text.find(wanted)

"""Where Swedish sentences begin and end. Pure, and linear in the length of the text.

A full stop ends a sentence unless it belongs to an abbreviation, an initial or a list number, or what follows
goes on in lower case. Line breaks end one where the next line is an item, a row or a new start.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from ingest.items import ITEM_OPENS

Span = tuple[int, int]
"""Start and end of a stretch of text."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Never the last word of a sentence: something always follows. Words that also mean something are left out.
_GOES_ON = _words(
    "t.ex ex bl.a bl s.k f.d dvs d.v.s ca c:a nr kap fr.o.m t.o.m fr t jfr resp ev inkl exkl st tel dr prof s:t "
    "mom prop skr dnr p.g.a pga t.f tf m.a.o mao i.o.m aug sept okt nov dec jan febr feb apr kl sid s e.g i.e vs "
    "mr mrs jr sr d.ä d.y avd forts obs ang enl i.s.f istf e.d fig tab tjf ordf förv sekr st.f"
)
# May stand last: a capital after them is taken as a new sentence.
_MAY_END = _words("m.m mm m.fl mfl osv o.s.v etc o.d od o.dyl dyl f ff kr tkr mkr mdkr o.likn")
_STARTERS = _words(
    "Det Den De Dessa Detta Denna Vi Jag Ni Du Han Hon Man En Ett I På Av För Från Till Med Om När Där Då Så Men "
    "Och Att Som Här Under Enligt Efter Inom Vid Utifrån Kommunen Nämnden Kommunstyrelsen Kommunfullmäktige "
    "Resultatet Syftet Målet Arbetet Alla Varje Flera Många Inte Även Därför Samtidigt Dock Ja Nej"
)
_OPEN_WORDS = _words(
    "och eller samt i på av för till med som att den det de en ett om från vid under mellan hos enligt inom genom "
    "utan än är har"
)

# A small number right after the full stop of a word is the mark of a note.
# Possessive, and never begun inside a run of marks: a million full stops cost a million steps.
_BREAK = re.compile(r"(?<![.!?…])[.!?…]++[)\]\"'”’»]*+(?:(?<=[a-zåäöæø]{2}[.!?])[1-9]\d?+)?(?=\s)|\n\s*+")
_WORD_BEFORE = re.compile(r"[^\W_][\w.:]*$")
_ITEM = re.compile(ITEM_OPENS)
_NEXT = re.compile(r"\s*([\"'”’»(\[–-]*\s?)(\w*)")
_LOWER_AFTER = re.compile(r"[.?!]\s+[a-zåäö]")
_UPPER_AFTER = re.compile(r"[.?!]\s+[A-ZÅÄÖ]")
_LONGEST_WORD = 24


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence, in order, without the blanks around it; together they hold all words."""
    spans: list[tuple[int, int]] = []
    start = 0
    for cut in _cuts(text):
        _add(spans, text, start, cut)
        start = cut
    _add(spans, text, start, len(text))
    return spans


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left of a text when stretches are taken out; ``origin[i]`` is where character ``i`` stood."""

    text: str
    origin: Sequence[int]


def without(text: str, spans: Iterable[Span]) -> Remains:
    """Take stretches out of a text so that the rest reads as if they had never been put in.

    Of the blanks around a stretch the widest stay, so that a paragraph still ends where it did.
    """
    gone = sorted(spans)
    if not gone:
        return Remains(text, range(len(text)))
    origin: list[int] = []
    blanks: list[range] = []
    for piece in _pieces(text, gone):
        words = _stripped(text, piece)
        if not words:
            blanks.append(piece)
            continue
        blanks.append(range(piece.start, words.start))
        if origin:
            origin.extend(_gap(text, origin, words, max(blanks, key=partial(_width, text))))
        origin.extend(words)
        blanks = [range(words.stop, piece.stop)]
    return Remains("".join(text[i] for i in origin), origin)


def _gap(text: str, before: Sequence[int], after: range, blank: range) -> range:
    """Return the blanks between two kept pieces; items of one list and rows of one table stand on lines that touch."""
    end = before[-1] + 1
    last, following = text[text.rfind("\n", 0, end) + 1 : end], text[after.start : after.stop].partition("\n")[0]
    alike = (_ITEM.match(last) and _ITEM.match(following)) or (" | " in last and " | " in following)
    at = text.find("\n", blank.start, blank.stop)
    return range(at, at + 1) if alike and at >= 0 else blank


def _width(text: str, blank: range) -> tuple[int, int]:
    """Say how wide blanks are: line breaks first."""
    return text.count("\n", blank.start, blank.stop), len(blank)


def _pieces(text: str, gone: Iterable[Span]) -> Iterator[range]:
    """Yield what lies before, between and after some stretches."""
    at = 0
    for start, end in gone:
        yield range(at, max(start, at))
        at = max(at, end)
    yield range(at, len(text))


def _stripped(text: str, piece: range) -> range:
    """Return a piece without the blanks at its ends."""
    inside = text[piece.start : piece.stop]
    bare = inside.strip()
    start = piece.start + len(inside) - len(inside.lstrip())
    return range(start, start + len(bare))


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    bare = piece.strip()
    if bare:
        first = start + piece.index(bare[0]) if piece[0].isspace() else start
        spans.append((first, first + len(bare)))


def _cuts(text: str) -> Iterator[int]:
    spoken_lower = _mostly_lower(text)
    line_start = 0
    for match in _BREAK.finditer(text):
        if match[0][0] == "\n":
            if _line_ends(text, match):
                yield match.end()
            line_start = match.end()
        elif _sentence_ends(text, match, line_start, spoken_lower):
            yield match.end()


def _mostly_lower(text: str) -> bool:
    """Whether the text is a transcription that never uses capitals after a full stop."""
    if len(text) < 200:
        return False
    sample = text[:20_000]
    lower = len(_LOWER_AFTER.findall(sample))
    return lower >= 5 and lower > 3 * len(_UPPER_AFTER.findall(sample))


def _line_ends(text: str, match: re.Match[str]) -> bool:
    if match[0].count("\n") > 1:
        return True
    end = match.end()
    if _ITEM.match(text, end):
        return True
    after = text[end : end + 1]
    if after.islower():
        return False
    before = text[max(0, match.start() - _LONGEST_WORD) : match.start()].rstrip()
    return not before.endswith((",", "-", "–", "/")) and before.rpartition(" ")[2] not in _OPEN_WORDS


def _sentence_ends(text: str, match: re.Match[str], line_start: int, spoken_lower: bool) -> bool:
    following = _NEXT.match(text, match.end())
    word_after = following[2] if following else ""
    mark = match[0]
    if mark[0] != "." or mark.startswith(".."):
        return not word_after[:1].islower() or (spoken_lower and mark[0] != "…")
    stop = match.start()
    before = _WORD_BEFORE.search(text, max(line_start, stop - _LONGEST_WORD), stop)
    word = before[0] if before else ""
    if before is not None and word.isdigit() and _opens_line(text, line_start, before.start()):
        return False  # "1. Bakgrund": the number of an item
    lower_after = word_after[:1].islower()
    if _is_short(word):
        return not lower_after and _short_ends(word, word_after)
    return not lower_after or (spoken_lower and len(word) > 2)


def _opens_line(text: str, line_start: int, position: int) -> bool:
    return position - line_start < _LONGEST_WORD and not text[line_start:position].strip()


def _is_short(word: str) -> bool:
    """Whether the word before a full stop is an abbreviation or an initial."""
    plain = word.lower()
    return plain in _GOES_ON or plain in _MAY_END or (len(word) == 1 and word.isupper())


def _short_ends(word: str, word_after: str) -> bool:
    plain = word.lower()
    if plain in _MAY_END:
        return True
    if plain in _GOES_ON:
        return False
    return word_after in _STARTERS

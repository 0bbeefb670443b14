"""Whether a quotation stands word for word in the source it names.

Rule: normalise, then compare exactly (DESIGN: fuzzy matching let 24–100 % of altered quotes
through). Normalising undoes only what typesetting does: Unicode composition (NFC, never NFKC,
which would turn 10² into 102), ligatures, invisible characters, hyphenation at line ends, kinds of
blanks, dashes and quotation marks, and letter case. A match must begin and end where words and
numbers do, so that "känd" is not found in "okänd" nor "5 procent" in "2,5 procent".
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from assistant.domain.draft import Verdict

MIN_CHARACTERS = 12
"""Shorter quotes could stand anywhere and prove nothing."""
MIN_WORDS = 3

_FOLDED = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi",
    "\ufb04": "ffl", "\ufb05": "ft", "\ufb06": "st",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"', "\u201f": '"',
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u00b4": "'", "`": "'",
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
    "\u2026": "...",
}  # fmt: skip
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\u061c\u180e\x7f")
_LIKE_FOR_LIKE = str.maketrans({old: new for old, new in _FOLDED.items() if len(new) == 1})
_CHANGES_LENGTH = re.compile(
    f"[{''.join(sorted(_INVISIBLE))}{''.join(c for c, new in _FOLDED.items() if len(new) > 1)}]"
)
_UNBROKEN = re.compile(r"\S+")
_WORD = re.compile(r"\w+", re.UNICODE)
_ELLIPSIS = re.compile(r"\.\.\.|\[\s*\.\.\.\s*\]")

QUALIFIERS = frozenset(
    [
        "inte",
        "ej",
        "icke",
        "aldrig",
        "ingen",
        "inget",
        "inga",
        "varken",
        "knappt",
        "knappast",
        "sällan",
        "saknas",
        "saknar",
        "saknades",
        "utan",
        "endast",
        "bara",
        "delvis",
        "ännu",
        "planeras",
        "planerar",
        "planerade",
        "planeringen",
        "ska",
        "skall",
        "skulle",
        "kommer",
        "avser",
        "ambition",
        "ambitionen",
        "försöker",
        "enstaka",
        "not",
        "no",
        "never",
        "without",
        "lacks",
        "lacking",
        "planned",
        "plans",
        "partly",
        "only",
        "hardly",
        "seldom",
        "will",
        "would",
        "should",
        "ikke",
        "aldri",
        "mangler",
    ]
)
"""Words that turn or weaken a statement; a quote that leaves them out must be looked at."""


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text made comparable; ``origin[i]`` is the offset in the original of character ``i``."""

    text: str
    origin: tuple[int, ...]
    end: int
    """Length of the original."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original offsets of a stretch of the normalised text."""
        return self.origin[start], (self.origin[end - 1] + 1)


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking one quote found; offsets are code points in the source's text, -1 if not found."""

    verdict: Verdict
    start: int = -1
    end: int = -1
    sentence_start: int = -1
    sentence_end: int = -1
    cut_off: tuple[str, ...] = ()
    """Negations and hedges of the sentence that the quote leaves out."""
    found_in: str = ""
    """For ``elsewhere``: the source that does hold the quote."""


def normalise(text: str) -> Normalised:
    """Undo what typesetting does to a text, remembering where every character came from."""
    return _by_words(text) or _by_characters(text)


def _by_words(text: str) -> Normalised | None:
    """Normalise a text that keeps its length, word by word, which is many times as fast; None for any other."""
    folded = text.translate(_LIKE_FOR_LIKE).casefold()
    if len(folded) != len(text) or _CHANGES_LENGTH.search(text) or not unicodedata.is_normalized("NFC", text):
        return None
    parts: list[str] = []
    origin: list[int] = []
    end = 0
    for word in _UNBROKEN.finditer(folded):
        if parts:
            parts.append("\n" if "\n" in folded[end : word.start()] else " ")
            origin.append(end)
        parts.append(word[0])
        end = word.end()
        origin.extend(range(word.start(), end))
    joined = "".join(parts)
    if "-\n" in joined:
        characters, origin = _join_hyphens(list(joined), origin)
        joined = "".join(characters)
    return Normalised(joined.replace("\n", " "), tuple(origin), len(text))


def _by_characters(text: str) -> Normalised:
    characters: list[str] = []
    origin: list[int] = []
    for index, character in _composed(text):
        if character in _INVISIBLE:
            continue
        folded = _FOLDED.get(character, character).casefold()
        if folded.isspace():
            _add_blank(characters, origin, index, newline="\n" in folded)
            continue
        for part in folded:
            characters.append(part)
            origin.append(index)
    while characters and characters[-1].isspace():
        characters.pop()
        origin.pop()
    joined = _join_hyphens(characters, origin)
    return Normalised("".join(joined[0]), tuple(joined[1]), len(text))


def _composed(text: str) -> Iterable[tuple[int, str]]:
    """Yield the characters of the NFC form with the offset of their base character."""
    if unicodedata.is_normalized("NFC", text):
        yield from enumerate(text)
        return
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not unicodedata.combining(text[index]):
            for character in unicodedata.normalize("NFC", text[start:index]):
                yield start, character
            start = index


def _add_blank(characters: list[str], origin: list[int], index: int, *, newline: bool) -> None:
    if not characters:
        return
    if characters[-1] in (" ", "\n"):
        if newline:
            characters[-1] = "\n"
        return
    characters.append("\n" if newline else " ")
    origin.append(index)


def _join_hyphens(characters: list[str], origin: list[int]) -> tuple[list[str], list[int]]:
    """Join words hyphenated at a line end (letter, hyphen, line break, letter); other breaks become blanks."""
    out: list[str] = []
    places: list[int] = []
    for i, character in enumerate(characters):
        if character != "\n":
            out.append(character)
            places.append(origin[i])
            continue
        following = characters[i + 1] if i + 1 < len(characters) else ""
        if len(out) > 1 and out[-1] == "-" and out[-2].isalpha() and following.isalpha():
            out.pop()
            places.pop()
            continue
        out.append(" ")
        places.append(origin[i])
    return out, places


def find(quote: str, text: Normalised) -> tuple[int, int] | None:
    """Return the original offsets of a quote in a normalised text, or None if it is not there whole."""
    wanted = normalise(quote).text
    if not wanted:
        return None
    at = text.text.find(wanted)
    while at >= 0:
        if _whole(text.text, at, at + len(wanted)):
            return text.span(at, at + len(wanted))
        at = text.text.find(wanted, at + 1)
    return None


_CUT_NUMBER_BEFORE = re.compile(r"(?:\d[.,:/-]|\d |[-+])\Z")
_CUT_NUMBER_AFTER = re.compile(r"\A(?:[.,:/-]\d| \d{3}(?!\d))")
_TELEPHONE = re.compile(r"(?<!\d)0\d{1,3}[-/](?:\d{2,3} ){1,3}\d{2,3}(?!\d)")
"""A Swedish telephone number in groups, such as 0123-45 67 89."""
_MOST_DIGITS = 10


def _whole(text: str, start: int, end: int) -> bool:
    """Say whether a stretch cuts neither a word nor a number at its ends."""
    before, first, last, after = text[start - 1 : start], text[start], text[end - 1], text[end : end + 1]
    if (before.isalnum() and first.isalnum()) or (after.isalnum() and last.isalnum()):
        return False
    if before == "-" and first.isalpha() and text[start - 2 : start - 1].isalpha():
        return False  # the second half of a compound such as icke-diskriminering
    if after == "-" and last.isalpha() and text[end + 1 : end + 2].isalpha():
        return False
    if first.isdigit() and _cuts_number_before(text, start):
        return False
    if any(_in_telephone_number(text, at) for at in (start, end)):
        return False
    return not (last.isdigit() and _CUT_NUMBER_AFTER.search(text[end : end + 5]))


def _in_telephone_number(text: str, at: int) -> bool:
    """Say whether a place lies within a telephone number; a blank in one looks like one between two numbers."""
    begin = max(0, at - 16)
    for found in _TELEPHONE.finditer(text[begin : at + 16]):
        number = found[0]
        while sum(map(str.isdigit, number)) > _MOST_DIGITS:  # what follows it is another number
            number = number.rpartition(" ")[0]
        if begin + found.start() < at < begin + found.start() + len(number):
            return True
    return False


def _cuts_number_before(text: str, start: int) -> bool:
    before = text[max(0, start - 2) : start]
    if not _CUT_NUMBER_BEFORE.search(before):
        return False
    if before.endswith(" "):  # a thousands group only when three digits follow
        return re.match(r"\d{3}(?!\d)", text[start : start + 4]) is not None
    return True


def check(quote: str, source: str, *, others: Mapping[str, Normalised] | None = None) -> Checked:
    """Check a quote against its source's text. See ``check_normalised`` for many quotes of one source."""
    return check_normalised(quote, normalise(source), source, others=others)


def check_normalised(
    quote: str, text: Normalised, source: str, *, others: Mapping[str, Normalised] | None = None
) -> Checked:
    """Check a quote against a source that was normalised before.

    Args:
        quote: what is said to stand in the source.
        text: ``normalise(source)``.
        source: the source's text; offsets of the answer count in it.
        others: other sources of the assessment by id, to tell ``elsewhere`` from ``absent``.
    """
    if _too_short(quote):
        return Checked("cannot_tell")
    found = find(quote, text)
    if found:
        start, end = found
        while end < len(source) and unicodedata.combining(source[end]):
            end += 1  # the marks of a decomposed last letter belong to the quote
        first, last = sentence_around(source, start, end)
        left_out = f"{source[first:start]} {source[end:last]}"
        return Checked("verified", start, end, first, last, cut_off=qualifiers(left_out))
    for source_id, other in (others or {}).items():
        if find(quote, other):
            return Checked("elsewhere", found_in=source_id)
    return Checked(_explain_absence(quote, text))


def _too_short(quote: str) -> bool:
    normalised = normalise(quote).text
    return len(normalised) < MIN_CHARACTERS or len(_WORD.findall(normalised)) < MIN_WORDS


def _explain_absence(quote: str, text: Normalised) -> Verdict:
    """Tell an invented quote from an altered and from a spliced one, by the word runs it shares."""
    words = _WORD.findall(normalise(quote).text)
    source_words = _WORD.findall(text.text)
    runs = _shared_runs(words, source_words)
    covered = sum(runs)
    if _ELLIPSIS.search(normalise(quote).text) and covered:
        return "spliced"
    if covered == len(words) and len(runs) > 1 and min(runs) >= MIN_WORDS:
        return "spliced"
    return "altered" if covered * 2 >= len(words) else "absent"


def _shared_runs(words: list[str], source: list[str]) -> list[int]:
    """Cut the quote greedily into the longest runs of at least two words that stand in the source."""
    places: dict[tuple[str, str], list[int]] = {}
    for i, pair in enumerate(pairwise(source)):
        places.setdefault(pair, []).append(i)
    runs = []
    at = 0
    while at < len(words) - 1:
        longest = max((_run(words, at, source, i) for i in places.get((words[at], words[at + 1]), [])), default=0)
        if longest:
            runs.append(longest)
        at += longest or 1
    return runs


def _run(words: list[str], at: int, source: list[str], place: int) -> int:
    length = 0
    while at + length < len(words) and place + length < len(source) and words[at + length] == source[place + length]:
        length += 1
    return length


_SENTENCE_END = re.compile(r"[.!?…:][\"'”’)]?(?=\s)|\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:t\.ex|bl\.a|m\.m|d\.v\.s|dvs|s\.k|o\.s\.v|osv|etc|ca|nr|kap|kl|tel|jfr|inkl|exkl|resp|st|max|min|f\.d|fr\.o\.m|t\.o\.m|e\.g|i\.e)"
    r"|\b[A-ZÅÄÖ]|\b\d{1,2})\.\Z",
    re.IGNORECASE,
)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets of the whole sentence or sentences that a stretch of text stands in."""
    first = 0
    for match in _SENTENCE_END.finditer(text, max(0, start - 2000), start):
        if _ends_sentence(text, match):
            first = match.end()
    while first < start and text[first].isspace():
        first += 1
    last = len(text)
    for match in _SENTENCE_END.finditer(text, max(end - 1, 0), min(len(text), end + 2000)):
        if match.end() >= end and _ends_sentence(text, match):
            last = match.start() if match.group() == "\n" else match.end()
            break
    return min(first, start), max(last, end)


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    if match.group() == "\n":
        return _breaks_paragraph(text, match.start())
    if match.group().startswith(":"):
        return text[match.end() : match.end() + 1] == "\n"
    if not match.group().startswith("."):
        return True
    following = text[match.end() :].lstrip()[:1]
    return not (_ABBREVIATION.search(text[max(0, match.start() - 12) : match.start() + 1]) and not following.isupper())


def _breaks_paragraph(text: str, at: int) -> bool:
    """A line break ends a sentence when a blank line, a heading or a list item follows it."""
    following = text[at + 1 : at + 4]
    return following[:1] in ("\n", "-", "•", "–", "|", "") or text[at - 1 : at] == "\n" or following[:1].isupper()


def qualifiers(text: str) -> tuple[str, ...]:
    """List the negations and hedges in a stretch of text, in order, each once."""
    return tuple(dict.fromkeys(word for word in _WORD.findall(text.casefold()) if word in QUALIFIERS))

"""What a sentence of prose claims beyond the quotes it cites: how many, how sure, why, denied or not, and of what.

Words and numbers can stand in a quote and the sentence still say something else. These rules compare what kind of claim
the two make; they know no meaning. Where they are in doubt they mark, and a person decides.
"""

import re
from collections.abc import Mapping, Sequence

from assistant.drafting.claim_words import (
    CLAIMS,
    COUNT,
    COUNTED,
    COUNTED_NEAR,
    DENIES,
    HOW_MUCH,
    MEASURED,
    NUMBER,
    OF_ALL,
    OFTEN,
    OTHER_LANGUAGE,
    PART,
    SHARE,
    TURNED,
    WEAK,
    WISHES,
    WOULD,
)
from assistant.drafting.numerals import SPELLED
from assistant.drafting.reading import Reading, Signal, read
from assistant.drafting.topics import stems
from ingest import sentence_spans


def overstated(text: str, quotes: Sequence[str]) -> tuple[str, ...]:
    """Say in Swedish what a sentence claims that none of its quotes does; nothing when it claims no more.

    Args:
        text: one sentence of prose.
        quotes: what it cites, verified; with the titles of their sources where a title may show it.
    """
    if not quotes:
        return ()
    told = "\n".join(quotes)
    lasting = OFTEN.sub(" ", told)  # "every year" says nothing of how many
    stated = "" if WOULD.search(text) else text  # what would lift it is no claim of how it is
    marks = [mark for claim, proof, mark in CLAIMS if claim.search(stated) and not proof.search(lasting)]
    if _about_half(text, quotes):
        marks = [mark for mark in marks if mark != HOW_MUCH]
    marks += _other_units(text, told)
    marks += _more_done(stated, quotes)
    if stated and _only_a_part(text, quotes):
        marks.append("Det som citeras gäller bara en del.")
    marks += _turned(text, quotes)
    if _speaks_of_something_else(text, told):
        marks.append("Handlar om något annat än det som citeras.")
    return tuple(marks)


def _other_units(text: str, told: str) -> list[str]:
    """Return what numbers count in the text that they do not count in any quote."""
    numbers = {_plain(number) for number in NUMBER.findall(told)}
    known = {(_plain(number), _unit(unit)) for number, unit in COUNTED_NEAR.findall(told)}
    return [
        f"”{number} {unit}” står inte så i det som citeras."
        for number, unit in COUNTED.findall(text)
        if _plain(number) in numbers and (_plain(number), _unit(unit)) not in known
    ]


_ROSE = re.compile(r"\b(?:öka|minska|förbättra|försämra|stig|steg|sjunk|sjönk)\w*", re.IGNORECASE)
_FURTHER: Mapping[Signal, str] = {
    "followed_up": "Säger att något följs upp eller utvärderas, vilket inget citat visar.",
    "decided": "Säger att något är beslutat, vilket inget citat visar.",
    "learned": "Säger att något har utvecklats, vilket inget citat visar.",
    "developed": "Säger att något har utvecklats, vilket inget citat visar.",
}
"""What a quote must show before a text may say it: the steps that raise a level."""
_AS_MUCH: Mapping[Signal, frozenset[Signal]] = {
    "followed_up": frozenset({"followed_up", "learned"}),
    "decided": frozenset({"decided"}),
    "learned": frozenset({"learned", "developed"}),
    "developed": frozenset({"learned", "developed"}),
}


def _more_done(text: str, quotes: Sequence[str]) -> list[str]:
    """Return which steps a text says are taken that no quote tells of."""
    own = read(text)
    if not text or own.adverse or own.planned or _ROSE.search(text):
        return []
    shown = frozenset().union(*(reading.signals for quote in quotes for reading in _readings(quote)))
    if any(MEASURED.search(quote) for quote in quotes):
        shown |= {"followed_up"}
    marks = [mark for signal, mark in _FURTHER.items() if signal in own.signals and not _AS_MUCH[signal] & shown]
    return list(dict.fromkeys(marks))


def _only_a_part(text: str, quotes: Sequence[str]) -> bool:
    """Say whether every quote tells of a part only, and the text of it all."""
    found = [_shares(quote) for quote in quotes]
    if not all(found):
        return False
    numbers = {_digits(word) for word in COUNT.findall(text) if word.casefold() != "en"}
    swapped = any(whole in numbers and part not in numbers for shares in found for part, whole in shares)
    return swapped or not (numbers or PART.search(text))


def _shares(quote: str) -> list[tuple[int, int]]:
    """Return the shares that a quote counts: "tre av åtta nämnder", "av 31 chefer har 12"."""
    pairs = [m.groups() for m in SHARE.finditer(quote)] + [m.groups()[::-1] for m in OF_ALL.finditer(quote)]
    return [(_digits(part), _digits(whole)) for part, whole in pairs]


def _digits(word: str) -> int:
    return int(SPELLED.get(word.casefold(), "1" if not word.isdigit() else word))


def _about_half(text: str, quotes: Sequence[str]) -> bool:
    """Say whether a text calls a counted share a half, or more or less than one, and it is."""
    if "hälften" not in text.casefold():
        return False
    below, above = "mindre än" in text.casefold(), "mer än" in text.casefold()
    shares = [part / whole for quote in quotes for part, whole in _shares(quote) if whole]
    return any(share < 0.5 if below else share > 0.5 if above else 0.45 <= share <= 0.55 for share in shares)


def _plain(number: str) -> str:
    return re.sub(r"[ \u00a0]", "", number).replace(".", ",")


def _unit(unit: str) -> str:
    return "procent" if unit == "%" else unit.casefold()


def _turned(text: str, quotes: Sequence[str]) -> list[str]:
    """Return that a text denies what no quote denies, states what all of them deny, or takes a plan for done."""
    readings = [reading for quote in quotes for reading in _readings(quote)]
    marks = []
    if DENIES.search(text) and not any(WEAK.search(quote) for quote in quotes):
        marks.append("Nekar något som inget citat nekar.")
    if readings and all(r.adverse for r in readings) and not admits(text):
        marks.append(TURNED)
    if readings and all(r.planned for r in readings) and not (WISHES.search(text) or admits(text)):
        marks.append("Det som citeras är en plan, inte något som är gjort.")
    return marks


def wishes(text: str) -> bool:
    """Say whether a sentence tells how it could or should be."""
    return WOULD.search(text) is not None


def admits(text: str) -> bool:
    """Say whether a sentence tells of something that is lacking, uneven, planned or wished for."""
    own = read(text)
    return own.adverse or own.mixed or own.planned or bool(WEAK.search(text) or WOULD.search(text))


def _readings(quote: str) -> list[Reading]:
    return [read(quote[a:b]) for a, b in sentence_spans(quote)]


def _speaks_of_something_else(text: str, told: str) -> bool:
    """Say whether a sentence has no word of content in common with what it cites, in the same language."""
    if OTHER_LANGUAGE & set(text.casefold().split()):
        return False
    own, there = set(stems(text)), set(stems(told))
    if len(own) < 3 or not there:
        return False
    return not any(_akin(word, other) for word in own for other in there)


def _akin(word: str, other: str) -> bool:
    """Say whether two stems are of one word, or one is a part of a compound of the other."""
    short, long = sorted((word, other), key=len)
    return len(short) >= 4 and (short in long or short[:5] == long[:5])

"""Whether a sentence answers a free question, without a model.

A sentence that shares words with a question need not answer it. It does when it holds the kind of
thing asked for, is about the names and years asked for, and it and what stands right around it speak of
enough of the question's telling words (see ``asked``). A sentence that only denies must speak of more
of them itself.
"""

import operator
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from assistant.drafting.asked import YEAR, Asked, Telling, Wanted, names_in
from assistant.drafting.topics import COMPOUND_SHARE, Words, stem, words_of

MIN_COVER = 0.6
"""Weighted share of a question's telling words that a sentence and what surrounds it must speak of."""
MIN_COVER_HELD = 0.5
"""The same for a sentence that holds just the kind of thing that was asked for."""
MIN_DENIED = 0.5
"""The share that a sentence itself must speak of when all it says is that there is no such thing."""
MIN_OWN = 0.2
"""The share that the sentence itself must speak of, or the one before it when it opens with a pronoun."""
AROUND = 0.6
"""How much a word counts that stands in a neighbouring sentence, a heading or the title only."""
DENIED = 0.9
"""How much a sentence counts that only denies, against one that holds what was asked for."""
OWN_SHARE = 0.2
"""How much what a sentence itself speaks of weighs when answers are ordered."""
_NUMBER = r"(?:\d|\b(?:två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|hälften|noll)\b)"
_COUNT = r"(?:\d+|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio)"
_MONTH = r"januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
_SPELLED: Mapping[Wanted, str] = {
        "number": _NUMBER,
        "money": r"\d[\d  .,]*(?:mnkr|tkr|mkr|kr|kronor|miljon\w*|miljard\w*)\b|\bkronor\b|\bgratis\b|\bavgiftsfri\w*",
        "share": rf"{_NUMBER}|\\b(?:samtliga|alla|ingen)\\b",
        "often": r"\b(?:gång(?:er)?|varje|varannan|var (?:tredje|fjärde)|dagligen|veckovis|månadsvis|kvartalsvis|årligen|per (?:år|månad|vecka|dag|kvartal|termin)|om året|minst|aldrig|löpande)\b",
        "year": r"\b(?:19|20)\d\d\b",
        "time": rf"\b(?:19|20)\d\d\b|\b(?:{_MONTH})\b|\b(?:dag|dagar|vecka|veckor|månad|månader|timm\w+|minut\w*|dygn|"
        rf"kväll\w*|\w+dag(?:ar|en|arna)?|vår(?:en)?|höst(?:en)?|omgående|direkt|genast|{_COUNT} år)\b",
        "reason": r"\b(?:eftersom|därför|på grund av|p\.?g\.?a\.?|för att|sedan|beror|berodde|orsak\w*|skäl\w*|till följd av|till dess|då|med anledning|så att|ledde till)\b",
}  # fmt: skip
_HOLDS = {wanted: re.compile(pattern, re.IGNORECASE) for wanted, pattern in _SPELLED.items()}
_DENIES = re.compile(r"\b(?:inte|ingen|inga|inget|aldrig|varken|ej|saknas?|saknar)\b", re.IGNORECASE)
_PRONOUN = re.compile(
    r"^[\s–\-\"”]*(?:den|det|de|denna|detta|dessa|där|då|så|dem|han|hon|vi|du|ja|nej|här)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence with what stands around it."""

    text: str
    before: str
    """The sentence before it, or two when they open with pronouns."""
    after: str
    heading: str
    """Title of the source and headings above."""


def cover(asked: Asked, seen: Seen) -> float:
    """Return how well a sentence answers a question, 0 to 1; 0 when it does not."""
    if asked.refused or not asked.words or not _is_about(asked, seen):
        return 0.0
    held = _holds(asked, seen.text)
    if not held and not _DENIES.search(seen.text):
        return 0.0
    whole, own = _spoken_of(asked, seen)
    if own < MIN_OWN or (not held and own < MIN_DENIED):
        return 0.0
    least = MIN_COVER_HELD if held and asked.wanted != "open" else MIN_COVER
    if whole < least or _only_names(asked, seen):
        return 0.0
    share = (1.0 - OWN_SHARE) * whole + OWN_SHARE * own
    return share if held else DENIED * share


def _only_names(asked: Asked, seen: Seen) -> bool:
    """Say whether a sentence and what surrounds it speak of the names asked for, but of nothing asked about them."""
    others = [word for word in asked.words if not word.forms & set(asked.names)]
    around = _spoken(f"{seen.heading}\n{seen.before}\n{seen.text}\n{seen.after}")
    return bool(asked.names and others) and not any(around.speak_of(form) for word in others for form in word.forms)


def _spoken_of(asked: Asked, seen: Seen) -> tuple[float, float]:
    """Return the weighted shares of the telling words: with what surrounds the sentence, and in itself.

    A sentence that opens with a pronoun speaks of what the one before it speaks of.
    """
    leans = _PRONOUN.match(seen.text) is not None
    inside = _spoken(f"{seen.before}\n{seen.text}" if leans else seen.text)
    around = _spoken(f"{seen.heading}\n{seen.before}\n{seen.after}")
    total = sum(word.weight for word in asked.words)
    own = [_how_surely(inside, word) for word in asked.words]
    whole = [max(mine, AROUND * _how_surely(around, w)) for mine, w in zip(own, asked.words, strict=True)]
    if not total:
        return 0.0, 0.0
    weights = [word.weight / total for word in asked.words]
    return sum(map(operator.mul, whole, weights)), sum(map(operator.mul, own, weights))


def _how_surely(said: Words, word: Telling) -> float:
    """Return how surely a text speaks of a word: by itself, nearly so in a longer compound, hardly by a part of it."""
    if not said.own.isdisjoint(word.forms):
        return 1.0
    if not said.parts.isdisjoint(word.forms):
        return COMPOUND_SHARE
    return max((word.parts[part] for part in said.own.intersection(word.parts)), default=0.0)


@lru_cache(maxsize=8192)
def _spoken(text: str) -> Words:
    return words_of(text)


def _is_about(asked: Asked, seen: Seen) -> bool:
    """Say whether a sentence is about the names, years and units asked for, by itself or by what stands above it."""
    leans = _PRONOUN.match(seen.text) is not None
    above = f"{seen.heading}\n{seen.before}" if leans else seen.heading
    named = _spoken(f"{above}\n{seen.text}")
    if not all(name in named.own or name in named.parts for name in asked.names):
        return False
    years = set(YEAR.findall(seen.text))
    if asked.wanted == "year":
        return bool(years - set(asked.years)) or _DENIES.search(seen.text) is not None
    known = years or set(YEAR.findall(f"{seen.heading}\n{seen.before}"))
    if any(year not in known for year in asked.years):
        return False
    return all(unit in seen.text.casefold() for unit in asked.units)


def _holds(asked: Asked, text: str) -> bool:
    """Say whether a sentence holds the kind of thing asked for."""
    if asked.wanted in ("name", "called"):
        return _names_something(asked, text)
    pattern = _HOLDS.get(asked.wanted)
    return pattern is None or bool(pattern.search(text if asked.wanted in ("year", "time") else YEAR.sub(" ", text)))


_ROLE = re.compile(
    r"\w*(?:chef|direktör|ordförande|råd|nämnd|styrelse|fullmäktige|byrå|bolag|förvaltning|kontor|grupp|enhet|avdelning|"
    r"revisor|ombud|samordnare|strateg|personal|medarbetare|lärare|kommun|region|förening|utskott|myndighet|politiker|"
    r"företag|stiftelse|sekreterare|handläggare)\w*",
    re.IGNORECASE,
)


def _names_something(asked: Asked, text: str) -> bool:
    """Say whether a text names somebody or something besides what the question names; a role will do for a person."""
    known = {form for word in asked.words for form in word.forms} | set(asked.names)
    others = [name for name in names_in(text) if stem(name) not in known]
    return bool(others or (asked.wanted == "name" and _ROLE.search(text)))

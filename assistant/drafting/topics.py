"""What a question is about, and how much of it a sentence speaks of."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from assistant.domain.criteria import CriteriaSet, Question

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_STEMMER = Stemmer.Stemmer("swedish")

STOP = frozenset(
    [
        "och",
        "att",
        "det",
        "som",
        "en",
        "ett",
        "den",
        "de",
        "i",
        "på",
        "är",
        "av",
        "för",
        "med",
        "till",
        "har",
        "inte",
        "om",
        "så",
        "men",
        "kan",
        "ska",
        "hur",
        "vi",
        "man",
        "sig",
        "från",
        "vid",
        "var",
        "eller",
        "då",
        "ut",
        "där",
        "bara",
        "när",
        "alla",
        "upp",
        "också",
        "andra",
        "här",
        "vara",
        "få",
        "får",
        "göra",
        "gör",
        "in",
        "efter",
        "under",
        "sedan",
        "mot",
        "detta",
        "denna",
        "dessa",
        "sin",
        "sina",
        "sitt",
        "år",
        "varje",
        "även",
        "samt",
        "sådan",
        "finns",
        "blir",
        "bli",
        "blev",
        "hade",
        "dem",
        "dig",
        "mig",
        "oss",
        "ni",
        "du",
        "jag",
        "han",
        "hon",
        "någon",
        "något",
        "några",
        "vilken",
        "vilket",
        "vilka",
        "vad",
        "vem",
        "mellan",
        "genom",
        "inom",
        "utan",
        "över",
        "kommun",
        "kommunen",
        "kommunens",
        "kommunens",
        "kommuner",
        "arbete",
        "arbetet",
        "arbetar",
        "arbeta",
        "finnas",
        "annat",
        "annan",
        "egen",
        "eget",
        "egna",
        "olika",
        "olik",
        "mycket",
        "mer",
        "flera",
        "sätt",
        "del",
        "dels",
        "exempel",
        "nämnd",
        "nämnden",
        "nämnderna",
        "verksamhet",
        "verksamheten",
        "verksamheter",
        "verksamheterna",
    ]
)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Stem one Swedish word; words of the same lemma mostly share it."""
    return str(_STEMMER.stemWord(word.casefold()))


@lru_cache(maxsize=65536)
def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the content words of a text, in order."""
    return tuple(stem(w) for w in _WORD.findall(text.casefold()) if w not in STOP and len(w) > 1)


_SHORTEST_PART = 5
"""A compound is recognised by a first or last part of at least so many letters."""


@lru_cache(maxsize=200_000)
def _parts(word: str) -> frozenset[str]:
    """Return the beginnings and endings of a stem that may be words of their own."""
    sizes = range(_SHORTEST_PART, len(word) + 1)
    return frozenset(word[:n] for n in sizes) | frozenset(word[-n:] for n in sizes)


@dataclass(frozen=True, slots=True)
class Words:
    """The content words of a text, ready to be asked for."""

    own: frozenset[str]
    parts: frozenset[str]

    def speak_of(self, word: str) -> bool:
        """Say whether a stem is among the words, or is the first or last part of a compound, either way."""
        return word in self.own or word in self.parts or not self.own.isdisjoint(_parts(word))


@lru_cache(maxsize=65536)
def words_of(text: str) -> Words:
    """Return the content words of a text."""
    own = frozenset(stems(text))
    return Words(own, frozenset().union(*(_parts(w) for w in own)))


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing a question is about: any of its forms speaks of it."""

    forms: tuple[tuple[str, ...], ...]
    """Each form is the stems of a word or phrase; all of them must be there."""
    weight: float


@dataclass(frozen=True, slots=True)
class Topic:
    """A question as weighted concepts."""

    concepts: tuple[Concept, ...]
    full: float
    """Weight that makes a full match: that of the three heaviest concepts."""

    def match(self, text: str) -> float:
        """Return how much of the topic a text speaks of, 0 to 1 (two full concepts are enough for 1)."""
        have = words_of(text)
        if not have.own:
            return 0.0
        got = sum(c.weight for c in self.concepts if _speaks_of(c, have))
        return min(1.0, got / (self.full or 1.0))


def _speaks_of(concept: Concept, have: Words) -> bool:
    return any(all(have.speak_of(part) for part in form) for form in concept.forms)


def word_weights(criteria: CriteriaSet) -> dict[str, float]:
    """Weigh stems by how few questions use them: 1 for one question, towards 0 for words used everywhere."""
    used: dict[str, int] = {}
    total = 0
    for question in criteria.questions():
        total += 1
        for word in set(stems(_own_words(question))):
            used[word] = used.get(word, 0) + 1
    top = math.log(total + 1)
    return {word: math.log((total + 1) / count) / top for word, count in used.items()}


def _own_words(question: Question) -> str:
    synonyms = (w for words in question.synonyms.values() for w in words)
    return " ".join([question.text.sv, question.looks_for.sv, *question.terms, *synonyms])


def topic_of(question: Question, weights: Mapping[str, float]) -> Topic:
    """Make the topic of a question from its terms, their synonyms and the words of its text."""
    concepts = []
    covered: set[str] = set()
    for term in question.terms:
        synonyms = question.synonyms.get(term, ())
        forms = tuple(form for form in (stems(text) for text in (term, *synonyms)) if form)
        if forms:
            covered.update(s for form in forms for s in form)
            concepts.append(Concept(forms, _weight(forms[0], weights)))
    for word in dict.fromkeys(stems(question.text.sv)):
        if not Words(frozenset(covered), frozenset().union(*map(_parts, covered))).speak_of(word):
            concepts.append(Concept(((word,),), 0.6 * _weight((word,), weights)))
    full = sum(sorted((c.weight for c in concepts), reverse=True)[:3])
    return Topic(tuple(concepts), full)


def _weight(form: Iterable[str], weights: Mapping[str, float]) -> float:
    return max((weights.get(s, 1.0) for s in form), default=0.5)


def overlap(text: str, wanted: Iterable[str], weights: Mapping[str, float]) -> float:
    """Return the weighted share of the wanted stems that a text holds, 0 to 1."""
    have = words_of(text)
    wanted = tuple(dict.fromkeys(wanted))
    total = sum(weights.get(s, 1.0) for s in wanted)
    got = sum(weights.get(s, 1.0) for s in wanted if have.speak_of(s))
    return got / total if total else 0.0

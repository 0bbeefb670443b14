"""What a question is about, and how much of it a sentence speaks of."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import Stemmer

from assistant.domain.criteria import CriteriaSet, Question

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_STEMMER = Stemmer.Stemmer("swedish")

FUNCTION_WORDS = frozenset(
    "och att det som en ett den de i på är av för med till har inte om så men kan ska skall hur vi man sig från vid "
    "var eller då ut där bara när alla upp också andra här vara få får göra gör in efter under sedan mot detta "
    "denna dessa sin sina sitt varje även samt sådan finns blir bli blev hade dem dig mig oss ni du jag han hon "
    "någon något några vilken vilket vilka vad vem mellan genom inom utan över finnas".split()
)
STOP = FUNCTION_WORDS | frozenset(
    "kommun kommunen kommunens kommuner kommunerna arbete arbetet arbetar arbeta arbetssätt annat annan egen eget egna "
    "olika olik mycket mer flera fler sätt del dels exempel nämnd nämnden nämnder nämnderna verksamhet verksamheten "
    "verksamheter verksamheterna liknande använda används använder får ges ge tar ta år året tid gemensam gemensamt "
    "gemensamma finns hela samtliga systematiskt regelbundet säkerställer bland annan bygger leder gäller tydlig tydligt "
    "tydliga något sker ser tas görs kring stöd stödjer hur sina hjälp låter".split()
)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Stem one Swedish word; words of the same lemma mostly share it."""
    return str(_STEMMER.stemWord(word.casefold()))


@lru_cache(maxsize=65536)
def plain_stems(text: str) -> tuple[str, ...]:
    """Return the stems of all but function words, in order; for terms, where "daglig verksamhet" is one."""
    return tuple(stem(w) for w in _WORD.findall(text.casefold()) if w not in FUNCTION_WORDS and len(w) > 1)


@lru_cache(maxsize=65536)
def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the content words of a text, in order."""
    return tuple(stem(w) for w in _WORD.findall(text.casefold()) if w not in STOP and len(w) > 1)


_SHORTEST_PART = 5
"""A compound is recognised by a first or last part of at least so many letters."""


@lru_cache(maxsize=200_000)
def parts_of(word: str) -> frozenset[str]:
    """Return the beginnings and endings of a stem that may be words of their own."""
    sizes = range(_SHORTEST_PART, len(word) + 1)
    return frozenset(word[:n] for n in sizes) | frozenset(word[-n:] for n in sizes)


COMPOUND_SHARE, PART_SHARE = 0.9, 0.5
"""How much it counts that a text has a word in a longer compound, and that it has only a part of the word."""


@dataclass(frozen=True, slots=True)
class Words:
    """The content words of a text, ready to be asked for."""

    own: frozenset[str]
    parts: frozenset[str]

    def speak_of(self, word: str) -> bool:
        """Say whether a stem is among the words, or is the first or last part of a compound, either way."""
        return word in self.own or word in self.parts or not self.own.isdisjoint(parts_of(word))


@lru_cache(maxsize=65536)
def words_of(text: str) -> Words:
    """Return the content words of a text."""
    own = frozenset(plain_stems(text))
    return Words(own, frozenset().union(*(parts_of(w) for w in own)))


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing a question is about: any of its forms speaks of it."""

    forms: tuple[tuple[str, ...], ...]
    """Each form is the stems of a word or phrase; all of them must be there."""
    weight: float
    """How much it tells, 0 to 1: rare words of the question's own terms tell most."""

    def in_words(self, have: Words, weights: Mapping[str, float]) -> tuple[float, str]:
        """Return the weight with which a text speaks of it, and the part of a compound it does so by, if any."""
        best, by = 0.0, ""
        for form in self.forms:
            if all(part in have.own for part in form):
                return self.weight, ""
            if len(form) != 1:
                continue
            share, part = _by_part(form[0], have, weights)
            if share * self.weight > best:
                best, by = share * self.weight, part
        return best, by


def _by_part(word: str, have: Words, weights: Mapping[str, float]) -> tuple[float, str]:
    """Weigh a match through a part: a longer compound of the word counts nearly as the word itself.

    The other way round, when the text has only a part of the asked compound ("projekt" for
    "projektmodell"), it tells little, and no more than that part is rare.
    """
    if word in have.parts:
        return COMPOUND_SHARE, ""
    found = max(((weights.get(part, 0.0), part) for part in have.own & parts_of(word)), default=(0.0, ""))
    return PART_SHARE * found[0], found[1]


ONE_CONCEPT = 0.65
"""How sure one full concept makes us that a text is about the question."""
TEXT_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Topic:
    """A question as weighted concepts."""

    concepts: tuple[Concept, ...]
    weights: Mapping[str, float]

    def match(self, text: str) -> float:
        """Return how surely a text speaks of the question, 0 to 1; every concept found adds to it."""
        have = words_of(text)
        doubt = 1.0
        by_part: dict[str, float] = {}
        for concept in self.concepts:
            weight, part = concept.in_words(have, self.weights)
            if part:  # one word of the text counts once, however many compounds of it are asked for
                by_part[part] = max(weight, by_part.get(part, 0.0))
            else:
                doubt *= 1.0 - ONE_CONCEPT * weight
        for weight in by_part.values():
            doubt *= 1.0 - ONE_CONCEPT * weight
        return 1.0 - doubt


def word_weights(criteria: CriteriaSet, passages: Iterable[str] = ()) -> dict[str, float]:
    """Weigh stems from 0 (used everywhere) to 1 (rare), over the questions and over the evidence."""
    asked = Counter(chain.from_iterable(set(plain_stems(_own_words(q))) for q in criteria.questions()))
    questions = sum(1 for _ in criteria.questions())
    used: Counter[str] = Counter()
    count = 0
    for text in passages:
        count += 1
        used.update(set(plain_stems(text)))
    by_question = {word: _rarity(n, questions) for word, n in asked.items()}
    if not count:
        return by_question
    by_passage = {word: min(1.0, 1.25 * _rarity(n, count)) for word, n in used.items()}
    return {w: by_question.get(w, 1.0) * by_passage.get(w, 1.0) for w in by_question.keys() | by_passage.keys()}


def _rarity(used: int, of: int) -> float:
    return math.log((of + 1) / used) / math.log(of + 1)


def _own_words(question: Question) -> str:
    synonyms = (w for words in question.synonyms.values() for w in words)
    return " ".join([question.text.sv, question.looks_for.sv, *question.terms, *synonyms])


def topic_of(question: Question, weights: Mapping[str, float]) -> Topic:
    """Make the topic of a question from its terms, their synonyms and the words of its text."""
    concepts = []
    covered: set[str] = set()
    for term in question.terms:
        synonyms = question.synonyms.get(term, ())
        forms = tuple(form for form in (plain_stems(text) for text in (term, *synonyms)) if form)
        if forms:
            covered.update(s for form in forms for s in form)
            concepts.append(Concept(forms, max(_weight(form, weights) for form in forms[:1])))
    for word in dict.fromkeys(stems(question.text.sv)):
        if word not in covered:
            concepts.append(Concept(((word,),), TEXT_SHARE * _weight((word,), weights)))
    return Topic(tuple(concepts), weights)


def _weight(form: Iterable[str], weights: Mapping[str, float]) -> float:
    return max((weights.get(s, 1.0) for s in form), default=0.5)


def overlap(text: str, wanted: Iterable[str], weights: Mapping[str, float]) -> float:
    """Return the weighted share of the wanted stems that a text holds, 0 to 1."""
    have = words_of(text)
    wanted = tuple(dict.fromkeys(wanted))
    total = sum(weights.get(s, 1.0) for s in wanted)
    got = sum(weights.get(s, 1.0) for s in wanted if have.speak_of(s))
    return got / total if total else 0.0

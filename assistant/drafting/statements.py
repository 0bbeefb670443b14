"""What a level means, as sentences: what is in place, and how far beyond that it has come."""

import re

from assistant.domain.asking import topic_of
from assistant.domain.criteria import Language, Question
from assistant.drafting.topics import stems, words_of
from assistant.drafting.wording import after

_LEADS = ("När det gäller", "I fråga om")
_BARE = 3
"""A statement of at most so many content words needs its topic said, unless it says it."""

_SOME = re.compile(
    r"\b(?:de flesta|flera|några|någon|något|ett antal|en del|minst|vissa|most|several|some|a number of)\b",
    re.IGNORECASE,
)
_ALL = re.compile(r"\b(?:alla|samtliga|hela|all|every|the whole|nearly all|nästan alla)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"^(?:den|det|de)\b(?! \w+a\b)|^(?:dessa|they|it|these)\b|^\w{4,}(?:et|en|erna|arna|orna)\b", re.IGNORECASE
)


def stated(question: Question, level: int, language: Language) -> str:
    """Say what a level means. A high rung builds on the middle one, so that one is said first."""
    return " ".join(sentences_of(question, level, language))


def sentences_of(question: Question, level: int, language: Language) -> list[str]:
    """Return what a level means as one sentence, or as two when it builds on the middle rung.

    The middle rung's reservation ("…, men användningen varierar") no longer holds above it, and what
    it says of most units is not said where the level says it of all.
    """
    own = question.level(level).demand.in_language(language)
    middle = next((n for n in range(question.top) if n * 2 >= question.top), 0)
    if level <= middle:
        return [own]
    base = re.split(r", (?:men|but) ", question.level(middle).demand.in_language(language))[0].rstrip(".")
    if _SOME.search(base) and _ALL.search(own) and not _leans(own, base):
        return [own]
    return [f"{base}.", own]


def _leans(own: str, base: str) -> bool:
    """Say whether a sentence begins with something that only the one before makes clear."""
    first = own.split(" ", 1)[0]
    if not _POINTS_BACK.match(own):
        return False
    return not (set(stems(first)) & set(stems(base)))


def placed(text: str, question: Question, *, turn: int = 0) -> str:
    """Say first what a statement (Swedish) is about, when it does not say so itself: "När det gäller hot och hat …"."""
    own = words_of(text)
    asked = [question.text.sv, *question.terms, *(word for words in question.synonyms.values() for word in words)]
    spoken_of = [phrase for phrase in asked if any(own.speak_of(word) for word in stems(phrase))]
    first = question.terms[0]
    if spoken_of and (first in spoken_of or len(set(stems(text))) > _BARE):
        return text
    named = topic_of(question)
    if question.topic:
        return after(f"{_LEADS[turn % len(_LEADS)]} {named}", text)
    told = any(own.speak_of(word) for word in stems(named))
    return after(f"{_LEADS[turn % len(_LEADS)]} {first if told else named}", text)

"""Whether a question leans on what was asked before it, and what it is with that said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain.evidence import SourceKind
from assistant.drafting.asked import telling_words
from assistant.drafting.compared import kinds_named, without_kinds
from assistant.drafting.topics import STOP

FEWEST = 4
"""Words below which a question is taken to lean on the one before."""
_DUMMY = re.compile(
    r"\b(?:finns|fanns|är|var|har|hade|går|gick|sker|blir|brukar|kan|ska|måste) det\b|"
    r"\bdet (?:finns|fanns|går|är|var)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:den|det|de|dem|dom|dess|deras|denna|detta|dessa|sådan\w*|samma|densamma|där|dit|då|han|hon|hen|hans|hennes|"
    r"båda|övriga|i stället|istället|it|its|they|them|their|that|this|those|these|there|then|same|instead)\b|"
    r"\A\W*(?:och|men|eller|även|också|varför|hurså|mer|fler|and|but|or|also|why|more)\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"\b(?:i stället|istället|i övrigt|för övrigt|instead)\b", re.IGNORECASE)
_OWN = re.compile(
    r"\b(?:när|varför|hur|vem|vilka|vilken|vilket|vad|var|finns|följs|gäller|används|vet|känner|when|why|how|who|what|where)\b",
    re.IGNORECASE,
)
"""Words that make a question one of its own, of which only the subject is missing."""


_EMPTY = STOP | frozenset(
    "sker ske skett skedde ofta bättre sämre mer mindre förra står stå stod säger sägs gått blivit läget ser än sagt "
    "happen happens about say says often".split()
)
"""Words that tell nothing of a subject."""


def _content(question: str) -> list[str]:
    """Return the words of a question that tell its subject; a kind of source is none."""
    bare = _INSTEAD.sub(" ", without_kinds(question, bare=True))
    return [word for word in telling_words(bare) if word.casefold() not in _EMPTY]


def leans(question: str) -> bool:
    """Say whether a question can hardly be understood without the one before it; when in doubt it leans."""
    if len(question.split()) < FEWEST or not _content(question):
        return True
    return bool(_POINTS_BACK.search(_DUMMY.sub(" ", question)))


@dataclass(frozen=True, slots=True)
class Spelled:
    """A question that stands alone."""

    text: str
    kinds: tuple[SourceKind, ...] = ()
    """The kinds of source that it asks in place of those asked before; none leaves them as they are."""


def spelled_out(question: str, before: Sequence[str]) -> Spelled:
    """Put what was asked before into a question that leans on it, by its words alone.

    The subject is that of the last question that stood alone. A question that only names a kind of source ("och
    intervjuerna då?") asks the same of that kind.

    Args:
        question: as it was typed.
        before: the questions before it, the oldest first.
    """
    if not before or not leans(question):
        return Spelled(question)
    subject = next((earlier for earlier in reversed(before) if not leans(earlier)), before[0])
    kinds = kinds_named(question)
    rest = _content(question)
    if kinds and not rest:
        return Spelled(without_kinds(subject), kinds)
    if not rest and not _OWN.search(question):
        return Spelled(subject)
    if _OWN.search(question):
        return Spelled(" ".join([question, *telling_words(subject)]))
    return Spelled(f"{subject} {question}")

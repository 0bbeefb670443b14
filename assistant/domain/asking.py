"""Open questions in plain Swedish, made from a yes-or-no question of the criteria and the gap to fill.

A question to an interview asks for what was done and for examples, and never holds its own answer.
What to ask depends on the gap: whether the thing exists at all, how far it reaches, what following
it up has led to, or why sources differ.
"""

import re
from dataclasses import dataclass

from assistant.domain.asking_words import BY_FACET, FOLLOW_UPS, TAILS, Gap
from assistant.domain.criteria import Question
from assistant.domain.interviews import Group


@dataclass(frozen=True, slots=True)
class Ask:
    """A question for one group, with questions to follow up with."""

    main: str
    follow_ups: tuple[str, ...]


def gap_of(question: Question, level: int, *, unsettled: bool, unknown: bool) -> Gap:
    """Say what has to be settled: from what the next rung of the ladder stands for, by its place."""
    if unknown or level == 0:
        return "unknown"
    if unsettled:
        return "unsettled"
    place = round(4 * min(level + 1, question.top) / question.top)
    return "in_place" if place <= 2 else "reach" if place == 3 else "learning"


def ask(question: Question, group: Group, gap: Gap, *, turn: int = 0) -> Ask:
    """Make the question for a group; ``turn`` counts the questions before it and varies the wording."""
    opener = _opener(question, gap, turn)
    tails = TAILS[gap][group]
    own = FOLLOW_UPS[gap]
    in_turn = [own[(turn + n) % len(own)] for n in (0, 1)]
    by_facet = [BY_FACET[facet] for facet in question.facets if facet in BY_FACET]
    follow_ups = dict.fromkeys([*in_turn, *by_facet, *own])
    tail = tails[turn % len(tails)]
    return Ask(f"{opener} {tail}", tuple(follow_ups)[:3])


_STATES = ("har", "finns", "är", "ingår", "omfattar", "saknas", "når", "sätter", "utgår")
"""First verbs of a yes-or-no question that do not tell of doing, so that "Hur" before them asks nothing."""
_ABLE = ("kan", "får")

_LEADING = re.compile(
    r" (?:medvetet|aktivt|regelbundet|öppet|systematiskt?|enkelt|långsiktigt|begripligt|samlat|på ett ordnat sätt|"
    r"tillitsbaserat och samstämt)(?=[ ,]|$)(?! och)",
    re.IGNORECASE,
)
"""Praise inside a question, which would lead the one who answers."""
_SECOND = re.compile(r", (?:och|så att|så kallad|med ett|även)\b.*|, till exempel\b.*|, som\b.*")


def _opener(question: Question, gap: Gap, turn: int) -> str:
    how, topic = open_form(question.text.sv), _named_topic(question)
    if how and (gap != "unknown" or topic is None):
        return how
    named = topic or question.terms[0]
    openers = (f"Hur ser det ut hos er i dag när det gäller {named}?", f"Nu gäller det {named}: hur gör ni i dag?")
    return openers[turn % len(openers)]


def open_form(text: str) -> str | None:
    """Turn a yes-or-no question (Swedish, verb first) into an open one; None when it does not tell of doing.

    "Arbetar kommunen medvetet för att …?" becomes "Hur arbetar kommunen för att …?".
    """
    plain = _LEADING.sub("", _SECOND.sub("", text.strip().rstrip("?")))
    first, _, rest = plain.partition(" ")
    verb = first.casefold()
    if not rest or verb in _STATES or "?" in rest or not first[:1].isupper():
        return None
    return f"{'På vilket sätt' if verb in _ABLE else 'Hur'} {verb} {rest}?"


_ADJECTIVE = re.compile(r"^\w+(?:iell|lig|isk|språkig)$")


def topic_of(question: Question) -> str:
    """Name what a question is about, in Swedish.

    Without a topic of its own it is the first of the question's terms that its text speaks of, as written there; else
    the first term.
    """
    if question.topic:
        return question.topic.sv
    nouns = [term for term in question.terms if not _ADJECTIVE.search(term)]
    return _found(question, question.text.sv) or (nouns or question.terms)[0]


def _named_topic(question: Question) -> str | None:
    return _found(question, question.text.sv) or _found(question, question.looks_for.sv)


def _found(question: Question, text: str) -> str | None:
    for term in question.terms:
        ending = r"(?:er|ar|or|r|n|en|et|erna|arna|s)?"
        found = re.search(rf"(?<!\w){re.escape(term)}{ending}(?!\w)", text, re.IGNORECASE)
        if found:
            return _small(found.group())
    return None


def _small(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]

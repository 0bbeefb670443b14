"""What would lift a question: the next rung, what would prove it, and which kinds of source are missing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.domain.criteria import Language, Question, Text
from assistant.domain.draft import Evidence
from assistant.domain.evidence import SourceKind
from assistant.domain.interviews import Group, whom
from assistant.domain.review import Judgement

_TOLD_BY = r"\b(?:chef|medarbetar|fack|ledam|boende|förening|unga|handläggar|ledning)\w*s (?:\w+ ){0,4}"
_GIVEAWAYS: tuple[tuple[SourceKind, str], ...] = (
    ("interview", r"\bintervju|\bberätta|\bberättelser?\b|\bbeskriver\b|\b(?:återger|återge|upplever|upplevelse)\b"),
    ("interview", rf"{_TOLD_BY}(?:beskrivning|bild|kännedom|omdöme|erfarenhet|exempel)"),
    ("survey", r"enkät|medarbetarundersökning|brukarundersökning|medborgarundersökning|svarsfrekvens"),
    ("social_media", r"\binlägg\b|sociala medier"),
    ("website", r"webb|\bpå nätet\b|publicerad|annonserad|förteckning över"),
    ("self_description", r"självbeskrivning|egen beskrivning|egen berättelse"),
)
"""Words of a typical piece of evidence that tell which kind of source it is; a document otherwise."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence that would prove the next rung."""

    kind: SourceKind
    text: Text


@dataclass(frozen=True, slots=True)
class Lift:
    """What it takes to lift one question to its next rung."""

    question_id: str
    level: int
    """The rung it stands on, decided or drafted."""
    next_level: int
    gain: Fraction
    """Points that the next rung adds."""
    demand: Text
    """What the next rung asks for."""
    advice: Text
    """A sentence for a report that says what would lift it."""
    proof: tuple[Proof, ...]
    """What would prove it, of each kind that the question expects."""
    missing: tuple[SourceKind, ...]
    """Expected kinds in which nothing speaks for the next rung yet."""
    silent: tuple[SourceKind, ...]
    """Of those, the kinds that say nothing of the question at all."""
    groups: tuple[Group, ...]
    """Whom to ask about it, the best placed first."""


def lift_of(question: Question, judgement: Judgement, evidence: Sequence[Evidence]) -> Lift | None:
    """Return what would lift a question, or None at the top of its ladder and where it does not apply."""
    if judgement == "not_applicable" or judgement >= question.top:
        return None
    own, wanted = question.level(judgement), question.level(judgement + 1)
    counted = [item for item in evidence if item.counts and item.stance == "supports"]
    reached = {item.kind for item in counted if (item.level or 0) >= wanted.number}
    speaking = {item.kind for item in evidence if item.counts and item.stance != "context"}
    missing = tuple(kind for kind in question.sources if kind not in reached)
    return Lift(
        question_id=question.id,
        level=judgement,
        next_level=wanted.number,
        gain=wanted.points - own.points,
        demand=wanted.demand,
        advice=Text(*(advice(question, judgement, language) for language in ("sv", "en"))),
        proof=_proof(question, wanted.demand),
        missing=missing,
        silent=tuple(kind for kind in missing if kind not in speaking),
        groups=whom(question),
    )


def advice(question: Question, level: int, language: Language = "sv") -> str:
    """Say what would lift a question from a rung to the next, as a sentence. KeyError above the ladder."""
    own = question.level(level)
    if own.lift:
        return own.lift.in_language(language)
    demand = question.level(level + 1).demand.in_language(language)
    lowered = demand if demand[1:2].isupper() else demand[:1].lower() + demand[1:]
    return {
        "sv": f"Ett nästa steg är att kunna visa att detta gäller: {lowered}",
        "en": f"A next step is to show that {lowered}",
    }[language]


def _proof(question: Question, demand: Text) -> tuple[Proof, ...]:
    """List the question's typical evidence by kind, and say in general what an unnamed kind would have to show."""
    named = [Proof(kind_of_evidence(text.sv, question.sources), text) for text in question.typical_evidence]
    have = {proof.kind for proof in named}
    rest = [Proof(kind, _in_general(kind, demand)) for kind in question.sources if kind not in have]
    return (*named, *rest)


def kind_of_evidence(text: str, expected: Sequence[SourceKind]) -> SourceKind:
    """Guess from its wording (Swedish) which of the expected kinds a typical piece of evidence is of."""
    for kind, pattern in _GIVEAWAYS:
        if kind in expected and re.search(pattern, text, re.IGNORECASE):
            return kind
    return "steering_document" if "steering_document" in expected or not expected else expected[0]


_IN_GENERAL: Mapping[SourceKind, tuple[str, str]] = {
    "steering_document": (
        "Ett beslut, en plan eller en uppföljning som visar detta: {}",
        "A decision, plan or report that shows: {}",
    ),
    "interview": (
        "Intervjuer där flera oberoende av varandra ger exempel på detta: {}",
        "Interviews in which several people give examples of: {}",
    ),
    "website": ("En webbsida där invånarna kan se detta: {}", "A web page where residents can see: {}"),
    "social_media": (
        "Inlägg i kommunens kanaler som visar detta: {}",
        "Posts in the municipality's channels that show: {}",
    ),
    "self_description": (
        "Kommunens egen beskrivning av detta, med exempel: {}",
        "The municipality's own account, with examples, of: {}",
    ),
    "survey": ("Svar i en undersökning som visar detta: {}", "Survey answers that show: {}"),
}


def _in_general(kind: SourceKind, demand: Text) -> Text:
    swedish, english = _IN_GENERAL[kind]
    return Text(swedish.format(_small(demand.sv)), english.format(_small(demand.en)))


def _small(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]

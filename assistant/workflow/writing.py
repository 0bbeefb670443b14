"""Texts by a language model: every sentence cites, and what is unproven is marked and blocks approval."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from assistant.domain.draft import Finding, Narrative, Sentence
from assistant.domain.review import Judgement
from assistant.drafting.fencing import block, neutral
from assistant.drafting.instructions import addresses_the_judge
from assistant.drafting.proving import Grounds, prove
from assistant.drafting.replies import NarrativeReply, SentenceReply
from assistant.errors import ConflictError, NotFoundError
from assistant.store import NarrativeVersion
from assistant.workflow import assessments
from assistant.workflow.grounds import TextBasis, basis_of, judged_lines, node_of
from assistant.workflow.modelling import asking
from assistant.workflow.parts import Parts

AUTHOR = "model-1"
Language = Literal["sv", "nb", "en"]
Length = Literal["short", "medium", "long"]
Tone = Literal["neutral", "encouraging"]
Person = Literal["third", "we"]
LANGUAGES: Mapping[Language, str] = {"sv": "svenska", "nb": "norskt bokmål", "en": "engelska"}
_LENGTHS = {"short": "4–6 meningar", "medium": "8–12 meningar", "long": "14–20 meningar"}
_TONES = {"neutral": "neutral och saklig", "encouraging": "saklig och uppmuntrande"}
_PERSONS = {"third": "skriv om kommunen i tredje person", "we": "skriv i vi-form, från kommunen själv"}


@dataclass(frozen=True, slots=True)
class Manner:
    """How a text is to be written."""

    language: Language = "sv"
    length: Length = "medium"
    tone: Tone = "neutral"
    person: Person = "third"


def write(
    parts: Parts,
    assessment_id: str,
    node_id: str,
    *,
    manner: Manner | None = None,
    expected_version: int | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    heard: Callable[[int], None] = lambda _: None,
) -> NarrativeVersion:
    """Have the model write a text: of a sub-area from its judgements and quotes, above that from the texts beneath.

    Args:
        parts: what the workflow needs, and who acts.
        assessment_id: of the assessment.
        node_id: of a sub-area or an area, or ``summary``.
        manner: how it is to be written.
        expected_version: the version that it is to follow; None follows whatever there is.
        cancelled: says whether it is no longer wanted.
        heard: hears how many characters the model has written.

    Raises:
        NotFoundError: there is no such node, or nothing to write from.
        ConflictError: the text is another than ``expected_version``, before the model is asked or after.
        ModelCancelledError: somebody cancelled; nothing is saved.
        ModelForbiddenError, ModelUnavailableError, ReplyError, BudgetSpentError: the model gives no text.
    """
    asked = replace(asking(parts, assessment_id, cancelled=cancelled), heard=heard)
    stored(parts, assessment_id, node_id, expected_version)
    basis = basis_of(parts, assessments.get(parts, assessment_id), node_id, asked.model.choice.kinds)
    if not basis.grounds.by_label:
        raise NotFoundError(
            f"{basis.node.name} har inget att skriva av.",
            hint="Texten skrivs av det som finns under: förslag med citat, eller delområdenas texter.",
        )
    reply = asked.ask(
        NarrativeReply,
        asked.prompt("overall" if basis.node.overall else "narrative"),
        lambda fence: _values(basis, manner or Manner(), fence),
        purpose="narrative",
        subject=node_id,
    )
    text = Narrative(
        node_id,
        tuple(proven(basis, s) for s in reply.sentences),
        _findings(basis, reply),
        author_of(asked.model.id, basis.judgements),
    )
    return save(parts, assessment_id, text, by=parts.user, action="text_drafted", expected_version=expected_version)


def _values(basis: TextBasis, how: Manner, fence: str) -> Mapping[str, str]:
    manner = {
        "language": LANGUAGES[how.language],
        "length": _LENGTHS[how.length],
        "tone": _TONES[how.tone],
        "person": _PERSONS[how.person],
    }
    evidence = fenced(basis.grounds, fence)
    if basis.node.overall:
        return {"fence": fence, "about": basis.node.name, "evidence": evidence, **manner}
    return {
        "fence": fence, "sub_area": basis.node.name, "judged": judged_lines(basis), "evidence": evidence, **manner,
    }  # fmt: skip


def _findings(basis: TextBasis, reply: NarrativeReply) -> tuple[Finding, ...]:
    """Return strengths and improvements; texts above sub-areas have none of their own."""
    if basis.node.overall:
        return ()
    return (
        *(Finding("strength", proven(basis, s)) for s in reply.strengths),
        *(Finding("improvement", proven(basis, s)) for s in reply.improvements),
    )


def has_text(parts: Parts, assessment_id: str, node_id: str) -> bool:
    """Say whether there is anything of that id that may have a text."""
    assessment = assessments.get(parts, assessment_id)
    try:
        node_of(parts.criteria(assessment.criteria_id, assessment.criteria_version), node_id)
    except NotFoundError:
        return False
    return True


def author_of(model: str, judgements: Mapping[str, Judgement]) -> str:
    """Name a model as author, with the judgements that its text rests on; another decision makes it another's."""
    return f"{AUTHOR} {model} {_digest(judgements)}"


def _digest(judgements: Mapping[str, Judgement]) -> str:
    told = "|".join(f"{key}={judgements[key]}" for key in sorted(judgements))
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def is_stale(text: Narrative, judgements: Mapping[str, Judgement]) -> bool:
    """Say whether a model's text was written for other judgements than these."""
    return text.author.startswith(f"{AUTHOR} ") and not text.author.endswith(_digest(judgements))


def stored(parts: Parts, assessment_id: str, node_id: str, expected_version: int | None) -> NarrativeVersion | None:
    """Return the text as it is. ConflictError when it is another version than expected."""
    with parts.store.reading() as tx:
        known = tx.drafts.current_narratives(assessment_id).get(node_id)
    if expected_version is not None and (known.version if known else 0) != expected_version:
        raise ConflictError("Någon annan har sparat texten sedan du öppnade den.", hint="Läs om sidan.")
    return known


def confirm(parts: Parts, assessment_id: str, node_id: str, *, by: str = "") -> NarrativeVersion:
    """Take a text over as a person who has read it: the marks go, and the person is its author.

    Raises:
        NotFoundError: there is no text.
    """
    assessments.get(parts, assessment_id)
    with parts.store.reading() as tx:
        known = tx.drafts.current_narratives(assessment_id).get(node_id)
    if known is None:
        raise NotFoundError(f"{node_id} har ingen text.", hint="Skriv den med: kompass model write")
    person = by or parts.user
    read_by = Narrative(
        node_id,
        tuple(replace(s, marks=()) for s in known.narrative.sentences),
        tuple(replace(f, sentence=replace(f.sentence, marks=())) for f in known.narrative.findings),
        person,
    )
    return save(parts, assessment_id, read_by, by=person, action="text_confirmed")


def save(
    parts: Parts, assessment_id: str, text: Narrative, *, by: str, action: str, expected_version: int | None = None
) -> NarrativeVersion:
    """Save a text as its next version, with its event. ConflictError when somebody saved meanwhile."""
    with parts.store.transaction() as tx:
        known = tx.drafts.current_narratives(assessment_id).get(text.sub_area_id)
        version = (known.version if known else 0) if expected_version is None else expected_version
        made = tx.drafts.add_narrative(assessment_id, text, at=parts.now(), by=by, expected_version=version)
        tx.events.append(assessment_id, at=parts.now(), by=by, action=action, subject=text.sub_area_id)
    return made


def fenced(grounds: Grounds, fence: str) -> str:
    """Return what a text may rest on, each labelled and between marks that no document can know."""
    blocks = []
    for label, ground in grounds.by_label.items():
        about = neutral(" ".join(ground.about.split())[:160])
        if not addresses_the_judge(ground.text):
            blocks.append(block(label, about, ground.text, fence))
    return "\n".join(blocks) or "(inga citat)"


def proven(basis: TextBasis, given: SentenceReply) -> Sentence:
    """Return a sentence of a model's text, tied to the evidence it names and marked where it is unproven."""
    return prove(given.text, given.sources, basis.grounds)

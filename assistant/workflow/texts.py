"""The texts of sub-areas, of areas and of the whole: what they may cite, saving and signing them, and what changed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.domain.criteria import Language, Question, Text
from assistant.domain.draft import Evidence, Narrative, Sentence
from assistant.domain.overall import TextNode, text_node
from assistant.domain.review import Approval, ApprovalState, Decision, current_evidence
from assistant.drafting.extractive import NAME
from assistant.errors import InvalidInputError, NotFoundError
from assistant.store import NarrativeVersion, Transaction
from assistant.workflow import approving, assessments, naming, overall
from assistant.workflow.parts import Parts
from assistant.workflow.standings import stood_in
from assistant.workflow.stood import Standing
from assistant.workflow.writing import AUTHOR

LONGEST_SENTENCE = 2000
MOST_SENTENCES = 120
"""Of one text, its strengths and improvements counted too."""


def by_machine(author: str) -> bool:
    """Say whether a text was written by the built-in drafter or a language model, and not by a person."""
    return author.startswith((NAME, f"{AUTHOR} "))


def node_of(now: Standing, node_id: str) -> TextNode:
    """Return what has a text under an id. NotFoundError if there is no such thing."""
    return _found(text_node(now.criteria, node_id))


def _found(node: TextNode | None) -> TextNode:
    if node is None:
        raise NotFoundError("Det finns ingen sådan text.", hint="Börja från sidan med texter.")
    return node


def state_of(now: Standing, node: TextNode) -> ApprovalState:
    """Say where the text of a sub-area, an area or the whole stands."""
    return (now.overall if node.overall else now.states)[node.id]


def drafted(parts: Parts, now: Standing, node: TextNode, language: Language = "sv") -> Narrative | None:
    """Return the rules' draft of a text above sub-areas; None while something beneath is not approved."""
    return overall.drafted(now, node, naming.titles(parts, now.assessment.id), language=language)


@dataclass(frozen=True, slots=True)
class Citable:
    """Quotes that a text may cite, and what they speak of."""

    id: str
    """Of a question; beneath an area of a sub-area, and beneath the summary of an area."""
    name: Text
    items: tuple[Evidence, ...]


def held_evidence(now: Standing, question: Question) -> tuple[Evidence, ...]:
    """Return what the decision on a question rests on, and where none is taken, what is proposed."""
    decision = now.decisions.get(question.id)
    if decision:
        return decision.evidence
    return current_evidence(now.drafts.get(question.id), now.opinions.get(question.id, ()))


def evidence_of(now: Standing, node: TextNode, cited: Collection[str] = ()) -> tuple[Citable, ...]:
    """Return what a text may cite. Above sub-areas that is what the texts beneath cite, since all would be too much.

    Args:
        now: how everything stands.
        node: what the text is about.
        cited: quotes that it cites already; those are offered too.
    """
    if not node.overall:
        return tuple(Citable(q.id, q.text, held_evidence(now, q)) for q in node.questions)
    told = {*cited, *_cited_beneath(now, node)}

    def kept(questions: Iterable[Question]) -> tuple[Evidence, ...]:
        return tuple(e for q in questions for e in held_evidence(now, q) if e.id in told)

    if node.sort == "area":
        return tuple(Citable(sub.id, sub.name, kept(sub.questions)) for sub in node.sub_areas)
    return tuple(
        Citable(area.id, area.name, kept(q for sub in area.sub_areas for q in sub.questions))
        for area in now.criteria.areas
    )


def _cited_beneath(now: Standing, node: TextNode) -> Iterator[str]:
    """Yield the quotes that texts beneath cite; for the summary those of strengths, and of texts of areas."""
    for sub in node.sub_areas:
        text = now.narratives.get(sub.id)
        cited = () if text is None else text.strengths if node.sort == "summary" else sentences_of(text)
        for sentence in cited:
            yield from sentence.evidence_ids
    for area in now.criteria.areas if node.sort == "summary" else ():
        above = now.narratives.get(area.id)
        for sentence in sentences_of(above) if above else ():
            yield from sentence.evidence_ids


def known_evidence(now: Standing, node: TextNode) -> dict[str, Evidence]:
    """Return every quote that was ever put forward and is still on record beneath a text, by id."""
    found: dict[str, Evidence] = {}
    for question in node.questions:
        draft, decision = now.drafts.get(question.id), now.decisions.get(question.id)
        found |= {e.id: e for e in (draft.evidence if draft else ())}
        found |= {e.id: e for opinion in now.opinions.get(question.id, ()) for e in opinion.added}
        found |= {e.id: e for e in (decision.evidence if decision else ())}
    return found


def versions(parts: Parts, assessment_id: str, node_id: str) -> tuple[NarrativeVersion, ...]:
    """Return the versions of a text, the newest first."""
    with parts.store.reading() as tx:
        return tx.drafts.narrative_history(assessment_id, node_id)


def save(parts: Parts, assessment_id: str, text: Narrative, *, expected_version: int) -> int:
    """Keep a text as a person left it, and return its version. The same content again changes nothing.

    Args:
        parts: what the workflow needs, and who acts.
        assessment_id: of the assessment.
        text: with its author, the one who acts.
        expected_version: the version that was edited, 0 for none.

    Raises:
        NotFoundError: nothing has a text under that id.
        InvalidInputError: a sentence is empty, too long, or cites what is no quote beneath the text; or a
            finding is of a sort that the text does not have.
        ConflictError: somebody else saved since; nothing was overwritten.
    """
    assessment = assessments.get(parts, assessment_id)
    criteria = parts.criteria(assessment.criteria_id, assessment.criteria_version)
    node = _found(text_node(criteria, text.sub_area_id))
    if any((finding.sort == "example") != node.overall for finding in text.findings):
        raise InvalidInputError("Texten har en lista som inte hör hemma där.", hint="Läs om sidan.")
    _check_sentences(sentences_of(text), [q.id for q in node.questions])
    with parts.store.transaction() as tx:
        known = tx.drafts.current_narratives(assessment_id).get(node.id)
        if known and _content(known.narrative) == _content(text):
            return known.version  # sent twice, or two people wrote the same
        cited = {key for sentence in sentences_of(text) for key in sentence.evidence_ids}
        if cited - _citable(tx, assessment_id, node, known):
            raise InvalidInputError("Texten hänvisar till ett citat som inte finns.", hint="Läs om sidan.")
        at = parts.now()
        made = tx.drafts.add_narrative(assessment_id, text, at=at, by=parts.user, expected_version=expected_version)
        tx.events.append(assessment_id, at=at, by=parts.user, action="text_edited", subject=node.id)
    return made.version


def sentences_of(text: Narrative) -> list[Sentence]:
    """Return all sentences of a text, its strengths and improvements too."""
    return [*text.sentences, *(finding.sentence for finding in text.findings)]


def with_marks(text: Narrative, stored: Narrative | None) -> Narrative:
    """Return a text as a person sends it with the marks of those sentences that stand as they were stored.

    Marks go when a person puts other words or other quotes, and when the text is confirmed as a whole.
    """
    known = {(s.text, s.evidence_ids): s.marks for s in (sentences_of(stored) if stored else ())}

    def kept(s: Sentence) -> Sentence:
        return replace(s, marks=known.get((s.text, s.evidence_ids), ()))

    findings = tuple(replace(f, sentence=kept(f.sentence)) for f in text.findings)
    return replace(text, sentences=tuple(kept(s) for s in text.sentences), findings=findings)


def _check_sentences(sentences: Sequence[Sentence], questions: Sequence[str]) -> None:
    if len(sentences) > MOST_SENTENCES:
        raise InvalidInputError(f"Texten har fler än {MOST_SENTENCES} meningar.", hint="Slå ihop eller ta bort några.")
    for sentence in sentences:
        if not sentence.text.strip():
            raise InvalidInputError("En mening saknar text.", hint="Skriv den eller ta bort den.")
        if len(sentence.text) > LONGEST_SENTENCE:
            raise InvalidInputError(
                f"En mening är längre än {LONGEST_SENTENCE} tecken.", hint="Dela upp den i flera meningar."
            )
        if sentence.question_id and sentence.question_id not in questions:
            raise InvalidInputError("En mening hör till en annan delfråga.", hint="Läs om sidan.")


def _citable(tx: Transaction, assessment_id: str, node: TextNode, known: NarrativeVersion | None) -> set[str]:
    """Return the quotes on record beneath a text, and those it cites already, struck or not."""
    drafts, decisions = tx.drafts.current(assessment_id), tx.reviews.current_decisions(assessment_id)
    found = {key for sentence in (sentences_of(known.narrative) if known else ()) for key in sentence.evidence_ids}
    given = tx.reviews.opinions(assessment_id)
    for question in node.questions:
        draft, decision = drafts.get(question.id), decisions.get(question.id)
        opinions = given.get(question.id, ())
        found |= {e.id for e in (*(draft.evidence if draft else ()), *(decision.evidence if decision else ()))}
        found |= {e.id for opinion in opinions for e in opinion.added}
    return found


def _content(text: Narrative) -> tuple[object, ...]:
    return text.sentences, text.findings


@dataclass(frozen=True, slots=True)
class Rejudged:
    """A question that was decided anew after the approval."""

    question: Question
    before: Decision | None
    after: Decision | None
    """None when it was taken back."""


@dataclass(frozen=True, slots=True)
class SinceApproval:
    """What stood when a text was approved, and what was decided beneath it after that."""

    approval: Approval
    text: Narrative | None
    """As it was approved."""
    rejudged: tuple[Rejudged, ...]


def since_approval(parts: Parts, now: Standing, node: TextNode) -> SinceApproval | None:
    """Return what an approval covered that no longer holds; None when there is no approval or it still holds."""
    approval = now.approvals.get(node.id)
    if approval is None or state_of(now, node) != "reopened":
        return None
    with parts.store.reading() as tx:
        texts = tx.drafts.narrative_history(now.assessment.id, node.id)
        decided = tx.reviews.decisions(now.assessment.id)
    signed = _moment(approval.at)
    text = next((v.narrative for v in texts if _moment(v.at) <= signed), None)
    rejudged = []
    for question in node.questions:
        before = next((d for d in reversed(decided.get(question.id, ())) if _moment(d.at) <= signed), None)
        after = now.decisions.get(question.id)
        if _covered(before) != _covered(after):
            rejudged.append(Rejudged(question, before, after))
    return SinceApproval(approval, text, tuple(rejudged))


def _covered(decision: Decision | None) -> tuple[object, ...]:
    """Return what a signature covers of a decision; nothing of none, and of one that was taken back."""
    if decision is None or decision.withdrawn:
        return ()
    return decision.judgement, decision.reason, tuple(sorted(e.id for e in decision.evidence))


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at)


def approve(parts: Parts, assessment_id: str, node_id: str, *, seen: str | None = None) -> list[str]:
    """Approve the text of an area or the summary as it was shown, and nothing beneath it.

    Raises:
        NotFoundError: there is no such text.
        NotAllowedError: something beneath is not approved, or the text may not be signed as it is.
        ConflictError: decisions or a person's text changed since they were ``seen`` (see ``seen_of``).
    """
    assessment = assessments.get(parts, assessment_id)
    assessments.check_criteria(parts, assessment)
    criteria = parts.criteria(assessment.criteria_id, assessment.criteria_version)
    node = _found(text_node(criteria, node_id))
    if not node.overall:
        raise NotFoundError("Delområden godkänns med sina beslut.", hint="Öppna delområdet under Bedöm.")
    with parts.store.transaction() as tx:
        tx.reviews.hold(assessment_id)
        now = stood_in(tx, parts, assessment).standing
        titles = {s.id: s.shown for s in tx.sources.list(assessment_id)}
        if seen is not None and seen != seen_of(now, node, titles):
            raise approving.not_as_seen()
        return overall.sign(tx, parts, now, [node], by=parts.user, required=True)


def seen_of(now: Standing, node: TextNode, titles: Mapping[str, str]) -> str:
    """Name what one is shown of a text above sub-areas before signing: the decisions beneath it, and its words."""
    return overall.basis_of(now).hash_of(node, overall.to_sign(now, node, titles))

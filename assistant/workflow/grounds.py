"""What a language model writes a text from: judgements and quotes of a sub-area, or the texts beneath it.

The text of an area, and the summary, are written from the sentences of the texts beneath them, each with the
quotes it cites: the quotes alone would be too many, and what is said twice should be said alike. Nothing that
rests on a source which may not be sent to the model is among them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.assessment import Assessment
from assistant.domain.criteria import CriteriaSet, Question, SubArea
from assistant.domain.draft import Draft, Evidence, Narrative, Sentence
from assistant.domain.evidence import SourceKind
from assistant.domain.review import Decision, Judgement
from assistant.drafting.proving import Ground, Grounds
from assistant.errors import NotFoundError
from assistant.workflow.parts import Parts

MOST = 40
"""Quotes or sentences that a text is written from."""
SUMMARY = "summary"
"""Names the text of the whole, as an area's id names its text."""


@dataclass(frozen=True, slots=True)
class Node:
    """What a text is about."""

    id: str
    name: str
    sub_areas: tuple[SubArea, ...]
    overall: bool
    """It is an area or the whole."""

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions beneath it."""
        return tuple(question for sub in self.sub_areas for question in sub.questions)


@dataclass(frozen=True, slots=True)
class TextBasis:
    """All that a text is written from."""

    node: Node
    judgements: Mapping[str, Judgement]
    """Decided or proposed, by question id."""
    grounds: Grounds
    evidence: Mapping[str, Evidence]
    """Every quote that counts beneath the node and may be sent, by id."""
    homes: Mapping[str, str]
    """Question id by evidence id."""


def node_of(criteria: CriteriaSet, node_id: str) -> Node:
    """Return the sub-area, area or whole of an id. NotFoundError when there is none."""
    if node_id == SUMMARY:
        return Node(SUMMARY, "Sammanfattning av hela utvärderingen", tuple(criteria.sub_areas()), overall=True)
    for area in criteria.areas:
        if area.id == node_id:
            return Node(area.id, f"{area.id} {area.name.sv}", area.sub_areas, overall=True)
        for sub in area.sub_areas:
            if sub.id == node_id:
                return Node(sub.id, f"{sub.id} {sub.name.sv}", (sub,), overall=False)
    raise NotFoundError(f"Det finns inget delområde eller område {node_id!r}.", hint="Exempel: 1.2, 1 eller summary.")


def basis_of(parts: Parts, assessment: Assessment, node_id: str, kinds: Sequence[SourceKind]) -> TextBasis:
    """Gather what a text is written from.

    Args:
        parts: what the workflow needs, and who acts.
        assessment: the assessment.
        node_id: of a sub-area or area, or ``summary``.
        kinds: kinds of sources that may be sent to the model.

    Raises:
        NotFoundError: there is no such node, or nothing beneath it to write from.
    """
    criteria = parts.criteria(assessment.criteria_id, assessment.criteria_version)
    node = node_of(criteria, node_id)
    with parts.store.reading() as tx:
        decisions, drafts = tx.reviews.current_decisions(assessment.id), tx.drafts.current(assessment.id)
        texts = {key: known.narrative for key, known in tx.drafts.current_narratives(assessment.id).items()}
        titles = {s.id: s.shown for s in tx.sources.list(assessment.id)}
    seen = [kind for kind in kinds if kind != "interview" or parts.sight.interviews]
    judged = {q.id: held for q in node.questions if (held := _held(q, decisions, drafts)) is not None}
    if not judged:
        raise NotFoundError(f"{node.name} har inga förslag än.", hint="Kör: kompass draft")
    homes: dict[str, str] = {}
    evidence: dict[str, Evidence] = {}
    for question_id, (_, items) in judged.items():
        for item in items:
            if item.counts and item.stance != "context" and item.kind in seen and item.id not in homes:
                homes[item.id], evidence[item.id] = question_id, item
    found = _told(node, texts, evidence, homes) if node.overall else _quoted(evidence, homes, titles)
    names = [n for sub in node.sub_areas for n in (sub.name.sv, sub.name.en)]
    names += [n for area in criteria.areas for n in (area.name.sv, area.name.en)] if node.overall else []
    labelled = {f"Q{n}": ground for n, ground in enumerate(found[:MOST], 1)}
    grounds = Grounds(labelled, titles, (assessment.municipality, *names, "Kommunkompassen"))
    return TextBasis(node, {key: level for key, (level, _) in judged.items()}, grounds, evidence, homes)


def _held(
    question: Question, decisions: Mapping[str, Decision], drafts: Mapping[str, Draft]
) -> tuple[Judgement, tuple[Evidence, ...]] | None:
    """Return the decision on a question with its quotes, else what is proposed."""
    decision, draft = decisions.get(question.id), drafts.get(question.id)
    if decision:
        return decision.judgement, decision.evidence
    return (draft.level, draft.evidence) if draft else None


def _quoted(evidence: Mapping[str, Evidence], homes: Mapping[str, str], titles: Mapping[str, str]) -> list[Ground]:
    return [ground_of(item, homes[item.id], titles) for item in evidence.values()]


def ground_of(item: Evidence, question_id: str, titles: Mapping[str, str]) -> Ground:
    """Return a quote as something that a sentence may rest on."""
    words = {"supports": "stödjer", "contradicts": "talar emot", "context": "sammanhang"}
    title = "intervju" if item.kind == "interview" else titles.get(item.source_id, item.source_name)
    return Ground(f"{title} | {words[item.stance]}", item.quote, (item,), question_id)


def _told(
    node: Node, texts: Mapping[str, Narrative], evidence: Mapping[str, Evidence], homes: Mapping[str, str]
) -> list[Ground]:
    """Return sentences of the texts beneath, in turn from each, so that none is left out for another's length."""
    each = [list(_sentences_of(sub, texts.get(sub.id), evidence, homes, node)) for sub in node.sub_areas]
    return [rows[n] for n in range(max(map(len, each), default=0)) for rows in each if n < len(rows)]


def _sentences_of(
    sub: SubArea, text: Narrative | None, evidence: Mapping[str, Evidence], homes: Mapping[str, str], node: Node
) -> Iterator[Ground]:
    if text is None:
        return
    sorts: list[tuple[str, Iterable[Sentence]]] = [("styrka", text.strengths), ("förbättring", text.improvements)]
    if node.id != SUMMARY:
        sorts.insert(0, ("text", text.sentences))
    told: set[str] = set()
    for sort, sentences in sorts:
        for sentence in sentences:
            cited = tuple(evidence[key] for key in sentence.evidence_ids if key in evidence)
            # A sentence that rests on anything which may not be sent holds its words.
            whole = cited and len(cited) == len(sentence.evidence_ids) and not sentence.marks
            if whole and sentence.text not in told:
                told.add(sentence.text)
                yield Ground(f"{sub.id} {sub.name.sv} | {sort}", sentence.text, cited, homes[cited[0].id])


def judged_lines(basis: TextBasis) -> str:
    """Spell what was judged: each question with what is shown, and what would lift it."""
    lines = []
    for question in basis.node.questions:
        level = basis.judgements.get(question.id)
        if level == "not_applicable":
            lines.append(f"- {question.text.sv} Inte tillämplig.")
        elif level is not None:
            lift = question.level(level + 1).demand.sv if level < question.top else "inget mer"
            lines.append(f"- {question.text.sv} Visat: {question.level(level).demand.sv} Nästa steg: {lift}")
    return "\n".join(lines)

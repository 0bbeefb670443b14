"""Texts for programs: of sub-areas, areas and the whole."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from assistant.domain.draft import Finding, FindingSort, Narrative, Sentence
from assistant.domain.overall import NodeSort, TextNode, text_nodes
from assistant.domain.review import ApprovalState
from assistant.web.deps import AssessmentId, PartsDep
from assistant.web.errors import Problem
from assistant.web.guard import GuardedRoute, needs
from assistant.workflow import standings, texts
from assistant.workflow.parts import Parts
from assistant.workflow.stood import Standing

router = APIRouter(route_class=GuardedRoute, tags=["texts"])

NodeId = Annotated[str, Path(max_length=40, description="Id of a sub-area or an area, or summary.")]


class TextRow(BaseModel):
    """A text in a list."""

    id: str
    sort: NodeSort
    name: str
    state: ApprovalState
    written: bool
    by_machine: bool


class TextView(BaseModel):
    """A text as it stands, or as the rules would write it where nobody has."""

    id: str
    sort: NodeSort
    name: str
    state: ApprovalState
    version: int
    """What a change must build on; 0 before the first."""
    draft: bool
    """It is not saved: the rules would write it so from what is decided now."""
    text: Narrative | None


class SentenceIn(BaseModel):
    """A sentence with the ids of the quotes that it rests on."""

    text: Annotated[str, Field(max_length=texts.LONGEST_SENTENCE)]
    evidence_ids: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=200)] = []
    question_id: Annotated[str, Field(max_length=40)] = ""


class FindingIn(SentenceIn):
    """A strength or an improvement of a sub-area; a good example of an area or the whole."""

    sort: FindingSort


class TextIn(BaseModel):
    """A text as a person left it."""

    expected_version: Annotated[int, Field(strict=True, ge=0)]
    sentences: Annotated[list[SentenceIn], Field(max_length=texts.MOST_SENTENCES)]
    findings: Annotated[list[FindingIn], Field(max_length=texts.MOST_SENTENCES)] = []
    confirm: bool = False
    """Everything was read: what a model left unproven is not marked any more."""


@router.get("/assessments/{assessment_id}/texts")
@needs("view")
def list_texts(parts: PartsDep, assessment_id: AssessmentId) -> list[TextRow]:
    """List the texts in the order in which they are printed."""
    now = standings.standing(parts, assessment_id)
    rows = []
    for node in text_nodes(now.criteria):
        text = now.narratives.get(node.id)
        rows.append(
            TextRow(
                id=node.id,
                sort=node.sort,
                name=node.name.sv,
                state=texts.state_of(now, node),
                written=text is not None,
                by_machine=bool(text and texts.by_machine(text.author)),
            )
        )
    return rows


@router.get("/assessments/{assessment_id}/texts/{node_id}")
@needs("view")
def get_text(parts: PartsDep, assessment_id: AssessmentId, node_id: NodeId) -> TextView:
    """Return a text; who may not see working papers gets those that are approved."""
    return _view(parts, assessment_id, node_id)


@router.put(
    "/assessments/{assessment_id}/texts/{node_id}",
    responses={409: {"model": Problem, "description": "Somebody saved in between; nothing was overwritten."}},
)
@needs("edit_text")
def put_text(parts: PartsDep, assessment_id: AssessmentId, node_id: NodeId, body: TextIn) -> TextView:
    """Save a text as its next version. A model's unproven sentences stay marked until rewritten or confirmed."""
    findings = tuple(Finding(found.sort, _sentence(found)) for found in body.findings)
    text = Narrative(node_id, tuple(map(_sentence, body.sentences)), findings, parts.user)
    if not body.confirm:
        text = texts.with_marks(text, standings.standing(parts, assessment_id).narratives.get(node_id))
    texts.save(parts, assessment_id, text, expected_version=body.expected_version)
    return _view(parts, assessment_id, node_id)


def _sentence(given: SentenceIn) -> Sentence:
    return Sentence(" ".join(given.text.split()), tuple(given.evidence_ids), given.question_id)


def _view(parts: Parts, assessment_id: str, node_id: str) -> TextView:
    now = standings.standing(parts, assessment_id)
    node = texts.node_of(now, node_id)
    text = now.narratives.get(node.id)
    draft = texts.drafted(parts, now, node) if node.overall and text is None and parts.sight.working_papers else None
    version = texts.versions(parts, assessment_id, node.id)[0].version if text else 0
    return TextView(
        id=node.id,
        sort=node.sort,
        name=node.name.sv,
        state=texts.state_of(now, node),
        version=version,
        draft=draft is not None,
        text=_seen(parts, now, node, text or draft),
    )


def _seen(parts: Parts, now: Standing, node: TextNode, text: Narrative | None) -> Narrative | None:
    """Leave out the ids of quotes that may not be seen."""
    if text is None or parts.sight.whole:
        return text
    known = texts.known_evidence(now, node)

    def shown(s: Sentence) -> Sentence:
        return replace(s, evidence_ids=tuple(key for key in s.evidence_ids if key in known))

    findings = tuple(replace(f, sentence=shown(f.sentence)) for f in text.findings)
    return replace(text, sentences=tuple(map(shown, text.sentences)), findings=findings)

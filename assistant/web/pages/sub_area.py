"""A sub-area at the workbench: its questions, and what stands between it and its approval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.criteria import Language, SubArea
from assistant.domain.draft import Narrative, Sentence
from assistant.domain.review import Refusal
from assistant.web.pages.problem import ErrorPage
from assistant.web.pages.tree import Tree, Twig, tree
from assistant.workflow import approving
from assistant.workflow.stood import Standing


@dataclass(frozen=True, slots=True)
class SignedSentence:
    """A sentence of the text as it will be printed."""

    text: str
    bare: bool
    """It rests on no quote."""
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignedText:
    """The text of a sub-area for whoever signs it."""

    sentences: tuple[SignedSentence, ...]
    strengths: tuple[SignedSentence, ...]
    improvements: tuple[SignedSentence, ...]


@dataclass(frozen=True, slots=True)
class SubPage:
    """One sub-area as it stands."""

    id: str
    title: str
    tree: Tree
    twig: Twig
    about: str
    seen: str
    """What an approval must build on."""
    refusal: Refusal | None
    undecided: tuple[str, ...]
    conflicts: tuple[str, ...]
    """Ids of questions on which evaluators disagree."""
    signed_by: str
    signed_at: str
    may_approve: bool
    may_draft: bool
    undrafted: int
    drafting: bool
    text: SignedText | None
    """What is signed with the decisions; None when there is no text yet."""
    done: str = ""
    problem: ErrorPage | None = None


def sub_page(
    now: Standing,
    sub: SubArea,
    *,
    names: Mapping[str, str],
    language: Language,
    may_approve: bool,
    may_draft: bool,
    drafting: bool,
) -> SubPage:
    """Build the page of a sub-area."""
    around = tree(now, sub.id, language)
    twig = around.twig(sub.id)
    signature = now.approvals.get(sub.id)
    return SubPage(
        id=now.assessment.id,
        title=now.assessment.title,
        tree=around,
        twig=twig,
        about=sub.about.in_language(language),
        seen=approving.seen_of(now, sub),
        refusal=approving.refuse_sub_area(now, sub),
        undecided=tuple(q.id for q in sub.questions if q.id not in now.decisions),
        conflicts=tuple(leaf.id for leaf in twig.leaves if leaf.state == "conflict"),
        signed_by=names.get(signature.by, signature.by) if signature else "",
        signed_at=signature.at if signature else "",
        may_approve=may_approve,
        may_draft=may_draft,
        undrafted=sum(q.id not in now.drafts for q in sub.questions),
        drafting=drafting,
        text=_signed(now.narratives.get(sub.id)),
    )


def _signed(text: Narrative | None) -> SignedText | None:
    if text is None:
        return None

    def shown(sentences: Sequence[Sentence]) -> tuple[SignedSentence, ...]:
        return tuple(SignedSentence(s.text, not s.evidence_ids, s.marks) for s in sentences)

    return SignedText(shown(text.sentences), shown(text.strengths), shown(text.improvements))

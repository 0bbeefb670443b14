"""The tree of areas, sub-areas and questions: where each stands and what it has given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from assistant.domain import review
from assistant.domain.criteria import Area, Language, Question, SubArea
from assistant.domain.review import ApprovalState, QuestionState
from assistant.domain.scoring import Line, Scorecard
from assistant.export.words import points_text
from assistant.workflow.kept import Kept
from assistant.workflow.stood import Standing


@dataclass(frozen=True, slots=True)
class Leaf:
    """A question in the tree."""

    id: str
    text: str
    state: QuestionState
    points: str
    """Decided points; empty while undecided, a dash where the question does not apply."""
    drafted: str
    """What the proposal would give while nothing is decided; empty without one."""
    max_points: str


@dataclass(frozen=True, slots=True)
class Twig:
    """A sub-area in the tree."""

    id: str
    name: str
    state: ApprovalState
    line: Line
    leaves: tuple[Leaf, ...]

    @property
    def decided(self) -> int:
        """How many of its questions are decided."""
        return sum(leaf.state in ("decided", "approved") for leaf in self.leaves)


@dataclass(frozen=True, slots=True)
class Branch:
    """An area in the tree."""

    id: str
    name: str
    line: Line
    twigs: tuple[Twig, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """The whole tree, and where in it one is."""

    branches: tuple[Branch, ...]
    total: Line
    here: str
    """Id of the question or sub-area at hand."""
    previous: str
    """Id of the question before this one; empty at the first."""
    next: str
    undecided: str
    """Id of the nearest undecided question, from here on and then from the start; empty when all are decided."""
    unsigned: str
    """Id of the nearest other sub-area that is decided and not approved, from here on; empty when there is none."""
    language: Language
    kept: Kept
    """For markup that is the same wherever one is."""

    def holds(self, branch: Branch) -> bool:
        """Say whether one is in an area."""
        return self.here == branch.id or self.here.startswith(f"{branch.id}.")

    def drawn(self, branch: Branch, page: object, draw: Callable[[object, Branch], str]) -> str:
        """Return the markup of an area on a page, drawn once for all who are elsewhere in the tree."""
        if self.holds(branch):
            return draw(page, branch)
        return self.kept.get(("drawn", branch.id, self.language), lambda: draw(page, branch))

    def leaf(self, question_id: str) -> Leaf:
        """Return a question in the tree. KeyError if there is none of that id."""
        for branch in self.branches:
            for twig in branch.twigs:
                for leaf in twig.leaves:
                    if leaf.id == question_id:
                        return leaf
        raise KeyError(question_id)

    def twig(self, sub_area_id: str) -> Twig:
        """Return a sub-area in the tree. KeyError if there is none of that id."""
        for branch in self.branches:
            for twig in branch.twigs:
                if twig.id == sub_area_id:
                    return twig
        raise KeyError(sub_area_id)


def tree(now: Standing, here: str, language: Language) -> Tree:
    """Build the tree around a question or sub-area."""
    branches = now.kept.get(("branches", language), lambda: _branches(now, language))
    previous, following = _neighbours([q.id for q in now.criteria.questions()], here)
    undecided = _undecided(branches, here)
    unsigned = _unsigned(branches, here)
    return Tree(branches, now.card.total, here, previous, following, undecided, unsigned, language, now.kept)


def _branches(now: Standing, language: Language) -> tuple[Branch, ...]:
    return tuple(_branch(now, now.card, area, language) for area in now.criteria.areas)


def _branch(now: Standing, card: Scorecard, area: Area, language: Language) -> Branch:
    twigs = tuple(_twig(now, card, sub, language) for sub in area.sub_areas)
    return Branch(area.id, area.name.in_language(language), card.line(area.id), twigs)


def _twig(now: Standing, card: Scorecard, sub: SubArea, language: Language) -> Twig:
    leaves = tuple(_leaf(now, question, now.states[sub.id], language) for question in sub.questions)
    return Twig(sub.id, sub.name.in_language(language), now.states[sub.id], card.line(sub.id), leaves)


def _leaf(now: Standing, question: Question, sub_state: ApprovalState, language: Language) -> Leaf:
    draft, decision = now.drafts.get(question.id), now.decisions.get(question.id)
    level = decision.judgement if decision else None
    return Leaf(
        id=question.id,
        text=question.text.in_language(language),
        state=review.question_state(draft, now.opinions.get(question.id, ()), decision, sub_state),
        points="" if level is None else points_of(question, level, language),
        drafted=points_of(question, draft.level, language) if draft and level is None else "",
        max_points=points_text(question.max_points, language),
    )


def points_of(question: Question, judgement: review.Judgement, language: Language) -> str:
    """Spell the points of a level; a dash where the question does not apply or has no such level any more."""
    known: Mapping[int, Fraction] = {level.number: level.points for level in question.levels}
    found = known.get(judgement) if isinstance(judgement, int) else None
    return "–" if found is None else points_text(found, language)


def _neighbours(ids: list[str], here: str) -> tuple[str, str]:
    """Return the questions before and after; before and after its own questions for a sub-area."""
    own = [n for n, identity in enumerate(ids) if identity == here or identity.startswith(f"{here}.")]
    if not own:
        return "", ids[0] if ids else ""
    first, last = (own[0], own[-1]) if ids[own[0]] == here else (own[0], own[0] - 1)
    return ids[first - 1] if first else "", ids[last + 1] if last + 1 < len(ids) else ""


def _undecided(branches: tuple[Branch, ...], here: str) -> str:
    leaves = [leaf for branch in branches for twig in branch.twigs for leaf in twig.leaves]
    at = next((n for n, leaf in enumerate(leaves) if leaf.id == here or leaf.id.startswith(f"{here}.")), -1)
    around = leaves[at + 1 :] + leaves[: at + 1]
    return next((leaf.id for leaf in around if leaf.state not in ("decided", "approved") and leaf.id != here), "")


def _unsigned(branches: tuple[Branch, ...], here: str) -> str:
    twigs = [twig for branch in branches for twig in branch.twigs]
    at = next((n for n, twig in enumerate(twigs) if here == twig.id or here.startswith(f"{twig.id}.")), -1)
    around = twigs[at:] + twigs[:at] if at >= 0 else twigs
    return next((twig.id for twig in around if twig.state in ("decided", "reopened") and twig.id != here), "")

"""Levels to points: exact fractions, one rounding, every step explained.

Rules (docs/decisions/0003-exact-points.md):

- A question gives the points of its level. Sub-areas, areas and the total are plain sums.
- *Not applicable* takes the question out of both what was obtained and what was possible.
- *Unscored* gives nothing and is counted; the total is then preliminary and has a range.
- Printed whole numbers come from one rounding of the total (half up), shared out to the areas and
  within each area to its rows by largest remainders, so that printed rows always add up. Printed
  percent is computed from printed points, as any reader would check it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assistant.domain.criteria import Area, CriteriaSet, Question, SubArea
from assistant.domain.review import Judgement

ZERO = Fraction(0)

Status = Literal["scored", "not_applicable", "unscored"]


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """What one question gave and how."""

    question_id: str
    status: Status
    level: int | None
    points: Fraction
    max_points: Fraction

    @property
    def possible(self) -> Fraction:
        """Points that could be had; nothing where the question does not apply."""
        return ZERO if self.status == "not_applicable" else self.max_points


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the score table: a sub-area, an area or the total."""

    id: str
    points: Fraction
    possible: Fraction
    max_points: Fraction
    printed: int
    """Whole points as printed."""
    unscored: int
    not_applicable: int
    questions: int

    @property
    def printed_possible(self) -> int:
        """Possible points as printed; whole when every question applies."""
        return round_half_up(self.possible)

    @property
    def scored(self) -> int:
        """How many questions have points; a line with none has no result, which is not the same as 0."""
        return self.questions - self.unscored - self.not_applicable

    @property
    def percent(self) -> int | None:
        """Printed percent of the printed points, or None where nothing is scored or nothing was possible."""
        if not self.scored or not self.printed_possible:
            return None
        return round_half_up(Fraction(100 * self.printed, self.printed_possible))

    @property
    def highest(self) -> Fraction:
        """What the line can still reach when every unscored question gets its maximum."""
        return self._highest

    _highest: Fraction = ZERO


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Every score of an assessment, from question to total."""

    questions: tuple[QuestionScore, ...]
    sub_areas: tuple[Line, ...]
    areas: tuple[Line, ...]
    total: Line

    @property
    def complete(self) -> bool:
        """Say whether every question is scored or not applicable."""
        return self.total.unscored == 0

    def line(self, node_id: str) -> Line:
        """Return the row of an area or sub-area. KeyError if there is none."""
        for line in (*self.areas, *self.sub_areas):
            if line.id == node_id:
                return line
        raise KeyError(node_id)

    def question(self, question_id: str) -> QuestionScore:
        """Return the score of a question. KeyError if there is none."""
        for score in self.questions:
            if score.question_id == question_id:
                return score
        raise KeyError(question_id)


def round_half_up(value: Fraction) -> int:
    """Round to the nearest whole number, halves upwards."""
    return int((value + Fraction(1, 2)).__floor__())


def share_out(total: int, parts: Sequence[Fraction]) -> list[int]:
    """Round parts to whole numbers that sum to ``total`` (largest remainders, first part first on a tie).

    ``total`` must lie between the sums of the parts rounded down and up.
    """
    floors = [part.__floor__() for part in parts]
    missing = total - sum(floors)
    order = sorted(range(len(parts)), key=lambda i: (floors[i] - parts[i], i))
    for i in order[:missing]:
        floors[i] += 1
    return floors


def score_question(question: Question, judgement: Judgement | None) -> QuestionScore:
    """Give a question its points. KeyError if the ladder lacks the level."""
    if judgement is None:
        return QuestionScore(question.id, "unscored", None, ZERO, question.max_points)
    if judgement == "not_applicable":
        return QuestionScore(question.id, "not_applicable", None, ZERO, question.max_points)
    points = question.level(judgement).points
    return QuestionScore(question.id, "scored", judgement, points, question.max_points)


def score(criteria: CriteriaSet, judgements: Mapping[str, Judgement]) -> Scorecard:
    """Compute the scorecard. Questions without a judgement are unscored, not zero."""
    scores = {q.id: score_question(q, judgements.get(q.id)) for q in criteria.questions()}
    exact = [sum((scores[q.id].points for q in _questions(area)), ZERO) for area in criteria.areas]
    printed_areas = share_out(round_half_up(sum(exact, ZERO)), exact)
    areas: list[Line] = []
    sub_areas: list[Line] = []
    for area, printed in zip(criteria.areas, printed_areas, strict=True):
        areas.append(_line(area.id, area.max_points, [scores[q.id] for q in _questions(area)], printed))
        sub_areas += _sub_area_lines(area.sub_areas, scores, printed)
    total = _line("total", criteria.max_points, list(scores.values()), sum(printed_areas))
    return Scorecard(tuple(scores.values()), tuple(sub_areas), tuple(areas), total)


def _questions(area: Area) -> Iterable[Question]:
    return (question for sub in area.sub_areas for question in sub.questions)


def _sub_area_lines(sub_areas: Sequence[SubArea], scores: Mapping[str, QuestionScore], printed_area: int) -> list[Line]:
    rows = [[scores[q.id] for q in sub.questions] for sub in sub_areas]
    printed = share_out(printed_area, [sum((s.points for s in row), ZERO) for row in rows])
    return [_line(sub.id, sub.max_points, row, whole) for sub, row, whole in zip(sub_areas, rows, printed, strict=True)]


def _line(node_id: str, max_points: Fraction, scores: Sequence[QuestionScore], printed: int) -> Line:
    points = sum((s.points for s in scores), ZERO)
    open_points = sum((s.max_points for s in scores if s.status == "unscored"), ZERO)
    return Line(
        id=node_id,
        points=points,
        possible=sum((s.possible for s in scores), ZERO),
        max_points=max_points,
        printed=printed,
        unscored=sum(s.status == "unscored" for s in scores),
        not_applicable=sum(s.status == "not_applicable" for s in scores),
        questions=len(scores),
        _highest=points + open_points,
    )


@dataclass(frozen=True, slots=True)
class AuditItem:
    """One rule that was recomputed independently of ``score``."""

    code: str
    passed: bool
    message: str
    """For a person, in Swedish."""


def audit(criteria: CriteriaSet, judgements: Mapping[str, Judgement], card: Scorecard) -> list[AuditItem]:
    """Recompute a scorecard another way and list every rule with whether it holds."""
    return [
        _audit_questions(criteria, card),
        _audit_levels(criteria, judgements, card),
        _audit_exact_sums(criteria, card),
        _audit_printed_sums(criteria, card),
        _audit_rounding(card),
        _audit_bounds(criteria, card),
        _audit_complete(criteria, judgements, card),
    ]


def _audit_questions(criteria: CriteriaSet, card: Scorecard) -> AuditItem:
    expected = sorted(q.id for q in criteria.questions())
    found = sorted(s.question_id for s in card.questions)
    return AuditItem("every_question_once", expected == found, f"Alla {len(expected)} delfrågor räknas exakt en gång.")


def _audit_levels(criteria: CriteriaSet, judgements: Mapping[str, Judgement], card: Scorecard) -> AuditItem:
    questions = {q.id: q for q in criteria.questions()}
    found = {item.question_id: item for item in card.questions}
    wrong = [key for key, q in questions.items() if not _follows(q, judgements.get(key), found.get(key))]
    wrong += [key for key in found if key not in questions]
    detail = f" Fel: {', '.join(wrong)}." if wrong else ""
    return AuditItem("points_follow_levels", not wrong, f"Poängen följer av den beslutade nivån.{detail}")


def _follows(question: Question, judgement: Judgement | None, found: QuestionScore | None) -> bool:
    """Say whether a score is what the judgement gives, read off the ladder."""
    if found is None or found.max_points != question.max_points:
        return False
    if judgement is None or judgement == "not_applicable":
        status = "not_applicable" if judgement else "unscored"
        return (found.status, found.level, found.points) == (status, None, ZERO)
    points = {level.number: level.points for level in question.levels}.get(judgement)
    return (found.status, found.level, found.points) == ("scored", judgement, points)


def _audit_exact_sums(criteria: CriteriaSet, card: Scorecard) -> AuditItem:
    scores = {s.question_id: s for s in card.questions}
    nodes: list[Area | SubArea] = [*criteria.areas, *criteria.sub_areas()]
    expected = {
        node.id: _tally([scores[q.id] for q in criteria.questions_under(node.id) if q.id in scores]) for node in nodes
    }
    found = {line.id: _tally_of(line) for line in (*card.areas, *card.sub_areas)}
    passed = found == expected and _tally_of(card.total) == _tally(card.questions)
    return AuditItem("exact_sums", passed, f"De exakta summorna stämmer på alla nivåer ({card.total.points} poäng).")


def _tally(scores: Sequence[QuestionScore]) -> tuple[Fraction | int, ...]:
    """Return what a row over these questions must say: see ``_tally_of``."""
    unscored = [s for s in scores if s.status == "unscored"]
    applying = [s for s in scores if s.status != "not_applicable"]
    points = sum((s.points for s in scores), ZERO)
    highest = points + sum((s.max_points for s in unscored), ZERO)
    possible = sum((s.max_points for s in applying), ZERO)
    return points, possible, highest, len(unscored), len(scores) - len(applying), len(scores)


def _tally_of(line: Line) -> tuple[Fraction | int, ...]:
    return line.points, line.possible, line.highest, line.unscored, line.not_applicable, line.questions


def _audit_printed_sums(criteria: CriteriaSet, card: Scorecard) -> AuditItem:
    rows = {line.id: line.printed for line in card.sub_areas}
    areas = {line.id: line.printed for line in card.areas}
    added = {area.id: sum(rows.get(sub.id, 0) for sub in area.sub_areas) for area in criteria.areas}
    passed = added == areas and sum(areas.values()) == card.total.printed
    return AuditItem("printed_sums", passed, f"Tryckta rader summerar till tryckta områden och {card.total.printed}.")


def _audit_rounding(card: Scorecard) -> AuditItem:
    lines = [*card.areas, *card.sub_areas]
    passed = all(abs(line.printed - line.points) < 1 for line in lines)
    passed = passed and abs(card.total.printed - card.total.points) <= Fraction(1, 2)
    return AuditItem("rounding", passed, "Ingen rad avviker en hel poäng från sitt exakta värde.")


def _audit_bounds(criteria: CriteriaSet, card: Scorecard) -> AuditItem:
    nodes: list[Area | SubArea] = [*criteria.areas, *criteria.sub_areas()]
    maxima = {node.id: node.max_points for node in nodes}
    lines = [*card.areas, *card.sub_areas]
    passed = all(line.max_points == maxima.get(line.id) for line in lines)
    passed = passed and card.total.max_points == criteria.max_points
    passed = passed and all(ZERO <= x.points <= x.possible <= x.max_points for x in (*lines, card.total))
    return AuditItem("bounds", passed, "Inget värde är under 0 eller över sitt maximum.")


def _audit_complete(criteria: CriteriaSet, judgements: Mapping[str, Judgement], card: Scorecard) -> AuditItem:
    count = sum(judgements.get(q.id) is None for q in criteria.questions())
    passed = card.complete and not count
    message = "Alla delfrågor är bedömda." if passed else f"{count} delfrågor är inte bedömda; summan är preliminär."
    return AuditItem("complete", passed, message)

"""The texts above sub-areas: one for each area and a summary of the whole, and when they hold.

They are written and kept like the texts of sub-areas, under the area's id or ``summary``. A signature under
one covers its words and all decisions beneath it, and holds only while everything beneath it is approved and
the points that it states are those of the scorer: a published report once gave 420 points in its words and
423 in its table.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.domain.criteria import CriteriaSet, Question, SubArea, Text
from assistant.domain.draft import Narrative
from assistant.domain.review import Approval, ApprovalState, Decision, Refusal, content_hash, refuse_approval
from assistant.domain.scoring import Scorecard

SUMMARY = "summary"
SUMMARY_NAME = Text("Sammanfattning", "Summary")

NodeSort = Literal["sub_area", "area", "summary"]


@dataclass(frozen=True, slots=True)
class TextNode:
    """What a text is about."""

    id: str
    sort: NodeSort
    name: Text
    questions: tuple[Question, ...]
    sub_areas: tuple[SubArea, ...]
    """Those beneath it; the sub-area itself for a sub-area."""
    area_id: str
    """Empty for the summary."""

    @property
    def overall(self) -> bool:
        """Say whether it stands above sub-areas."""
        return self.sort != "sub_area"


def overall_nodes(criteria: CriteriaSet) -> tuple[TextNode, ...]:
    """Return the areas in their order, then the summary."""
    areas = [
        TextNode(area.id, "area", area.name, _questions(area.sub_areas), area.sub_areas, area.id)
        for area in criteria.areas
    ]
    subs = tuple(criteria.sub_areas())
    return (*areas, TextNode(SUMMARY, "summary", SUMMARY_NAME, _questions(subs), subs, ""))


def text_nodes(criteria: CriteriaSet) -> tuple[TextNode, ...]:
    """Return everything that has a text, in the order in which it is printed: the summary first."""
    *areas, summary = overall_nodes(criteria)
    found = [summary]
    for area in areas:
        found.append(area)
        found += [TextNode(s.id, "sub_area", s.name, s.questions, (s,), area.id) for s in area.sub_areas]
    return tuple(found)


def text_node(criteria: CriteriaSet, node_id: str) -> TextNode | None:
    """Return what has a text under an id, None when there is no such thing."""
    return next((node for node in text_nodes(criteria) if node.id == node_id), None)


def _questions(subs: Iterable[SubArea]) -> tuple[Question, ...]:
    return tuple(question for sub in subs for question in sub.questions)


@dataclass(frozen=True, slots=True)
class Basis:
    """What the texts above sub-areas stand on."""

    criteria: CriteriaSet
    fingerprint: str
    """Of the criteria that the assessment pins."""
    decisions: Mapping[str, Decision]
    narratives: Mapping[str, Narrative]
    approvals: Mapping[str, Approval]
    states: Mapping[str, ApprovalState]
    """Of the sub-areas."""
    card: Scorecard

    def hash_of(self, node: TextNode, text: Narrative | None) -> str:
        """Hash what a signature under a node covers."""
        decided = [self.decisions[q.id] for q in node.questions if q.id in self.decisions]
        return content_hash(self.fingerprint, decided, text)


def overall_states(basis: Basis) -> dict[str, ApprovalState]:
    """Say where the texts of areas and the summary stand; ``undecided`` waits for what is beneath."""
    states: dict[str, ApprovalState] = {}
    for node in overall_nodes(basis.criteria):
        states[node.id] = overall_state(node, basis, states)
    return states


def overall_state(node: TextNode, basis: Basis, areas: Mapping[str, ApprovalState]) -> ApprovalState:
    """Say where one of them stands; ``areas`` holds where the texts of areas do, for the summary."""
    approval, text = basis.approvals.get(node.id), basis.narratives.get(node.id)
    beneath = [basis.states.get(sub.id) for sub in node.sub_areas]
    if node.sort == "summary":
        beneath += areas.values()
    if any(state != "approved" for state in beneath):
        return "undecided" if approval is None else "reopened"
    if approval is None:
        return "decided"
    holds = approval.content_hash == basis.hash_of(node, text) and not wrong_points(text, basis.card)
    return "approved" if holds else "reopened"


def refuse_overall(node: TextNode, basis: Basis, text: Narrative | None) -> Refusal | None:
    """Say why a text above sub-areas may not be approved, or None when it may."""
    waiting = [sub.id for sub in node.sub_areas if basis.states.get(sub.id) != "approved"]
    if waiting:
        return Refusal("not_beneath", f"Delområden som inte är godkända: {', '.join(waiting)}.")
    refusal = refuse_approval([q.id for q in node.questions], basis.decisions, text)
    if refusal:
        return refusal
    wrong = wrong_points(text, basis.card)
    if wrong:
        return Refusal("wrong_points", f"Texten anger poäng som inte är de uträknade: {', '.join(wrong)}.")
    return None


_STATED = re.compile(r"(?<![\d.,])(\d{1,4}) (?:av|of) (\d{1,4}) (?:poäng|points)\b", re.IGNORECASE)
_GIVEN = re.compile(
    r"\b(?:får|fick|erhåller|erhöll|når|nådde|receives?|received|reach(?:es|ed)?) (\d{1,4}) (?:poäng|points)\b",
    re.IGNORECASE,
)


def wrong_points(text: Narrative | None, card: Scorecard) -> tuple[str, ...]:
    """Return the points that a text states and that stand on no row of the scorecard: ``46 av 100 poäng``."""
    if text is None:
        return ()
    lines = [card.total, *card.areas, *card.sub_areas]
    pairs = {(line.printed, line.printed_possible) for line in lines}
    printed = {line.printed for line in lines}
    found: list[str] = []
    for words in _texts_of(text):
        found += [m[0] for m in _STATED.finditer(words) if (int(m[1]), int(m[2])) not in pairs]
        found += [m[0] for m in _GIVEN.finditer(words) if int(m[1]) not in printed]
    return tuple(dict.fromkeys(found))


def _texts_of(text: Narrative) -> Sequence[str]:
    return [s.text for s in (*text.sentences, *(finding.sentence for finding in text.findings))]

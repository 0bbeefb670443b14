"""The same finding in two sub-areas is printed once, where it carries most; the other place refers to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.copies import nearly_same, sentence_key
from assistant.domain.draft import Evidence, Sentence

ALIKE, SAME_PROOF = 0.4, 0.6
"""Sentences with so large a part of their words in common are one finding when so much of their proof is the same."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding and the sub-area whose text holds it."""

    sub_area_id: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Merged:
    """What is printed of a finding in its own place."""

    placed: Placed
    also: tuple[str, ...] = ()
    """Other sub-areas that it stands for."""
    told_at: str = ""
    """The sub-area where it is printed instead; empty when it is printed here."""


def merge(findings: Sequence[Placed], evidence: Mapping[str, Evidence]) -> list[Merged]:
    """Find findings that say the same in two sub-areas; the order is kept and nothing is left out."""
    groups: list[list[Placed]] = []
    for finding in findings:
        same = next((group for group in groups if _same(group[0], finding, evidence)), None)
        if same is None:
            groups.append([finding])
        else:
            same.append(finding)
    printed = {id(member): _merged(member, group, evidence) for group in groups for member in group}
    return [printed[id(finding)] for finding in findings]


def _merged(member: Placed, group: Sequence[Placed], evidence: Mapping[str, Evidence]) -> Merged:
    best = max(group, key=lambda placed: _weight(placed, evidence))
    if member is not best:
        return Merged(member, told_at=best.sub_area_id)
    others = (other.sub_area_id for other in group if other.sub_area_id != best.sub_area_id)
    return Merged(member, also=tuple(dict.fromkeys(others)))


def _weight(placed: Placed, evidence: Mapping[str, Evidence]) -> float:
    return sum(evidence[key].score for key in placed.sentence.evidence_ids if key in evidence)


def _same(one: Placed, other: Placed, evidence: Mapping[str, Evidence]) -> bool:
    if nearly_same(one.sentence.text, other.sentence.text):
        return True
    first, second = _proof(one, evidence), _proof(other, evidence)
    shared = len(first & second) / max(len(first), len(second), 1)
    return shared >= SAME_PROOF and nearly_same(one.sentence.text, other.sentence.text, share=ALIKE)


def _proof(placed: Placed, evidence: Mapping[str, Evidence]) -> set[str]:
    return {sentence_key(evidence[key].quote) for key in placed.sentence.evidence_ids if key in evidence}

"""What changed between two texts: sentence by sentence, and within a sentence word by word."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from assistant.domain.draft import Sentence

ChangeSort = Literal["same", "added", "removed", "changed", "recited", "moved"]
"""``recited``: the same words resting on other quotes."""
PieceSort = Literal["same", "added", "removed"]

ALIKE = 0.5
"""Share of words in common from which two sentences count as one that was changed."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words within a changed sentence."""

    sort: PieceSort
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one sentence."""

    sort: ChangeSort
    before: Sentence | None
    after: Sentence | None
    pieces: tuple[Piece, ...] = ()
    """For ``changed`` only: the words of both, in reading order."""


def compare(before: Sequence[Sentence], after: Sequence[Sentence]) -> tuple[Change, ...]:
    """Say what became of every sentence of two versions, in the order of the newer one.

    A sentence that only stands elsewhere is ``moved`` and is not listed at its old place.
    """
    old, new = [_key(s) for s in before], [_key(s) for s in after]
    found: list[Change] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [_kept(b, a) for b, a in zip(before[i1:i2], after[j1:j2], strict=True)]
        else:
            found += _replaced(before[i1:i2], after[j1:j2])
    return tuple(_with_moves(found))


def is_changed(changes: Sequence[Change]) -> bool:
    """Say whether anything differs."""
    return any(change.sort != "same" for change in changes)


def _key(sentence: Sentence) -> str:
    return " ".join(sentence.text.split())


def _kept(before: Sentence, after: Sentence) -> Change:
    same = set(before.evidence_ids) == set(after.evidence_ids)
    return Change("same" if same else "recited", before, after)


def _replaced(before: Sequence[Sentence], after: Sequence[Sentence]) -> list[Change]:
    """Pair what was reworded, best match first; the rest went or came."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    alike = sorted(
        ((-_ratio(b, a), j, i) for j, a in enumerate(after) for i, b in enumerate(before)),
    )
    for score, j, i in alike:
        if -score >= ALIKE and j not in pairs and i not in taken:
            pairs[j] = i
            taken.add(i)
    gone = [Change("removed", b, None) for i, b in enumerate(before) if i not in taken]
    came = [
        Change("changed", before[pairs[j]], a, _pieces(before[pairs[j]], a)) if j in pairs else Change("added", None, a)
        for j, a in enumerate(after)
    ]
    return gone + came


def _ratio(before: Sentence, after: Sentence) -> float:
    return SequenceMatcher(None, before.text.split(), after.text.split(), autojunk=False).ratio()


def _pieces(before: Sentence, after: Sentence) -> tuple[Piece, ...]:
    old, new = before.text.split(), after.text.split()
    found: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", " ".join(old[i1:i2])))
            continue
        if i2 > i1:
            found.append(Piece("removed", " ".join(old[i1:i2])))
        if j2 > j1:
            found.append(Piece("added", " ".join(new[j1:j2])))
    return tuple(found)


def _with_moves(found: Sequence[Change]) -> list[Change]:
    gone = {_key(c.before): c.before for c in found if c.sort == "removed" and c.before}
    moved: set[str] = set()
    kept: list[Change] = []
    for change in found:
        key = _key(change.after) if change.after else ""
        if change.sort == "added" and key in gone and key not in moved:
            moved.add(key)
            kept.append(replace(change, sort="moved", before=gone[key]))
        else:
            kept.append(change)
    return [c for c in kept if not (c.sort == "removed" and c.before and _key(c.before) in moved)]

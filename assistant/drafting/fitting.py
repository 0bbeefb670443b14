"""Choosing what fits into a model's window: whole passages by value, never the front of a long text."""

from collections.abc import Callable, Sequence

from assistant.domain.evidence import Passage
from assistant.drafting.hearing import hear

CHARACTERS_PER_TOKEN = 3.0
"""Swedish text in the tokens of common models; low, so that the window is not overrun."""
OVERHEAD = 60
"""Characters of the fence, title and headings around a passage, beyond what they spell."""


def fit(
    passages: Sequence[Passage],
    *,
    room: int,
    share: float = 1.0,
    measure: Callable[[Passage], int] | None = None,
) -> tuple[tuple[Passage, ...], int]:
    """Return the most valuable passages that fit, in the order they stand in their sources, and how many do not.

    Args:
        passages: best first.
        room: tokens there are for evidence.
        share: of what fits there, how much is taken; less than all where the window turned out to be smaller.
        measure: characters of a passage as it will be shown.
    """
    measured = measure or size
    left = room * CHARACTERS_PER_TOKEN
    if share < 1.0:
        left = share * min(left, sum(map(measured, passages)))
    chosen: list[Passage] = []
    for passage in passages:
        needed = measured(passage)
        if needed <= left:  # a long one that does not fit may be followed by a short one that does
            chosen.append(passage)
            left -= needed
    chosen.sort(key=lambda p: (p.source_name, p.ordinal))  # ids are chance; the order should not be
    return tuple(chosen), len(passages) - len(chosen)


def size(passage: Passage, shown: str | None = None) -> int:
    """Return the characters of a passage with its title and headings, as heard or as it will be shown."""
    heard = hear(passage)
    headings = sum(len(part) for part in heard.place.heading[-2:])
    return (
        len(heard.text if shown is None else shown) + len(heard.source_title or heard.source_name) + headings + OVERHEAD
    )


def room_for(window: int, answer: int, *texts: str) -> int:
    """Return the tokens left for evidence in a window, after the answer and the texts around the evidence."""
    around = sum(len(text) for text in texts) / CHARACTERS_PER_TOKEN
    return max(int((window - answer - around) * 0.95), 0)

"""What a published text of one sub-area is worth when it is the only evidence."""

from collections.abc import Callable
from fractions import Fraction
from functools import partial

from assistant.domain.criteria import CriteriaSet, SubArea
from assistant.drafting.published import percent
from assistant.drafting.relevance import Relevance, count_uses

DraftNarrative = Callable[[str, SubArea], Fraction | None]
"""Drafts a sub-area from an evaluator's text about it; percent of its points, None when the text states nothing."""


def narrative_drafter(criteria: CriteriaSet) -> DraftNarrative:
    """Return what drafts texts by a criteria set; words weigh by its questions, never by the other texts."""
    return partial(percent, relevance=Relevance(criteria, count_uses(())))

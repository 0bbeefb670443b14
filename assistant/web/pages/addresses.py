"""Addresses of pages that other pages lead to, so that each is spelled in one place."""

from urllib.parse import urlencode

from assistant.domain.draft import Evidence
from assistant.domain.evidence import Passage

SOUGHT = 80
"""Characters of a sentence that are enough to find it again on its page."""


def assessment(assessment_id: str, *rest: str) -> str:
    """Return the address of a page of an assessment."""
    return "/".join(("/a", assessment_id, *rest))


def of_quote(assessment_id: str, item: Evidence) -> str:
    """Return where a quote is shown in its source."""
    return _view(assessment_id, item.source_id, {"quote": item.id, "page": item.place.page})


def of_words(assessment_id: str, passage: Passage, words: str) -> str:
    """Return where words of a source are shown that are nobody's quote yet: its page, with their beginning sought."""
    beginning = words[:SOUGHT].rsplit(" ", 1)[0] if len(words) > SOUGHT else words
    return _view(assessment_id, passage.source_id, {"page": passage.place.page, "q": " ".join(beginning.split())})


def of_question(assessment_id: str, question_id: str) -> str:
    """Return where a question is judged."""
    return assessment(assessment_id, "work", question_id)


def _view(assessment_id: str, source_id: str, query: dict[str, str | int | None]) -> str:
    given = {name: value for name, value in query.items() if value is not None}
    return f"{assessment(assessment_id, 'sources', source_id, 'view')}?{urlencode(given)}"

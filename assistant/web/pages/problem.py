"""What went wrong, as a page shows it."""

from dataclasses import dataclass

from assistant.domain.criteria import Language
from assistant.web.frame import Frame
from assistant.web.language import SOURCE, translated


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What went wrong, in the page's language where somebody has translated it, else in Swedish."""

    error: str
    hint: str
    language: Language
    """Of error and hint."""


def problem(frame: Frame, error: str, hint: str = "") -> ErrorPage:
    """Put an error into the language of a page if both its sentences are known there."""
    said, advice = translated(error, frame.language), translated(hint, frame.language)
    if said is None or advice is None:
        return ErrorPage(error, hint, SOURCE)
    return ErrorPage(said, advice, frame.language)

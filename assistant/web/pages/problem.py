"""What went wrong, as a page shows it."""

from dataclasses import dataclass

from assistant.domain.criteria import Language


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What went wrong, in the page's language where somebody has translated it, else in Swedish."""

    error: str
    hint: str
    language: Language
    """Of error and hint."""

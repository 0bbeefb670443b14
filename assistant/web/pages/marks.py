"""What is unproven about a model's words, in the language of a page."""

import re

from assistant.domain.criteria import Language
from assistant.web.language import SOURCE, translated

_QUOTE = re.compile(r"Citat som inte är belagt: (.+)")


def mark_in(mark: str, language: Language) -> tuple[str, Language]:
    """Return a mark in a language where it is known there, else in Swedish; with the language it is in."""
    quoted = _QUOTE.fullmatch(mark)
    known = translated(quoted[1] if quoted else mark, language)
    return (mark, SOURCE) if known is None else (known, language)

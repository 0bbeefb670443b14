"""The words of pages: Swedish in templates and code, other languages in catalogues beside this module.

A catalogue is a plain ``<language>.po`` that any translation program edits; it is read when first
asked for, so nothing has to be compiled.
"""

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from typing import get_args

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from assistant.domain.criteria import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
SOURCE: Language = "sv"


@cache
def words(language: Language) -> NullTranslations:
    """Return the translations into a language."""
    if language == SOURCE:
        return NullTranslations()
    data = (files("assistant.web") / "locale" / f"{language}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(data), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def translated(text: str, language: Language) -> str | None:
    """Return a message in a language, None when nobody has translated it."""
    if language == SOURCE or not text:
        return text
    found = words(language).gettext(text)
    return found if found != text else None


def marked(text: str) -> str:
    """Mark a message for translation where it is shown, and return it unchanged."""
    return text

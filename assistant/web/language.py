"""The words of pages: Swedish in templates and code, other languages in catalogues beside this module.

A catalogue is a plain ``<language>.po`` that any translation program edits; it is read when first
asked for, so nothing has to be compiled.
"""

import io
import re
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from typing import get_args

from babel.messages.catalog import Catalog
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
    compiled = io.BytesIO()
    write_mo(compiled, _catalogue(language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def _catalogue(language: Language) -> Catalog:
    data = (files("assistant.web") / "locale" / f"{language}.po").read_bytes()
    return read_po(io.BytesIO(data), locale=language)


def translated(text: str, language: Language) -> str | None:
    """Return what somebody is told in a language, None when nobody has translated it.

    A message may hold values (a count, an id, another message), or be several sentences in a row.
    """
    if language == SOURCE or not text:
        return text
    found = words(language).gettext(text)
    if found != text:
        return found
    return _filled(text, language) or _in_parts(text, language)


_GAP = re.compile(r"%\((v\d+)\)s")


@cache
def _with_gaps(language: Language) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return a pattern for each message with gaps, and its translation; the most telling first."""
    found: list[tuple[int, re.Pattern[str], str]] = []
    for message in _catalogue(language):
        if isinstance(message.id, str) and isinstance(message.string, str) and _GAP.search(message.id):
            fixed = [piece.replace("%%", "%") for piece in _GAP.split(message.id)[::2]]
            names = _GAP.findall(message.id)
            gaps = [*(f"(?P<{name}>.*?)" for name in names), ""]
            pattern = "".join(re.escape(piece) + gap for piece, gap in zip(fixed, gaps, strict=True))
            found.append((sum(map(len, fixed)), re.compile(pattern, re.DOTALL), message.string))
    return tuple((pattern, string) for _, pattern, string in sorted(found, key=lambda known: -known[0]))


def _filled(text: str, language: Language) -> str | None:
    """Find the message that a text was made from, and fill in its values again; those may be messages themselves."""
    for pattern, string in _with_gaps(language):
        match = pattern.fullmatch(text)
        if match and string:
            # What stands in quotation marks is somebody's own words.
            quoted = {name for name in match.groupdict() if f"“%({name})s”" in string}
            given = match.groupdict().items()
            return string % {name: value if name in quoted else _value(value, language) for name, value in given}
    return None


def _value(value: str, language: Language) -> str:
    bare = value.strip()
    return value.replace(bare, translated(bare, language) or bare) if bare else value


def _in_parts(text: str, language: Language) -> str | None:
    """Translate sentence by sentence, or what stands after the name of something: ``1.1 Strategi: …``."""
    sentences = re.split(r"(?<=[.!?]) (?=[A-ZÅÄÖ”])", text)
    if len(sentences) > 1:
        parts = [translated(sentence, language) for sentence in sentences]
        return None if None in parts else " ".join(part for part in parts if part)
    name, colon, rest = text.partition(": ")
    told = translated(rest, language) if colon and len(name) < _LONGEST_NAME else None
    return f"{name}: {told}" if told else None


_LONGEST_NAME = 120


def marked(text: str) -> str:
    """Mark a message for translation where it is shown, and return it unchanged."""
    return text

"""What is unproven about a model's words, in the language of a page."""

import re

from assistant.domain.criteria import Language
from assistant.web.language import SOURCE, translated
from assistant.web.language import marked as _

KNOWN = (
    _("Meningen hänvisar inte till underlaget."),
    _("Det som citeras säger emot eller begränsar; läs hela meningen i källan."),
    _("Meningen bygger på en uppmaning eller en fråga i underlaget."),
    _("Hänvisar till ett citat som inte finns."),
    _("Vilar inte på något citat."),
    _("Påstår att något gäller hela kommunen, vilket inget citat visar."),
    _("Vänder sig till den som bedömer."),
    _("Återger en intervju ordagrant."),
    _("Citatet är ändrat och står inte så i källan."),
    _("Citatet är hopfogat av flera ställen."),
    _("Citatet står inte i det stycke som angavs."),
    _("Citatet finns inte i källan."),
    _("Citatet är för kort att kontrollera."),
    _("Citatet är för långt för att vara ett citat."),
    _("Modellen hänvisade till en källa som den inte fått se."),
)
"""Marks that are always said the same way."""
_WORD = re.compile(r"”(.+)” står inte i det som citeras\.")
_WORD_SAID = _("”{word}” står inte i det som citeras.")
_QUOTE = re.compile(r"Citat som inte är belagt: (.+)")


def mark_in(mark: str, language: Language) -> tuple[str, Language]:
    """Return a mark in a language where it is known there, else in Swedish; with the language it is in."""
    quoted = _QUOTE.fullmatch(mark)
    bare = quoted[1] if quoted else mark
    known = translated(bare, language)
    if known is not None:
        return known, language
    word, said = _WORD.fullmatch(bare), translated(_WORD_SAID, language)
    return (said.replace("{word}", word[1]), language) if word and said else (mark, SOURCE)

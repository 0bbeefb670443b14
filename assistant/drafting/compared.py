"""Which kinds of source a question names, so that what they say can be put side by side."""

import re

from assistant.domain.evidence import SOURCE_KINDS, SourceKind

_NAMED: dict[SourceKind, str] = {
    "steering_document": r"styrdokument\w*|polic(?:y|yn|yer|yerna|ies)|riktlinje\w*|strategi(?:n|er|erna)?|"
    r"reglemente\w*|plan(?:en|er|erna)|guidelines?|steering documents?|strateg(?:y|ies)",
    "interview": r"intervju\w*|interview\w*",
    "website": r"webbplats\w*|hemsid\w*|webbsid\w*|webben|websites?",
    "social_media": r"sociala medier\w*|facebook\w*|instagram\w*|social media",
    "self_description": r"självbeskrivning\w*|självskattning\w*|self-description\w*",
    "survey": r"enkät\w*|\w*undersökning(?:en|ar|arna|s)?|surveys?",
}
_PATTERNS = {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in _NAMED.items()}


def kinds_named(question: str) -> tuple[SourceKind, ...]:
    """Return the kinds of source that a question speaks of, in the usual order; two or more ask for a comparison."""
    return tuple(kind for kind in SOURCE_KINDS if _PATTERNS[kind].search(question))


_ANY = re.compile(rf"\b(?:{'|'.join(_NAMED.values())})\b", re.IGNORECASE)


def without_kinds(question: str, *, bare: bool = False) -> str:
    """Return a question without the kinds of source that it names; with them if else nothing were left, unless bare."""
    rest = " ".join(_ANY.sub(" ", question).split())
    return rest if bare or any(letter.isalpha() for letter in rest) else question

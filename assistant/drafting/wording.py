"""How a sentence of the criteria is put into running Swedish: word order, connectives and alternatives.

A demand of the ladder is a main clause with its subject first. After an adverb Swedish puts the verb
before the subject, so a clause is only turned when its verb is surely known; otherwise it stays as it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.domain.criteria import Language
from assistant.domain.draft import Evidence

VERBS = frozenset(
    "analyserar analyseras anger anordnas anvisar använder används arbetar avslutas bedrivs behandlas behövs "
    "beror berättas beskriver beskrivs beslutar beslutas besvarar bidrar bjuds bryter bryts byggs bör delas "
    "deltar diskuteras drar driver drivs erbjuder erbjuds fattas finns framgår fungerar får följer följs fördelas "
    "föregår föregås förekommer förnyas förs förstås genomför genomförs ges granskas gäller går gör görs hanteras "
    "har håller hålls hörs informerar ingår innehåller justeras jämför kan kartlägger kartläggs kompletteras "
    "kontrolleras kräver krävs känner leder ligger lyfts lämnar lämnas lär låter löser löses mäter mäts möter "
    "möts når omfattar omprövas planerar planeras presenteras prövar prövas publicerar publiceras påverkar "
    "rapporterar redovisas registreras rekryterar respekteras riktas räknar räknas saknar saknas samlar "
    "sammanställs sammanträder samverkar ska sker skriver skrivs sköts sprider sprids stannar styr ställer ställs "
    "står stödjer stöds syns säkras sänder tar tas testas tillfrågas tillämpar tillämpas täcker undersöker "
    "undertecknas uppmärksammar uppmärksammas upprättas uppstår utbildar utbildas utgår uttalas uttrycks "
    "utvärderar utvärderas visar visas väljer väljs är återkopplas".split()
)
"""Present-tense verbs of the genre that cannot be taken for anything else after a subject."""

_UNTURNED = frozenset(
    "därutöver dessutom även också bara endast enbart vad hur om att där när så därefter som ibland i på vid för "
    "med".split()
)
"""First words after which the subject does not come first, or that would stumble behind an adverb."""
_BREAKS = frozenset("som att där när om".split())
_DEFINITE = re.compile(r"^(?!ingen$|inget$|varken$|någon$|något$)\w{3,}(?:en|et|in|arna|erna|orna)$", re.IGNORECASE)
_LINKS = frozenset("i på av och eller för med till om mot från samt inom mellan kring hos".split())
"""Words that lengthen a subject after its noun."""
_COUPLED = frozenset("genomför diskuteras omprioriterar analyseras".split())
"""Second verbs of a pair, which the subject must not part from the first."""
_LONGEST_SUBJECT = 9


@dataclass(frozen=True, slots=True)
class Clause:
    """A main clause taken apart; ``rest`` begins with its blank or comma and has no full stop."""

    subject: str
    verb: str
    rest: str


_BORROWS = re.compile(r", eller (?:" + "|".join(sorted(VERBS)) + r")\b")
"""A second clause that has its subject from the first, which must then stand first."""


def clause_of(sentence: str) -> Clause | None:
    """Take a sentence apart, or return None when its verb is not surely known."""
    words = sentence.rstrip(". ").split(" ")
    if words[0].casefold() in _UNTURNED:
        return None
    for n, word in enumerate(words[1 : _LONGEST_SUBJECT + 1], 1):
        if word.rstrip(",") in VERBS:
            subject = " ".join(words[:n])
            enumerated = ("," not in subject or " och " in subject) and words[n - 1] not in ("och", "eller", "samt")
            comma = "," if word.endswith(",") else ""
            rest = " ".join(words[n + 1 :])
            coupled = re.match(r"(?:och|eller) (\w+)", rest) if not comma else re.match(r"(\w+)", rest)
            whole = (
                enumerated
                and not re.match(r"(?:sig|dem|den|det)\b", rest)
                and not _BORROWS.search(rest)
                and not (coupled and coupled[1] in VERBS | _COUPLED)
            )
            return Clause(subject, word.rstrip(","), f"{comma} {rest}".rstrip()) if whole else None
        if word in _BREAKS or words[n - 1].endswith((";", ":")) or _may_be_verb(words, n):
            return None
    return None


def _may_be_verb(words: Sequence[str], n: int) -> bool:
    """Say whether a word that is no known verb might be one all the same, so that the subject may end before it."""
    after_noun = n == 1 and _DEFINITE.search(words[0]) and words[1] not in _LINKS
    return bool(after_noun) or re.search(r"(?:[^n]as|erar)$", words[n].rstrip(",")) is not None


_ENGLISH_VERB = re.compile(
    r"\b(?:is|are|has|have|was|were|can|meet|work|take|use|covers?|exists?|shows?|holds?|follows?|describes?|analyses?|"
    r"shares?|recurs?|compares?|adopts?|goes|reach(?:es)?|affects?|feeds?|arises?|precedes?|discuss|writes?|stands?|"
    r"runs|takes|varies|build|builds|know|knows|learn|needs? to|do|does)\b"
)
"""Demands in English are often notes without a verb, which no connective fits."""
_SHOWN = ("The evidence shows", "The sources show")


def in_english(note: str, turn: int = 0) -> str:
    """Make a sentence of a demand that is a note without a verb: "The evidence shows …"."""
    if _ENGLISH_VERB.search(note):
        return note
    lead, colon = (
        _SHOWN[turn % len(_SHOWN)],
        ":" if note.startswith(("Planned", "Only", "As ", "Outcome", "Carried")) else "",
    )
    return f"{lead}{colon} {small(note)}"


def after(adverb: str, sentence: str, language: Language = "sv") -> str:
    """Put an adverb first: "Dessutom möter alla nämnder …". The sentence itself where that cannot be done surely."""
    if language == "en":
        return f"{adverb}, {small(sentence)}" if _ENGLISH_VERB.search(sentence) else sentence
    clause = clause_of(sentence)
    if clause is None:
        return sentence
    return f"{adverb} {clause.verb} {small(clause.subject)}{clause.rest}."


_UNFIT = re.compile(r"\b(?:inte|aldrig|sällan|alltid|alltså|dem|så|därefter)\b|, eller\b|\bden (?!\w+a\b)|;")
"""What would have to move after "att", or points back to a sentence that does not stand before."""


def as_clause(sentence: str) -> str | None:
    """Return a sentence as it stands after "att", or None when its word order would have to change."""
    bare = sentence.rstrip(". ")
    first = bare.split(" ", 1)[0].casefold()
    if first in _UNTURNED or _UNFIT.search(bare):
        return None
    return small(bare)


def small(text: str) -> str:
    """Lower the first letter, unless the word is an acronym."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def large(text: str) -> str:
    """Raise the first letter."""
    return text[:1].upper() + text[1:]


_PLANNED = re.compile(
    r"planer|under (?:arbete|framtagande|uppbyggnad)|tas fram|håller på att|på väg|förbereds|skrivas|föras in|utkast|"
    r"ska bildas",
    re.IGNORECASE,
)
_EXPIRED = re.compile(r"löpt ut|slutat gälla|gått ut|äldre|tidigare period", re.IGNORECASE)
_A_VERB = "(?:" + "|".join(sorted(VERBS)) + ")"
_JOINED = re.compile(rf", eller (?P<so>så )?|(?<=\w) eller (?=(?:\w+ )?{_A_VERB}\b)")


def resolved(sentence: str, evidence: Sequence[Evidence], language: Language = "sv") -> str:
    """Say of a rung with alternatives ("…, eller planeras") only the one that the evidence shows.

    Both stay when the evidence shows both, or neither.
    """
    if language == "en":
        return sentence
    sentence = _with_named_subject(sentence, evidence)
    joined = _JOINED.search(sentence)
    if joined is None or not re.search(rf"\b{_A_VERB}\b", sentence[: joined.start()]):
        return sentence
    first, second = sentence[: joined.start()], sentence[joined.end() :].rstrip(". ")
    chosen = _shown(first, second, evidence)
    if chosen == "first":
        return f"{first}."
    return (chosen == "second" and _alone(first, second, so=bool(joined["so"]))) or sentence


_EITHER = re.compile(
    rf"^(?P<article>En |Ett )?(?P<first>[\w-]+(?: [\w-]+)?) eller (?P<second>[\w-]+(?: [\w-]+)?) (?={_A_VERB}\b)"
)


def _with_named_subject(sentence: str, evidence: Sequence[Evidence]) -> str:
    """Say "Fullmäktige har …" for "Fullmäktige eller styrelsen har …" when the quotes name only one of the two."""
    found = _EITHER.match(sentence)
    if found is None or re.search(rf"\b{_A_VERB}\b", found["first"]):
        return sentence
    said = " ".join(item.quote for item in evidence).casefold()
    named = [part for part in (found["first"], found["second"]) if part.split(" ")[-1].casefold()[:-1] in said]
    if len(named) != 1:
        return sentence
    article = found["article"] if found["article"] and (named[0] == found["first"] or " " not in named[0]) else ""
    return large(f"{article}{named[0]} {sentence[found.end() :]}")


def _shown(first: str, second: str, evidence: Sequence[Evidence]) -> Literal["first", "second", "both"]:
    """Say which alternative the evidence shows, by whether it speaks of plans, or of what has expired."""
    for pattern, signal in ((_PLANNED, "planned"), (_EXPIRED, "expired")):
        named = bool(pattern.search(first)), bool(pattern.search(second))
        if named[0] == named[1] or not evidence:
            continue
        speaking = {_speaks_of(signal, item) for item in evidence}
        if len(speaking) == 1:
            return "first" if named[0] == speaking.pop() else "second"
    return "both"


def _speaks_of(signal: str, item: Evidence) -> bool:
    """Say whether a quote tells of plans or of what has expired, by its words or by the document it stands in."""
    sign = {"planned": "utkast", "expired": "gått ut"}[signal]
    return signal in item.signals or any(sign in warning for warning in item.warnings)


def _alone(first: str, second: str, *, so: bool) -> str | None:
    """Make the second alternative a sentence of its own, or return None."""
    words = second.split(" ")
    if so:  # the verb stands first: "så är en gemensam linje under framtagande"
        return None if len(words) < 2 or words[1] in ("de", "den", "det") else f"I dag {second}."
    if words[0] in VERBS:  # it borrows its subject: "… planeras, eller görs bara i enstaka ärenden"
        clause = clause_of(first)
        return f"{clause.subject} {second}." if clause else None
    return None if words[0] in ("de", "den", "det", "så", "har") else f"{large(second)}."


@dataclass
class Connectives:
    """Hands out connecting words in turn, so that neighbours differ; each at most once in a text."""

    language: Language
    turn: int
    """Where to begin, so that sub-areas differ."""

    def __post_init__(self) -> None:
        self._left = {role: _turned(words, self.turn) for role, words in _CONNECTIVES[self.language].items()}

    def join(self, role: Literal["more", "contrast"], sentence: str) -> str:
        """Put the next connecting word before a sentence; without one when all are used or it cannot be turned."""
        if not self._left[role]:
            return sentence
        joined = after(self._left[role][0], sentence, self.language)
        if joined != sentence:
            self._left[role].pop(0)
        return joined


_CONNECTIVES: dict[Language, dict[str, tuple[str, ...]]] = {
    "sv": {"more": ("Dessutom", "Vidare", "Därtill"), "contrast": ("Däremot", "Samtidigt")},
    "en": {"more": ("In addition", "Moreover", "Furthermore"), "contrast": ("However", "At the same time")},
}


def _turned(words: Sequence[str], turn: int) -> list[str]:
    at = turn % len(words)
    return [*words[at:], *words[:at]]

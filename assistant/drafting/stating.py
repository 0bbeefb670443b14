"""An answer in prose, sentence by sentence: each names the passages that prove it, and is checked against them."""

import re
from dataclasses import dataclass

from assistant.domain.draft import Evidence
from assistant.domain.evidence import Passage
from assistant.drafting.claim_words import TURNED
from assistant.drafting.claims import admits, overstated
from assistant.drafting.gate import Claim, Sourced, check_quote, unsupported
from assistant.drafting.instructions import addresses_the_judge

NOTHING = "INGET SVAR"
"""What a model writes when the evidence does not answer."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A whole sentence of the answer after the gate."""

    text: str
    evidence: tuple[Evidence, ...]
    marks: tuple[str, ...]
    """What is unproven about it, in Swedish; none makes it certain."""

    @property
    def certain(self) -> bool:
        """Say whether the sentence may be shown as certain."""
        return not self.marks


def is_nothing(text: str) -> bool:
    """Say whether a model wrote that there is no answer."""
    return text.strip(". ") == NOTHING


_CITED = re.compile(r"\[\s*(S\d{1,3})\s*:\s*[\"”“](.*?)[\"”“]\s*\]", re.DOTALL)
_DOUBLED = re.compile(r"([.!?…])\.\Z")
"""A full stop of the sentence, and one after its citation."""
_END = re.compile(r"(?:\]\s*[.!?]|(?<=[.!?])\s+(?=[A-ZÅÄÖ–-]))|\n+")


def so_far(text: str) -> str:
    """Return a sentence that is being written without its citations, whole or begun."""
    prose = " ".join(re.sub(r"\[[^\]]*\Z", "", _CITED.sub("", text)).split())
    return "" if NOTHING.startswith(prose.strip(". ")) else prose


def whole_sentences(text: str, taken: int) -> tuple[list[str], int]:
    """Return the sentences that have become whole, and up to where the text is taken.

    A full stop within a citation ends nothing.
    """
    found: list[str] = []
    inside = [(m.start(), m.end()) for m in _CITED.finditer(text, taken)]
    for match in _END.finditer(text, taken):
        within = any(start < match.start() + 1 < end - 1 for start, end in inside)
        open_citation = text.rfind("[", taken, match.start()) > text.rfind("]", taken, match.end())
        if within or open_citation:
            continue
        sentence = text[taken : match.end()].strip()
        taken = match.end()
        if sentence and not is_nothing(sentence):
            found.append(sentence)
    return found, taken


def checked(text: str, sourced: Sourced) -> Statement:
    """Put one sentence through the gate."""
    cited = [(label, quote) for label, quote in _CITED.findall(text)]
    prose = _DOUBLED.sub(r"\1", " ".join(_CITED.sub("", text).split()).replace(" .", "."))
    evidence = tuple(check_quote(Claim(label, quote, "supports"), sourced, question_id="") for label, quote in cited)
    marks = [f"Citat som inte är belagt: {item.warnings[0]}" for item in evidence if not item.counts]
    if not cited:
        marks.append("Meningen hänvisar inte till underlaget.")
    passages = [sourced.shown[label].passage for label, _ in cited if label in sourced.shown]
    marks += [f"”{word}” står inte i det som citeras." for word in unsupported(prose, [_around(p) for p in passages])]
    quotes = [item.quote for item in evidence if item.counts]
    if any(e.stance == "contradicts" for e in evidence) and not admits(prose):
        marks.append(TURNED)
    marks += [mark for mark in overstated(prose, quotes) if mark not in marks]
    if addresses_the_judge(prose) or any(e.counts and e.stance == "context" for e in evidence):
        marks.append("Meningen bygger på en uppmaning eller en fråga i underlaget.")
    return Statement(prose, evidence, tuple(marks))


def _around(passage: Passage) -> str:
    return "\n".join([passage.source_title, *passage.place.heading, passage.text])

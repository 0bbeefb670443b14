"""A language model's prose, sentence by sentence: tied to the evidence it names, and marked where it is unproven."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.domain import citations
from assistant.domain.draft import Evidence, Sentence
from assistant.drafting.claims import overstated, wishes
from assistant.drafting.gate import unsupported
from assistant.drafting.instructions import addresses_the_judge
from assistant.drafting.reading import read

VERBATIM = 6
"""Words in a row that may not be an interview's own: its words stay with the evaluators."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a sentence may rest on: a quote, or a sentence of a text beneath with the quotes it cites."""

    about: str
    """What the model is told of it: where it is from."""
    text: str
    """What the model is shown."""
    evidence: tuple[Evidence, ...]
    question_id: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """All that a text may rest on."""

    by_label: Mapping[str, Ground]
    titles: Mapping[str, str]
    """Titles of sources by id."""
    allowed: tuple[str, ...]
    """Names that need no source."""


def prove(text: str, labels: Sequence[str], grounds: Grounds) -> Sentence:
    """Tie a sentence to the evidence that it names, and mark what is unproven about it."""
    said = " ".join(text.split())
    named = [label.strip() for label in labels]
    found = [grounds.by_label[label] for label in named if label in grounds.by_label]
    cited = list({e.id: e for ground in found for e in ground.evidence}.values())
    sources = [f"{grounds.titles.get(e.source_id, '')}\n{e.quote}" for e in cited]
    marks = []
    if len(found) < len(named):
        marks.append("Hänvisar till ett citat som inte finns.")
    if not cited:
        marks.append("Vilar inte på något citat.")
    marks += [f"”{word}” står inte i det som citeras." for word in unsupported(said, sources, allowed=grounds.allowed)]
    if _reaches_further(said, cited) and not wishes(said):
        marks.append("Påstår att något gäller hela kommunen, vilket inget citat visar.")
    marks += overstated(said, sources)
    if addresses_the_judge(said):
        marks.append("Vänder sig till den som bedömer.")
    if any(_repeats(said, e.quote) for e in cited if e.kind == "interview"):
        marks.append("Återger en intervju ordagrant.")
    return Sentence(said, tuple(e.id for e in cited), found[0].question_id if found else "", tuple(marks))


def _reaches_further(text: str, cited: Sequence[Evidence]) -> bool:
    return "whole_municipality" in read(text).signals and not any(
        "whole_municipality" in read(e.quote).signals for e in cited
    )


def _repeats(text: str, quote: str) -> bool:
    """Say whether a text holds so many words in a row of a quote that it repeats it."""
    said, words = citations.normalise(text).text, citations.normalise(quote).text.split()
    return any(" ".join(words[n : n + VERBATIM]) in said for n in range(len(words) - VERBATIM + 1))

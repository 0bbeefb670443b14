"""The gate: nothing that a model says passes unproven.

Every quote is checked word for word against the passage it names among those the model was shown,
then grown to the whole sentence of the stored source. What fails stays visible with its verdict,
is counted and blocks a decision until a person strikes it; nothing is mended, nothing dropped.
Whether a sentence speaks for or against is read by rules from the grown sentence, so that a quote
that leaves its negation out does not count for what it seems to say.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from assistant.domain import citations
from assistant.domain.draft import Evidence, Stance, Verdict
from assistant.domain.evidence import Passage, Place
from assistant.drafting.fencing import Shown
from assistant.drafting.growing import Grown, crosses_a_break, grow, unreal
from assistant.drafting.instructions import heard_part, is_unheard
from assistant.drafting.numerals import MUNICIPALITIES, SPELLED
from assistant.drafting.reading import Reading, read
from ingest import sentence_spans, words_from, words_to

LONGEST_QUOTE = 1_500
"""Characters kept of a quote; more is not a quote, and the rest would only fill the page."""
MOST_QUOTES = 40
"""Quotes of one answer that are checked; more fail the answer as a whole."""

DENYING = frozenset(
    "inte ej icke aldrig ingen inget inga varken saknas saknar saknades utan not no never without lacks lacking ikke "
    "aldri mangler".split()
)
"""Words that deny; in a heading or the line above a list they deny what stands below."""
_LACKS = re.compile(
    r"\b(?:brister|svagheter|förbättringsområden|utvecklingsområden|kvar att göra|mangler)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A quote as the model gave it."""

    label: str
    text: str
    stance: Stance


@dataclass(frozen=True, slots=True)
class Sourced:
    """What the gate knows: the passages shown, and the whole texts of their sources."""

    shown: Mapping[str, Shown]
    texts: Mapping[str, str]
    """By source id."""

    @staticmethod
    def of(shown: Iterable[Shown], texts: Mapping[str, str]) -> "Sourced":
        """Arrange passages by their labels."""
        return Sourced({item.label: item for item in shown}, texts)


@lru_cache(maxsize=4096)
def _normal(text: str) -> citations.Normalised:
    """Return a passage made comparable, once for all quotes and questions."""
    return citations.normalise(text)


def check_quote(claim: Claim, sourced: Sourced, *, question_id: str) -> Evidence:
    """Return the evidence that a claimed quote amounts to, with its verdict."""
    item = sourced.shown.get(claim.label.strip())
    if item is None:
        return _unknown(claim, question_id)
    passage = item.passage
    if len(claim.text) > LONGEST_QUOTE:
        return _failed(claim, passage, "cannot_tell", question_id, "Citatet är för långt för att vara ett citat.")
    # What was withheld from the model cannot be quoted by it, so the text shown is checked first.
    found = citations.check_normalised(claim.text, _normal(item.text), item.text)
    if found.verdict not in ("verified", "cannot_tell"):
        others = {label: _normal(other.text) for label, other in sourced.shown.items() if label != item.label}
        found = citations.check_normalised(claim.text, _normal(item.text), item.text, others=others)
    if found.verdict == "verified" and item.text != passage.text:
        found = citations.check(claim.text, passage.text)
    if found.verdict != "verified":
        where = f" Citatet står i {found.found_in}." if found.found_in else ""
        return _failed(claim, passage, found.verdict, question_id, _WARNINGS[found.verdict] + where)
    return _verified(claim, passage, found, sourced.texts.get(passage.source_id, ""), question_id)


_WARNINGS: Mapping[Verdict, str] = {
    "altered": "Citatet är ändrat och står inte så i källan.",
    "spliced": "Citatet är hopfogat av flera ställen.",
    "elsewhere": "Citatet står inte i det stycke som angavs.",
    "absent": "Citatet finns inte i källan.",
    "cannot_tell": "Citatet är för kort att kontrollera.",
}


def _unknown(claim: Claim, question_id: str) -> Evidence:
    """Keep a reference to something that was not shown, without saying whose it might be."""
    return Evidence(
        id=_id(question_id, "", claim.text, claim.stance),
        source_id="",
        revision=0,
        source_name="okänd källa",
        kind="self_description",
        passage_id="",
        start=-1,
        end=-1,
        quote=claim.text[:LONGEST_QUOTE],
        place=Place(),
        stance="context",
        verdict="absent",
        level=0,
        warnings=("Modellen hänvisade till en källa som den inte fått se.",),
    )


def _failed(claim: Claim, passage: Passage, verdict: Verdict, question_id: str, warning: str) -> Evidence:
    return Evidence(
        id=_id(question_id, passage.id, claim.text, claim.stance),
        source_id=passage.source_id,
        revision=passage.revision,
        source_name=passage.source_name,
        kind=passage.kind,
        passage_id=passage.id,
        start=-1,
        end=-1,
        quote=claim.text[:LONGEST_QUOTE],
        place=passage.place,
        stance="context",
        verdict=verdict,
        level=0,
        warnings=(warning,),
    )


def _verified(claim: Claim, passage: Passage, found: citations.Checked, source: str, question_id: str) -> Evidence:
    # The sentence may begin before the passage or end after it, so the source is looked at where it is known.
    known = source[passage.start : passage.end] == passage.text
    text, before = (source, passage.start) if known else (passage.text, 0)
    first, last = before + found.start, before + found.end
    if crosses_a_break(text, first, last):
        return _failed(claim, passage, "spliced", question_id, _WARNINGS["spliced"])
    grown = grow(text, first, last)
    start, end = heard_part(text, (grown.start, grown.end)) or (grown.start, grown.end)
    end = max(words_to(text, start, end), last)
    start = words_from(text, min(start, first), end)
    sentence = text[start:end]
    cut = citations.qualifiers(f"{text[start:first]} {text[last:end]}")
    stance, warnings = _stance(claim, sentence, cut, grown, passage.place.heading[-1:])
    moved = passage.start - before
    return Evidence(
        id=_id(question_id, passage.source_id, f"{start + moved}:{end + moved}", ""),
        source_id=passage.source_id,
        revision=passage.revision,
        source_name=passage.source_name,
        kind=passage.kind,
        passage_id=passage.id,
        start=start + moved,
        end=end + moved,
        quote=sentence,
        place=passage.place,
        stance=stance,
        verdict="verified",
        signals=tuple(sorted(read(sentence).signals)),
        warnings=warnings,
    )


def _stance(
    claim: Claim, sentence: str, cut: Sequence[str], grown: Grown, heading: Sequence[str]
) -> tuple[Stance, tuple[str, ...]]:
    """Read what the whole sentence says, and what it hangs on; that goes before what the model makes of it."""
    warnings = [f"Citatet utelämnade: {', '.join(cut)}. Läs hela meningen."] if cut else []
    if is_unheard(sentence):
        return "context", (*warnings, "Meningen vänder sig till den som bedömer; den räknas inte.")
    parts = readings(sentence)
    if any(reading.asks for reading in parts):
        return "context", (*warnings, "Meningen är en fråga; den räknas inte.")
    if claim.stance == "supports" and any(reading.adverse for reading in parts):
        return "contradicts", (*warnings, "Modellen lade fram meningen som stöd, men den talar emot.")
    turned = _turned(sentence, grown, heading) if claim.stance == "supports" else ""
    return ("context", (*warnings, turned)) if turned else (claim.stance, tuple(warnings))


def readings(quote: str) -> list[Reading]:
    """Read each sentence of a quote by itself, so that none borrows what another says."""
    return [read(quote[a:b]) for a, b in sentence_spans(quote)]


def _turned(sentence: str, grown: Grown, heading: Sequence[str]) -> str:
    """Say why a sentence that reads as support is none, from its own form and from what stands around it."""
    if unreal(sentence):
        return "Meningen säger hur det borde vara, har varit eller sägs vara; den räknas inte."
    if grown.denied:
        return "Det som följer tar tillbaka meningen; den räknas inte."
    around = [part for part in (grown.lead, *heading) if part]
    turning = [part for part in around if DENYING.intersection(citations.qualifiers(part)) or _LACKS.search(part)]
    if read(grown.lead).planned and grown.lead:
        turning.append(grown.lead)
    return f"Meningen står under ”{turning[0]}”; den räknas inte." if turning else ""


def _id(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def unproven(evidence: Iterable[Evidence]) -> int:
    """Count the quotes that did not pass."""
    return sum(not item.counts for item in evidence)


_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f.,:/-]\d+)*")
_NAME = re.compile(r"(?<![.!?:…\"”»(]\s)(?<!\A)(?<![\w-])([A-ZÅÄÖ][\w-]*[\w])")
_FIRST = re.compile(r"(?:\A|[.!?…]\s+)[\"”»(–-]*\s*([A-ZÅÄÖ][\w-]*\w)")
"""The first word of a sentence, which has a capital letter in any case."""
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def unsupported(text: str, sources: Sequence[str], *, allowed: Iterable[str] = ()) -> tuple[str, ...]:
    """List the numbers and names of a text that stand in none of the texts it cites.

    Args:
        text: one sentence of prose.
        sources: the passages it cites, with their titles.
        allowed: names that need no source, such as the municipality's.
    """
    told = [_told(source) for source in sources]
    numbers = frozenset().union(*(part.numbers for part in told))
    words = frozenset().union(*(part.words for part in told))
    free = {word for name in allowed for word in _WORD.findall(name.casefold())}
    spelled = {SPELLED[w] for w in SPELLED.keys() & words}
    missing = [n for n in _NUMBER.findall(text) if _digits(n) not in numbers | spelled]
    missing += [
        w for w in _WORD.findall(text.casefold()) if w in SPELLED and w not in words and SPELLED[w] not in numbers
    ]
    named = [*_NAME.findall(text), *filter(_surely_a_name, _FIRST.findall(text))]
    missing += [name for name in named if not _named(name.casefold(), words, free)]
    return tuple(dict.fromkeys(missing))


def _surely_a_name(word: str) -> bool:
    """Say whether a word is a name also where any word has a capital letter."""
    plain = word.casefold()
    return (word.isupper() and len(word) > 1) or plain in MUNICIPALITIES or plain.removesuffix("s") in MUNICIPALITIES


@dataclass(frozen=True, slots=True)
class _Told:
    """The numbers and words of a text."""

    numbers: frozenset[str]
    words: frozenset[str]


@lru_cache(maxsize=4096)
def _told(source: str) -> _Told:
    text = _normal(source).text
    return _Told(frozenset(map(_digits, _NUMBER.findall(text))), frozenset(_WORD.findall(text)))


def _digits(number: str) -> str:
    """Return a number without the blanks of its thousands; comma and point stay what they are."""
    return re.sub(r"[ \u00a0\u202f]", "", number)


def _named(name: str, words: Set[str], free: Set[str]) -> bool:
    """Say whether a name stands there, a genitive s on either side or not."""
    forms = {name, name.removesuffix("s"), f"{name}s"}
    return bool(forms & words or forms & free)

"""Strengths, improvements and the text of a sub-area as whole sentences that cite.

The sentences say what the level of a question means, in the criteria set's own wording, and rest
on the quotes that carry it. Documents and web pages may be quoted word for word; interviews are
only said to confirm or to contradict, since their words stay with the evaluators.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.criteria import Language, Question, SubArea
from assistant.domain.draft import Evidence, Finding, Narrative, Sentence
from assistant.domain.review import Judgement

MAX_CITATIONS = 3
MAX_QUOTATIONS = 2
MAX_IMPROVEMENTS = 2
"""Of a sub-area: those that would lift it most, so that the list can be acted on."""
MAX_QUOTED = 180
"""Characters of a sentence that is quoted in running text."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with its level (drafted or decided) and its evidence."""

    question: Question
    judgement: Judgement
    evidence: tuple[Evidence, ...]

    @property
    def supporting(self) -> list[Evidence]:
        """Verified quotes that speak for the level, best first."""
        return sorted((e for e in self.evidence if e.counts and e.stance == "supports"), key=lambda e: -e.score)

    @property
    def contradicting(self) -> list[Evidence]:
        """Verified quotes that speak against, best first."""
        return sorted((e for e in self.evidence if e.counts and e.stance == "contradicts"), key=lambda e: -e.score)


def write(
    sub_area: SubArea, judged: Sequence[Judged], titles: Mapping[str, str], *, author: str, language: Language = "sv"
) -> Narrative:
    """Write the narrative of a sub-area from its judged questions, in the order of the criteria."""
    sentences: list[Sentence] = []
    quoted = 0
    for item in judged:
        sentences.append(_statement(item, language))
        if quoted < MAX_QUOTATIONS and (example := _quotation(item, titles, language)):
            sentences.append(example)
            quoted += 1
        said = {s.text for s in sentences}
        sentences += [s for s in _interviews(item, language) if s.text not in said]
    findings = [*_strengths(judged, language), *_improvements(judged, language)]
    return Narrative(sub_area.id, tuple(_unique(sentences)), tuple(findings), author)


def _statement(item: Judged, language: Language) -> Sentence:
    question = item.question
    if item.judgement == "not_applicable":
        text = {"sv": "Frågan är inte tillämplig: ", "en": "The question does not apply: "}[language]
        return Sentence(text + _lower(question.text.in_language(language)), (), question.id)
    if item.judgement == 0 and not item.contradicting:
        return Sentence(_unseen(question, language), (), question.id)
    proof = item.contradicting if item.judgement == 0 else item.supporting
    return Sentence(stated(question, item.judgement, language), tuple(e.id for e in proof[:MAX_CITATIONS]), question.id)


def _unseen(question: Question, language: Language) -> str:
    """Say what holds as far as the evidence shows, which is that nothing is in place."""
    bare = question.level(0).demand.in_language(language).rstrip(".")
    return f"{bare}, {'såvitt framgår av underlaget' if language == 'sv' else 'as far as the evidence shows'}."


def stated(question: Question, level: int, language: Language) -> str:
    """Say what a level means. A high rung builds on the middle one, so that one is said first.

    The middle rung's reservation ("…, men användningen varierar") no longer holds above it.
    """
    own = question.level(level).demand.in_language(language)
    middle = next((n for n in range(question.top) if n * 2 >= question.top), 0)
    if level <= middle:
        return own
    base = question.level(middle).demand.in_language(language)
    kept = re.split(r", (?:men|but) ", base)[0].rstrip(".")
    return f"{kept}. {own}"


def _quotation(item: Judged, titles: Mapping[str, str], language: Language) -> Sentence | None:
    """Quote the best short sentence of a document or web page, when the level stands on one."""
    if item.judgement in (0, "not_applicable"):
        return None
    for evidence in item.supporting:
        quote = " ".join(evidence.quote.split())
        fits = evidence.kind in ("steering_document", "website") and 40 <= len(quote) <= MAX_QUOTED
        if fits and quote[0].isupper() and quote.endswith(".") and "|" not in quote and "”" not in quote:
            title = titles.get(evidence.source_id, evidence.source_name)
            text = {"sv": f"I {title} står det: ”{quote}”", "en": f"{title} says: “{quote}”"}[language]
            return Sentence(text, (evidence.id,), item.question.id)
    return None


def _interviews(item: Judged, language: Language) -> list[Sentence]:
    """Say whether interviews confirm or contradict what documents and web pages show."""
    if item.judgement in (0, "not_applicable"):
        return []
    written = [e for e in item.supporting if e.kind != "interview"]
    confirming = [e for e in item.supporting if e.kind == "interview"]
    denying = [e for e in item.contradicting if e.kind == "interview"]
    if written and denying:
        text = {
            "sv": "I intervjuerna framträder en delvis annan bild.",
            "en": "The interviews give a partly different picture.",
        }
        chosen = denying
    elif written and confirming and item.judgement != 1:
        text = {"sv": "Intervjuerna bekräftar detta.", "en": "The interviews confirm this."}
        chosen = confirming
    else:
        return []
    return [Sentence(text[language], tuple(e.id for e in chosen[:MAX_CITATIONS]), item.question.id)]


def _strengths(judged: Sequence[Judged], language: Language) -> list[Finding]:
    """Name what is in place across the municipality; where nothing is, what is in place at all."""
    rated = [(item, item.judgement) for item in judged if item.judgement != "not_applicable" and item.supporting]
    high = [(item, level) for item, level in rated if level * 2 > item.question.top]
    chosen = high or [(item, level) for item, level in rated if level * 2 == item.question.top][:1]
    return [
        Finding(
            "strength",
            Sentence(
                stated(item.question, level, language),
                tuple(e.id for e in item.supporting[:MAX_CITATIONS]),
                item.question.id,
            ),
        )
        for item, level in chosen
    ]


def _improvements(judged: Sequence[Judged], language: Language) -> list[Finding]:
    """Name what would lift the sub-area most, in the order of the criteria."""
    open_items = [
        (item, item.judgement)
        for item in judged
        if item.judgement != "not_applicable" and item.judgement * 2 <= item.question.top
    ]
    gains = {
        item.question.id: item.question.level(level + 1).points - item.question.level(level).points
        for item, level in open_items
    }
    wanted = sorted(gains, key=lambda key: -gains[key])[:MAX_IMPROVEMENTS]
    return [
        Finding("improvement", _lift_sentence(item, level, language))
        for item, level in open_items
        if item.question.id in wanted
    ]


def _lift_sentence(item: Judged, level: int, language: Language) -> Sentence:
    proof = [*item.contradicting, *item.supporting][:MAX_CITATIONS]
    return Sentence(lift(item.question, level, language), tuple(e.id for e in proof), item.question.id)


def lift(question: Question, level: int, language: Language = "sv") -> str:
    """Say what would lift a question to its next level, as a sentence."""
    own = question.level(level)
    if own.lift:
        return own.lift.in_language(language)
    demand = _lower(question.level(level + 1).demand.in_language(language))
    return {
        "sv": f"Ett nästa steg är att kunna visa att detta gäller: {demand}",
        "en": f"A next step is to show that {demand}",
    }[language]


def _lower(text: str) -> str:
    """Lower the first letter, unless the word is an acronym."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _unique(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Drop a sentence that only repeats the one before it."""
    kept: list[Sentence] = []
    for sentence in sentences:
        if kept and kept[-1].text == sentence.text:
            continue
        kept.append(sentence)
    return kept

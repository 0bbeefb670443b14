"""Texts of sub-areas by a language model: every sentence cites, and what is unproven is marked and blocks approval."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.domain import citations
from assistant.domain.assessment import Assessment
from assistant.domain.criteria import SubArea
from assistant.domain.draft import Evidence, Finding, FindingSort, Narrative, Sentence
from assistant.domain.evidence import SourceKind
from assistant.domain.review import Judgement
from assistant.drafting.fencing import block, neutral
from assistant.drafting.gate import unsupported
from assistant.drafting.instructions import addresses_the_judge
from assistant.drafting.reading import read
from assistant.drafting.replies import NarrativeReply, RewrittenReply, SentenceReply
from assistant.errors import InvalidInputError, NotFoundError
from assistant.store import NarrativeVersion
from assistant.workflow import assessments
from assistant.workflow.modelling import asking
from assistant.workflow.parts import Parts

AUTHOR = "model-1"
MOST_QUOTES = 40
Language = Literal["sv", "nb", "en"]
_LANGUAGES: Mapping[Language, str] = {"sv": "svenska", "nb": "norskt bokmål", "en": "engelska"}
_LENGTHS = {"short": "4–6 meningar", "medium": "8–12 meningar", "long": "14–20 meningar"}
_TONES = {"neutral": "neutral och saklig", "encouraging": "saklig och uppmuntrande"}
_PERSONS = {"third": "skriv om kommunen i tredje person", "we": "skriv i vi-form, från kommunen själv"}
VERBATIM = 6
"""Words in a row that may not be an interview's own: its words stay with the evaluators."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a text is to be written."""

    language: Language = "sv"
    length: Literal["short", "medium", "long"] = "medium"
    tone: Literal["neutral", "encouraging"] = "neutral"
    person: Literal["third", "we"] = "third"


@dataclass(frozen=True, slots=True)
class _Basis:
    """What a sub-area's text is written from."""

    sub_area: SubArea
    judgements: Mapping[str, Judgement]
    quotes: Mapping[str, Evidence]
    """By label."""
    questions: Mapping[str, str]
    """Question id by evidence id."""
    titles: Mapping[str, str]
    allowed: tuple[str, ...]
    """Names that need no source."""


def write(
    parts: Parts,
    assessment_id: str,
    sub_area_id: str,
    *,
    manner: Manner | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> NarrativeVersion:
    """Have the model write a sub-area's text from its decisions, or from drafts where there is no decision.

    Raises:
        NotFoundError: there is no such sub-area, or nothing to write from.
        ModelForbiddenError, ModelUnavailableError, ReplyError, BudgetSpentError: the model gives no text.
    """
    asked = asking(parts, assessment_id, cancelled=cancelled)
    assessment = assessments.get(parts, assessment_id)
    basis = _basis(parts, assessment, sub_area_id, asked.model.choice.kinds)
    how = manner or Manner()
    prompt = asked.prompt("narrative")
    reply = asked.ask(
        NarrativeReply,
        prompt,
        lambda fence: {
            "fence": fence,
            "sub_area": f"{basis.sub_area.id} {basis.sub_area.name.sv}",
            "language": _LANGUAGES[how.language],
            "length": _LENGTHS[how.length],
            "tone": _TONES[how.tone],
            "person": _PERSONS[how.person],
            "judged": _judged(basis),
            "evidence": _quotes(basis, fence),
        },
        purpose="narrative",
        subject=sub_area_id,
    )
    text = Narrative(
        sub_area_id,
        tuple(_gated(basis, s) for s in reply.sentences),
        (*_findings(basis, "strength", reply.strengths), *_findings(basis, "improvement", reply.improvements)),
        author_of(asked.model.id, basis.judgements),
    )
    return _save(parts, assessment_id, text, by=parts.user, action="text_drafted")


def author_of(model: str, judgements: Mapping[str, Judgement]) -> str:
    """Name a model as author, with the judgements that its text rests on; another decision makes it another's."""
    return f"{AUTHOR} {model} {_digest(judgements)}"


def _digest(judgements: Mapping[str, Judgement]) -> str:
    told = "|".join(f"{key}={judgements[key]}" for key in sorted(judgements))
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def is_stale(text: Narrative, judgements: Mapping[str, Judgement]) -> bool:
    """Say whether a model's text was written for other judgements than these."""
    return text.author.startswith(f"{AUTHOR} ") and not text.author.endswith(_digest(judgements))


def rewrite(
    parts: Parts,
    assessment_id: str,
    sub_area_id: str,
    selection: Sequence[int],
    wish: str,
    *,
    language: Language = "sv",
) -> tuple[Sentence, ...]:
    """Propose other words for sentences of a sub-area's text, by their places; nothing is saved.

    Raises:
        InvalidInputError: the selection is empty or outside the text.
    """
    asked = asking(parts, assessment_id)
    assessment = assessments.get(parts, assessment_id)
    with parts.store.reading() as tx:
        known = tx.drafts.current_narratives(assessment_id).get(sub_area_id)
    sentences = known.narrative.sentences if known else ()
    if not selection or not all(0 <= n < len(sentences) for n in selection):
        raise InvalidInputError("Markera meningar i texten.", hint="Se texten med: kompass show")
    chosen = [sentences[n] for n in selection]
    basis = _basis(parts, assessment, sub_area_id, asked.model.choice.kinds)
    cited = {key for s in chosen for key in s.evidence_ids}
    narrowed = replace(basis, quotes={label: e for label, e in basis.quotes.items() if e.id in cited})
    text = " ".join(s.text for s in chosen)
    reply = asked.ask(
        RewrittenReply,
        asked.prompt("rewrite"),
        lambda fence: {
            "fence": fence,
            "language": _LANGUAGES[language],
            "wish": neutral(" ".join(wish.split())[:300], fence),
            "text": block("T1", "text", text, fence),
            "evidence": _quotes(narrowed, fence),
        },
        purpose="rewrite",
        subject=sub_area_id,
    )
    return tuple(_gated(narrowed, s) for s in reply.sentences)


def confirm(parts: Parts, assessment_id: str, sub_area_id: str, *, by: str = "") -> NarrativeVersion:
    """Take a text over as a person who has read it: the marks go, and the person is its author.

    Raises:
        NotFoundError: the sub-area has no text.
    """
    assessments.get(parts, assessment_id)
    with parts.store.reading() as tx:
        known = tx.drafts.current_narratives(assessment_id).get(sub_area_id)
    if known is None:
        raise NotFoundError(f"Delområdet {sub_area_id} har ingen text.", hint="Skriv den med: kompass model write")
    person = by or parts.user
    read_by = Narrative(
        sub_area_id,
        tuple(replace(s, marks=()) for s in known.narrative.sentences),
        tuple(replace(f, sentence=replace(f.sentence, marks=())) for f in known.narrative.findings),
        person,
    )
    return _save(parts, assessment_id, read_by, by=person, action="text_confirmed")


def _save(parts: Parts, assessment_id: str, text: Narrative, *, by: str, action: str) -> NarrativeVersion:
    with parts.store.transaction() as tx:
        known = tx.drafts.current_narratives(assessment_id).get(text.sub_area_id)
        version = known.version if known else 0
        made = tx.drafts.add_narrative(assessment_id, text, at=parts.now(), by=by, expected_version=version)
        tx.events.append(assessment_id, at=parts.now(), by=by, action=action, subject=text.sub_area_id)
    return made


# --- what it is written from --------------------------------------------------------------------


def _basis(parts: Parts, assessment: Assessment, sub_area_id: str, kinds: Sequence[SourceKind]) -> _Basis:
    criteria = parts.criteria(assessment.criteria_id, assessment.criteria_version)
    sub = next((s for s in criteria.sub_areas() if s.id == sub_area_id), None)
    if sub is None:
        raise NotFoundError(f"Det finns inget delområde {sub_area_id!r}.", hint="Exempel: 1.2.")
    with parts.store.reading() as tx:
        decisions, drafts = tx.reviews.current_decisions(assessment.id), tx.drafts.current(assessment.id)
        titles = {s.id: s.title or s.name for s in tx.sources.list(assessment.id)}
    seen = tuple(kind for kind in kinds if kind != "interview" or parts.sight.interviews)
    judgements: dict[str, Judgement] = {}
    quotes: dict[str, Evidence] = {}
    questions: dict[str, str] = {}
    for question in sub.questions:
        decision, draft = decisions.get(question.id), drafts.get(question.id)
        if decision is None and draft is None:
            continue
        evidence = decision.evidence if decision else draft.evidence if draft else ()
        judgements[question.id] = decision.judgement if decision else draft.level if draft else 0
        for item in evidence:
            if item.counts and item.stance != "context" and item.kind in seen and item.id not in questions:
                questions[item.id] = question.id
                quotes[f"Q{len(quotes) + 1}"] = item
    if not judgements:
        raise NotFoundError(f"Delområdet {sub_area_id} har inga förslag än.", hint="Kör: kompass draft")
    kept = dict(list(quotes.items())[:MOST_QUOTES])
    allowed = (assessment.municipality, sub.name.sv, sub.name.en, "Kommunkompassen")
    return _Basis(sub, judgements, kept, questions, titles, allowed)


def _judged(basis: _Basis) -> str:
    lines = []
    for question in basis.sub_area.questions:
        level = basis.judgements.get(question.id)
        if level == "not_applicable":
            lines.append(f"- {question.text.sv} Inte tillämplig.")
        elif level is not None:
            lift = question.level(level + 1).demand.sv if level < question.top else "inget mer"
            lines.append(f"- {question.text.sv} Visat: {question.level(level).demand.sv} Nästa steg: {lift}")
    return "\n".join(lines)


def _quotes(basis: _Basis, fence: str) -> str:
    words = {"supports": "stödjer", "contradicts": "talar emot", "context": "sammanhang"}
    blocks = []
    for label, item in basis.quotes.items():
        title = neutral(" ".join(basis.titles.get(item.source_id, item.source_name).split())[:120])
        kind = "intervju" if item.kind == "interview" else title
        if not addresses_the_judge(item.quote):
            blocks.append(block(label, f"{kind} | {words[item.stance]}", item.quote, fence))
    return "\n".join(blocks) or "(inga citat)"


# --- the gate for prose ------------------------------------------------------------------------


def _findings(basis: _Basis, sort: FindingSort, found: Sequence[SentenceReply]) -> tuple[Finding, ...]:
    return tuple(Finding(sort, _gated(basis, item)) for item in found)


def _gated(basis: _Basis, given: SentenceReply) -> Sentence:
    """Tie a sentence to the evidence it names, and mark what is unproven about it."""
    text = " ".join(given.text.split())
    labels = [label.strip() for label in given.sources]
    cited = [basis.quotes[label] for label in labels if label in basis.quotes]
    sources = [f"{basis.titles.get(e.source_id, '')}\n{e.quote}" for e in cited]
    marks = []
    if any(label not in basis.quotes for label in labels):
        marks.append("Hänvisar till ett citat som inte finns.")
    if not cited:
        marks.append("Vilar inte på något citat.")
    marks += [f"”{word}” står inte i det som citeras." for word in unsupported(text, sources, allowed=basis.allowed)]
    if _reaches_further(text, cited):
        marks.append("Påstår att något gäller hela kommunen, vilket inget citat visar.")
    if addresses_the_judge(text):
        marks.append("Vänder sig till den som bedömer.")
    if any(_repeats(text, e.quote) for e in cited if e.kind == "interview"):
        marks.append("Återger en intervju ordagrant.")
    question = basis.questions[cited[0].id] if cited else ""
    return Sentence(text, tuple(dict.fromkeys(e.id for e in cited)), question, tuple(marks))


def _reaches_further(text: str, cited: Sequence[Evidence]) -> bool:
    return "whole_municipality" in read(text).signals and not any(
        "whole_municipality" in read(e.quote).signals for e in cited
    )


def _repeats(text: str, quote: str) -> bool:
    """Say whether a text holds so many words in a row of a quote that it repeats it."""
    said, words = citations.normalise(text).text, citations.normalise(quote).text.split()
    return any(" ".join(words[n : n + VERBATIM]) in said for n in range(len(words) - VERBATIM + 1))

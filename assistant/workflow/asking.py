"""Searching the evidence, and answering questions with quotes from it."""

from dataclasses import dataclass, replace

from assistant.domain import citations
from assistant.domain.evidence import SOURCE_KINDS, Hit, Passage, SearchFilter
from assistant.drafting import topics
from assistant.drafting.reading import read
from assistant.workflow import assessments, sources
from assistant.workflow.parts import Parts
from ingest import sentence_spans

MIN_SHARE = 0.5
"""Share of a question's content words that a sentence and its surroundings must hold to answer it."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that answers, checked against its source, and where it stands."""

    passage: Passage
    text: str
    start: int
    end: int
    share: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Quotes that answer a question; none means that the evidence does not say."""

    question: str
    quotes: tuple[Quote, ...]
    searched_passages: int
    searched_sources: int
    best_score: float


def search(
    parts: Parts, assessment_id: str, query: str, *, k: int = 10, where: SearchFilter | None = None
) -> list[Hit]:
    """Search the part of an assessment's evidence that may be seen."""
    assessments.get(parts, assessment_id)
    if parts.sight.interviews:
        return parts.open_index(assessment_id).search(query, k=k, where=where)
    asked = where or SearchFilter()
    kinds = tuple(kind for kind in asked.kinds or SOURCE_KINDS if kind != "interview")
    if not kinds:
        return []
    hits = parts.open_index(assessment_id).search(query, k=k, where=replace(asked, kinds=kinds))
    seen = {source.id for source in sources.list_sources(parts, assessment_id)}
    return [hit for hit in hits if hit.passage.kind != "interview" and hit.passage.source_id in seen]


def ask(parts: Parts, assessment_id: str, question: str, *, k: int = 5, where: SearchFilter | None = None) -> Answer:
    """Answer with whole sentences from the evidence, or with none when it does not say."""
    hits = search(parts, assessment_id, question, k=20, where=where)
    wanted = topics.stems(question)
    found: list[Quote] = []
    for hit in hits:
        found += _quotes(hit.passage, wanted)
    found.sort(key=lambda q: (-q.share, q.passage.id, q.start))
    read_in = [source for source in sources.list_sources(parts, assessment_id) if source.state == "ready"]
    best = hits[0].score if hits else 0.0
    return Answer(question, _distinct(found)[:k], sum(s.passages for s in read_in), len(read_in), best)


def _quotes(passage: Passage, wanted: tuple[str, ...]) -> list[Quote]:
    found = []
    around = topics.overlap(passage.search_text, wanted, {})
    for start, end in sentence_spans(passage.text):
        sentence = passage.text[start:end]
        own = topics.overlap(sentence, wanted, {})
        share = 0.75 * own + 0.25 * around
        if own > 0 and share >= MIN_SHARE and len(sentence) >= 20 and not read(sentence).asks:
            checked = citations.check(sentence, passage.text)
            if checked.verdict == "verified":
                found.append(Quote(passage, sentence, passage.start + start, passage.start + end, round(share, 3)))
    return found


def _distinct(quotes: list[Quote]) -> tuple[Quote, ...]:
    seen: dict[str, Quote] = {}
    for quote in quotes:
        seen.setdefault(" ".join(quote.text.casefold().split()), quote)
    return tuple(seen.values())

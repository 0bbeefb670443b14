"""Searching the evidence, and answering questions with quotes from it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.domain.assessment import Assessment
from assistant.domain.evidence import SOURCE_KINDS, Hit, Passage, SearchFilter, passage_id
from assistant.drafting.answering import Seen, cover
from assistant.drafting.asked import Asked, Refused, rarity, synonyms_of, understand
from assistant.drafting.instructions import withheld_spans
from assistant.drafting.reading import read
from assistant.workflow import assessments, sources
from assistant.workflow.parts import Parts
from ingest import sentence_spans, words_from, words_to

READ = 40
"""Passages that are read for an answer."""
SEARCHED = 0.3
"""How much the score of its passage weighs beside a sentence's own when answers are ordered."""
SHORTEST = 12
"""Characters of a sentence that may be quoted."""
FEW_WORDS = 5
"""Words up to which a line without an end is a heading or a running head, and no answer."""
NEAREST = 3
"""Sources that are named when there is no answer."""


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
    refused: Refused = ""
    """Why the question is never answered, whatever the evidence says."""
    nearest: tuple[str, ...] = ()
    """Ids of the sources that came nearest."""


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


def ask(
    parts: Parts,
    assessment_id: str,
    question: str,
    *,
    k: int = 5,
    where: SearchFilter | None = None,
    keep: Callable[[Passage], bool] | None = None,
) -> Answer:
    """Answer with whole sentences from the evidence, or with none when it does not say.

    Args:
        parts: what the workflow needs, and who asks.
        assessment_id: of the assessment.
        question: as it was typed.
        k: how many sentences at most.
        where: only these sources.
        keep: says which passages may answer; all without it.
    """
    asked = understood(parts, assessment_id, question)
    wide = READ if keep is None else READ * 4
    hits = [] if asked.refused else search(parts, assessment_id, question, k=wide, where=where)
    hits = [hit for hit in hits if keep is None or keep(hit.passage)][:READ]
    scores = {hit.passage.id: hit.score for hit in hits}
    found: list[Quote] = []
    for passage, before in _with_before(parts, assessment_id, hits):
        found += _quotes(passage, before, asked)
    found.sort(key=lambda q: (-q.share - SEARCHED * scores[q.passage.id], q.passage.id, q.start))
    read_in = [source for source in sources.list_sources(parts, assessment_id) if source.state == "ready"]
    best = hits[0].score if hits else 0.0
    return Answer(
        question,
        _distinct(found)[:k],
        sum(s.passages for s in read_in),
        len(read_in),
        best,
        asked.refused,
        _nearest(hits),
    )


def understood(parts: Parts, assessment_id: str, question: str) -> Asked:
    """Return a question as it is understood among an assessment's evidence, or why it is never answered."""
    assessment = assessments.get(parts, assessment_id)
    return understand(
        question,
        _weights(parts, assessment_id),
        own_names=(assessment.municipality,),
        synonyms=_synonyms(parts, assessment),
    )


def _weights(parts: Parts, assessment_id: str) -> Mapping[str, float]:
    """Return how telling each word is, from 0 (in every passage) to 1; read again only when passages changed."""
    with parts.store.reading() as tx:
        key = ("word weights", assessment_id, tx.passages.fingerprint(assessment_id))
        return parts.kept.get(key, lambda: rarity(p.search_text for p in tx.passages.stream(assessment_id)))


def _synonyms(parts: Parts, assessment: Assessment) -> Mapping[str, frozenset[str]]:
    """Return the single words that the criteria give as meaning the same, by stem."""
    criteria = parts.criteria(assessment.criteria_id, assessment.criteria_version)
    return parts.kept.get(("synonyms", criteria.fingerprint), lambda: synonyms_of(criteria))


def _with_before(parts: Parts, assessment_id: str, hits: Sequence[Hit]) -> Iterator[tuple[Passage, str]]:
    """Yield each passage found with the text of the one before it in its source."""
    ids = {
        hit.passage.id: passage_id(hit.passage.source_id, hit.passage.revision, hit.passage.ordinal - 1) for hit in hits
    }
    with parts.store.reading() as tx:
        before = tx.passages.get(list(ids.values()), assessment_id=assessment_id, live=True)
    for hit in hits:
        known = before.get(ids[hit.passage.id])
        yield hit.passage, known.text if known else ""


def _quotes(passage: Passage, before: str, asked: Asked) -> list[Quote]:
    found = []
    earlier = [before[start:end] for start, end in sentence_spans(before)][-2:]
    text = passage.text
    spans = [(words_from(text, a, b), words_to(text, a, b)) for a, b in sentence_spans(text)]
    texts = [*earlier, *(passage.text[start:end] for start, end in spans)]
    unheard = withheld_spans(passage.text)
    heading = "\n".join([passage.source_title, *passage.place.heading])
    for n, (start, end) in enumerate(spans, len(earlier)):
        sentence = texts[n]
        if _tells_nothing(sentence, passage) or any(a < end and start < b for a, b in unheard):
            continue
        seen = Seen(sentence, "\n".join(texts[max(0, n - 2) : n]), "\n".join(texts[n + 1 : n + 2]), heading)
        share = cover(asked, seen)
        if share and not read(sentence).asks:
            found.append(Quote(passage, sentence, passage.start + start, passage.start + end, round(share, 3)))
    return found


_ENDED = re.compile(r"[.!?…:;|\d%][\"'”’)»\]]*\s*$|[|:]")


def _tells_nothing(sentence: str, passage: Passage) -> bool:
    """Say whether a line is a scrap, a heading or the title; cells of a table and lines of facts are none."""
    if len(sentence) < SHORTEST:
        return True
    above = {part.casefold().strip() for part in (passage.source_title, *passage.place.heading)}
    return sentence.casefold().strip() in above or (not _ENDED.search(sentence) and len(sentence.split()) <= FEW_WORDS)


def _nearest(hits: Sequence[Hit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hit.passage.source_id for hit in hits))[:NEAREST]


def _distinct(quotes: list[Quote]) -> tuple[Quote, ...]:
    seen: dict[str, Quote] = {}
    for quote in quotes:
        seen.setdefault(" ".join(quote.text.casefold().split()), quote)
    return tuple(seen.values())

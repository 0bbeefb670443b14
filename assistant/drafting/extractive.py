"""The built-in drafter: finds, reads and weighs evidence with rules, no model.

Per question it searches every kind of source, picks the sentences that speak of the question,
reads each for how far things have come, and proposes the level that the quotes carry. It quotes
whole sentences only, and says what it searched when it found nothing.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Protocol

from assistant.domain import citations
from assistant.domain.criteria import CriteriaSet, Question
from assistant.domain.draft import Draft, Evidence, Searched, Stance
from assistant.domain.evidence import SOURCE_KINDS, Hit, Passage, SearchFilter, SourceKind
from assistant.drafting import levels, topics
from assistant.drafting.reading import Reading, Signal, read
from ingest import sentence_spans

NAME = "extractive-1"
PER_KIND = 8
"""Passages read per query and kind of source."""
MAX_QUOTES = 8
MIN_OWN = 0.3
"""Below this the sentence's own words are not about the question, whatever stands around it."""
MIN_RELEVANCE = 0.45
BEFORE, AFTER = 2, 1
"""Sentences before and after that tell what a sentence is about."""
FROM_AROUND = 0.75
TELLING: frozenset[Signal] = frozenset({"whole_municipality", "known_and_used", "followed_up", "developed", "decided"})
"""Below this a sentence is not taken to speak of the question."""


class Search(Protocol):
    """What the drafter needs of the index: several queries at once, best first for each."""

    def __call__(self, queries: Sequence[str], *, k: int, where: SearchFilter) -> list[list[Hit]]: ...


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What the drafter knows of a source beyond its passages."""

    valid_until: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be evidence."""

    passage: Passage
    start: int
    end: int
    quote: str
    reading: Reading
    relevance: float
    expired: bool
    stage: int
    near: int | None
    against: bool
    """It nearly says one of the question's own phrases against it."""

    @property
    def adverse(self) -> bool:
        """Say whether the sentence speaks against the question being met."""
        return (self.reading.adverse or self.against) and not self.reading.asks


@dataclass(frozen=True)
class ExtractiveDrafter:
    """Drafts questions of one criteria set against one assessment's index.

    Args:
        criteria: the criteria set.
        search: hybrid search over the assessment.
        facts: what is known of a source by its id.
        counts: how many ready sources of each kind there are, and how many passages in all.
        as_of: ISO date of the assessment; documents whose validity ended before it are expired.
    """

    criteria: CriteriaSet
    search: Search
    facts: Callable[[str], SourceFacts]
    counts: Mapping[SourceKind, int]
    passages: int
    as_of: str
    texts: Callable[[], Iterable[str]]
    """All passages' texts, for knowing which words are rare in this evidence."""

    @cached_property
    def weights(self) -> dict[str, float]:
        """Weight of each stem by how few questions and passages use it."""
        return topics.word_weights(self.criteria, self.texts())

    def draft(self, question: Question) -> Draft:
        """Propose a level for one question, with the quotes that carry it."""
        queries = queries_of(question)
        hits = self._hits(queries)
        found = self._candidates(question, hits)
        kept = _spread(found)
        ladder = levels.ladder_of(question)
        votes = [
            levels.Vote(c.stage, c.adverse, c.relevance, c.passage.kind, c.passage.source_id, c.near) for c in kept
        ]
        weighed = levels.weigh(votes, ladder)
        nothing = not kept
        level = 0 if nothing else weighed.level
        evidence = tuple(_evidence(question.id, c, ladder) for c in kept)
        return Draft(
            question_id=question.id,
            level=level,
            nothing_found=nothing,
            confidence=weighed.confidence,
            evidence=evidence,
            reasons=_reasons(kept, weighed, self.as_of),
            missing=_missing(question, level),
            searched=self._searched(queries, hits),
            drafter=NAME,
        )

    def _hits(self, queries: Sequence[str]) -> dict[SourceKind, list[Hit]]:
        """Search every kind on its own, so that no kind crowds out another; best score per passage."""
        found: dict[SourceKind, list[Hit]] = {}
        for kind in SOURCE_KINDS:
            if not self.counts.get(kind):
                continue
            best: dict[str, Hit] = {}
            for hit in chain.from_iterable(self.search(queries, k=PER_KIND, where=SearchFilter(kinds=(kind,)))):
                known = best.get(hit.passage.id)
                if known is None or hit.score > known.score:
                    best[hit.passage.id] = hit
            found[kind] = sorted(best.values(), key=lambda h: (-h.score, h.passage.id))
        return found

    def _candidates(self, question: Question, hits: Mapping[SourceKind, list[Hit]]) -> list[Candidate]:
        topic = topics.topic_of(question, self.weights)
        ladder = levels.ladder_of(question)
        near = _NearLevels(question, self.weights)
        found: list[Candidate] = []
        for hit in chain.from_iterable(hits.values()):
            found += self._read_passage(hit.passage, topic, ladder, near)
        unique: dict[str, Candidate] = {}
        for candidate in sorted(found, key=_rank):
            unique.setdefault(" ".join(candidate.quote.casefold().split()), candidate)
        return list(unique.values())

    def _read_passage(
        self, passage: Passage, topic: topics.Topic, ladder: levels.Ladder, near: "_NearLevels"
    ) -> Iterable[Candidate]:
        speaker = (passage.place.speaker or "").casefold()
        if speaker.startswith(("intervjuare", "utvärderare", "moderator")):
            return
        expired = self._expired(passage)
        above = topic.match(" ".join([passage.source_title, *passage.place.heading]))
        sentences = [(start, end, passage.text[start:end]) for start, end in _spans(passage)]
        for n, (start, end, sentence) in enumerate(sentences):
            reading = read(sentence)
            if reading.asks or not _is_statement(sentence):
                continue
            near_by = " ".join(text for _, _, text in sentences[max(0, n - BEFORE) : n + AFTER + 1])
            relevance = _relevance(topic, sentence, near_by, above, reading)
            if relevance < MIN_RELEVANCE:
                continue
            stage = levels.stage_of(reading, ladder, kind=passage.kind, expired=expired)
            yield Candidate(
                passage, passage.start + start, passage.start + end, sentence, reading, relevance, expired, stage,
                near.of(sentence, reading), near.against(sentence),
            )  # fmt: skip

    def _expired(self, passage: Passage) -> bool:
        until = self.facts(passage.source_id).valid_until
        return passage.kind == "steering_document" and until is not None and until < self.as_of

    def _searched(self, queries: Sequence[str], hits: Mapping[SourceKind, list[Hit]]) -> Searched:
        return Searched(
            queries=tuple(queries),
            sources=tuple((kind, count) for kind, count in self.counts.items() if count),
            passages=self.passages,
            best_scores=tuple((kind, round(found[0].score, 4)) for kind, found in hits.items() if found),
        )


def _relevance(topic: topics.Topic, sentence: str, near_by: str, above: float, reading: Reading) -> float:
    """Return how surely a sentence is about the question, by its own words and by what stands around it.

    A sentence that says how far something has come ("Den följs upp varje år") often leaves the
    thing itself to the sentences before it.
    """
    own = topic.match(sentence)
    around = topic.match(near_by)
    if own >= MIN_OWN:
        return own + (1 - own) * (0.25 * above + 0.25 * around)
    tells = reading.adverse or reading.planned or bool(reading.signals & TELLING)
    return FROM_AROUND * (around + (1 - around) * 0.5 * above) if tells else 0.0


def queries_of(question: Question) -> tuple[str, ...]:
    """Return what to search for: the question, its terms with synonyms, and its higher demands."""
    synonyms = [w for words in question.synonyms.values() for w in words]
    upper = " ".join(level.demand.sv for level in question.levels[2:4])
    return (question.text.sv, " ".join([*question.terms, *synonyms]), f"{question.looks_for.sv} {upper}")


_FIELD = re.compile(r"(?:^|\n|; )[^;:.\n]{1,30}: ")


def _spans(passage: Passage) -> list[tuple[int, int]]:
    """Return the sentences of a passage; a table row is first taken apart into its fields."""
    if passage.kind not in ("social_media", "survey"):
        return sentence_spans(passage.text)
    spans: list[tuple[int, int]] = []
    borders = [*_FIELD.finditer(passage.text)]
    for n, border in enumerate(borders):
        end = borders[n + 1].start() if n + 1 < len(borders) else len(passage.text)
        value = passage.text[border.end() : end]
        spans += [(border.end() + a, border.end() + b) for a, b in sentence_spans(value)]
    return spans


def _is_statement(sentence: str) -> bool:
    """Headings, table scraps and fragments are not quoted: a statement has words and an end."""
    return len(sentence) >= 25 and sentence.count(" ") >= 4 and sentence.rstrip()[-1:] in ".!”\"')…:;|"


class _NearLevels:
    """Which rung's own words and cue phrases a sentence comes near to."""

    def __init__(self, question: Question, weights: Mapping[str, float]) -> None:
        self._weights = weights
        self._phrases: list[tuple[int, tuple[str, ...]]] = []
        for level in question.levels[1:]:
            texts = [level.demand.sv, *question.cues.levels.get(level.number, ())]
            self._phrases += [(level.number, topics.stems(text)) for text in texts]
        self._phrases = [(number, words) for number, words in self._phrases if len(words) >= 3]

        self._against = [w for w in map(topics.stems, question.cues.against) if len(w) >= 2]

    def against(self, sentence: str) -> bool:
        """Say whether the sentence nearly says one of the phrases against the question being met."""
        return any(topics.overlap(sentence, words, self._weights) >= 0.9 for words in self._against)

    def of(self, sentence: str, reading: Reading) -> int | None:
        """Return the rung whose phrase the sentence nearly says, or None."""
        if reading.adverse or reading.planned:
            return None
        scored = [(topics.overlap(sentence, words, self._weights), number) for number, words in self._phrases]
        best, number = max(scored, default=(0.0, 0))
        return number if best >= 0.75 else None


def _rank(candidate: Candidate) -> tuple[float, str, int]:
    return (-candidate.relevance - 0.05 * candidate.stage, candidate.passage.id, candidate.start)


def _spread(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Keep the best quotes, at most three a source, and room for every kind and for what speaks against."""
    kept: list[Candidate] = []
    per_source: dict[str, int] = {}
    per_kind: dict[tuple[SourceKind, bool], int] = {}
    for candidate in candidates:
        source, slot = candidate.passage.source_id, (candidate.passage.kind, candidate.adverse)
        if per_source.get(source, 0) >= 3 or per_kind.get(slot, 0) >= 4:
            continue
        per_source[source] = per_source.get(source, 0) + 1
        per_kind[slot] = per_kind.get(slot, 0) + 1
        kept.append(candidate)
    return kept[:MAX_QUOTES]


def _evidence(question_id: str, candidate: Candidate, ladder: levels.Ladder) -> Evidence:
    passage = candidate.passage
    checked = citations.check(candidate.quote, passage.text)
    stance: Stance = "contradicts" if candidate.adverse else "supports"
    key = f"{question_id}|{passage.source_id}|{passage.revision}|{candidate.start}|{candidate.end}"
    item = Evidence(
        id=hashlib.sha256(key.encode()).hexdigest()[:16],
        source_id=passage.source_id,
        revision=passage.revision,
        source_name=passage.source_name,
        kind=passage.kind,
        passage_id=passage.id,
        start=candidate.start,
        end=candidate.end,
        quote=candidate.quote,
        place=passage.place,
        stance=stance,
        verdict=checked.verdict,
        level=0 if candidate.adverse else ladder.level(candidate.stage),
        signals=tuple(sorted(candidate.reading.signals)),
        score=round(candidate.relevance, 4),
    )
    if candidate.expired:
        return replace(item, warnings=("Dokumentets giltighetstid har gått ut.",))
    return item


_STAGES = {
    levels.NONE: "Underlaget visar inte att det finns på plats.",
    levels.PARTIAL: "Underlaget talar om planer eller enstaka delar av verksamheten.",
    levels.IN_PLACE: "Underlaget visar att det finns på plats.",
    levels.SPREAD: "Underlaget visar att det är känt och används brett i kommunen.",
    levels.DEVELOPED: "Underlaget visar uppföljning som har lett till utveckling.",
}


def _reasons(kept: Sequence[Candidate], weighed: levels.Weighed, as_of: str) -> tuple[str, ...]:
    if not kept:
        return ("Inget underlag hittades i källorna.",)
    reasons = [_STAGES[weighed.stage]]
    if weighed.contradicted:
        reasons.append("Uppgifter talar emot varandra; nivån är sänkt av försiktighet.")
    if weighed.one_kind and weighed.stage >= levels.IN_PLACE:
        reasons.append("Bara ett slags källa stödjer bedömningen.")
    if any(c.expired for c in kept):
        reasons.append(f"Minst ett styrdokument hade gått ut före {as_of}.")
    return tuple(reasons)


def _missing(question: Question, level: int) -> tuple[str, ...]:
    if level >= question.top:
        return ()
    return (question.level(level + 1).demand.sv,)

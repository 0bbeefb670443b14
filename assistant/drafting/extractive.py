"""The built-in drafter: finds, reads and weighs evidence with rules, no model.

Per question it searches every kind of source, picks the sentences that speak of the question,
reads each for how far things have come, and proposes the level that the quotes carry. It quotes
whole sentences only, and says what it searched when it found nothing.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Protocol

import numpy as np

from assistant.domain import citations
from assistant.domain.criteria import CriteriaSet, Question
from assistant.domain.draft import Draft, Evidence, Searched, Stance
from assistant.domain.evidence import SOURCE_KINDS, Hit, Passage, SearchFilter, SourceKind
from assistant.drafting import levels
from assistant.drafting.hearing import hear
from assistant.drafting.instructions import heard_part, withheld_spans
from assistant.drafting.reading import Reading, read
from assistant.drafting.relevance import HEADING, Relevance, Scores, competing, count_uses
from ingest import is_interviewer, sentence_spans, words_from, words_to

NAME = "extractive-2"
WIDE = 60
"""Passages read per query of a question, of all kinds of source together."""
PER_KIND = 8
"""Passages of a kind below which that kind is searched on its own as well, so that no kind crowds out another."""
SEARCHED = 0.2
"""How much what the index makes of a passage counts in the order of quotes; it brings in the embedding model."""
SEARCHED_PASSAGE = 1.0
"""The same where whole passages are put in order."""
MAX_QUOTES = 8
NEAREST = 3
"""Quotes shown where nothing comes near enough to the question."""
FOREMOST = 5
"""Quotes shown whatever their own words say; of the rest only those that speak of the question by themselves."""
OWN_WORDS = 0.0
"""How much better than its rivals a sentence alone must fit the question to be a further quote."""
MIN_SHARE = 0.3
"""Share of the best quote's relevance that every other one must have."""
MIN_SHARE_OF_KIND = 0.5
"""The same for the one quote that gives a kind of source a voice which none of the best quotes has."""
TELLING = 0.1
"""What a sentence gains by denying something, and loses by telling nothing of how far it goes or by being short."""
SHORT = 45
MOST_READ = 40
"""Candidates among which a further kind of source is looked for."""
REMEMBERED = 20_000
"""Passages kept read for the next question."""


class Search(Protocol):
    """What the drafter needs of the index: several queries at once, best first for each."""

    def __call__(self, queries: Sequence[str], *, k: int, where: SearchFilter) -> list[list[Hit]]: ...


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What the drafter knows of a source beyond its passages."""

    valid_until: str | None
    """ISO date on which it says its validity ends."""
    undecided: bool = False
    """It calls itself a draft or a proposal."""
    original: tuple[str, SourceKind] | None = None
    """Id and kind of the source that it is a near-identical copy of; both then speak as one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be evidence."""

    passage: Passage
    start: int
    end: int
    quote: str
    reading: Reading
    relevance: float
    """How surely it and what stands around it speak of the question; about 1 with the question's whole vocabulary."""
    rank: float
    """The same, less what other questions claim of it; orders the quotes."""
    expired: bool
    undecided: bool
    stage: int

    @property
    def adverse(self) -> bool:
        """Say whether the sentence speaks against the question being met."""
        return self.reading.adverse and not self.reading.asks


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a passage, read and scored for every question."""

    start: int
    end: int
    text: str
    reading: Reading
    scores: Scores
    ranks: Scores


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
    weighed: Relevance | None = None
    """Relevance weighed by other texts than ``texts``; for measuring on cases too small to weigh words by."""
    _read: dict[str, tuple[_Sentence, ...]] = field(default_factory=dict, init=False, repr=False)
    _around: dict[str, Scores] = field(default_factory=dict, init=False, repr=False)
    _fit: dict[str, Scores] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def relevance(self) -> Relevance:
        """Scores texts for every question at once."""
        return self.weighed or Relevance(self.criteria, count_uses(self.texts()))

    def draft(self, question: Question) -> Draft:
        """Propose a level for one question, with the quotes that carry it."""
        hits = self._hits(question)
        kept = _spread(self._candidates(question, hits))
        ladder = levels.ladder_of(question)
        weighed = levels.weigh([self._vote(c) for c in kept], ladder, passages=self.passages)
        if weighed.enough:
            evidence = tuple(_evidence(question.id, c, _stance(c), ladder) for c in self._shown(question, kept))
        else:  # the nearest there is, for a person to look at; it speaks neither way
            evidence = tuple(_evidence(question.id, c, "context", ladder) for c in kept[:NEAREST])
        return Draft(
            question_id=question.id,
            level=weighed.level,
            nothing_found=not weighed.enough,
            confidence=weighed.confidence,
            evidence=evidence,
            reasons=_reasons(kept, weighed, self.as_of),
            missing=_missing(question, weighed.level),
            searched=self._searched(queries_of(question), hits),
            drafter=NAME,
        )

    def _shown(self, question: Question, kept: Sequence[Candidate]) -> list[Candidate]:
        """Leave out quotes that only their surroundings bring to the question; what proves most stays.

        Of the quotes left out on the eval sets nine in ten are no labelled evidence (docs/quality.md).
        """
        proving = max((c for c in kept if not c.adverse), key=lambda c: c.stage, default=None)
        return [c for n, c in enumerate(kept) if n < FOREMOST or c is proving or self._fits(question, c) >= OWN_WORDS]

    def _fits(self, question: Question, candidate: Candidate) -> float:
        """Return how much better a quote's own words fit the question than they fit its rivals."""
        own = competing(self.relevance.of(candidate.quote))
        return float(own[self.relevance.place[question.id]])

    @cached_property
    def _pool(self) -> dict[str, list[Hit]]:
        """The passages that each question's queries find, with their mean score over the queries, best first.

        All questions are asked at once, since a passage counts for those that it fits better than the others.
        """
        return {q.id: self._mean_hits(queries_of(q), WIDE, SearchFilter()) for q in self.relevance.questions}

    @cached_property
    def _found(self) -> dict[str, Scores]:
        """What the index makes of each passage found, for every question."""
        found: dict[str, Scores] = {}
        for question, hits in self._pool.items():
            place = self.relevance.place[question]
            for hit in hits:
                scores = found.setdefault(hit.passage.id, np.zeros(len(self.relevance.questions), dtype=np.float32))
                scores[place] = hit.score
        return found

    def _mean_hits(self, queries: Sequence[str], k: int, where: SearchFilter) -> list[Hit]:
        """Return what the queries find together, each passage once with its mean score over them."""
        sums: dict[str, float] = {}
        hits: dict[str, Hit] = {}
        for hit in chain.from_iterable(self.search(queries, k=k, where=where)):
            sums[hit.passage.id] = sums.get(hit.passage.id, 0.0) + hit.score / len(queries)
            hits.setdefault(hit.passage.id, hit)
        return [replace(hits[i], score=sums[i]) for i in sorted(sums, key=lambda i: (-sums[i], i))]

    def _hits(self, question: Question) -> dict[SourceKind, list[Hit]]:
        """Return the passages to read for a question, by kind of source."""
        found: dict[SourceKind, list[Hit]] = {}
        for hit in self._pool[question.id]:
            found.setdefault(hit.passage.kind, []).append(hit)
        for kind in SOURCE_KINDS:
            if self.counts.get(kind) and len(found.get(kind, ())) < PER_KIND:
                known = {hit.passage.id for hit in found.get(kind, ())}
                more = self._mean_hits(queries_of(question), PER_KIND, SearchFilter(kinds=(kind,)))
                found.setdefault(kind, []).extend(hit for hit in more if hit.passage.id not in known)
        return found

    def _candidates(self, question: Question, hits: Mapping[SourceKind, list[Hit]]) -> list[Candidate]:
        """Return the sentences of the passages found that may be evidence, best first, each text once."""
        place = self.relevance.place[question.id]
        found: list[Candidate] = []
        for hit in chain.from_iterable(hits.values()):
            passage = hit.passage
            expired, undecided = self._state(passage)
            for sentence in self._sentences(passage):
                stage = levels.stage_of(sentence.reading, kind=passage.kind, expired=expired, undecided=undecided)
                found.append(
                    Candidate(
                        passage,
                        passage.start + sentence.start,
                        passage.start + sentence.end,
                        sentence.text,
                        sentence.reading,
                        float(sentence.scores[place]),
                        float(sentence.ranks[place]),
                        expired,
                        undecided,
                        stage,
                    )
                )
        unique: dict[str, Candidate] = {}
        for candidate in sorted(found, key=_order):
            unique.setdefault(" ".join(candidate.quote.casefold().split()), candidate)
        return [c for c in unique.values() if c.relevance >= levels.FAINT]

    def _sentences(self, passage: Passage) -> tuple[_Sentence, ...]:
        """Return a passage's statements, read once for all questions."""
        known = self._read.get(passage.id)
        if known is None:
            if len(self._read) >= REMEMBERED:
                self._read.clear()
            known = self._read[passage.id] = tuple(self._read_passage(passage))
        return known

    def passages_for(self, question: Question) -> list[Passage]:
        """Return the passages found for a question, those first that fit it better than they fit the others."""
        place = self.relevance.place[question.id]
        found = [hit.passage for hit in chain.from_iterable(self._hits(question).values())]

        return sorted(found, key=lambda p: (-float(self._competed(p)[place]), p.id))

    def _competed(self, passage: Passage) -> Scores:
        """Return how much better a passage fits each question than it fits the others."""
        if passage.id not in self._fit:
            if len(self._fit) >= REMEMBERED:
                self._fit.clear()
            searched = np.float32(SEARCHED_PASSAGE) * self._searched_scores(passage)
            self._fit[passage.id] = competing(self.around(passage) + searched)
        return self._fit[passage.id]

    def around(self, passage: Passage) -> Scores:
        """Return how surely a passage, with title and headings, speaks of each question."""
        if len(self._around) >= REMEMBERED:
            self._around.clear()
        if passage.id not in self._around:
            self._around[passage.id] = self._score_around(passage)
        return self._around[passage.id]

    def _score_around(self, passage: Passage) -> Scores:
        heard = hear(passage)
        above = self.relevance.of(" ".join([heard.source_title, *heard.place.heading]))
        scores: Scores = self.relevance.of(heard.text) + np.float32(HEADING) * above
        return scores

    def _searched_scores(self, passage: Passage) -> Scores:
        """Return what the index makes of a passage, for every question."""
        nothing = np.zeros(len(self.relevance.questions), dtype=np.float32)
        return self._found.get(passage.id, nothing)

    def _read_passage(self, passage: Passage) -> Iterable[_Sentence]:
        if is_interviewer(passage.place.speaker):
            return
        around, searched = self.around(passage), self._searched_scores(passage)
        for start, end in _heard_spans(passage):
            text = passage.text[start:end]
            reading = read(text)
            if reading.asks or not _is_statement(text):
                continue
            scores = self.relevance.of(text) + around
            ranks = competing(scores + np.float32(SEARCHED) * searched) + np.float32(_telling(text, reading))
            yield _Sentence(start, end, text, reading, scores, ranks)

    def _vote(self, candidate: Candidate) -> levels.Vote:
        """Return what a quote speaks for; a copy speaks as its original, so that it is no second witness."""
        passage = candidate.passage
        source_id, kind = self.facts(passage.source_id).original or (passage.source_id, passage.kind)
        return levels.Vote(
            stage=candidate.stage,
            adverse=candidate.adverse,
            weight=candidate.relevance,
            kind=kind,
            source_id=source_id,
            norm="norm" in candidate.reading.signals,
            mixed=candidate.reading.mixed,
            companies="companies" in candidate.reading.signals,
        )

    def _state(self, passage: Passage) -> tuple[bool, bool]:
        """Say whether a passage stands in a document that has expired, and in one that is not decided."""
        if passage.kind != "steering_document":
            return False, False
        facts = self.facts(passage.source_id)
        return facts.valid_until is not None and facts.valid_until < self.as_of, facts.undecided

    def _searched(self, queries: Sequence[str], hits: Mapping[SourceKind, list[Hit]]) -> Searched:
        return Searched(
            queries=tuple(queries),
            sources=tuple((kind, count) for kind, count in self.counts.items() if count),
            passages=self.passages,
            best_scores=tuple((kind, round(found[0].score, 4)) for kind, found in hits.items() if found),
        )


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


def _heard_spans(passage: Passage) -> list[tuple[int, int]]:
    """Return the sentences of a passage without what addresses the judge, each from where its words begin."""
    text = passage.text
    return [(words_from(text, a, b), words_to(text, a, b)) for a, b in _untouched(passage, _spans(passage))]


def _untouched(passage: Passage, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return some sentences, or what of them is heard."""
    gone = withheld_spans(passage.text)
    if not gone:
        return spans
    touched = [any(a < end and start < b for start, end in gone) for a, b in spans]
    parts = [heard_part(passage.text, span) if hit else span for span, hit in zip(spans, touched, strict=True)]
    return [part for part in parts if part]


def _is_statement(sentence: str) -> bool:
    """Headings, table scraps and fragments are not quoted: a statement has words and an end."""
    return len(sentence) >= 25 and sentence.count(" ") >= 4 and sentence.rstrip()[-1:] in ".!”\"')…:;|"


def _telling(text: str, reading: Reading) -> float:
    """Return what a sentence gains or loses in rank by how much it tells."""
    gain = TELLING if reading.adverse else 0.0
    gain -= TELLING if not reading.signals else 0.0
    return gain - (TELLING if len(text) < SHORT else 0.0)


def _order(candidate: Candidate) -> tuple[float, str, int]:
    return (-candidate.rank, candidate.passage.id, candidate.start)


def _spread(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Keep the best quotes, and one of every kind of source that is not among them but speaks nearly as surely."""
    top = max((c.relevance for c in candidates), default=0.0)
    kept = [c for c in candidates if c.relevance >= MIN_SHARE * top][:MAX_QUOTES]
    heard = {c.passage.kind for c in kept}
    for candidate in candidates[:MOST_READ]:
        if candidate.passage.kind not in heard and candidate.relevance >= MIN_SHARE_OF_KIND * top:
            kept.append(candidate)
            heard.add(candidate.passage.kind)
    return kept


def _stance(candidate: Candidate) -> Stance:
    return "contradicts" if candidate.adverse else "supports"


def _evidence(question_id: str, candidate: Candidate, stance: Stance, ladder: levels.Ladder) -> Evidence:
    passage = candidate.passage
    checked = citations.check(candidate.quote, passage.text)
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
        level=0 if stance != "supports" else ladder.level(candidate.stage),
        signals=tuple(sorted(candidate.reading.signals)),
        score=levels.shown(candidate.relevance),
    )
    warnings = [
        text
        for holds, text in (
            (candidate.expired, "Dokumentets giltighetstid har gått ut."),
            (candidate.undecided, "Dokumentet är ett utkast eller ett förslag."),
        )
        if holds
    ]
    return replace(item, warnings=tuple(warnings))


_STAGES = {
    levels.NONE: "Underlaget visar inte att det finns på plats.",
    levels.PARTIAL: "Underlaget talar om planer eller enstaka delar av verksamheten.",
    levels.IN_PLACE: "Underlaget visar att det finns på plats.",
    levels.SPREAD: "Underlaget visar att det är känt och används brett i kommunen.",
    levels.DEVELOPED: "Underlaget visar uppföljning som har lett till utveckling.",
}


def _reasons(kept: Sequence[Candidate], weighed: levels.Weighed, as_of: str) -> tuple[str, ...]:
    if not weighed.enough:
        near = " Det närmaste visas som sammanhang." if kept else ""
        return (f"Inget underlag som besvarar frågan hittades i källorna.{near}",)
    reasons = [_STAGES[weighed.stage]]
    if weighed.contradicted:
        reasons.append("Uppgifter talar emot varandra; nivån är sänkt av försiktighet.")
    if weighed.one_kind and weighed.stage >= levels.IN_PLACE:
        reasons.append("Bara ett slags källa stödjer bedömningen.")
    if any(c.expired for c in kept):
        reasons.append(f"Minst ett styrdokument hade gått ut före {as_of}.")
    if any(c.undecided for c in kept):
        reasons.append("Minst ett dokument är ett utkast eller ett förslag.")
    return tuple(reasons)


def _missing(question: Question, level: int) -> tuple[str, ...]:
    if level >= question.top:
        return ()
    return (question.level(level + 1).demand.sv,)

"""How well search finds: any retrieval set in BEIR's shape, through the index the product uses."""

import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from assistant.catalog.beir import RetrievalSet
from assistant.domain.ranking import RankingScore, mean, measure, reachable_recall
from assistant.drafting.extractive import ExtractiveDrafter, SourceFacts
from assistant.errors import InvalidInputError
from assistant.index import HybridIndex
from assistant.workflow.evaluating.feed import MemoryFeed, passages_of
from assistant.workflow.evaluating.record import Result, record
from assistant.workflow.parts import Parts

Mode = Literal["lexical", "dense", "hybrid", "mapping"]
WEIGHTS: Mapping[Mode, float | None] = {"lexical": 0.0, "dense": 1.0, "hybrid": None, "mapping": None}
"""Share of the vectors in each way of searching. ``hybrid`` is what is configured; ``mapping`` is how the drafter maps
passages to the questions of the criteria, for sets whose queries are those questions."""

DEPTH = 100
"""Documents ranked for a query; the reciprocal rank is 0 for what lies deeper."""
_DEEPEST = 3200
"""Passages asked for at most, when long documents crowd the ranking."""
SEED = 20_201_125
RESAMPLES = 2000
DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Searched:
    """What one way of searching gave: documents by query, and milliseconds per query as the product asks."""

    ranked: Mapping[str, Sequence[str]]
    milliseconds: tuple[float, ...]


def evaluate(parts: Parts, judged: RetrievalSet, *, name: str, modes: Sequence[Mode] = ()) -> Result:
    """Measure the configured retrieval on a retrieval set, and other ways of searching beside it.

    Documents are cut into passages as any text is; a document ranks where its best passage does.
    Intervals hold 95 % of the means of 2,000 samples of the queries, drawn with a fixed seed.
    """
    feed = MemoryFeed([p for number, d in enumerate(judged.documents) for p in passages_of(number, d)])
    found: dict[Mode, Searched] = {}
    with tempfile.TemporaryDirectory() as folder:
        for mode in dict.fromkeys([*modes, "hybrid"]):
            index = parts.new_index(Path(folder), feed, vector_weight=WEIGHTS[mode])
            try:
                index.sync()
                mapped = mode == "mapping"
                found[mode] = _map(parts, index, feed, judged.queries) if mapped else _search(index, judged.queries)
            finally:
                index.close()
    scores = {mode: _measured(judged, searched) for mode, searched in found.items()}
    figures = {
        **_figures(scores["hybrid"]),
        "intervals": _intervals(scores["hybrid"]),
        "recall@10_reachable": round(
            sum(reachable_recall(judged.grades[q], 10) for q in judged.queries) / len(judged.queries), DECIMALS
        ),
        "latency_ms": _latency(found["hybrid"]),
        "queries": len(judged.queries),
        "unjudged_queries": judged.unjudged,
        "documents": len(judged.documents),
        "empty_documents": judged.empty_documents,
        "passages": feed.count(),
        "judgements": judged.split,
    }
    if modes:
        figures["modes"] = {mode: _compared(scores, found, mode) for mode in modes}
    rows = tuple(_row(judged, found, scores, query) for query in judged.queries)
    return Result(record(parts, "retrieval", set_name=name, set_hash=judged.fingerprint), figures, rows)


def _search(index: HybridIndex, queries: Mapping[str, str]) -> Searched:
    ranked: dict[str, Sequence[str]] = {}
    spent = []
    for query, text in queries.items():
        began = time.perf_counter()
        index.search(text, k=10)
        spent.append((time.perf_counter() - began) * 1000)
        ranked[query] = _documents(index, text)
    return Searched(ranked, tuple(spent))


def _map(parts: Parts, index: HybridIndex, feed: MemoryFeed, queries: Mapping[str, str]) -> Searched:
    """Rank passages as the drafter does for the question of each query's id.

    Raises:
        InvalidInputError: a query is not a question of the criteria.
    """
    criteria = parts.criteria("kommunkompassen", "2020")
    known = {question.id: question for question in criteria.questions()}
    if unknown := [query for query in queries if query not in known]:
        raise InvalidInputError(
            f"Frågan {unknown[0]!r} är ingen delfråga i kriterierna.", hint="Sättet mapping passar bara criteria-sv."
        )
    drafter = ExtractiveDrafter(
        criteria=criteria,
        search=index.search_many,
        facts=lambda _source: SourceFacts(None),
        counts={"steering_document": 1},
        passages=feed.count(),
        as_of="",
        texts=lambda: (p.text for p in feed.passages(None)),
    )
    ranked: dict[str, Sequence[str]] = {}
    spent = []
    for query in queries:
        began = time.perf_counter()
        passages = drafter.passages_for(known[query])
        spent.append((time.perf_counter() - began) * 1000)
        ranked[query] = list(dict.fromkeys(p.source_name for p in passages))[:DEPTH]
    return Searched(ranked, tuple(spent))


def _documents(index: HybridIndex, text: str) -> Sequence[str]:
    """Return ids of documents in the order of their best passages; looks deeper while too few have turned up."""
    wanted = DEPTH
    while True:
        hits = index.search(text, k=wanted)
        documents = list(dict.fromkeys(hit.passage.source_name for hit in hits))
        if len(documents) >= DEPTH or len(hits) < wanted or wanted >= _DEEPEST:
            return documents[:DEPTH]
        wanted *= 2


def _measured(judged: RetrievalSet, searched: Searched) -> dict[str, RankingScore]:
    return {query: measure(searched.ranked[query], judged.grades[query]) for query in judged.queries}


def _figures(scores: Mapping[str, RankingScore]) -> dict[str, float]:
    return _rounded(mean(list(scores.values())).named())


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, DECIMALS) for name, value in values.items()}


def _table(scores: Mapping[str, RankingScore]) -> dict[str, Any]:
    rows = [s.named() for s in scores.values()]
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def interval(values: Any) -> list[float]:
    """Return the bounds that hold 95 % of the means of resampled values; the same for the same values.

    Args:
        values: an array with one number per case, in the order of the cases.
    """
    picks = np.random.default_rng(SEED).integers(0, len(values), size=(RESAMPLES, len(values)))
    low, high = np.percentile(values[picks].mean(axis=1), [2.5, 97.5])
    return [round(float(low), DECIMALS), round(float(high), DECIMALS)]


def _intervals(scores: Mapping[str, RankingScore]) -> dict[str, list[float]]:
    return {name: interval(values) for name, values in _table(scores).items()}


def _latency(searched: Searched) -> dict[str, float]:
    p50, p95 = np.percentile(searched.milliseconds, [50, 95])
    return {"p50": round(float(p50), 2), "p95": round(float(p95), 2)}


def _compared(
    scores: Mapping[Mode, Mapping[str, RankingScore]], found: Mapping[Mode, Searched], mode: Mode
) -> dict[str, Any]:
    """Return the figures of one way of searching, and how much better or worse it is than what is configured."""
    own, configured = _table(scores[mode]), _table(scores["hybrid"])
    difference = own["ndcg@10"] - configured["ndcg@10"]
    return {
        **_figures(scores[mode]),
        "intervals": _intervals(scores[mode]),
        "latency_ms": _latency(found[mode]),
        "ndcg@10_against_hybrid": {
            "difference": round(float(difference.mean()), DECIMALS),
            "interval": interval(difference),
        },
    }


def _row(
    judged: RetrievalSet,
    found: Mapping[Mode, Searched],
    scores: Mapping[Mode, Mapping[str, RankingScore]],
    query: str,
) -> dict[str, Any]:
    return {
        "id": query,
        **_rounded(scores["hybrid"][query].named()),
        "first": [*found["hybrid"].ranked[query][:10]],
        "missed": [d for d, g in judged.grades[query].items() if g > 0 and d not in found["hybrid"].ranked[query][:10]],
        **{f"ndcg@10 {mode}": round(s[query].ndcg_10, DECIMALS) for mode, s in scores.items() if mode != "hybrid"},
    }

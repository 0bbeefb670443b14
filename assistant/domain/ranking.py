"""How good a ranked list of documents is, measured against judged relevance.

Conventions are those of trec_eval: the gain of a document is its grade (0 and below give nothing), discounted by
log2 of its rank + 1; the ideal order is that of all judged documents. What nobody judged counts as not relevant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2


@dataclass(frozen=True, slots=True)
class RankingScore:
    """The measures of one query, each 0 to 1, or their means over several queries."""

    ndcg_10: float
    recall_10: float
    mrr: float
    success_1: float
    success_5: float

    def named(self) -> dict[str, float]:
        """Return the measures by the names used in print and in JSON."""
        return {
            "ndcg@10": self.ndcg_10,
            "recall@10": self.recall_10,
            "mrr": self.mrr,
            "success@1": self.success_1,
            "success@5": self.success_5,
        }


def measure(ranked: Sequence[str], grades: Mapping[str, float]) -> RankingScore:
    """Measure one query's ranked document ids, best first, against the grades of its judged documents.

    Raises:
        ValueError: no document has a grade above 0, so there is nothing to find.
    """
    relevant = {document for document, grade in grades.items() if grade > 0}
    if not relevant:
        raise ValueError("a query without relevant documents cannot be measured")
    first = next((rank for rank, document in enumerate(ranked, 1) if document in relevant), None)
    return RankingScore(
        ndcg_10=ndcg(ranked, grades, 10),
        recall_10=len(relevant.intersection(ranked[:10])) / len(relevant),
        mrr=1 / first if first else 0.0,
        success_1=float(first == 1),
        success_5=float(first is not None and first <= 5),
    )


def ndcg(ranked: Sequence[str], grades: Mapping[str, float], depth: int) -> float:
    """Return the normalised discounted cumulative gain at a depth; 0 when nothing is relevant."""
    ideal = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain([grades.get(document, 0.0) for document in ranked[:depth]]) / ideal if ideal else 0.0


def _gain(grades: Sequence[float]) -> float:
    return sum(max(grade, 0.0) / log2(rank + 1) for rank, grade in enumerate(grades, 1))


def reachable_recall(grades: Mapping[str, float], depth: int) -> float:
    """Return the recall of an ideal ranking at a depth: below 1 when more documents are relevant than fit.

    Raises:
        ValueError: no document has a grade above 0.
    """
    relevant = sum(grade > 0 for grade in grades.values())
    if not relevant:
        raise ValueError("a query without relevant documents cannot be measured")
    return min(depth, relevant) / relevant


def mean(scores: Sequence[RankingScore]) -> RankingScore:
    """Return the means over queries, every query counting the same.

    Raises:
        ValueError: there are no queries.
    """
    if not scores:
        raise ValueError("there is no mean of no queries")
    count = len(scores)
    return RankingScore(
        ndcg_10=sum(s.ndcg_10 for s in scores) / count,
        recall_10=sum(s.recall_10 for s in scores) / count,
        mrr=sum(s.mrr for s in scores) / count,
        success_1=sum(s.success_1 for s in scores) / count,
        success_5=sum(s.success_5 for s in scores) / count,
    )

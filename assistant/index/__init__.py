"""Search over the passages of an assessment; everything in it can be rebuilt from the store."""

from assistant.index.embedder import Embedder
from assistant.index.hybrid import HybridIndex, SyncReport
from assistant.index.models import ModelChoice
from assistant.index.opening import embedder_or_builtin, open_embedder, reranker_or_none
from assistant.index.ports import Hear, PassageFeed
from assistant.index.reranker import RerankedIndex, Reranker, RerankerChoice, open_reranker

__all__ = [
    "Embedder",
    "Hear",
    "HybridIndex",
    "ModelChoice",
    "PassageFeed",
    "RerankedIndex",
    "Reranker",
    "RerankerChoice",
    "SyncReport",
    "embedder_or_builtin",
    "open_embedder",
    "open_reranker",
    "reranker_or_none",
]

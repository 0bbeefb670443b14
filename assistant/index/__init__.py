"""Search over the passages of an assessment; everything in it can be rebuilt from the store."""

from assistant.index.embedder import Embedder, open_embedder
from assistant.index.hybrid import HybridIndex, SyncReport
from assistant.index.ports import PassageFeed

__all__ = ["Embedder", "HybridIndex", "PassageFeed", "SyncReport", "open_embedder"]

"""Read a whole Chroma folder in a process of its own: a damaged one can crash whoever opens it.

    python -m assistant.index.probe <folder> <collection>

Ends with 0 when all ids and vectors could be read and a sample of them is found by searching, with 3
when what was read makes no sense. Whether the vectors are the right ones, the caller compares.
"""

import sys
from typing import Any

import numpy as np

from assistant.index.vectors import BATCH, open_raw

_SAMPLE = 64
_FOUND_SHARE = 0.9
"""A sound approximate search misses a few; one with broken links misses many."""
_NEAR = 1e-3


def sound(collection: Any) -> bool:
    """Read everything and say whether it makes sense; a damaged index may raise anything, or crash."""
    ids = collection.get(include=[])["ids"]
    if len(ids) != collection.count():
        return False
    picked = []
    every = max(1, len(ids) // _SAMPLE)
    for start in range(0, len(ids), BATCH):
        vectors = np.asarray(collection.get(ids=ids[start : start + BATCH], include=["embeddings"])["embeddings"])
        lengths = np.linalg.norm(vectors, axis=1)
        if len(vectors) != len(ids[start : start + BATCH]) or not np.isfinite(lengths).all():
            return False
        if (lengths > 1 + _NEAR).any():  # they were put as unit vectors, or zeros
            return False
        picked.append(vectors[np.flatnonzero(lengths > 1 - _NEAR)][::every])
    return _found(collection, np.concatenate(picked)) if picked else True


def _found(collection: Any, vectors: Any) -> bool:
    if not len(vectors):
        return True
    answer = collection.query(query_embeddings=vectors, n_results=1, include=["distances"])
    nearest = [distances[0] < _NEAR if distances else False for distances in answer["distances"]]
    return bool(sum(nearest) >= _FOUND_SHARE * len(nearest))


if __name__ == "__main__":
    sys.exit(0 if sound(open_raw(sys.argv[1], sys.argv[2])) else 3)

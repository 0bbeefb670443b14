"""The score matrix of bm25s, built in blocks and written in bm25s's own files.

bm25s itself holds every token of every text while it builds: 3.5 GB at 100,000 passages. Here texts
are read once and kept as counts of whole words; the counts of stems or n-grams are a sparse product
of those, made for a block of terms at a time and written at once. bm25s maps the files and scores
queries as if it had written them. Scores are those of bm25s's method ``lucene`` (decision 8).
"""

import json
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.index.tokens import words

BLOCK = 1_000_000
"""About how many postings are made at a time."""
FILES = {
    "data_name": "data.csc.index.npy",
    "indices_name": "indices.csc.index.npy",
    "indptr_name": "indptr.csc.index.npy",
}
VOCABULARY = "words.json"
_MOST = 65_535  # what a count's two bytes hold

Split = Callable[[str], Iterable[str]]
"""Gives the terms of one word: its stems, or its n-grams."""


@dataclass(frozen=True, slots=True)
class WordCounts:
    """How often each word stands in each text."""

    words: tuple[str, ...]
    matrix: Any
    """SciPy CSR, float32, shape (words, texts)."""
    texts: int


def count_words(texts: Iterable[str]) -> WordCounts:
    """Read texts once, one at a time, and count their words."""
    from scipy import sparse

    known: dict[str, int] = {}
    ids, counts, ends = array("i"), array("H"), array("q", [0])
    for text in texts:
        for word, n in Counter(words(text)).items():
            ids.append(known.setdefault(word, len(known)))
            counts.append(min(n, _MOST))
        ends.append(len(ids))
    numbers = np.frombuffer(counts, np.uint16).astype(np.float32)
    columns = (numbers, np.frombuffer(ids, np.int32), np.frombuffer(ends, np.int64))
    by_text = sparse.csr_matrix(columns, shape=(len(ends) - 1, len(known)))
    return WordCounts(tuple(known), by_text.T.tocsr(), len(ends) - 1)


def write_postings(counts: WordCounts, split: Split, folder: Path, *, k1: float, b: float) -> None:
    """Write one bm25s index, with its vocabulary, to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    terms, by_term = _terms(counts, split)
    lengths = np.asarray(counts.matrix.T @ np.asarray(by_term.sum(axis=0)).ravel(), dtype=np.float64)
    relative = lengths / (lengths.mean() if lengths.any() else 1.0)
    saturation = k1 * (1 - b + b * relative)
    _write_parameters(folder, max(counts.texts, 1), k1, b)
    sizes = [np.zeros(1, dtype=np.int64)]
    with _column(folder / FILES["data_name"], "<f4") as data, _column(folder / FILES["indices_name"], "<i4") as indices:
        for block in _blocks(by_term, counts.matrix):
            frequency = np.diff(block.indptr)
            rarity = np.log(1 + (counts.texts - frequency + 0.5) / (frequency + 0.5))
            data(np.repeat(rarity, frequency) * block.data / (saturation[block.indices] + block.data))
            indices(block.indices)
            sizes.append(frequency)
        if not terms:  # an empty file cannot be mapped; a word that nobody can ask for stands in
            data(np.zeros(1))
            indices(np.zeros(1))
            terms, sizes = {"": 0}, [np.array([0, 1])]
    np.save(folder / FILES["indptr_name"], np.cumsum(np.concatenate(sizes), dtype=np.int64))
    (folder / VOCABULARY).write_text(json.dumps(terms, ensure_ascii=False), encoding="utf-8")


def _terms(counts: WordCounts, split: Split) -> tuple[dict[str, int], Any]:
    """Return the terms by number, and how often each stands in each word: CSR, shape (terms, words)."""
    from scipy import sparse

    terms: dict[str, int] = {}
    rows, columns = array("i"), array("i")
    for number, word in enumerate(counts.words):
        for term in split(word):
            rows.append(terms.setdefault(term, len(terms)))
            columns.append(number)
    places = (np.frombuffer(rows, np.int32), np.frombuffer(columns, np.int32))
    ones = np.ones(len(rows), dtype=np.float32)
    return terms, sparse.csr_matrix((ones, places), shape=(len(terms), len(counts.words)))


def _blocks(by_term: Any, by_word: Any) -> Iterator[Any]:
    """Yield the matrix (terms, texts) a few terms at a time, texts in order."""
    cost = np.concatenate([[0.0], np.cumsum(by_term @ np.diff(by_word.indptr).astype(np.float64))])
    start, count = 0, by_term.shape[0]
    while start < count:
        end = max(start + 1, int(np.searchsorted(cost, cost[start] + BLOCK, "right")) - 1)
        block = by_term[start:end] @ by_word
        block.sort_indices()
        yield block
        start = end


def _write_parameters(folder: Path, texts: int, k1: float, b: float) -> None:
    """Let bm25s write its own parameters, with arrays of nothing that are then written over."""
    import bm25s

    model = bm25s.BM25(k1=k1, b=b)
    nothing = np.zeros(1, dtype=np.int64)
    model.scores = {"data": nothing, "indices": nothing, "indptr": nothing, "num_docs": texts}
    model.vocab_dict, model.nonoccurrence_array = {}, None
    model.save(str(folder), show_progress=False, **FILES)


@contextmanager
def _column(path: Path, kind: str) -> Iterator[Callable[[NDArray[Any]], None]]:
    """Write a one-dimensional .npy file whose length is known only at its end."""
    size = 0
    with path.open("wb") as file:

        def head() -> None:  # numpy pads its header so that a longer length takes the same room
            about = {"descr": kind, "fortran_order": False, "shape": (size,)}
            np.lib.format.write_array_header_1_0(file, about)

        def add(values: NDArray[Any]) -> None:
            nonlocal size
            size += len(values)
            file.write(np.ascontiguousarray(values, dtype=kind).data)

        head()
        yield add
        file.seek(0)
        head()

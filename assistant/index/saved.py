"""What an index keeps on disk beside Chroma: its rows, its word files and its exact vectors.

They are built together for one state of the store, from passages read one at a time. ``state.json``
is written last and carries a checksum of every file, so a state that can be read is whole; anything
else is built anew.
"""

import json
import logging
import shutil
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.domain.evidence import Passage, SearchFilter
from assistant.errors import IndexUnavailableError
from assistant.index.files import checks, same_content
from assistant.index.hashing import Vectors
from assistant.index.lexical import LexicalIndex
from assistant.index.wording import wording

logger = logging.getLogger(__name__)

Mask = NDArray[np.bool_]
_BATCH = 1024
WORDS = "4"
"""Raise it with every change to what the word index reads, leaves out, or how it weighs; older files are built anew."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What searching needs of every passage, by position."""

    ids: tuple[str, ...]
    place: dict[str, int]
    kinds: NDArray[np.str_]
    sources: NDArray[np.str_]
    dates: NDArray[np.str_]
    """Empty where the source has no date."""

    def mask(self, where: SearchFilter) -> Mask | None:
        """Return which positions a filter lets through, or None when it lets all through."""
        if where == SearchFilter():
            return None
        mask = np.ones(len(self.ids), dtype=np.bool_)
        if where.kinds:
            mask &= np.isin(self.kinds, where.kinds)
        if where.source_ids:
            mask &= np.isin(self.sources, where.source_ids)
        undated = self.dates == ""
        if where.date_from:
            mask &= undated | (self.dates >= where.date_from)
        if where.date_to:
            mask &= undated | (self.dates <= where.date_to)
        return mask


@dataclass(frozen=True, slots=True)
class Saved:
    """An index's files for one state of the store, mapped."""

    fingerprint: str
    rows: Rows
    lexical: LexicalIndex
    matrix: Vectors
    """Shape (passages, dimensions), read from disk as needed."""


class SavedFiles:
    """Writes, checks and maps the files of one index."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        self._folder = folder
        self._built = folder / "built"
        self._dimensions = dimensions

    def keys(self) -> dict[str, str]:
        """Return the content key of every passage that was indexed, by id; nothing when that is unknown."""
        state = self._state()
        return {} if state is None else _keys(state)

    def forget(self) -> None:
        """Make the files count for nothing; done before anything changes, so that no half state is believed."""
        self._path.unlink(missing_ok=True)

    def load(self, fingerprint: str, wanted: Mapping[str, str]) -> Saved | None:
        """Map the files; None when they were built for another state of the store, or never.

        Raises:
            IndexUnavailableError: a file is damaged or missing.
        """
        state = self._state()
        if state is None or state["fingerprint"] != fingerprint or _keys(state) != wanted:
            return None
        if state.get("words") != WORDS:
            return None
        try:
            if same_content(self._built, state["files"]):
                return self._map(fingerprint, state["rows"])
            reason = "checksums differ"
        except (OSError, ValueError, LookupError, TypeError, EOFError) as error:
            reason = type(error).__name__
        logger.warning("saved index damaged", extra={"reason": reason})
        raise IndexUnavailableError("Sökindexet är skadat.", hint="Det byggs om av sig självt.")

    def build(
        self,
        passages: Iterable[Passage],
        wanted: Mapping[str, str],
        vectors: Callable[[Sequence[str]], Vectors],
        fingerprint: str,
    ) -> Saved:
        """Write the files anew.

        Args:
            passages: in the order that gives them their positions.
            wanted: content key by id; passages that came since are left for the next time.
            vectors: gives the vectors of some ids.
            fingerprint: the state of the store that ``wanted`` was read at.
        """
        self.forget()
        shutil.rmtree(self._built, ignore_errors=True)
        self._built.mkdir(parents=True)
        rows: list[tuple[str, str, str, str, str]] = []

        def texts() -> Iterator[str]:
            for p in passages:
                if p.id in wanted:
                    rows.append((p.id, wanted[p.id], p.kind, p.source_id, p.date or ""))
                    yield wording(p)

        LexicalIndex.build(texts(), self._built / "words")
        self._write_vectors([row[0] for row in rows], vectors)
        state = {"fingerprint": fingerprint, "words": WORDS, "rows": rows, "files": checks(self._built)}
        self._write_state(state)
        return self._map(fingerprint, rows)

    def _map(self, fingerprint: str, rows: Sequence[Sequence[str]]) -> Saved:
        ids = tuple(row[0] for row in rows)
        kinds, sources, dates = (np.array([row[n] for row in rows], dtype=np.str_) for n in (2, 3, 4))
        lexical = LexicalIndex.load(self._built / "words", len(ids))
        matrix = np.load(self._vectors, mmap_mode="r" if ids else None)  # nothing cannot be mapped
        if matrix.shape != (len(ids), self._dimensions):
            raise ValueError("vectors of another shape")
        return Saved(fingerprint, Rows(ids, {i: n for n, i in enumerate(ids)}, kinds, sources, dates), lexical, matrix)

    def _write_vectors(self, ids: Sequence[str], vectors: Callable[[Sequence[str]], Vectors]) -> None:
        """Write batch by batch; a mapped file would count its unwritten pages as memory."""
        with self._vectors.open("wb") as file:
            about = {"descr": "<f4", "fortran_order": False, "shape": (len(ids), self._dimensions)}
            np.lib.format.write_array_header_1_0(file, about)
            for start in range(0, len(ids), _BATCH):
                file.write(np.ascontiguousarray(vectors(ids[start : start + _BATCH]), dtype="<f4").data)

    def _write_state(self, state: dict[str, Any]) -> None:
        body = json.dumps(state, ensure_ascii=False)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(f"{zlib.crc32(body.encode())}\n{body}", encoding="utf-8")
        fresh.replace(self._path)

    def _state(self) -> dict[str, Any] | None:
        """Read the state; None when there is none or it is not as it was written."""
        try:
            check, body = self._path.read_text(encoding="utf-8").split("\n", 1)
            state: dict[str, Any] = json.loads(body) if int(check) == zlib.crc32(body.encode()) else {}
        except (OSError, ValueError):
            return None
        return state or None

    @property
    def _path(self) -> Path:
        return self._folder / "state.json"

    @property
    def _vectors(self) -> Path:
        return self._built / "vectors.npy"


def _keys(state: dict[str, Any]) -> dict[str, str]:
    return {row[0]: row[1] for row in state["rows"]}

"""The passages that may be found, and their vectors.

A passage is *live* while its source is ready and its revision the newest one. Older passages stay,
so that a quote of them can still be shown in its place, but no search sees them.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, insert, select

from assistant.domain.evidence import Passage, Place, SourceKind, content_key, passage_id
from assistant.store.codec import decode, encode
from assistant.store.rows import CHUNK, chunks, insert_missing
from assistant.store.tables import passages, revisions, sources, vectors


@dataclass(frozen=True, slots=True)
class LiveSource:
    """A source whose passages may be found, and how many they are."""

    source_id: str
    revision: int
    passages: int


class Passages:
    """Answers about passages, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, assessment_id: str) -> int:
        """Return how many passages may be found."""
        query = select(func.coalesce(func.sum(sources.c.passages), 0)).where(*_ready(assessment_id))
        return int(self._connection.execute(query).scalar_one())

    def fingerprint(self, assessment_id: str) -> str:
        """Name the set of passages that may be found: SHA-256 over their sorted ids and content keys.

        Hashed in two steps, first within each source (kept when it was read) and then over the
        sources, so that it costs the same whether a source has ten passages or ten thousand.
        """
        query = select(sources.c.id, sources.c.digest).where(*_ready(assessment_id))
        lines = sorted(f"{source} {digest}\n" for source, digest in self._connection.execute(query))
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    def ids(self, assessment_id: str) -> Iterator[tuple[str, str]]:
        """Iterate over id and content key of all passages that may be found."""
        query = (
            select(passages.c.source_id, passages.c.revision, passages.c.ordinal, passages.c.content_key)
            .select_from(_live_join())
            .where(*_ready(assessment_id))
        )
        for part in self._connection.execute(query).yield_per(5000).partitions():
            for source, revision, ordinal, key in part:
                yield passage_id(source, revision, ordinal), key

    def get(self, ids: Sequence[str], *, assessment_id: str, live: bool = False) -> dict[str, Passage]:
        """Return passages of one assessment by id; ids of others are left out, whoever asks.

        ``live`` also leaves out those that may no longer be found.
        """
        found: dict[str, Passage] = {}
        for part in chunks(ids):
            query = _whole().where(passages.c.id.in_(part), sources.c.assessment_id == assessment_id)
            if live:
                query = query.where(sources.c.state == "ready", sources.c.revision == passages.c.revision)
            for row in self._connection.execute(query):
                found[row[0]] = _passage(row)
        return found

    def stream(self, assessment_id: str) -> Iterator[Passage]:
        """Iterate over all passages that may be found, source by source, in reading order."""
        for batch in batches(self.live_sources(assessment_id)):
            yield from self.of_sources(batch)

    def live_sources(self, assessment_id: str) -> tuple[LiveSource, ...]:
        """Return the sources whose passages may be found."""
        query = select(sources.c.id, sources.c.revision, sources.c.passages).where(*_ready(assessment_id))
        return tuple(LiveSource(*row) for row in self._connection.execute(query.order_by(sources.c.id)))

    def of_sources(self, wanted: Sequence[LiveSource]) -> list[Passage]:
        """Return all passages of some sources in the revisions named, in reading order."""
        found: list[Passage] = []
        for part in chunks(wanted, 50):
            revision_of = {source.source_id: source.revision for source in part}
            query = (
                _whole()
                .where(passages.c.source_id.in_(revision_of))
                .order_by(passages.c.source_id, passages.c.revision, passages.c.ordinal)
            )
            found += [_passage(row) for row in self._connection.execute(query) if revision_of[row[1]] == row[2]]
        return found

    def of_source(self, source_id: str, revision: int) -> list[Passage]:
        """Return the passages of one revision of a source, in reading order."""
        return self.of_sources([LiveSource(source_id, revision, 0)])

    def add(self, new: Sequence[Passage]) -> str:
        """Insert the passages of one revision of a source; return the digest of their ids and content keys."""
        rows = [_row(passage) for passage in new]
        if rows:
            self._connection.execute(insert(passages), rows)
        return digest_of(rows)

    def vectors(self, embedder_id: str, keys: Sequence[str]) -> dict[str, bytes]:
        """Return the vectors that an embedder made of texts, by content key; missing ones are left out."""
        found: dict[str, bytes] = {}
        for part in chunks(keys):
            query = select(vectors.c.content_key, vectors.c.vector).where(
                vectors.c.content_key.in_(part), vectors.c.embedder_id == embedder_id
            )
            found.update((key, bytes(vector)) for key, vector in self._connection.execute(query))
        return found

    def save_vectors(self, embedder_id: str, new: Mapping[str, bytes]) -> int:
        """Keep vectors by content key; return how many were kept.

        Those whose text no passage has (it was erased meanwhile) are not kept, those known already
        stay as they are.
        """
        kept = 0
        for part in chunks(new):
            query = select(passages.c.content_key).where(passages.c.content_key.in_(part)).distinct()
            rows = [
                {"content_key": key, "embedder_id": embedder_id, "vector": new[key]}
                for key in self._connection.execute(query).scalars()
            ]
            insert_missing(self._connection, vectors, rows)
            kept += len(rows)
        return kept


def batches(live: Sequence[LiveSource], size: int = CHUNK) -> Iterator[list[LiveSource]]:
    """Cut sources into groups of about ``size`` passages, each source whole."""
    group: list[LiveSource] = []
    held = 0
    for source in live:
        group.append(source)
        held += source.passages
        if held >= size:
            yield group
            group, held = [], 0
    if group:
        yield group


def digest_of(rows: Sequence[Mapping[str, Any]]) -> str:
    """Hash the sorted ids and content keys of a source's passages."""
    lines = sorted(f"{row['id']} {row['content_key']}\n" for row in rows)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _ready(assessment_id: str) -> tuple[Any, ...]:
    return (sources.c.assessment_id == assessment_id, sources.c.state == "ready")


def _live_join() -> Any:
    on = and_(passages.c.source_id == sources.c.id, passages.c.revision == sources.c.revision)
    return sources.join(passages, on)


def _whole() -> Select[*tuple[Any, ...]]:
    columns = passages.c
    return select(
        columns.id, columns.source_id, columns.revision, columns.ordinal, columns.start_offset,
        columns.end_offset, columns.text, columns.place, sources.c.kind, sources.c.name,
        revisions.c.shown_title, revisions.c.date,
    ).select_from(
        passages.join(sources, passages.c.source_id == sources.c.id).join(
            revisions,
            and_(revisions.c.source_id == passages.c.source_id, revisions.c.revision == passages.c.revision),
        )
    )  # fmt: skip


def _passage(row: Row[*tuple[Any, ...]]) -> Passage:
    identity, source, revision, ordinal, start, end, text, place, kind, name, title, date = row
    known: SourceKind = kind
    return Passage(identity, source, revision, ordinal, start, end, text, _place(place), known, name, title, date)


def _row(passage: Passage) -> dict[str, Any]:
    return {
        "id": passage.id,
        "source_id": passage.source_id,
        "revision": passage.revision,
        "ordinal": passage.ordinal,
        "content_key": content_key(passage.search_text),
        "start_offset": passage.start,
        "end_offset": passage.end,
        "place": _place_text(passage.place),
        "text": passage.text,
    }


# Passages of one page or under one heading share their place.
@lru_cache(maxsize=4096)
def _place(text: str) -> Place:
    return decode(Place, text)


@lru_cache(maxsize=4096)
def _place_text(place: Place) -> str:
    return encode(Place, place)

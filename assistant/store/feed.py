"""What a search index is built from and checked against: the passages of one assessment.

Every question has a short transaction of its own, so that an index may take its time between two
batches without holding the database's journal. The index compares ``fingerprint`` before and after.
"""

from collections.abc import Iterator, Mapping, Sequence

from assistant.domain.evidence import Passage
from assistant.store.passages import batches
from assistant.store.rows import chunks
from assistant.store.store import Store


class StorePassageFeed:
    """The passages of one assessment that may be found, and their vectors."""

    def __init__(self, store: Store, assessment_id: str) -> None:
        self._store = store
        self._assessment_id = assessment_id

    def count(self) -> int:
        """Return how many passages may be found."""
        with self._store.reading() as tx:
            return tx.passages.count(self._assessment_id)

    def fingerprint(self) -> str:
        """Name the set of passages that may be found by its ids and contents."""
        with self._store.reading() as tx:
            return tx.passages.fingerprint(self._assessment_id)

    def ids(self) -> Iterator[tuple[str, str]]:
        """Iterate over id and content key of all passages that may be found, as of one moment."""
        with self._store.reading() as tx:
            found = list(tx.passages.ids(self._assessment_id))
        yield from found

    def passages(self, ids: Sequence[str] | None = None) -> Iterator[Passage]:
        """Iterate over the passages named, in the order asked for, or over all, source by source.

        Ids of other assessments and of passages that may no longer be found are left out.
        """
        if ids is None:
            yield from self._all()
            return
        for part in chunks(ids):
            with self._store.reading() as tx:
                found = tx.passages.get(part, assessment_id=self._assessment_id, live=True)
            yield from (found[identity] for identity in part if identity in found)

    def _all(self) -> Iterator[Passage]:
        with self._store.reading() as tx:
            live = tx.passages.live_sources(self._assessment_id)
        for batch in batches(live):
            with self._store.reading() as tx:
                found = tx.passages.of_sources(batch)
            yield from found

    def vectors(self, embedder_id: str, keys: Sequence[str]) -> dict[str, bytes]:
        """Return the vectors kept for content keys; missing ones are left out."""
        with self._store.reading() as tx:
            return tx.passages.vectors(embedder_id, keys)

    def save_vectors(self, embedder_id: str, vectors: Mapping[str, bytes]) -> None:
        """Keep vectors by content key, a batch at a time so that other writers get their turn."""
        for part in chunks(vectors):
            with self._store.transaction() as tx:
                tx.passages.save_vectors(embedder_id, {key: vectors[key] for key in part})

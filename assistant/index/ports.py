"""What the index needs of the store that holds the truth."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from assistant.domain.evidence import Passage

Hear = Callable[[Passage], Passage]
"""Returns what of a passage is read: one from whose text, title and headings something is left out."""


def whole(passage: Passage) -> Passage:
    """Read all of a passage."""
    return passage


class PassageFeed(Protocol):
    """The live passages of one assessment, and the vectors kept for them."""

    def count(self) -> int:
        """Return how many passages there are."""
        ...

    def fingerprint(self) -> str:
        """Return a value that changes when the set of passages changes."""
        ...

    def ids(self) -> Iterator[tuple[str, str]]:
        """Yield passage ids with the content key of their search text."""
        ...

    def passages(self, ids: Sequence[str] | None = None) -> Iterator[Passage]:
        """Yield passages by source and ordinal; all without ids. Unknown ids are left out."""
        ...

    def vectors(self, embedder_id: str, keys: Sequence[str]) -> dict[str, bytes]:
        """Return stored vectors (float32, little endian) by content key."""
        ...

    def save_vectors(self, embedder_id: str, vectors: Mapping[str, bytes]) -> None:
        """Keep vectors by content key."""
        ...

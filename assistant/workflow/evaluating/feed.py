"""The documents of a retrieval set as passages in memory, for the product's own index."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.catalog.beir import Document
from assistant.domain.evidence import Passage, Place, content_key, passage_id
from ingest.model import Block
from ingest.split import split

_PARAGRAPHS = re.compile(r"\n\s*\n")


class MemoryFeed:
    """A ``PassageFeed`` over passages that no store holds; vectors are kept as long as it lives."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = {p.id: p for p in passages}
        self._keys = {p.id: content_key(p.search_text) for p in passages}
        self._vectors: dict[tuple[str, str], bytes] = {}

    def count(self) -> int:
        """See ``PassageFeed``."""
        return len(self._passages)

    def fingerprint(self) -> str:
        """See ``PassageFeed``."""
        total = hashlib.sha256()
        for key in self._keys.items():
            total.update(" ".join(key).encode())
        return total.hexdigest()

    def ids(self) -> Iterator[tuple[str, str]]:
        """See ``PassageFeed``."""
        yield from self._keys.items()

    def passages(self, ids: Sequence[str] | None = None) -> Iterator[Passage]:
        """See ``PassageFeed``."""
        wanted = self._passages if ids is None else ids
        return (self._passages[i] for i in wanted if i in self._passages)

    def vectors(self, embedder_id: str, keys: Sequence[str]) -> dict[str, bytes]:
        """See ``PassageFeed``."""
        return {key: self._vectors[embedder_id, key] for key in keys if (embedder_id, key) in self._vectors}

    def save_vectors(self, embedder_id: str, vectors: Mapping[str, bytes]) -> None:
        """See ``PassageFeed``."""
        self._vectors |= {(embedder_id, key): vector for key, vector in vectors.items()}


def source_of(number: int) -> str:
    """Name the source that stands for a document by its place in the corpus."""
    return f"d{number:07d}"


def passages_of(number: int, document: Document) -> Iterator[Passage]:
    """Cut a document as the product cuts any text; its title stands before every passage."""
    source = source_of(number)
    blocks = [Block(" ".join(part.split())) for part in _PARAGRAPHS.split(document.text)]
    stretches = [(p.start, p.end, p.text) for p in split(blocks).passages]
    if not stretches and document.title.strip():
        stretches = [(0, len(document.title), document.title)]
    for ordinal, (start, end, text) in enumerate(stretches):
        yield Passage(
            id=passage_id(source, 1, ordinal),
            source_id=source,
            revision=1,
            ordinal=ordinal,
            start=start,
            end=end,
            text=text,
            place=Place(),
            kind="steering_document",
            source_name=document.id,
            source_title=document.title.strip(),
        )

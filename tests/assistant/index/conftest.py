"""A feed kept in memory, for indexes over real Chroma in temporary folders."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from assistant.domain.evidence import Passage, Place, SourceKind, content_key, passage_id
from assistant.index import HybridIndex, open_embedder

TEXTS: list[tuple[str, SourceKind, str]] = [
    ("riktlinje", "steering_document", "Riktlinjen för medborgardialog gäller alla nämnder och beslutades 2023."),
    ("riktlinje", "steering_document", "Nämnderna ska årligen redovisa sina dialoger med medborgare till fullmäktige."),
    ("personal", "steering_document", "Sjukfrånvaron minskade till 6,4 procent under året enligt personalbokslutet."),
    ("intervju", "interview", "Vi använder inte riktlinjen på vår enhet, ingen har pratat om den."),
    ("webb", "website", "Här hittar du kommunens e-tjänster och kan följa ditt ärende."),
    ("webb", "website", "KKiK visar hur kommunen ligger till jämfört med andra kommuner."),
]


class MemoryFeed:
    """The store's side of the index, in memory."""

    def __init__(self, texts: Sequence[tuple[str, SourceKind, str]]) -> None:
        self.rows = {p.id: p for p in (_passage(n, *row) for n, row in enumerate(texts))}
        self.kept: dict[tuple[str, str], bytes] = {}
        self.embedded = 0

    def count(self) -> int:
        return len(self.rows)

    def fingerprint(self) -> str:
        lines = sorted(f"{i} {key}" for i, key in self.ids())
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    def ids(self) -> Iterator[tuple[str, str]]:
        return iter([(i, content_key(p.search_text)) for i, p in self.rows.items()])

    def passages(self, ids: Sequence[str] | None = None) -> Iterator[Passage]:
        wanted = self.rows if ids is None else ids
        return iter([self.rows[i] for i in wanted if i in self.rows])

    def vectors(self, embedder_id: str, keys: Sequence[str]) -> dict[str, bytes]:
        return {k: self.kept[embedder_id, k] for k in keys if (embedder_id, k) in self.kept}

    def save_vectors(self, embedder_id: str, vectors: Mapping[str, bytes]) -> None:
        self.embedded += len(vectors)
        self.kept |= {(embedder_id, k): v for k, v in vectors.items()}


def _passage(n: int, source: str, kind: SourceKind, text: str) -> Passage:
    return Passage(passage_id(source, 1, n), source, 1, n, 0, len(text), text, Place(), kind, source, source)


@pytest.fixture
def feed() -> MemoryFeed:
    return MemoryFeed(TEXTS)


@pytest.fixture
def empty_feed() -> MemoryFeed:
    return MemoryFeed([])


@pytest.fixture
def feed_of() -> Callable[[Sequence[tuple[str, SourceKind, str]]], MemoryFeed]:
    """Make a feed of rows: source, kind and text."""
    return MemoryFeed


@pytest.fixture
def open_index(tmp_path: Path) -> Iterator[Callable[[MemoryFeed], HybridIndex]]:
    """Open indexes over one folder, synced; all are closed after the test."""
    opened: list[HybridIndex] = []

    def open_one(feed: MemoryFeed) -> HybridIndex:
        index = HybridIndex(tmp_path, feed, open_embedder())
        opened.append(index)
        index.sync()
        return index

    yield open_one
    for index in opened:
        index.close()

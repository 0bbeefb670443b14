"""Hybrid search over a feed kept in memory, with real Chroma in a temporary folder."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.domain.evidence import Passage, Place, SearchFilter, SourceKind, content_key, passage_id
from assistant.index import HybridIndex, open_embedder
from assistant.index.retriever import KompassRetriever

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
        return hashlib.sha256("".join(sorted(self.rows)).encode()).hexdigest()

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


def _index(folder: Path, feed: MemoryFeed) -> HybridIndex:
    index = HybridIndex(folder, feed, open_embedder())
    index.sync()
    return index


@pytest.mark.parametrize(
    ("query", "start"),
    [
        ("dialog med medborgarna", "Nämnderna ska årligen"),
        ("medborgardialogen", "Riktlinjen för medborgardialog"),
        ("sjukfrånvaro", "Sjukfrånvaron"),
        ("KKiK", "KKiK"),
        ("etjänst", "Här hittar du"),
    ],
)
def test_swedish_words_are_found_in_other_forms(tmp_path: Path, feed: MemoryFeed, query: str, start: str) -> None:
    index = _index(tmp_path, feed)
    hits = index.search(query, k=2)
    index.close()

    assert any(hit.passage.text.startswith(start) for hit in hits)


def test_a_filter_lets_only_its_kind_through(tmp_path: Path, feed: MemoryFeed) -> None:
    index = _index(tmp_path, feed)
    hits = index.search("riktlinje", k=10, where=SearchFilter(kinds=("interview",)))
    index.close()

    assert {hit.passage.kind for hit in hits} == {"interview"}


def test_a_second_sync_does_nothing_and_a_reopened_index_embeds_nothing(tmp_path: Path, feed: MemoryFeed) -> None:
    index = _index(tmp_path, feed)
    assert index.sync().added == 0
    index.close()
    embedded = feed.embedded
    again = _index(tmp_path, feed)
    found = again.search("medborgardialog")
    again.close()

    assert found
    assert feed.embedded == embedded


def test_a_removed_passage_leaves_the_index(tmp_path: Path, feed: MemoryFeed) -> None:
    index = _index(tmp_path, feed)
    del feed.rows["riktlinje.1.0"]
    report = index.sync()
    hits = index.search("riktlinjen för medborgardialog", k=10)
    index.close()

    assert report.removed == 1
    assert "riktlinje.1.0" not in {hit.passage.id for hit in hits}


def test_a_row_gone_from_the_store_is_no_hit_even_before_the_sync(tmp_path: Path, feed: MemoryFeed) -> None:
    index = _index(tmp_path, feed)
    del feed.rows["riktlinje.1.0"]
    hits = index.search("riktlinjen för medborgardialog", k=10)
    index.close()

    assert "riktlinje.1.0" not in {hit.passage.id for hit in hits}


@pytest.mark.parametrize("damage", ["truncate", "garbage", "delete"])
def test_a_damaged_folder_is_rebuilt_by_itself(tmp_path: Path, feed: MemoryFeed, damage: str) -> None:
    _index(tmp_path, feed).close()
    database = next(tmp_path.rglob("chroma.sqlite3"))
    if damage == "truncate":
        database.write_bytes(database.read_bytes()[:1000])
    elif damage == "garbage":
        database.write_bytes(b"\x00garbage" * 5000)
    else:
        database.unlink()

    index = _index(tmp_path, feed)
    hits = index.search("medborgardialog")
    index.close()

    assert hits


def test_the_retriever_gives_documents_with_their_place(tmp_path: Path, feed: MemoryFeed) -> None:
    index = _index(tmp_path, feed)
    documents = KompassRetriever(index=index, k=3).invoke("medborgardialog")
    index.close()

    assert documents[0].metadata["source_id"] == "riktlinje"
    assert documents[0].metadata["kind"] == "steering_document"


def test_the_same_text_gives_the_same_unit_vector() -> None:
    embedder = open_embedder()
    first, second = embedder.embed_passages(["Kommunfullmäktige beslutade.", "Kommunfullmäktige beslutade."])

    assert np.array_equal(first, second)
    assert abs(float(np.linalg.norm(first)) - 1) < 1e-5


def test_an_empty_assessment_finds_nothing(tmp_path: Path) -> None:
    index = _index(tmp_path, MemoryFeed([]))
    hits = index.search("vad som helst")
    index.close()

    assert hits == []

"""What the index does about damage, killed processes and a store that moved on."""

import dataclasses
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.errors import IndexUnavailableError
from assistant.index import HybridIndex

Open = Callable[[Any], HybridIndex]
NEW = "Vaktmästarens trädgårdsgunga rostar."


def _change(feed: Any, number: str, text: str) -> None:
    feed.rows[number] = dataclasses.replace(feed.rows[number], text=text)


def _ids(index: HybridIndex, query: str) -> list[tuple[str, float]]:
    return [(hit.passage.id, hit.score) for hit in index.search(query)]


def _kill(tmp_path: Path, index: HybridIndex) -> None:
    """Leave the folder as a killed process does: closed by nobody."""
    index.close()
    next(tmp_path.rglob("*.closed.json")).unlink()


@pytest.mark.parametrize("name", ["chroma.sqlite3", "data_level0.bin", "vectors.npy", "indices.csc.index.npy"])
@pytest.mark.parametrize("damage", ["flip", "truncate", "garbage", "delete"])
def test_a_damaged_file_is_rebuilt_by_itself(
    tmp_path: Path, open_index: Open, feed: Any, name: str, damage: str
) -> None:
    index = open_index(feed)
    before = _ids(index, "medborgardialog")
    index.close()
    file = next(tmp_path.rglob(name))
    content = bytearray(file.read_bytes())
    content[-40] ^= 255
    changed = {
        "flip": bytes(content),
        "truncate": bytes(content[: len(content) // 2]),
        "garbage": b"\x00garbage" * 5000,
    }
    if damage == "delete":
        file.unlink()
    else:
        file.write_bytes(changed[damage])

    again = HybridIndex(tmp_path, feed, index._embedder)
    report = again.sync()
    after = _ids(again, "medborgardialog")
    again.close()

    assert report.rebuilt
    assert after == before


def test_an_index_that_was_closed_is_not_rebuilt(tmp_path: Path, open_index: Open, feed: Any) -> None:
    for _ in range(2):
        open_index(feed).close()
    again = HybridIndex(tmp_path, feed, open_index(feed)._embedder)

    assert not again._mirror.index.suspect


def test_after_a_kill_every_vector_is_compared_with_the_store(tmp_path: Path, open_index: Open, feed: Any) -> None:
    index = open_index(feed)
    wrong = index._embedder.embed_passages(["något helt annat"])
    index._mirror.index.put(["webb.1.5"], wrong)
    _kill(tmp_path, index)
    again = HybridIndex(tmp_path, feed, index._embedder)
    report = again.sync()
    held = again._mirror.index.get(["webb.1.5"])["webb.1.5"]
    again.close()

    assert (report.added, report.rebuilt) == (1, False)
    assert not np.allclose(held, wrong[0], atol=1e-3)


def test_a_killed_folder_that_cannot_be_read_is_rebuilt(tmp_path: Path, open_index: Open, feed: Any) -> None:
    index = open_index(feed)
    _kill(tmp_path, index)
    next(tmp_path.rglob("chroma.sqlite3")).write_bytes(b"garbage" * 5000)
    again = HybridIndex(tmp_path, feed, index._embedder)
    report = again.sync()
    again.close()

    assert report.rebuilt


@pytest.mark.parametrize("reopened", [False, True])
def test_a_changed_text_under_the_same_id_is_embedded_anew(open_index: Open, feed: Any, reopened: bool) -> None:
    index = open_index(feed)
    number = next(iter(feed.rows))
    _change(feed, number, NEW)
    if reopened:
        index.close()
        index = open_index(feed)
    else:
        assert index.sync().added == 1
    held = index._mirror.index.get([number])[number]

    assert np.allclose(held, index._embedder.embed_passages([feed.rows[number].search_text])[0], atol=1e-4)
    assert index.search("trädgårdsgungan", k=1)[0].passage.id == number


def test_a_sync_cut_short_leaves_no_state_that_is_believed(
    open_index: Open, feed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = open_index(feed)
    number = next(iter(feed.rows))
    old = feed.rows[number].text
    _change(feed, number, NEW)
    with monkeypatch.context() as patched:
        patched.setattr(index._files, "build", lambda *_: (_ for _ in ()).throw(OSError("full")))
        with pytest.raises(OSError, match="full"):
            index.sync()
    index.close()
    _change(feed, number, old)
    again = open_index(feed)

    right = again._embedder.embed_passages([feed.rows[number].search_text])[0]
    assert np.allclose(again._mirror.index.get([number])[number], right, atol=1e-4)


def test_other_hits_stand_in_for_rows_that_vanished(open_index: Open, feed: Any) -> None:
    index = open_index(feed)
    full = index.search("kommunens riktlinje för medborgare", k=6)
    for hit in full[:3]:
        del feed.rows[hit.passage.id]

    assert [h.passage.id for h in index.search("kommunens riktlinje för medborgare", k=3)] == [
        h.passage.id for h in full[3:]
    ]


def test_a_search_goes_on_without_chroma_and_the_next_sync_rebuilds_it(
    open_index: Open, feed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = open_index(feed)
    before = _ids(index, "medborgardialog")

    def fail(*_: object) -> None:
        raise IndexUnavailableError("borta")

    with monkeypatch.context() as patched:
        patched.setattr(index._mirror.index, "nearest", fail)
        assert _ids(index, "medborgardialog") == before

    assert index.sync().rebuilt
    assert _ids(index, "medborgardialog") == before


def test_word_files_that_change_under_a_search_are_rebuilt(open_index: Open, feed: Any) -> None:
    index = open_index(feed)
    before = _ids(index, "medborgardialog")
    arrays = index._saved.lexical._parts[1][0]._arrays  # type: ignore[union-attr]
    arrays["indices"] = np.full_like(arrays["indices"], 2**30)
    index._word_cache.clear()

    assert _ids(index, "medborgardialog") == before


def test_chroma_deleted_under_a_search_raises_nothing(tmp_path: Path, open_index: Open, feed: Any) -> None:
    index = open_index(feed)
    shutil.rmtree(next(tmp_path.rglob("chroma.sqlite3")).parent)

    assert index.search("medborgardialog")


def test_threads_may_search_while_the_index_is_synced(open_index: Open, feed: Any) -> None:
    index = open_index(feed)
    failed: list[BaseException] = []

    def search() -> None:
        try:
            for _ in range(30):
                index.search("medborgardialog")
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for n in range(5):
        _change(feed, "webb.1.5", f"{NEW} {n}")
        index.sync()
    for thread in threads:
        thread.join()

    assert failed == []

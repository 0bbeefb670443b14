"""Changing models on a real store and a real Chroma: nothing mixes, and nothing is embedded twice."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.bootstrap import services
from assistant.errors import EmbedderUnavailableError
from assistant.index import Embedder, HybridIndex, ModelChoice, open_embedder
from assistant.settings import Settings
from assistant.store import StorePassageFeed
from assistant.workflow import adding, asking, assessments, drafting, reading
from assistant.workflow.parts import Parts

POLICY = """# Riktlinje för medborgardialog

Riktlinjen för medborgardialog gäller alla nämnder och beslutades av kommunfullmäktige 2023.

## Uppföljning

Nämnderna följer upp riktlinjen varje år. Skolan har en egen policy som kommunen beslutade 2022.
"""


class Counted:
    """A real embedder that counts the passages it is given."""

    def __init__(self, inner: Embedder) -> None:
        self.id, self.dimensions, self.facts, self.cut = inner.id, inner.dimensions, inner.facts, 0
        self._inner = inner
        self.given = 0

    def embed_passages(self, texts: Sequence[str]) -> Any:
        self.given += len(texts)
        found = self._inner.embed_passages(texts)
        self.cut = self._inner.cut
        return found

    def embed_queries(self, texts: Sequence[str]) -> Any:
        return self._inner.embed_queries(texts)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with one assessment and one policy that is read in."""
    (tmp_path / "riktlinje.md").write_text(POLICY, encoding="utf-8")
    with services(Settings(data_dir=tmp_path / "data")) as parts:
        made = assessments.create(
            parts,
            municipality="Provköpings kommun",
            year=2026,
            sort="formal",
            criteria_id="kommunkompassen",
            criteria_version="2020",
        )
        adding.add_path(parts, made.id, tmp_path / "riktlinje.md")
        reading.read_waiting(parts, made.id)
    return tmp_path / "data"


ID = "provkopings-2026"


@contextmanager
def index(parts: Parts, embedder: Embedder, data: Path) -> Iterator[HybridIndex]:
    opened = HybridIndex(data / "index" / ID, StorePassageFeed(parts.store, ID), embedder)
    yield opened
    opened.close()


def test_switching_back_and_forth_keeps_vectors_apart_and_embeds_once(
    make_model: Callable[..., Path], data: Path
) -> None:
    first = Counted(open_embedder(ModelChoice(str(make_model("a")), dtype="float32")))
    second = Counted(open_embedder(ModelChoice(str(make_model("b", dimensions=64)), dtype="float32")))
    with services(Settings(data_dir=data)) as parts:
        feed = StorePassageFeed(parts.store, ID)
        keys, found = [key for _, key in feed.ids()], []
        for embedder in (first, second, first):
            with index(parts, embedder, data) as opened:
                opened.sync()
                found.append([(h.passage.id, h.score) for h in opened.search("medborgardialog i nämnderna")])
        shutil.rmtree(data / "index" / ID)
        with index(parts, first, data) as opened:
            opened.sync()
            rebuilt = [(h.passage.id, h.score) for h in opened.search("medborgardialog i nämnderna")]
        lengths = {e.id: {len(v) for v in feed.vectors(e.id, keys).values()} for e in (first, second)}

    assert found[0]
    assert found[0] != found[1]
    assert found[0] == found[2] == rebuilt
    assert (first.given, second.given) == (len(set(keys)), len(set(keys)))
    assert lengths == {first.id: {4 * 32}, second.id: {4 * 64}}


def test_other_weights_in_the_same_folder_are_another_model(make_model: Callable[..., Path], data: Path) -> None:
    folder, other = make_model("modell"), make_model("annan", seed=7)
    query = "medborgardialog"
    with services(Settings(data_dir=data, embedder=str(folder), embedder_dtype="float32")) as parts:
        before = parts.embedder().id
        asking.search(parts, ID, query)
    shutil.copy(other / "model.safetensors", folder / "model.safetensors")
    with services(Settings(data_dir=data, embedder=str(folder), embedder_dtype="float32")) as parts:
        asking.search(parts, ID, query)
        feed = StorePassageFeed(parts.store, ID)
        after, passages = parts.embedder(), list(feed.passages())
        keys = dict(feed.ids())
        held = {name: feed.vectors(name, list(keys.values())) for name in (before, after.id)}

    right = after.embed_passages([p.search_text for p in passages])
    stored = np.array([np.frombuffer(held[after.id][keys[p.id]], dtype="<f4") for p in passages])
    assert before != after.id
    assert np.allclose(stored, right, atol=1e-5)
    assert all(held[before][key] != held[after.id][key] for key in keys.values())


def test_syncing_says_how_many_passages_were_longer_than_the_window(
    make_model: Callable[..., Path], data: Path
) -> None:
    short = open_embedder(str(make_model("kort", window=16)))
    with services(Settings(data_dir=data)) as parts, index(parts, short, data) as opened:
        total = StorePassageFeed(parts.store, ID).count()
        first, second = opened.sync(), opened.sync()

    assert 0 < first.cut <= total
    assert second.cut == 0


def test_a_run_names_the_models_that_were_used(
    make_model: Callable[..., Path], make_reranker: Callable[..., Path], data: Path
) -> None:
    folder, judge = make_model(), make_reranker()
    chosen = Settings(data_dir=data, embedder=str(folder), reranker=str(judge), reranker_top=3)
    with services(chosen) as parts:
        drafting.draft(parts, ID, under="1.1.1")
        with parts.store.reading() as tx:
            run = tx.drafts.runs(ID)[-1]

    assert run.embedder.startswith("liten-32-torch-")
    assert " + domare-" in run.embedder


def test_a_broken_model_stops_the_work_or_is_replaced_and_told_when_that_is_set(
    make_model: Callable[..., Path], data: Path
) -> None:
    folder = make_model()
    whole = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(b"trasig")
    told: list[str] = []
    with services(Settings(data_dir=data, embedder=str(folder))) as parts, pytest.raises(EmbedderUnavailableError):
        drafting.draft(parts, ID, under="1.1.1")
    allowed = Settings(data_dir=data, embedder=str(folder), model_fallback=True)
    with services(allowed, notify=told.append) as parts:
        done = drafting.draft(parts, ID, under="1.1.1")
    (folder / "model.safetensors").write_bytes(whole)
    with services(allowed, notify=told.append) as parts:
        again = drafting.draft(parts, ID, under="1.1.1")
        with parts.store.reading() as tx:
            names = {run.embedder.rsplit("-", 4)[0] for run in tx.drafts.runs(ID)}

    assert done == again == ["1.1.1"]  # the mended model drafts anew
    assert names == {"kompass-ngram-2-1024".rsplit("-", 4)[0], "liten"}
    assert len(told) == 1


def kompass(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"COLUMNS": "160"} | environment,
    )


def test_the_command_checks_what_is_set(
    make_model: Callable[..., Path], make_reranker: Callable[..., Path], data: Path
) -> None:
    names = {"KOMPASS_DATA_DIR": str(data), "KOMPASS_EMBEDDER": str(make_model(prompts={"query": "fråga: "}))}
    missing = {**names, "KOMPASS_EMBEDDER": "/finns/inte"}

    builtin = kompass("embedder", "check")
    found = kompass("embedder", "check", "--json", **names, KOMPASS_RERANKER=str(make_reranker()))
    refused = kompass("embedder", "check", **missing)
    replaced = kompass("search", ID, "medborgardialog", **missing, KOMPASS_MODEL_FALLBACK="true")
    about = json.loads(found.stdout)

    assert (builtin.returncode, builtin.stderr) == (0, "")
    assert "kompass-ngram" in builtin.stdout
    assert about["prefixes"]["query"] == "fråga: "
    assert (about["dimensions"], about["window"], about["backend"]) == (32, 48, "torch")
    assert about["reranker"].startswith("domare-")
    assert 0 <= about["reranked"] <= 10
    assert found.returncode in (0, 1)
    assert ("kan inte" in found.stderr or "inte kunna svenska" in found.stderr) == (found.stderr != "")
    assert refused.returncode == 1
    assert "Gör så här" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert replaced.returncode == 0
    assert "Den inbyggda sökmodellen används i stället." in replaced.stderr
    assert "medborgardialog" in replaced.stdout

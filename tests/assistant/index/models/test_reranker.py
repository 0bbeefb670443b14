"""Ordering hits anew with a small CrossEncoder."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.domain.evidence import Hit, Passage, Place
from assistant.errors import RerankerUnavailableError
from assistant.index import RerankedIndex, RerankerChoice, open_embedder, open_reranker, reranker_or_none
from assistant.index.reranker import Reranker

QUERY = "Hur följs riktlinjen upp?"


def hit(n: int, text: str, score: float) -> Hit:
    passage = Passage(f"p{n}", "s", 1, n, 0, len(text), text, Place(), "website", "s", "s")
    return Hit(passage, score, n, n, ())


TEXTS = ["Riktlinjen följs upp varje år.", "Skolan.", "Policy, beslutade.", "kommun medborgardialog", "nämnderna: 2023"]
HITS = [hit(n, text, 0.9 - n / 10) for n, text in enumerate(TEXTS)]


def opened(folder: Path, **choice: Any) -> Reranker:
    found = open_reranker(RerankerChoice(str(folder), **choice))
    assert found is not None
    return found


def refusal(folder: Path | str) -> RerankerUnavailableError:
    with pytest.raises(RerankerUnavailableError) as caught:
        open_reranker(RerankerChoice(str(folder)))
    assert "KOMPASS_RERANKER" in caught.value.hint
    return caught.value


def vendor_order(folder: Path) -> list[str]:
    from sentence_transformers import CrossEncoder

    scores = CrossEncoder(str(folder), device="cpu").predict([(QUERY, h.passage.search_text) for h in HITS])
    return [TEXTS[n] for n in np.argsort(-scores)]


def test_the_order_is_the_vendors_whatever_the_batch(make_reranker: Callable[..., Path]) -> None:
    folder = make_reranker()
    expected = vendor_order(folder)

    for batch in (1, 3, 16):
        found = opened(folder, batch_size=batch).order(QUERY, HITS)
        assert [h.passage.text for h in found] == expected
        assert [h.score for h in found] == sorted((h.score for h in found), reverse=True)
    assert expected != TEXTS


def test_only_the_first_hits_are_read_and_the_rest_stay_below(make_reranker: Callable[..., Path]) -> None:
    found = opened(make_reranker(), top=3).order(QUERY, HITS)

    assert {h.passage.text for h in found[:3]} == set(TEXTS[:3])
    assert [h.passage.text for h in found[3:]] == TEXTS[3:]
    assert [h.score for h in found] == sorted((h.score for h in found), reverse=True)


def test_with_little_weight_the_searchs_order_stands(make_reranker: Callable[..., Path]) -> None:
    found = opened(make_reranker(), weight=0.001).order(QUERY, HITS)

    assert [h.passage.text for h in found] == TEXTS


def test_equal_scores_keep_the_searchs_order(make_reranker: Callable[..., Path]) -> None:
    def level(bert: Any) -> None:
        bert.classifier.weight.data[:] = 0

    found = opened(make_reranker(change=level)).order(QUERY, HITS)

    assert [h.passage.text for h in found] == TEXTS


def test_the_end_of_a_long_passage_is_read(make_reranker: Callable[..., Path]) -> None:
    reranker = opened(make_reranker())
    long = "skola " * 200

    plain, changed = reranker.scores(QUERY, [long, long + "riktlinjen policy beslutade"])

    assert plain != changed


def test_a_query_longer_than_the_window_leaves_room_for_the_passage(make_reranker: Callable[..., Path]) -> None:
    reranker = opened(make_reranker())

    first, second = reranker.scores("kommun " * 500, ["Policyn.", "Skolan: nämnderna beslutade 2023."])

    assert first != second


def test_without_a_name_there_is_none() -> None:
    assert open_reranker(RerankerChoice()) is None


def test_the_id_says_what_shapes_an_order(make_reranker: Callable[..., Path]) -> None:
    folder, other = make_reranker(), make_reranker("annan", seed=2)
    ids = {opened(folder).id, opened(folder, top=5).id, opened(folder, weight=0.5).id, opened(other).id}

    assert len(ids) == 4
    assert opened(folder, batch_size=4).id in ids


def test_a_model_with_several_scores_a_pair_is_refused(make_reranker: Callable[..., Path]) -> None:
    assert "3 tal per par" in refusal(make_reranker(labels=3)).message


def test_a_model_that_gives_nan_is_refused(make_reranker: Callable[..., Path]) -> None:
    def spoil(bert: Any) -> None:
        bert.classifier.bias.data[:] = float("nan")

    assert "inte är tal" in refusal(make_reranker(change=spoil)).message


def test_a_model_that_was_never_trained_to_judge_pairs_is_refused(make_reranker: Callable[..., Path]) -> None:
    from safetensors.torch import load_file, save_file

    folder = make_reranker()
    weights = {k: v for k, v in load_file(folder / "model.safetensors").items() if not k.startswith("classifier")}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})

    assert "saknar vikter, till exempel classifier" in refusal(folder).message


def test_missing_empty_and_damaged_folders_are_refused(make_reranker: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "tom").mkdir()
    folder = make_reranker()
    (folder / "model.safetensors").write_bytes(b"trasig")

    assert "ingen mapp" in refusal(tmp_path / "saknas").message
    assert "config.json saknas" in refusal(tmp_path / "tom").message
    assert "går inte att läsa in" in refusal(folder).message
    assert "finns inte på den här datorn" in refusal("ingen/har-den").message


def test_code_that_comes_with_a_reranker_is_never_run(make_reranker: Callable[..., Path]) -> None:
    folder = make_reranker()
    (folder / "egen.py").write_text(f"open({str(folder / 'ran')!r}, 'w')", encoding="utf-8")
    modules = [{"idx": 0, "name": "0", "path": "", "type": "egen.Modell"}]
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")

    assert "egen programkod" in refusal(folder).message
    assert not (folder / "ran").exists()


def test_going_on_without_a_reranker_is_told(tmp_path: Path) -> None:
    told: list[str] = []

    assert reranker_or_none(RerankerChoice(str(tmp_path / "saknas")), told.append) is None
    assert "ordnas inte om" in told[0]


@pytest.fixture
def reranked(make_reranker: Callable[..., Path], tmp_path: Path, feed: Any) -> Iterator[RerankedIndex]:
    index = RerankedIndex(tmp_path / "index", feed, open_embedder(), reranker=opened(make_reranker(), top=6))
    index.sync()
    yield index
    index.close()


def test_an_index_searches_with_the_reranker_through_every_way_in(reranked: RerankedIndex) -> None:
    from assistant.index.retriever import KompassRetriever

    query = "medborgardialog i nämnderna"
    hits = reranked.search(query, k=3)
    plain = super(RerankedIndex, reranked).search_many([query], k=6)[0]

    assert hits == reranked._reranker.order(query, plain)[:3]
    assert reranked.search_many([query, ""], k=3) == [hits, []]
    assert [d.id for d in KompassRetriever(index=reranked, k=3).invoke(query)] == [h.passage.id for h in hits]

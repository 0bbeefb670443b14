"""Embedding with models that lie on this machine, loaded by the vendor's own code."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.index import ModelChoice, open_embedder
from assistant.index.models import open_model

TEXTS = ["Riktlinjen för medborgardialog gäller alla nämnder.", "Skolan.", "Policyn följs upp varje år i nämnderna."]


def direct(folder: Path, texts: list[str]) -> Any:
    """Return what the vendor itself gives."""
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", model_kwargs={"dtype": torch.float32})
    return np.array([model.encode(text, normalize_embeddings=True) for text in texts])


def test_a_model_gives_the_vendors_vectors_whatever_the_order_and_batch(make_model: Callable[..., Path]) -> None:
    folder = make_model()
    expected = direct(folder, TEXTS)

    for batch in (1, 2, 16):
        model = open_embedder(ModelChoice(str(folder), dtype="float32", batch_size=batch))
        assert np.allclose(model.embed_passages(TEXTS), expected, atol=1e-5)
        assert np.allclose(model.embed_passages(TEXTS[::-1]), expected[::-1], atol=1e-5)
    assert model.dimensions == 32
    assert model.embed_passages([]).shape == (0, 32)


def test_no_two_of_these_share_an_id(make_model: Callable[..., Path], edit_json: Callable[..., None]) -> None:
    folder = make_model()
    plain = ModelChoice(str(folder), dtype="float32")
    choices = [
        plain,
        ModelChoice(str(folder), dtype="bfloat16"),
        ModelChoice(str(folder), dtype="float32", query_prefix="query: "),
        ModelChoice(str(folder), dtype="float32", passage_prefix="passage: "),
        ModelChoice(str(make_model("annan", seed=2)), dtype="float32"),
        ModelChoice(str(make_model("bredare", dimensions=64)), dtype="float32"),
    ]
    ids = [open_embedder(choice).id for choice in choices]
    again = open_embedder(plain).id
    edit_json(folder / "tokenizer_config.json", model_max_length=32)

    assert len(set(ids)) == len(ids)
    assert again == ids[0]
    assert open_embedder(plain).id not in ids


def test_the_same_model_in_another_folder_of_that_name_keeps_its_id(
    make_model: Callable[..., Path], tmp_path: Path
) -> None:
    folder = make_model()
    before = open_embedder(str(folder)).id
    (folder / "README.md").write_text("Nytt.", encoding="utf-8")
    (tmp_path / "flyttad").mkdir()
    moved = folder.rename(tmp_path / "flyttad" / folder.name)

    assert open_embedder(str(moved)).id == before


def test_a_name_is_found_in_the_cache_without_network(
    make_model: Callable[..., Path], in_cache: Callable[[Path, str], None]
) -> None:
    folder = make_model(dimensions=32)
    in_cache(folder, "prov/liten-e5-small")

    model = open_embedder("prov/liten-e5-small")

    assert (model.facts.name, model.facts.prefixes.query) == ("prov/liten-e5-small", "query: ")


def test_prefixes_come_from_the_model_then_from_its_family_and_settings_go_before_both(
    make_model: Callable[..., Path],
) -> None:
    own = make_model("e5-own", prompts={"query": "fråga: ", "document": "svar: "})
    family = make_model("e5-small")
    said = ModelChoice(str(own), query_prefix="", passage_prefix="stycke: ")

    found = [open_model(c).facts.prefixes for c in (ModelChoice(str(own)), ModelChoice(str(family)), said)]

    assert [(p.query, p.passage) for p in found] == [
        ("fråga: ", "svar: "),
        ("query: ", "passage: "),
        ("", "stycke: "),
    ]


def test_prefixes_are_put_before_queries_and_passages(make_model: Callable[..., Path]) -> None:
    folder = make_model(prompts={"query": "query: ", "document": "passage: "})
    model = open_embedder(ModelChoice(str(folder), dtype="float32"))

    assert np.allclose(model.embed_queries(["skola"]), direct(folder, ["query: skola"]), atol=1e-5)
    assert np.allclose(model.embed_passages(["skola"]), direct(folder, ["passage: skola"]), atol=1e-5)


def test_the_end_of_a_long_passage_counts(make_model: Callable[..., Path]) -> None:
    folder = make_model(window=24, prompts={"query": "query: ", "document": "passage: "})
    model = open_embedder(ModelChoice(str(folder), dtype="float32"))
    start = "kommun riktlinje beslut " * 8
    first, second = start + "skola " * 20, start + "policy " * 20

    vectors = model.embed_passages([first, second, "skola"])

    assert np.allclose(direct(folder, [first]), direct(folder, [second]), atol=1e-6)  # the vendor cuts them off
    assert np.abs(vectors[0] - vectors[1]).max() > 1e-3
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert model.cut == 2


def test_every_window_is_read_whole(make_model: Callable[..., Path]) -> None:
    folder = make_model(window=24, prompts={"query": "", "document": "passage: "})
    model = open_model(ModelChoice(str(folder)))
    text = ("Medborgardialogen följs upp varje år i nämnderna. " * 7 + "www.kommun.se/" + "x" * 90).strip()

    windows = model._windows([text], "passage: ")[0]
    lengths = [len(model._model.tokenizer("passage: " + w.text)["input_ids"]) for w in windows]

    assert len(windows) > 3
    assert max(lengths) <= 24
    assert "".join("".join(w.text.split()) for w in windows) == "".join(text.split())


def test_a_long_query_does_not_count_as_a_cut_passage(make_model: Callable[..., Path]) -> None:
    model = open_embedder(str(make_model(window=16)))

    model.embed_queries(["kommun " * 60])

    assert model.cut == 0


def test_bfloat16_keeps_the_direction_and_gives_float32(make_model: Callable[..., Path]) -> None:
    folder = str(make_model())
    exact, quick = (open_embedder(ModelChoice(folder, dtype=d)).embed_passages(TEXTS) for d in ("float32", "bfloat16"))

    assert quick.dtype == np.float32
    assert ((exact * quick).sum(axis=1) > 0.99).all()
    assert not np.array_equal(exact, quick)


@pytest.mark.parametrize("backend", ["onnx", "openvino"])
def test_a_graph_gives_the_vectors_of_torch(
    make_model: Callable[..., Path], export_onnx: Callable[[Path], None], backend: Any
) -> None:
    if backend == "openvino":
        pytest.importorskip("openvino", reason="OpenVINO is not installed")
    folder = make_model(window=24, prompts={"query": "query: ", "document": "passage: "})
    export_onnx(folder)
    texts = [*TEXTS, "kommun riktlinje beslut " * 20]
    torch = open_embedder(ModelChoice(str(folder), dtype="float32"))
    graph = open_embedder(ModelChoice(str(folder), backend=backend, dtype="float32"))

    assert np.allclose(graph.embed_passages(texts), torch.embed_passages(texts), atol=1e-4)
    assert np.allclose(graph.embed_queries(texts), torch.embed_queries(texts), atol=1e-4)
    assert (graph.facts.window, graph.cut) == (torch.facts.window, torch.cut)
    assert graph.id != torch.id


def test_a_static_model_reads_texts_of_any_length(tmp_path: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    words = Tokenizer(WordLevel({"[UNK]": 0, "kommun": 1, "skola": 2, "Nämnden": 3}, unk_token="[UNK]"))
    words.pre_tokenizer = Whitespace()
    torch.manual_seed(1)
    static = StaticEmbedding(words, embedding_weights=torch.randn(4, 16))
    SentenceTransformer(modules=[static], device="cpu").save(str(tmp_path / "statisk"))

    model = open_embedder(str(tmp_path / "statisk"))
    near = model.embed_passages(["kommun " * 3000, "kommun", "skola"])

    assert (model.facts.window, model.dimensions, model.cut) == (None, 16, 0)
    assert near[0] @ near[1] > near[0] @ near[2]


def test_langchain_gets_the_same_vectors(make_model: Callable[..., Path]) -> None:
    from assistant.index.retriever import KompassEmbeddings

    model = open_embedder(str(make_model(prompts={"query": "query: ", "document": "passage: "})))
    embeddings = KompassEmbeddings(model)

    assert np.allclose(embeddings.embed_documents(TEXTS), model.embed_passages(TEXTS), atol=1e-5)
    assert np.allclose(embeddings.embed_query("skola"), model.embed_queries(["skola"])[0], atol=1e-5)
    assert embeddings.embed_documents([]) == []


def test_texts_of_like_length_are_read_together(make_model: Callable[..., Path]) -> None:
    model = open_model(ModelChoice(str(make_model()), batch_size=2))
    widths: list[int] = []
    model._model[0].register_forward_pre_hook(lambda _module, given: widths.append(given[0]["input_ids"].shape[1]))

    model.embed_passages(["skola", "kommun " * 30, "policy", "kommun " * 31, "riktlinjen beslutade", "kommun " * 32])

    assert len(widths) == 3
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < 10

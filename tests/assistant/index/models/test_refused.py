"""Models that cannot be used are refused when they are loaded, with what to install or set."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import EmbedderUnavailableError
from assistant.index import ModelChoice, embedder_or_builtin, open_embedder


def refusal(choice: ModelChoice | str) -> EmbedderUnavailableError:
    with pytest.raises(EmbedderUnavailableError) as caught:
        open_embedder(choice)
    assert "KOMPASS_EMBEDDER" in caught.value.hint
    return caught.value


@pytest.mark.fast
def test_a_missing_folder(tmp_path: Path) -> None:
    assert "ingen mapp" in refusal(str(tmp_path / "saknas")).message


@pytest.mark.fast
def test_a_file_instead_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("", encoding="utf-8")

    assert "ingen mapp" in refusal(str(tmp_path / "fil")).message


def test_a_name_that_is_not_on_this_machine() -> None:
    error = refusal("ingen/har-den-har")

    assert "finns inte på den här datorn" in error.message
    assert "hf download ingen/har-den-har" in error.hint


@pytest.mark.fast
def test_a_folder_without_a_list_of_modules(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")

    assert "modules.json saknas" in refusal(str(tmp_path)).message


@pytest.mark.fast
@pytest.mark.parametrize("content", ["inte json", "{}", '[{"idx": 0}]', "[1]"])
def test_a_damaged_list_of_modules(tmp_path: Path, content: str) -> None:
    (tmp_path / "modules.json").write_text(content, encoding="utf-8")

    assert refusal(str(tmp_path)).message


@pytest.mark.fast
def test_code_that_comes_with_a_model_is_never_run(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    (tmp_path / "egen.py").write_text(f"open({str(ran)!r}, 'w')", encoding="utf-8")
    modules = [{"idx": 0, "name": "0", "path": "", "type": "egen.Modell"}]
    (tmp_path / "modules.json").write_text(json.dumps(modules), encoding="utf-8")

    error = refusal(str(tmp_path))

    assert "egen programkod (egen.Modell)" in error.message
    assert not ran.exists()


def test_our_own_module_opens_no_door_for_code_beside_it(tmp_path: Path) -> None:
    from assistant.index.st_module import save_builtin

    save_builtin(tmp_path)
    ran = tmp_path / "ran"
    (tmp_path / "egen.py").write_text(f"open({str(ran)!r}, 'w')", encoding="utf-8")
    modules = json.loads((tmp_path / "modules.json").read_text(encoding="utf-8"))
    extra = {"idx": 1, "name": "1", "path": "", "type": "egen.Modell"}
    (tmp_path / "modules.json").write_text(json.dumps([*modules, extra]), encoding="utf-8")

    assert "egen programkod" in refusal(str(tmp_path)).message
    assert not ran.exists()


def test_code_that_the_transformer_asks_for_is_never_run(
    make_model: Callable[..., Path], edit_json: Callable[..., None]
) -> None:
    folder = make_model()
    (folder / "egen.py").write_text(f"open({str(folder / 'ran')!r}, 'w')", encoding="utf-8")
    edit_json(folder / "config.json", model_type="egen", auto_map={"AutoConfig": "egen.C", "AutoModel": "egen.M"})

    assert "egen programkod" in refusal(str(folder)).message
    assert not (folder / "ran").exists()


@pytest.mark.parametrize("damage", ["cut", "empty", "noise", "gone"])
def test_damaged_weights(make_model: Callable[..., Path], damage: str) -> None:
    folder = make_model()
    weights = folder / "model.safetensors"
    data = weights.read_bytes()
    weights.unlink()
    if damage != "gone":
        weights.write_bytes({"cut": data[: len(data) // 2], "empty": b"", "noise": b"\x7f" * 4096}[damage])

    assert "går inte att läsa in" in refusal(str(folder)).message


def test_weights_that_lack_a_part(make_model: Callable[..., Path]) -> None:
    from safetensors.torch import load_file, save_file

    folder = make_model()
    weights = {k: v for k, v in load_file(folder / "model.safetensors").items() if "attention.self.query" not in k}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})

    assert "saknar vikter, till exempel encoder.layer.0.attention.self.query" in refusal(str(folder)).message


def test_a_model_that_gives_nan(make_model: Callable[..., Path]) -> None:
    def spoil(bert: Any) -> None:
        bert.embeddings.word_embeddings.weight.data[:] = float("nan")

    error = refusal(str(make_model(change=spoil)))

    assert "inte är tal" in error.message


def test_a_model_that_gives_nan_for_some_texts_only_stops_when_it_does(
    make_model: Callable[..., Path], tokenizer_id: Callable[[str], int]
) -> None:
    def spoil(bert: Any) -> None:
        bert.embeddings.word_embeddings.weight.data[tokenizer_id("policy")] = float("nan")

    model = open_embedder(str(make_model(change=spoil)))

    with pytest.raises(EmbedderUnavailableError):
        model.embed_passages(["skola", "policy"])


def test_a_model_that_gives_another_dimension_than_it_says(
    make_model: Callable[..., Path], edit_json: Callable[..., None]
) -> None:
    folder = make_model(dimensions=32)
    edit_json(folder / "1_Pooling" / "config.json", embedding_dimension=24)

    error = refusal(str(folder))

    assert "24 tal per vektor men ger 32" in error.message


@pytest.mark.fast
def test_without_sentence_transformers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "modules.json").write_text("[]", encoding="utf-8")
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)

    error = refusal(str(tmp_path))

    assert "pip install sentence-transformers" in error.hint


@pytest.mark.parametrize(("backend", "package"), [("onnx", "onnxruntime"), ("openvino", "openvino")])
def test_without_what_a_backend_needs(
    make_model: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, backend: Any, package: str
) -> None:
    folder = make_model()
    monkeypatch.setitem(sys.modules, package, None)

    error = refusal(ModelChoice(str(folder), backend=backend))

    assert f"pip install {package}" in error.hint


def test_a_model_without_a_graph_for_the_backend(make_model: Callable[..., Path]) -> None:
    error = refusal(ModelChoice(str(make_model()), backend="onnx"))

    assert "onnx/model.onnx" in error.message
    assert "KOMPASS_EMBEDDER_BACKEND=torch" in error.hint


def test_a_damaged_graph(make_model: Callable[..., Path]) -> None:
    folder = make_model()
    (folder / "onnx").mkdir()
    (folder / "onnx" / "model.onnx").write_bytes(b"trasig")

    assert "går inte att läsa in" in refusal(ModelChoice(str(folder), backend="onnx")).message


def test_onnx_with_bfloat16(make_model: Callable[..., Path]) -> None:
    assert "float32" in refusal(ModelChoice(str(make_model()), backend="onnx", dtype="bfloat16")).hint


def test_going_on_without_the_model_is_told(make_model: Callable[..., Path]) -> None:
    folder = make_model()
    shutil.rmtree(folder / "1_Pooling")
    told: list[str] = []

    used = embedder_or_builtin(ModelChoice(str(folder)), told.append)

    assert used.id.startswith("kompass-ngram")
    assert len(told) == 1
    assert "inbyggda" in told[0]

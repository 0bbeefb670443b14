"""A model's transformer run by ONNX Runtime or OpenVINO instead of torch, from its ``onnx/model.onnx``.

sentence-transformers has backends of these names, but through optimum: optimum-onnx 0.1.0 needs
``transformers<4.58`` and optimum-intel 2.2.0 ``transformers<5.6`` (which in turn wants an older typer), so
neither can be installed beside this product. ONNX Runtime is here anyway, for Chroma needs it, and
OpenVINO reads the same file. What follows the transformer (pooling, dense layers, normalising) is the
vendor's own.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import InputModule
from sentence_transformers.util import import_module_class
from transformers import AutoTokenizer

from assistant.index.model_folder import settings_of

Run = Callable[[dict[str, Any]], Any]
"""Computes a graph's first output from its inputs by name, all numpy arrays."""


class OnnxTransformer(InputModule):  # type: ignore[misc]  # the vendor ships no types
    """Tokenises, and computes token embeddings with a graph that was exported before."""

    def __init__(self, run: Run, inputs: list[str], tokenizer: Any, *, do_lower_case: bool) -> None:
        super().__init__()
        self.tokenizer = tokenizer
        self._run = run
        self._wanted = inputs
        self._lower = do_lower_case

    @property
    def max_seq_length(self) -> int:
        """Tokens that are read of a text."""
        return int(self.tokenizer.model_max_length)

    def preprocess(self, inputs: list[str], prompt: str | None = None, **_kwargs: Any) -> dict[str, Any]:
        """Return the tensors of some texts, padded to the longest."""
        texts = [(prompt or "") + text for text in inputs]
        texts = [text.lower() for text in texts] if self._lower else texts
        return dict(self.tokenizer(texts, padding=True, truncation=True, return_tensors="pt"))

    tokenize = preprocess

    def forward(self, features: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        """Add ``token_embeddings``, the graph's first output."""
        given = {name: self._given(features, name).numpy() for name in self._wanted}
        features["token_embeddings"] = torch.from_numpy(self._run(given))
        return features

    def _given(self, features: dict[str, Any], name: str) -> Any:
        if name in features:
            return features[name]
        return torch.zeros_like(features["input_ids"])  # token types, which some tokenizers leave out

    def save(self, output_path: str, *_args: Any, **_kwargs: Any) -> None:
        """Refuse: the folder that it came from is the saved model."""
        raise NotImplementedError(output_path)


def onnx_runtime(path: Path) -> tuple[Run, list[str]]:
    """Open a graph with ONNX Runtime, in float32."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    with _as_value_error():
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def run(given: dict[str, Any]) -> Any:
        with _as_value_error():
            return session.run(None, given)[0]

    return run, [each.name for each in session.get_inputs()]


@contextmanager
def _as_value_error() -> Iterator[None]:
    """ONNX Runtime's errors have no parent of their own."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    kinds = tuple(kind for kind in vars(state).values() if isinstance(kind, type) and issubclass(kind, Exception))
    try:
        yield
    except kinds as error:
        raise ValueError("the graph cannot be run") from error


def open_vino(path: Path, dtype: str) -> tuple[Run, list[str]]:
    """Open a graph with OpenVINO, computing in a number format."""
    import openvino

    precision = {"float32": "f32", "bfloat16": "bf16"}[dtype]
    compiled = openvino.Core().compile_model(str(path), "CPU", {"INFERENCE_PRECISION_HINT": precision})
    return lambda given: compiled(given)[0].copy(), [each.any_name for each in compiled.inputs]


def with_graph(folder: Path, run: Run, inputs: list[str]) -> Any:
    """Return a ``SentenceTransformer`` that is a folder's model with its transformer replaced by a graph."""
    read, *after = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    modules = [_transformer(folder / read["path"], run, inputs)]
    for part in after:
        loader = import_module_class(part["type"])
        modules.append(loader.load(str(folder), subfolder=part["path"], local_files_only=True))
    own = settings_of(folder)
    return SentenceTransformer(
        modules=modules,
        device="cpu",
        prompts=own.get("prompts") or {},
        default_prompt_name=own.get("default_prompt_name"),
    )


def _transformer(folder: Path, run: Run, inputs: list[str]) -> OnnxTransformer:
    tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
    try:
        config = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        config = {}
    if config.get("max_seq_length"):
        tokenizer.model_max_length = int(config["max_seq_length"])
    return OnnxTransformer(run, inputs, tokenizer, do_lower_case=bool(config.get("do_lower_case")))

"""The built-in embedder as a sentence-transformers module, for use like any other model."""

import json
from pathlib import Path
from typing import Any, Self

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import InputModule

from assistant.index.embedder import DIMENSIONS
from assistant.index.hashing import HashingCore


class HashedNgrams(InputModule):  # type: ignore[misc]  # the vendor ships no types
    """One module that tokenises and embeds; its arithmetic is ``hashing.HashingCore``."""

    config_keys: list[str] = ["dimensions"]  # noqa: RUF012 - the base class reads it from the class
    save_in_root = True

    def __init__(self, dimensions: int = DIMENSIONS) -> None:
        super().__init__()
        self.dimensions = dimensions
        self._core = HashingCore(dimensions)
        self.tokenizer = None

    def preprocess(self, inputs: list[str], *_args: Any, **_kwargs: Any) -> dict[str, Any]:
        """Turn texts into their vectors already here: hashing has no further tensors."""
        return {"features": torch.from_numpy(self._core.encode([str(text) for text in inputs]))}

    tokenize = preprocess

    def forward(self, features: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        """Hand the vectors on as the sentence embedding."""
        features["sentence_embedding"] = features.pop("features")
        return features

    def get_embedding_dimension(self) -> int:
        """Return the length of a vector."""
        return self.dimensions

    get_sentence_embedding_dimension = get_embedding_dimension

    def save(self, output_path: str, *_args: Any, **_kwargs: Any) -> None:
        """Write the configuration; there are no weights."""
        folder = Path(output_path)
        (folder / "config.json").write_text(json.dumps({"dimensions": self.dimensions}), encoding="utf-8")

    @classmethod
    def load(cls, model_name_or_path: str, **_kwargs: Any) -> Self:
        """Read the configuration."""
        config = json.loads((Path(model_name_or_path) / "config.json").read_text(encoding="utf-8"))
        return cls(int(config["dimensions"]))


def save_builtin(folder: Path, *, dimensions: int = DIMENSIONS) -> None:
    """Write the built-in embedder as a model folder that ``SentenceTransformer(folder)`` loads."""
    SentenceTransformer(modules=[HashedNgrams(dimensions)], device="cpu").save(str(folder))

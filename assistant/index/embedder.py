"""Text to vectors: the built-in embedder, or any sentence-transformers model by name or path."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from assistant.errors import EmbedderUnavailableError
from assistant.index.hashing import VERSION, HashingCore, Vectors

BUILTIN = "builtin"
DIMENSIONS = 1024
_PREFIXES = {"e5-": ("query: ", "passage: "), "arctic-embed": ("query: ", "")}
"""Model families that were trained with prefixes; without them their search breaks."""


class Embedder(Protocol):
    """Turns passages and queries into unit vectors of ``dimensions`` numbers."""

    @property
    def id(self) -> str:
        """Name, version and dimension; vectors of different ids are never mixed."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32 unit vectors, shape (len(texts), dimensions)."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32 unit vectors, shape (len(texts), dimensions)."""
        ...


class BuiltinEmbedder:
    """The built-in Swedish embedder, used directly so that torch need not be loaded."""

    def __init__(self, dimensions: int = DIMENSIONS) -> None:
        self._core = HashingCore(dimensions)
        self.dimensions = dimensions
        self.id = f"kompass-ngram-{VERSION}-{dimensions}"

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """See ``Embedder``."""
        return self._core.encode(texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """See ``Embedder``."""
        return self._core.encode(texts)


class ModelEmbedder:
    """A sentence-transformers model."""

    def __init__(self, model: Any, name: str) -> None:
        self._model = model
        dimensions = model.get_sentence_embedding_dimension()
        self.dimensions = int(dimensions)
        self.id = f"{name}-{self.dimensions}"
        lower = name.lower()
        self._prefixes = next((p for family, p in _PREFIXES.items() if family in lower), ("", ""))
        self._check()

    def _check(self) -> None:
        probe = self._encode(["prov"], "")
        if probe.shape != (1, self.dimensions) or not np.isfinite(probe).all():
            raise EmbedderUnavailableError(
                f"Modellen {self.id} ger ogiltiga vektorer.", hint="Välj en annan modell med KOMPASS_EMBEDDER."
            )

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """See ``Embedder``."""
        return self._encode(texts, self._prefixes[1])

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """See ``Embedder``."""
        return self._encode(texts, self._prefixes[0])

    def _encode(self, texts: Sequence[str], prefix: str) -> Vectors:
        found = self._model.encode(
            [prefix + t for t in texts],
            batch_size=16,  # measured faster than 32 on two cores
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(found, dtype=np.float32)


def _is_our_own(path: Path) -> bool:
    """Say whether a model folder names no code but the vendor's and this project's own module."""
    try:
        modules = json.loads((path / "modules.json").read_text(encoding="utf-8"))
        types = [str(module["type"]) for module in modules]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return "assistant.index.st_module.HashedNgrams" in types and all(
        t.startswith(("sentence_transformers.", "assistant.index.st_module.")) for t in types
    )


def open_embedder(name: str = BUILTIN) -> Embedder:
    """Open the embedder of a name: ``builtin``, a model's folder, or the name of a model on this machine.

    Raises:
        EmbedderUnavailableError: the model is not on this machine or cannot be loaded.
    """
    if name == BUILTIN:
        return BuiltinEmbedder()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        from sentence_transformers import SentenceTransformer

        path = Path(name)
        model = SentenceTransformer(
            str(path) if path.exists() else name,
            device="cpu",
            local_files_only=True,
            trust_remote_code=_is_our_own(path),
        )
    except (OSError, ValueError, ImportError, RuntimeError) as error:
        raise EmbedderUnavailableError(
            f"Modellen {name!r} finns inte på den här datorn.",
            hint="Lägg modellen i en mapp och ange mappen i KOMPASS_EMBEDDER, eller sätt KOMPASS_EMBEDDER=builtin.",
        ) from error
    return ModelEmbedder(model, path.name if path.exists() else name)

"""Embedding with a sentence-transformers model that lies on this machine."""

import hashlib
import json
import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.index import model_folder
from assistant.index.embedder import BUILTIN, EmbedderFacts
from assistant.index.hashing import Vectors
from assistant.index.loading import Backend, Dtype, load_sentence_model, resolve_dtype, vendor
from assistant.index.model_folder import EMBEDDER
from assistant.index.prefixes import Prefixes, of_model
from assistant.index.windows import Window, split

_SPARE = 2
"""Tokens left free in a window, for a tokenizer may cut a part otherwise than the whole."""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which embedder is wanted, and how it is run."""

    name: str = BUILTIN
    """``builtin``, a folder, or the name of a model on this machine."""
    backend: Backend = "torch"
    dtype: Dtype = "auto"
    batch_size: int = 16
    """Texts at a time; 8 to 16 measured fastest on two cores."""
    query_prefix: str | None = None
    """None takes the model's own."""
    passage_prefix: str | None = None


class ModelEmbedder:
    """A sentence-transformers model; threads may share it."""

    def __init__(self, model: Any, facts: EmbedderFacts, *, digest: str, batch_size: int) -> None:
        self._model = model
        self._batch_size = batch_size
        self._lock = threading.Lock()  # the vendor's tokenizers fail when threads share them
        self.facts = facts
        self.dimensions = facts.dimensions
        self.cut = 0
        shaping = [digest, facts.prefixes.query, facts.prefixes.passage, facts.window]
        mark = hashlib.sha256(json.dumps(shaping).encode()).hexdigest()[:16]
        self.id = f"{facts.name}-{facts.dimensions}-{facts.backend}-{facts.dtype}-{mark}"
        self._check()

    def _check(self) -> None:
        """Refuse a model whose vectors cannot be searched."""
        probe = self._encode(["Kommunfullmäktige", "Nämnden följer upp sina beslut en gång om året."], "")
        if probe.shape != (2, self.dimensions):
            said = f"{self.dimensions} tal per vektor men ger {probe.shape[-1]}"
            raise EMBEDDER.refuse(f"Modellen {self.facts.name!r} säger sig ge {said}.", "Hämta modellen på nytt.")
        self._refuse_infinite(probe)

    def _refuse_infinite(self, vectors: Vectors) -> None:
        if not np.isfinite(vectors).all():
            hint = "Hämta modellen på nytt."
            if self.facts.dtype != "float32":
                hint = "Sätt KOMPASS_EMBEDDER_DTYPE=float32."
            raise EMBEDDER.refuse(f"Modellen {self.facts.name!r} ger vektorer som inte är tal (NaN).", hint)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """See ``Embedder``. A text longer than the window becomes the mean of its windows' vectors."""
        return self._embed(texts, self.facts.prefixes.passage)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """See ``Embedder``."""
        cut = self.cut
        vectors = self._embed(texts, self.facts.prefixes.query)
        self.cut = cut  # it counts passages
        return vectors

    def _embed(self, texts: Sequence[str], prefix: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        with self._lock:
            windows = self._windows(texts, prefix)
            vectors = self._encode([w.text for parts in windows for w in parts], prefix)
        self._refuse_infinite(vectors)
        self.cut += sum(len(parts) > 1 for parts in windows)
        return _means(vectors, windows)

    def _windows(self, texts: Sequence[str], prefix: str) -> list[list[Window]]:
        if self.facts.window is None:
            return [[Window(text, 1)] for text in texts]
        around = 2 + sum(self._count([prefix])) if prefix else 2
        room = max(1, self.facts.window - around - _SPARE)
        return [split(text, room, self._count) for text in texts]

    def _count(self, texts: Sequence[str]) -> list[int]:
        found = self._model.tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
        return [len(ids) for ids in found["input_ids"]]

    def _encode(self, texts: Sequence[str], prefix: str) -> Vectors:
        found = self._model.encode(
            list(texts),
            prompt=prefix,
            batch_size=self._batch_size,  # the vendor sorts by length before it batches
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return _unit(np.asarray(found, dtype=np.float32))


def _means(vectors: Vectors, windows: Sequence[Sequence[Window]]) -> Vectors:
    """Return one vector a text: the mean of its windows' vectors, each counting by its tokens."""
    if len(vectors) == len(windows):
        return vectors
    weights = np.array([w.tokens for parts in windows for w in parts], dtype=np.float32)
    starts = np.cumsum([0, *(len(parts) for parts in windows[:-1])])
    return _unit(np.add.reduceat(vectors * weights[:, None], starts, axis=0))


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    out: Vectors = np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms != 0)
    return out


def open_model(choice: ModelChoice) -> ModelEmbedder:
    """Load a model from this machine.

    Raises:
        EmbedderUnavailableError: it is missing or damaged, needs something that is not installed, brings
            code of its own, or gives vectors that cannot be used; the hint says what to do.
    """
    folder = model_folder.find(choice.name, EMBEDDER)
    dtype = resolve_dtype(choice.dtype, choice.backend)
    digest = model_folder.fingerprint(folder, choice.backend)
    with vendor(choice.name, EMBEDDER):
        model = load_sentence_model(folder, backend=choice.backend, dtype=dtype)
        facts = _facts(choice, folder, model, dtype)
        return ModelEmbedder(model, facts, digest=digest, batch_size=choice.batch_size)


def _facts(choice: ModelChoice, folder: Path, model: Any, dtype: str) -> EmbedderFacts:
    name = folder.name if Path(choice.name).expanduser().is_dir() else choice.name
    return EmbedderFacts(
        name=name,
        dimensions=int(model.get_embedding_dimension() or 0),
        window=_window(model),
        prefixes=_prefixes(choice, name, model),
        backend=choice.backend,
        dtype=dtype,
    )


def _window(model: Any) -> int | None:
    longest = model.max_seq_length
    known = isinstance(longest, int | float) and math.isfinite(longest) and longest < 1_000_000
    return int(longest) if known and callable(model.tokenizer) else None


def _prefixes(choice: ModelChoice, name: str, model: Any) -> Prefixes:
    own = of_model(name, model.prompts, model.default_prompt_name)
    return Prefixes(
        own.query if choice.query_prefix is None else choice.query_prefix,
        own.passage if choice.passage_prefix is None else choice.passage_prefix,
    )

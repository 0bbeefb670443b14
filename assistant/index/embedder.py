"""What turns text into vectors: the interface, and the built-in embedder that needs no model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from assistant.index.hashing import VERSION, HashingCore, Vectors
from assistant.index.prefixes import Prefixes

BUILTIN = "builtin"
DIMENSIONS = 1024
NO_PREFIXES = Prefixes()


@dataclass(frozen=True, slots=True)
class EmbedderFacts:
    """What a person wants to know of an embedder."""

    name: str
    dimensions: int
    window: int | None = None
    """Tokens that it reads at once; None when any length is read."""
    prefixes: Prefixes = NO_PREFIXES
    backend: str = "builtin"
    dtype: str = "float32"


class Embedder(Protocol):
    """Turns passages and queries into unit vectors of ``dimensions`` numbers.

    Attributes:
        cut: passages embedded so far that were longer than the window, and so became the mean of several.
    """

    cut: int

    @property
    def id(self) -> str:
        """Changes with everything that changes a vector; vectors of different ids are never mixed."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    @property
    def facts(self) -> EmbedderFacts:
        """What it is, for people."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32 unit vectors, shape (len(texts), dimensions)."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32 unit vectors, shape (len(texts), dimensions)."""
        ...


@runtime_checkable
class WordEmbedder(Protocol):
    """An embedder that can be told which words of a question tell most in the evidence at hand."""

    def embed_words(self, queries: Sequence[Mapping[str, float]]) -> Vectors:
        """Return float32 unit vectors of queries given as weighted words, shape (len(queries), dimensions)."""
        ...


class BuiltinEmbedder:
    """The built-in Swedish embedder, used directly so that torch need not be loaded."""

    def __init__(self, dimensions: int = DIMENSIONS) -> None:
        self._core = HashingCore(dimensions)
        self.dimensions = dimensions
        self.id = f"kompass-ngram-{VERSION}-{dimensions}"
        self.facts = EmbedderFacts(BUILTIN, dimensions)
        self.cut = 0

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """See ``Embedder``."""
        return self._core.encode(texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """See ``Embedder``."""
        return self._core.encode(texts)

    def embed_words(self, queries: Sequence[Mapping[str, float]]) -> Vectors:
        """See ``WordEmbedder``."""
        return self._core.encode_words(queries)

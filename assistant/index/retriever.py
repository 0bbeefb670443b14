"""The index as a LangChain retriever, and the embedder as LangChain embeddings, so that others can build on them."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.domain.evidence import Hit, SearchFilter
from assistant.index.embedder import Embedder


class KompassRetriever(BaseRetriever):
    """Hybrid search of one assessment; documents carry where they stand in their metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Any
    """An open ``HybridIndex``."""
    k: int = 10
    where: SearchFilter = SearchFilter()

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager  # nothing inside calls back
        return [document_of(hit) for hit in self.index.search(query, k=self.k, where=self.where)]


class KompassEmbeddings(Embeddings):
    """Any of our embedders for LangChain, with its prefixes and windows."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one unit vector a passage."""
        return [[float(n) for n in vector] for vector in self._embedder.embed_passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Return the unit vector of a query."""
        return [float(n) for n in self._embedder.embed_queries([text])[0]]


def document_of(hit: Hit) -> Document:
    """Return a hit as a LangChain document."""
    passage = hit.passage
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "passage_id": passage.id,
            "source_id": passage.source_id,
            "source": passage.source_title or passage.source_name,
            "kind": passage.kind,
            "page": passage.place.page,
            "time": passage.place.time,
            "row": passage.place.row,
            "heading": " / ".join(passage.place.heading),
            "start": passage.start,
            "end": passage.end,
            "score": hit.score,
        },
    )

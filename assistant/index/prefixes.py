"""Which words a model wants before queries and passages; without them many models search badly. Pure.

What a model's own settings say goes first. Families whose older folders do not say it are known by
name, from their model cards; a family trained without prefixes needs no line here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

_QUERY = ("query", "retrieval.query", "search_query", "web_search_query", "s2p_query")
_PASSAGE = ("document", "passage", "corpus", "retrieval.passage", "search_document")
_ASK = "Represent this sentence for searching relevant passages: "
_INSTRUCT = "Instruct: Given a question, retrieve passages that answer it\nQuery: "


@dataclass(frozen=True, slots=True)
class Prefixes:
    """Text that is put before every query and before every passage; may be empty."""

    query: str = ""
    passage: str = ""


_FAMILIES: tuple[tuple[tuple[str, ...], Prefixes], ...] = (
    (("e5", "instruct"), Prefixes(_INSTRUCT)),
    (("e5-",), Prefixes("query: ", "passage: ")),
    (("arctic-embed", "v2"), Prefixes("query: ")),
    (("arctic-embed",), Prefixes(_ASK)),
    (("bge-", "-en"), Prefixes(_ASK)),
    (("mxbai-embed",), Prefixes(_ASK)),
    (("nomic-embed",), Prefixes("search_query: ", "search_document: ")),
    (("embeddinggemma",), Prefixes("task: search result | query: ", "title: none | text: ")),
)
"""Every part must stand in the name, in small letters; the first match counts."""


def of_model(name: str, prompts: Mapping[str, str | None], default: str | None = None) -> Prefixes:
    """Return the prefixes of a model.

    Args:
        name: of the model or its folder.
        prompts: from its ``config_sentence_transformers.json``; empty ones say nothing, for the vendor
            writes them for every model.
        default: the prompt that its settings name for all texts.
    """
    query, passage = _first(prompts, _QUERY), _first(prompts, _PASSAGE)
    if query or passage:
        return Prefixes(query, passage)
    if default and prompts.get(default):
        text = prompts[default] or ""
        return Prefixes(text, text)
    lower = name.lower()
    return next((p for parts, p in _FAMILIES if all(part in lower for part in parts)), Prefixes())


def _first(prompts: Mapping[str, str | None], names: tuple[str, ...]) -> str:
    return next((text for name in names if (text := prompts.get(name))), "")

"""Opening what the settings name: the embedder, and the model that orders hits anew."""

import logging
from collections.abc import Callable

from assistant.errors import AssistantError, EmbedderUnavailableError, RerankerUnavailableError
from assistant.index.embedder import BUILTIN, BuiltinEmbedder, Embedder
from assistant.index.models import ModelChoice, open_model
from assistant.index.reranker import Reranker, RerankerChoice, open_reranker

logger = logging.getLogger(__name__)

Notify = Callable[[str], None]
"""Tells the user, in Swedish, that something else than what is set is used."""


def open_embedder(choice: ModelChoice | str = BUILTIN) -> Embedder:
    """Open the embedder of a choice, or of a name with everything else as it comes.

    Raises:
        EmbedderUnavailableError: see ``models.open_model``.
    """
    if isinstance(choice, str):
        choice = ModelChoice(choice)
    return BuiltinEmbedder() if choice.name == BUILTIN else open_model(choice)


def embedder_or_builtin(choice: ModelChoice, notify: Notify) -> Embedder:
    """Open an embedder; take the built-in one, and say so, when that fails."""
    try:
        return open_embedder(choice)
    except EmbedderUnavailableError as error:
        _tell(error, "Den inbyggda sökmodellen används i stället.", notify)
        return BuiltinEmbedder()


def reranker_or_none(choice: RerankerChoice, notify: Notify) -> Reranker | None:
    """Open a reranker; go without, and say so, when that fails."""
    try:
        return open_reranker(choice)
    except RerankerUnavailableError as error:
        _tell(error, "Träffarna ordnas inte om.", notify)
        return None


def _tell(error: AssistantError, instead: str, notify: Notify) -> None:
    logger.warning("model replaced", extra={"reason": type(error).__name__})
    notify(f"Varning: {error.message} {instead}")

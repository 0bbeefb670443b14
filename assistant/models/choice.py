"""Which language model is meant, and how it may be used."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from assistant.domain.evidence import SOURCE_KINDS, SourceKind
from assistant.errors import InvalidInputError


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Everything about the model that settings say; keys never show in its text."""

    provider: str
    """As LangChain names it: openai, ollama, anthropic, azure_openai, mistralai."""
    name: str
    url: str = ""
    key: SecretStr = field(default_factory=lambda: SecretStr(""))
    inside: bool = False
    """The endpoint is under the user's own control; only then are interviews sent to it.

    An address on the own computer is not taken for inside by itself: a program that listens there
    may well pass on what it gets.
    """
    may_send: tuple[SourceKind, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    window: int = 16_384
    answer: int = 2_048
    temperature: float = 0.0
    structured: str = "auto"
    seconds: float = 180.0
    attempts: int = 4
    parallel: int = 2
    per_minute: int = 0
    samples: int = 1
    reads: str = "sentences"
    """How much of a passage is shown when levels are drafted: the sentences that speak of the question, or all."""
    budget: int = 0
    price_in: float = 0.0
    price_out: float = 0.0

    @property
    def id(self) -> str:
        """Provider and name, as records show them."""
        return f"{self.provider}:{self.name}"

    @property
    def kinds(self) -> tuple[SourceKind, ...]:
        """The kinds of sources that may be sent to the endpoint."""
        return SOURCE_KINDS if self.inside else tuple(kind for kind in self.may_send if kind != "interview")

    @property
    def settings(self) -> str:
        """What shapes an answer, in one line; part of every call's key. Holds no key and no address."""
        options = json.dumps(dict(self.options), sort_keys=True, default=str)
        return (
            f"{self.id}|{self.window}|{self.answer}|{self.temperature}|{self.samples}|{self.reads}"
            f"|{','.join(self.kinds)}|{options}"
        )


def parse_options(text: str) -> dict[str, Any]:
    """Read further arguments of the provider. InvalidInputError when they are not a JSON object."""
    if not text.strip():
        return {}
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise InvalidInputError(
            "KOMPASS_MODEL_OPTIONS är inte ett JSON-objekt.", hint='Exempel: {"api_version": "2024-10-21"}'
        )
    return found


def parse_kinds(text: str) -> tuple[SourceKind, ...]:
    """Read which kinds of sources may leave. InvalidInputError for an unknown kind, and for interviews."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if "interview" in names:
        raise InvalidInputError(
            "Intervjuer får inte skickas till en modell utanför den egna miljön.",
            hint="Ta bort interview ur KOMPASS_MODEL_MAY_SEND; sätt KOMPASS_MODEL_INSIDE=true om modellen är er egen.",
        )
    unknown = [name for name in names if name not in SOURCE_KINDS]
    if unknown:
        raise InvalidInputError(
            f"KOMPASS_MODEL_MAY_SEND: källslaget {unknown[0]!r} finns inte.",
            hint=f"Välj bland {', '.join(SOURCE_KINDS)}.",
        )
    return tuple(kind for kind in SOURCE_KINDS if kind in names)

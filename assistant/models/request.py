"""What is asked of a language model, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.domain.model_call import Usage


@dataclass(frozen=True, slots=True)
class Request:
    """One question to the model."""

    system: str
    user: str
    schema: Mapping[str, Any] | None = None
    """JSON schema of the answer; None for prose."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model answered, before anything of it is believed."""

    data: Mapping[str, Any]
    text: str
    """The answer as it came."""
    usage: Usage
    attempts: int
    seconds: float
    method: str
    """How the structured answer was asked for."""
    answered_by: str = ""
    """The version of the model, as the endpoint names what answered."""

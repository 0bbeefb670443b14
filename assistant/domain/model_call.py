"""One call to a language model: what was asked of which model with what, and what it used."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["answered", "failed"]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one call or of many; counted by the endpoint, estimated where it does not say."""

    sent: int = 0
    received: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.sent + other.sent, self.received + other.received)

    @property
    def total(self) -> int:
        """Tokens in both directions."""
        return self.sent + self.received


@dataclass(frozen=True, slots=True)
class ModelCall:
    """The record of one call; the same inputs have the same key, so that nothing is asked twice."""

    key: str
    """Of assessment, model with its settings, prompt and evidence; the random fence is not part of it."""
    assessment_id: str
    purpose: str
    """What for: ``draft``, ``narrative``, ``rewrite``, ``chat``, ``condense``."""
    subject: str
    """The question or sub-area; empty for chat."""
    model: str
    prompt: str
    """Name and version of the prompt."""
    prompt_fingerprint: str
    evidence: tuple[str, ...]
    """Ids of the passages that were shown, in the order shown."""
    withheld: int
    """Sentences kept from the model because they address whoever judges."""
    at: str
    by: str
    attempts: int
    seconds: float
    usage: Usage
    outcome: Outcome
    reply: str
    """What the model answered, as it was; the kind of error when it failed."""
    answered_by: str = ""
    """The version of the model, as the endpoint names what answered; empty when it does not say."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What an assessment has cost so far."""

    calls: int
    failed: int
    usage: Usage
    seconds: float
    cost: float
    """In the currency of the prices that are set; 0 without prices."""


def spent(calls: Iterable[ModelCall], *, price_in: float, price_out: float) -> Spent:
    """Add up calls; prices are for a million tokens."""
    known = list(calls)
    usage = sum((c.usage for c in known), Usage())
    cost = (usage.sent * price_in + usage.received * price_out) / 1_000_000
    failed = sum(c.outcome == "failed" for c in known)
    return Spent(len(known), failed, usage, round(sum(c.seconds for c in known), 3), round(cost, 6))

"""What a check of a model found."""

from dataclasses import dataclass

GOOD_ENOUGH = 10
"""Right answers of the small test of Swedish that make a model fit."""


@dataclass(frozen=True, slots=True)
class ModelReport:
    """What the check found."""

    model: str
    inside: bool
    kinds: tuple[str, ...]
    """Kinds of sources that may be sent to it."""
    answers: bool
    structured: str
    """The way of asking for structured answers that works; empty when none does."""
    window: int
    """Tokens of the configured window."""
    window_holds: bool | None
    """Whether a sentence at the beginning of a nearly full window was still seen; None when it was not tried."""
    first_seconds: float
    tokens_per_second: float
    swedish: int
    """Right answers of the small test."""
    swedish_of: int
    problems: tuple[str, ...]
    """What to do something about, in Swedish."""

    @property
    def fit(self) -> bool:
        """Say whether drafting with it makes sense."""
        return self.answers and bool(self.structured) and self.window_holds is not False and self.swedish >= GOOD_ENOUGH

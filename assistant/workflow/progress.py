"""How far a run has come."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come; shown as it goes."""

    done: int
    total: int
    name: str = ""
    problem: str = ""

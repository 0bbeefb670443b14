"""A prompt: two texts with named gaps, and what fills them."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Template


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt of the catalog, checked when it was loaded."""

    name: str
    version: str
    variables: frozenset[str]
    reply: str
    """Name of the form of the answer; empty for prose."""
    system: str
    user: str
    fingerprint: str
    """Of the file's bytes."""

    @property
    def title(self) -> str:
        """Name and version, as records show them."""
        return f"{self.name}@{self.version}"

    def fill(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Return the system text and the user text with the gaps filled.

        Raises:
            ValueError: the values are not exactly the declared variables.
        """
        if values.keys() != self.variables:
            wrong = ", ".join(sorted(values.keys() ^ self.variables))
            raise ValueError(f"prompt {self.name}: missing or undeclared: {wrong}")
        return Template(self.system).substitute(values), Template(self.user).substitute(values)

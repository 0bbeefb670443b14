"""The page of the language model, for administrators: which one, what it may see, whether it is fit, and its switch."""

from dataclasses import dataclass

from assistant.web.pages.problem import ErrorPage
from assistant.workflow.model_switch import Checked, Off
from assistant.workflow.modelling import AboutModel


@dataclass(frozen=True, slots=True)
class ModelPage:
    """The language model of an installation."""

    forbidden: bool
    """By the settings; no switch on a page changes that."""
    off: Off | None
    off_by: str
    """How the one who switched it off is shown."""
    model: AboutModel | None
    """As it would be used when it is on; None where none is set."""
    host: str
    """Where its endpoint is, without path and key; empty for the provider's own."""
    window: int
    parallel: int
    budget: int
    checked: Checked | None
    problem: ErrorPage | None = None

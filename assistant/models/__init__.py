"""Language models: the one home of LangChain, which is imported only when a model is called."""

from assistant.models.chains import chain, run
from assistant.models.choice import ModelChoice, parse_kinds, parse_options
from assistant.models.model import LanguageModel, StreamEnd
from assistant.models.opening import open_model
from assistant.models.reading import tokens
from assistant.models.report import GOOD_ENOUGH, ModelReport
from assistant.models.request import Answer, Request
from assistant.models.thinking import Anew

__all__ = [
    "GOOD_ENOUGH",
    "Anew",
    "Answer",
    "LanguageModel",
    "ModelChoice",
    "ModelReport",
    "Request",
    "StreamEnd",
    "chain",
    "open_model",
    "parse_kinds",
    "parse_options",
    "run",
    "tokens",
]

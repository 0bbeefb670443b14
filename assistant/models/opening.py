"""Opening any model through LangChain's ``init_chat_model``."""

import warnings
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from assistant.errors import InvalidInputError, ModelUnavailableError
from assistant.models.choice import ModelChoice

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.models.model import LanguageModel

EXTRAS = {"ollama": "ollama", "anthropic": "anthropic", "mistralai": "mistral"}
"""Providers whose package comes with an extra of ours."""
PROVIDERS = ("openai", "azure_openai", *EXTRAS)


def open_model(choice: ModelChoice) -> "LanguageModel":
    """Open the model that is chosen; nothing is sent yet.

    Raises:
        InvalidInputError: the provider is none that is known here.
        ModelUnavailableError: its package is not installed, or it refuses its settings.
    """
    from assistant.models.model import LanguageModel

    return LanguageModel(choice, open_chat(choice))


def open_chat(choice: ModelChoice) -> "BaseChatModel":
    """Return LangChain's model. See ``open_model`` for the errors."""
    from langchain.chat_models import init_chat_model

    # Pydantic warns of answers in an odd form with what they say; words of evidence are not for a log.
    warnings.filterwarnings("ignore", "Pydantic serializer warnings", UserWarning)
    if choice.provider not in PROVIDERS or not choice.name:
        raise InvalidInputError(
            f"KOMPASS_MODEL: {choice.id!r} går inte att tolka.",
            hint=f"Skriv LEVERANTÖR:MODELL, till exempel openai:qwen3-14b. Leverantörer: {', '.join(PROVIDERS)}.",
        )
    try:
        opened: BaseChatModel = init_chat_model(
            choice.name, model_provider=choice.provider, **(_arguments(choice) | dict(choice.options))
        )
    except ImportError as error:
        extra = EXTRAS.get(choice.provider, "")
        raise ModelUnavailableError(
            f"Stödet för {choice.provider} är inte installerat.",
            hint=f"Kör: pip install 'kommunkompass-assistant[{extra}]'",
            worth_retrying=False,
        ) from error
    except Exception as error:  # vendors raise many kinds; their texts may hold keys, so only the kind is told
        raise ModelUnavailableError(
            f"Modellen {choice.id} gick inte att öppna ({type(error).__name__}).",
            hint="Kontrollera KOMPASS_MODEL, KOMPASS_MODEL_URL, nyckeln och KOMPASS_MODEL_OPTIONS.",
            worth_retrying=False,
        ) from None
    return opened


def _arguments(choice: ModelChoice) -> dict[str, Any]:
    """Return what every provider is told, in its own words. Retries, limits and deadlines are ours."""
    common: dict[str, Any] = {"temperature": choice.temperature, "rate_limiter": _limiter(choice)}
    if choice.provider == "ollama":
        # Ollama cuts what does not fit into num_ctx off without a word, so it is always set.
        local = {"num_ctx": choice.window, "num_predict": choice.answer}
        return common | local | _given(base_url=choice.url) | {"client_kwargs": {"timeout": choice.seconds}}
    hosted = common | {"timeout": choice.seconds, "max_retries": 0, "max_tokens": choice.answer}
    key = {"api_key": choice.key} if choice.key.get_secret_value() else {}
    if choice.provider == "azure_openai":
        return hosted | _given(azure_endpoint=choice.url) | key | {"stream_usage": True}
    if choice.provider == "openai":
        if choice.url and not key:
            # An endpoint of one's own must never get the key that OPENAI_API_KEY may hold for another.
            key = {"api_key": SecretStr("none")}
        return hosted | _given(base_url=choice.url) | key | {"stream_usage": True, "use_responses_api": False}
    return hosted | _given(base_url=choice.url) | key


def _given(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _limiter(choice: ModelChoice) -> Any:
    """Return LangChain's limiter of requests, shared by all threads; None without a limit."""
    if not choice.per_minute:
        return None
    from langchain_core.rate_limiters import InMemoryRateLimiter

    return InMemoryRateLimiter(requests_per_second=choice.per_minute / 60, check_every_n_seconds=0.05)

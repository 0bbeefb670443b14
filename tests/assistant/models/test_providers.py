"""Every provider's own protocol over real HTTP: prose that streams, structured answers, keys, tokens and faults."""

import importlib.util
import json
from collections.abc import Mapping
from typing import Any

import pytest
from provider_servers import RECEIVED, SENT, Played, provider
from pydantic import SecretStr

from assistant.errors import ModelUnavailableError
from assistant.models import LanguageModel, ModelChoice, Request, StreamEnd
from assistant.models.opening import PROVIDERS, open_chat

PROSE = "Kommunstyrelsen leder arbetet och följer upp målen, säger årsredovisningen."
DATA = {"word": "åäö"}
SCHEMA = {
    "type": "object",
    "properties": {"word": {"type": "string"}},
    "required": ["word"],
    "additionalProperties": False,
}
PACKAGES = {"ollama": "langchain_ollama", "anthropic": "langchain_anthropic", "mistralai": "langchain_mistralai"}
OPTIONS: Mapping[str, Mapping[str, Any]] = {"azure_openai": {"api_version": "2024-10-21"}}
ADDRESSES = {"mistralai": "/v1"}
"""What stands after the server's address in KOMPASS_MODEL_URL."""
ASKED_AT = {
    "ollama": "/api/chat",
    "anthropic": "/v1/messages",
    "mistralai": "/v1/chat/completions",
    "azure_openai": "/openai/deployments/prov/chat/completions",
}

others = pytest.mark.parametrize("name", [name for name in PROVIDERS if name != "openai"])


def _opened(name: str, played: Played, **changes: Any) -> LanguageModel:
    package = PACKAGES.get(name)
    if package and importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed: pip install '.[{package.removeprefix('langchain_')}]'")
    choice = ModelChoice(
        name, "prov", url=played.url + ADDRESSES.get(name, ""), key=SecretStr("hemlig-nyckel"), attempts=1,
        seconds=20.0, options=OPTIONS.get(name, {}), **changes,
    )  # fmt: skip
    return LanguageModel(choice, open_chat(choice), first_wait=0.01)


def _has_word(data: Mapping[str, Any]) -> None:
    if dict(data) != DATA:
        raise ValueError


@others
def test_prose_streams_with_its_tokens_and_the_name_of_what_answered(name: str) -> None:
    with provider(name, prose=PROSE, data=json.dumps(DATA)) as played:
        *pieces, end = list(_opened(name, played).stream(Request("Svara på svenska.", "Vem leder arbetet?")))
        [(path, body, headers)] = played.requests

    assert "".join(str(piece) for piece in pieces) == PROSE
    assert len(pieces) > 3
    assert isinstance(end, StreamEnd)
    assert (end.usage.sent, end.usage.received) == (SENT, RECEIVED)
    assert end.answered_by.startswith("prov")
    assert path.split("?")[0] == ASKED_AT[name]
    assert "Svara på svenska." in json.dumps(body, ensure_ascii=False)
    assert name == "ollama" or "hemlig-nyckel" in str(headers)


@others
def test_a_structured_answer_comes_in_the_providers_own_way(name: str) -> None:
    with provider(name, prose=PROSE, data=json.dumps(DATA)) as played:
        answer = _opened(name, played).ask(Request("Svara.", "Vilket ord?", SCHEMA), check=_has_word)

    assert answer.data == DATA
    assert answer.usage.total == SENT + RECEIVED


@others
@pytest.mark.parametrize("way", ["function_calling", "json_mode", "text"])
def test_other_ways_of_asking_for_structure_work_where_the_provider_has_them(name: str, way: str) -> None:
    if (name, way) == ("anthropic", "json_mode"):
        pytest.skip("Anthropic has no mode for bare JSON")
    said = json.dumps(DATA)
    with provider(name, prose=said, data=said) as played:
        answer = _opened(name, played, structured=way).ask(Request("Svara.", "Vilket ord?", SCHEMA), check=_has_word)

    assert answer.data == DATA


@others
def test_a_refused_key_is_told_in_our_words_and_never_shown(name: str) -> None:
    with provider(name, prose=PROSE, data="{}", status=401) as played:
        with pytest.raises(ModelUnavailableError) as caught:
            list(_opened(name, played).stream(Request("Svara.", "Hej?")))
        asked = len(played.requests)

    assert asked == 1
    assert "nyckeln" in caught.value.message
    assert "hemlig" not in f"{caught.value}{caught.value.hint}"


def test_ollama_is_told_how_large_its_window_is() -> None:
    with provider("ollama", prose=PROSE, data="{}") as played:
        list(_opened("ollama", played, window=12_000, answer=500).stream(Request("Svara.", "Hej?")))
        [(_, body, _headers)] = played.requests

    assert body["options"] | {"num_ctx": 12_000, "num_predict": 500} == body["options"]

import json
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest
from model_server import Asked, Does, ModelServer, playing
from pydantic import SecretStr

from assistant.errors import InvalidInputError, ModelCancelledError, ModelUnavailableError, ReplyError
from assistant.models import LanguageModel, ModelChoice, Request, StreamEnd, open_model
from assistant.models.opening import open_chat
from assistant.models.pump import pump

SCHEMA = {
    "type": "object",
    "properties": {"word": {"type": "string"}},
    "required": ["word"],
    "additionalProperties": False,
}
REQUEST = Request("Svara.", "Vilket ord?", SCHEMA)
GOOD = Does(json.dumps({"word": "åäö"}))


def opened(server: ModelServer, **changes: object) -> LanguageModel:
    choice = ModelChoice("openai", "prov", url=server.url, attempts=3, seconds=5.0)
    changed = replace(choice, **changes)
    return LanguageModel(changed, open_chat(changed), first_wait=0.01)


def has_word(data: object) -> None:
    if not isinstance(data, dict) or set(data) != {"word"}:
        raise ValueError


@pytest.mark.parametrize("way", ["json_schema", "function_calling", "json_mode", "text"])
def test_every_way_of_asking_for_structure_gives_the_same_data(way: str) -> None:
    with playing(lambda _: GOOD) as server:
        answer = opened(server, structured=way).ask(REQUEST, check=has_word)

    assert answer.data == {"word": "åäö"}
    assert answer.usage.sent == 100
    assert answer.attempts == 1


def test_an_endpoint_that_refuses_structure_is_asked_in_words_and_that_is_remembered() -> None:
    def only_text(asked: Asked) -> Does:
        return GOOD if asked.way == "text" else Does(status=400)

    with playing(only_text) as server:
        model = opened(server)
        first, second = model.ask(REQUEST), model.ask(REQUEST)
        ways = [Asked(body, 0).way for body in server.requests]

    assert first.data == second.data == {"word": "åäö"}
    assert ways == ["json_schema", "function_calling", "json_object", "text", "text"]


def test_what_may_pass_is_waited_for_and_tried_again() -> None:
    faults = [Does(status=429, headers={"retry-after": "0"}), Does(status=500), GOOD]
    with playing(lambda asked: faults[asked.before]) as server:
        answer = opened(server, structured="json_schema").ask(REQUEST)

    assert answer.attempts == 3


def test_a_cut_stream_is_not_taken_for_an_answer() -> None:
    with playing(lambda asked: replace(GOOD, cut_after=1, piece=4) if asked.before == 0 else GOOD) as server:
        answer = opened(server, structured="json_schema").ask(REQUEST, check=has_word)

    assert answer.data == {"word": "åäö"}


def test_a_wrong_key_is_not_tried_again_and_never_shown() -> None:
    with playing(lambda _: Does(status=401)) as server:
        with pytest.raises(ModelUnavailableError) as caught:
            opened(server, key=SecretStr("hemlig-nyckel"), structured="json_schema").ask(REQUEST)
        sent = server.keys

    assert len(sent) == 1
    assert "hemlig-nyckel" not in str(caught.value) + caught.value.hint
    assert "nyckeln" in caught.value.message


@pytest.mark.parametrize(
    "said",
    [
        Does("inte json"),
        Does(""),
        Does('{"word": "av'),
        Does('{"fel": 1}'),
        Does('["word"]'),
        Does("null"),
        Does('{"word": "x", "points": 9}'),
        Does('{"word": "klippt"}', finish="length"),
        Does("[" * 20_000),
    ],
    ids=["prose", "empty", "truncated", "wrong", "list", "null", "extra", "length", "nested"],
)
@pytest.mark.parametrize("way", ["json_schema", "function_calling", "text"])
def test_a_mumbled_answer_is_a_typed_error_after_all_attempts(said: Does, way: str) -> None:
    with playing(lambda _: said) as server:
        with pytest.raises(ReplyError):
            opened(server, structured=way).ask(REQUEST, check=has_word)
        count = len(server.requests)

    assert count == 3


def test_an_endless_answer_is_cut_off() -> None:
    with playing(lambda _: Does(endless=True)) as server, pytest.raises(ReplyError, match="inte slut"):
        opened(server, structured="text", attempts=1).ask(REQUEST)


def test_slow_drops_do_not_hold_a_job() -> None:
    with playing(lambda _: Does("x" * 4_000, piece=1, delay=0.05)) as server:
        began = time.monotonic()
        with pytest.raises(ModelUnavailableError, match="i tid"):
            opened(server, structured="text", attempts=1, seconds=0.5).ask(REQUEST)

    assert time.monotonic() - began < 60  # the whole answer would take 200 s


def test_cancelling_works_at_once_in_the_middle_of_an_answer() -> None:
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    with playing(lambda _: Does(hang=120)) as server:
        began = time.monotonic()
        with pytest.raises(ModelCancelledError):
            opened(server).ask(REQUEST, cancelled=stop.is_set)

    assert time.monotonic() - began < 60  # the answer would take 120 s


def test_an_answer_that_is_here_when_somebody_cancels_is_kept() -> None:
    told = threading.Event()

    class Speaks:
        def stream(self, _: object) -> Iterator[str]:
            yield from "abc"
            told.set()

    def cancelled() -> bool:
        told.wait(30)
        time.sleep(0.2)  # the reader's last step
        return True

    whole = pump(cast(Any, Speaks()), None, seconds=60.0, cancelled=cancelled, size=len)

    assert list(whole) == ["a", "b", "c"]


def test_no_more_calls_at_a_time_than_allowed() -> None:
    with playing(lambda _: replace(GOOD, hang=0.05)) as server:
        model = opened(server, parallel=2)
        model.ask(REQUEST)
        threads = [threading.Thread(target=model.ask, args=(REQUEST,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        most = server.most_active

    assert most == 2


def test_a_dead_endpoint_is_left_alone_after_some_failures() -> None:
    with playing(lambda _: Does(status=503)) as server:
        model = opened(server, structured="json_schema")
        for _ in range(4):
            with pytest.raises(ModelUnavailableError):
                model.ask(REQUEST)
        count = len(server.requests)

    assert count == 5


def test_an_endpoint_of_ones_own_never_gets_a_key_meant_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "hemlig-nyckel")
    with playing(lambda _: GOOD) as server:
        opened(server).ask(REQUEST)
        sent = set(server.keys)

    assert sent == {"Bearer none"}


def test_prompts_are_never_traced_away(monkeypatch: pytest.MonkeyPatch) -> None:
    with playing(lambda _: GOOD) as tracer, playing(lambda _: GOOD) as server:
        monkeypatch.setenv("LANGSMITH_TRACING", "true")
        monkeypatch.setenv("LANGSMITH_API_KEY", "x")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", tracer.url)
        opened(server).ask(REQUEST)
        time.sleep(0.3)
        traced = list(tracer.requests)

    assert traced == []


def test_prose_streams_and_ends_with_what_it_used() -> None:
    with playing(lambda _: Does("Kommunen har en policy för dialog.", piece=5)) as server:
        pieces = list(opened(server).stream(Request("s", "u")))

    assert "".join(p for p in pieces if isinstance(p, str)) == "Kommunen har en policy för dialog."
    assert len(pieces) > 4
    assert isinstance(pieces[-1], StreamEnd)
    assert pieces[-1].usage.sent == 100


def test_logs_hold_neither_prompt_nor_answer_nor_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with playing(lambda asked: GOOD if asked.before else Does(status=500)) as server:
        opened(server, key=SecretStr("hemlig-nyckel"), structured="json_schema").ask(
            Request("s", "kanariefågel", SCHEMA)
        )

    assert not any(word in caplog.text for word in ("kanariefågel", "åäö", "hemlig-nyckel"))


@pytest.mark.parametrize("provider", ["ollama", "anthropic", "mistralai"])
def test_a_provider_that_is_not_installed_says_what_to_install(provider: str) -> None:
    module = {"ollama": "langchain_ollama", "anthropic": "langchain_anthropic", "mistralai": "langchain_mistralai"}
    import importlib.util

    if importlib.util.find_spec(module[provider]):
        pytest.skip(f"{module[provider]} is installed here")
    with pytest.raises(ModelUnavailableError) as caught:
        open_model(ModelChoice(provider, "m"))

    assert "pip install" in caught.value.hint


def test_an_unknown_provider_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="går inte att tolka"):
        open_model(ModelChoice("hemma", "m"))

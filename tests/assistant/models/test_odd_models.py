"""What endpoints and models in the field do that no protocol foresees: used rightly, or a typed error in good time."""

import json
import time
from collections.abc import Mapping
from dataclasses import replace

import pytest
from model_server import Asked, Does, playing
from odd_models import FENCED, USED, WRONG, Odd, chunk, stream

from assistant.errors import AssistantError, ModelUnavailableError, ReplyError
from assistant.models import Anew, LanguageModel, ModelChoice, Request, StreamEnd
from assistant.models.failing import LONGEST_WAIT, wait_asked_for
from assistant.models.opening import open_chat
from assistant.models.reading import MOST_TOKENS, parse
from assistant.models.thinking import Speech

SCHEMA = {
    "type": "object",
    "properties": {"word": {"type": "string"}},
    "required": ["word"],
    "additionalProperties": False,
}
REQUEST = Request("Svara.", "Vilket ord?", SCHEMA)
VALUE = {"word": 'åäö är bra, säger "de" 👍🏽 – och så vidare'}
ANSWER = json.dumps(VALUE, ensure_ascii=False)
PROSE = 'Kommunen har en plan för å, ä och ö 👍🏽 [S1: "en plan för å"]. Den följs upp [S2: "följs upp"].'


def opened(url: str, **changes: object) -> LanguageModel:
    choice = replace(ModelChoice("openai", "prov", url=url, attempts=1, seconds=20.0), **changes)
    return LanguageModel(choice, open_chat(choice), first_wait=0.01)


def has_word(data: Mapping[str, object]) -> None:
    if set(data) != {"word"}:
        raise ValueError


@pytest.mark.parametrize("way", ["json_schema", "function_calling", "text"])
@pytest.mark.parametrize("odd", [*USED.values(), *FENCED.values()], ids=[*USED, *FENCED])
def test_a_good_answer_in_an_odd_dress_is_used(odd: Odd, way: str) -> None:
    with playing(lambda _: odd(ANSWER)) as server:
        answer = opened(server.url, structured=way).ask(REQUEST, check=has_word)

    assert answer.data == VALUE
    assert 0 < answer.usage.sent <= MOST_TOKENS
    assert 0 < answer.usage.received <= MOST_TOKENS


@pytest.mark.parametrize("odd", USED.values(), ids=USED)
def test_prose_in_an_odd_dress_is_used_without_the_models_thoughts(odd: Odd) -> None:
    with playing(lambda _: odd(PROSE)) as server:
        pieces = list(opened(server.url).stream(Request("s", "u")))

    said = ""
    for piece in pieces:
        said = "" if isinstance(piece, Anew) else said + piece if isinstance(piece, str) else said
    assert said == PROSE
    assert isinstance(pieces[-1], StreamEnd)


@pytest.mark.parametrize("way", ["json_schema", "function_calling", "text"])
@pytest.mark.parametrize("odd", WRONG.values(), ids=WRONG)
def test_what_is_no_answer_is_a_typed_error_in_good_time_that_tells_no_secret(odd: Odd, way: str) -> None:
    began = time.monotonic()
    with playing(lambda _: odd(ANSWER)) as server, pytest.raises((ModelUnavailableError, ReplyError)) as caught:
        opened(server.url, structured=way).ask(REQUEST, check=has_word)

    assert time.monotonic() - began < 60
    assert "hemlig" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(("name", "odd"), WRONG.items(), ids=WRONG)
def test_no_odd_stream_does_more_than_end_or_break_with_a_typed_error(name: str, odd: Odd) -> None:
    said: list[object] = []
    with playing(lambda _: odd(PROSE)) as server:
        try:
            said += opened(server.url).stream(Request("s", "u"))
        except (ModelUnavailableError, ReplyError) as error:
            said.append(error)

    kept = {"cut by length", "length though whole", "byte order mark on the line", "nested"}
    assert isinstance(said[-1], StreamEnd if name in kept else AssistantError)
    if "length" in name:
        assert isinstance(said[-1], StreamEnd)
        assert said[-1].cut


def test_a_filtered_answer_is_told_from_a_cut_one() -> None:
    with playing(lambda _: WRONG["filtered"](ANSWER)) as server, pytest.raises(ReplyError, match="höll inne"):
        opened(server.url).ask(REQUEST)


def test_a_window_that_is_too_small_is_told_from_another_wrong_request() -> None:
    found = {}
    for name in ("overflow", "413", "404"):
        with playing(lambda _, odd=WRONG[name]: odd(ANSWER)) as server, pytest.raises(ModelUnavailableError) as caught:
            opened(server.url, structured="text").ask(REQUEST)
        found[name] = caught.value.too_long

    assert found == {"overflow": True, "413": True, "404": False}


def test_after_an_odd_answer_the_next_one_is_asked_for_and_used() -> None:
    def role(_: Asked) -> Does:
        return WRONG["thoughts that do not end"](ANSWER) if len(server.requests) < 2 else USED["blocks"](ANSWER)

    with playing(role) as server:
        answer = opened(server.url, attempts=2, structured="text").ask(REQUEST, check=has_word)
        count = len(server.requests)

    assert (answer.data, count) == (VALUE, 2)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 1000])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<think>\nA [S1].</think>\n\nB <i> x", "B <i> x"),
        ("[THINK]a[/THINK]B", "B"),
        ("a</think>B", "B"),
        ("<|channel|>analysis<|message|>a<|channel|>final<|message|>B", "B"),
        ("<thinking>a", ""),
        ("B <think", "B <think"),
        ('B [S1: "x"] </thi', 'B [S1: "x"] </thi'),
        ("\ufeff  B", "B"),
        ("B\ud83d\udc4dC", "B👍C"),
        ("B\ud83dC\x00\u202eD", "B\ufffdC\ufffd\ufffdD"),
        ("a</think>b</think>C", "C"),
    ],
)
def test_thoughts_are_left_out_wherever_the_pieces_are_cut(text: str, said: str, size: int) -> None:
    speech, heard = Speech(), ""
    for start in range(0, len(text), size):
        for piece in speech.take(text[start : start + size]):
            heard = "" if isinstance(piece, Anew) else heard + piece
    assert heard + "".join(speech.close()) == said


@pytest.mark.parametrize(
    "text",
    [
        '{"word": "om </think>"}',
        'Svar: ```{"word": "om </think>"}```',
        '<think>{"word": "nej"}</think>{"word": "om </think>"}',
        'Först {"word": "nej"} kanske</think>\n{"word": "om </think>"}'.replace("om </think>", "om </thin"),
    ],
)
def test_a_mark_of_thoughts_within_an_object_is_a_word_of_it(text: str) -> None:
    assert str(parse(text)["word"]).startswith("om </thin")


@pytest.mark.parametrize(
    "text",
    [
        '{"word": "a", "word": "b"}',
        '{"word": NaN}',
        '{"word": "a"} eller {"word": "b"}',
        '{"word": "a",}',
        'Svar: {"word": {"inre": "hel"}, "kli',
        '{"word": "\\ud83d"}',
        '{"word": "a\\u0000b"}',
        '{"wo\\u202erd": "ab"}',
        "{ord}",
        "[]",
    ],
)
def test_an_object_that_is_not_one_whole_object_of_text_is_refused(text: str) -> None:
    with pytest.raises(ReplyError):
        parse(text)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.25"}, 0.25),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "Thu, 01 Jan 1970 00:01:40 GMT"}, 40.0),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:10 GMT"}, 0.0),
        ({"retry-after": "2s"}, 2.0),
        ({"x-ratelimit-reset-requests": "20ms", "x-ratelimit-reset-tokens": "1m2.5s"}, 62.5),
        ({"retry-after": "99999"}, LONGEST_WAIT),
        ({"retry-after": "-5"}, 0.0),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "snart"}, None),
        ({"retry-after": ""}, None),
        ({}, None),
    ],
)
def test_the_wait_that_an_endpoint_asks_for_is_read_in_every_form(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert wait_asked_for(headers, now=60.0) == seconds


def test_a_structured_answer_is_asked_for_once_with_its_schema_in_the_body() -> None:
    with playing(lambda _: stream(ANSWER, chunk({}, "stop"))) as server:
        opened(server.url, options={"extra_body": {"top_k": 1}}).ask(REQUEST, check=has_word)
        bodies = server.requests

    assert len(bodies) == 1
    assert bodies[0]["top_k"] == 1
    assert bodies[0]["response_format"]["json_schema"]["schema"]["required"] == ["word"]

"""Asking where a language model is set: streaming, stopping, broken lines, and what the page says of it."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from model_roles import blocks, good, liar
from model_server import Asked, Does, ModelServer, playing
from starlette.testclient import TestClient

from assistant.models import ModelChoice, open_model
from assistant.web.answering import Answers
from assistant.workflow import accounts, conversing, modelling
from assistant.workflow.parts import Parts

ASKED = "När antogs planen för medborgardialog?"
QUOTE = "Kommunfullmäktige antog planen för medborgardialog den 3 mars 2025."
KEY = "0123456789abcdef" * 2


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with playing(good) as played:
        yield played


@pytest.fixture
def parts(parts: Parts, server: ModelServer) -> Parts:
    """The service's parts with a model outside."""
    choice = ModelChoice("openai", "prov", url=server.url, may_send=("steering_document", "website"), attempts=1)
    model = open_model(choice)
    return replace(parts, model=lambda: model)


@pytest.fixture
def enter(client: TestClient, parts: Parts, world: Any) -> Callable[[str], TestClient]:
    def as_somebody(name: str) -> TestClient:
        client.cookies.set("kompass", accounts.sign_in(parts, name, world.password, address=name))
        return client

    return as_somebody


def _fields(client: TestClient, world: Any, key: str = KEY, **more: Any) -> dict[str, Any]:
    page = client.get(f"/a/{world.assessment}/ask").text
    return {"form_key": re.findall(r'name="form_key" value="([^"]+)"', page)[0], "key": key, **more}


def _events(text: str) -> list[tuple[str, str]]:
    return [(name, json.loads(data)) for name, data in re.findall(r"event: (\w+)\ndata: (.*)\n\n", text)]


def test_words_come_unchecked_then_checked_then_as_a_whole_with_their_model(
    enter: Callable[[str], TestClient], world: Any
) -> None:
    client = enter("lead")

    answer = client.post(f"/a/{world.assessment}/ask/stream", data=_fields(client, world, question=ASKED))
    events = _events(answer.text)
    names = [name for name, _ in events]

    assert names[:2] == ["searching", "writing"]
    assert names.index("writing") < names.index("sentence") < names.index("done")
    assert not [text for name, text in events if name == "writing" and "[S" in text]
    whole = events[-1][1]
    assert QUOTE in whole
    assert "Skrivet av språkmodellen openai:prov" in whole
    assert "Inte läst av den: intervju." in whole
    assert "openai:prov" in client.get(f"/a/{world.assessment}/ask").text


def test_what_is_not_proven_is_marked_and_no_answer(
    enter: Callable[[str], TestClient], world: Any, server: ModelServer
) -> None:
    client = enter("lead")
    server.role = liar

    page = client.post(f"/a/{world.assessment}/ask", data=_fields(client, world, question=ASKED)).text

    assert "Underlaget ger inget svar." in page
    assert "Vad språkmodellen skrev utan att kunna belägga" in page
    assert page.count(">Obelagt<") == 3


def test_a_quote_of_the_model_is_put_onto_a_question(enter: Callable[[str], TestClient], world: Any) -> None:
    client = enter("lead")
    page = client.post(f"/a/{world.assessment}/ask", data=_fields(client, world, question=ASKED)).text
    form = page[page.index('action="/a/' + world.assessment + '/ask/evidence"') :]
    given = dict(re.findall(r'name="(source_id|quote|turn|act|form_key)" value="([^"]*)"', form)[:5])

    page = client.post(f"/a/{world.assessment}/ask/evidence", data={**given, "question_id": "8.1.1"})

    assert "Citatet ligger nu på delfråga 8.1.1. Inget är beslutat." in page.text


def test_an_answer_goes_on_when_its_line_breaks_and_comes_again_from_its_first_word(
    enter: Callable[[str], TestClient], parts: Parts, world: Any, server: ModelServer
) -> None:
    client = enter("lead")
    server.role = lambda asked: replace(good(asked), piece=10, delay=0.05)
    fields = _fields(client, world, question=ASKED)

    with client.stream("POST", f"/a/{world.assessment}/ask/stream", data=fields) as answer:
        for chunk in answer.iter_text():
            if "event: writing" in chunk:
                break
    again = _events(client.post(f"/a/{world.assessment}/ask/stream", data=fields).text)

    assert again[-1][0] == "done"
    assert len(server.requests) == 1
    assert len(conversing.history(replace(parts, user="lead"), world.assessment)) == 1


def test_a_reader_is_never_told_of_interviews_by_the_model(enter: Callable[[str], TestClient], world: Any) -> None:
    client = enter("reader")
    fields = _fields(client, world, question="Vad släppte ni ut ur planen för medborgardialog?")

    answer = client.post(f"/a/{world.assessment}/ask/stream", data=fields).text
    page = client.get(f"/a/{world.assessment}/ask").text

    assert not [secret for secret in world.secrets if secret in answer + page]
    assert "ntervju" not in answer + page


def test_hostile_words_of_a_model_are_only_words(
    enter: Callable[[str], TestClient], world: Any, server: ModelServer
) -> None:
    def hostile(asked: Asked) -> Does:
        first = blocks(asked)[0]
        return Does(
            f'Bra <img src=x onerror=alert(1)> [{first.label}: "{first.sentences[0]}"]. <script>alert(2)</script>.'
        )

    server.role = hostile
    client = enter("lead")
    answer = client.post(f"/a/{world.assessment}/ask/stream", data=_fields(client, world, question=ASKED))
    page = client.get(f"/a/{world.assessment}/ask").text

    shown = "".join(html for name, html in _events(answer.text) if name != "writing") + page
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


def test_one_stops_ones_own_answer_at_once_and_nobody_elses() -> None:
    answers = Answers()
    begun, stopped = threading.Event(), threading.Event()

    def make(_: Callable[[str], None], wanted: Callable[[], bool]) -> None:
        begun.set()
        while not wanted():
            time.sleep(0.01)
        stopped.set()

    made = answers.begin(("a", "lead", KEY), make)
    assert answers.begin(("a", "lead", KEY), make) is made
    assert begun.wait(5)
    assert not answers.stop(("a", "evaluator", KEY))
    assert not stopped.is_set()
    assert answers.stop(("a", "lead", KEY))
    assert stopped.wait(5)
    assert made.done.wait(5)
    assert not answers.stop(("a", "lead", KEY))


# --- in a real browser --------------------------------------------------------------------------


@pytest.fixture
def page(chromium: Any, address: str, parts: Parts, world: Any) -> Iterator[Any]:
    context = chromium.new_context()
    context.add_cookies(
        [{"name": "kompass", "value": accounts.sign_in(parts, "lead", world.password, address="x"), "url": address}]
    )
    page = context.new_page()
    page.goto(f"{address}/a/{world.assessment}/ask")
    yield page
    context.close()


def _ask(page: Any, text: str = ASKED) -> None:
    page.get_by_label("Din fråga").fill(text)
    page.keyboard.press("Enter")


@pytest.mark.slow
def test_slow_words_are_shown_as_they_come_and_are_certain_only_when_checked(page: Any, server: ModelServer) -> None:
    server.role = lambda asked: replace(good(asked), piece=8, delay=0.15)
    _ask(page)

    page.locator(".writing").wait_for()
    assert "inte kontrollerat än" in page.locator(".writing").inner_text()
    assert page.locator("#turns figure").count() == 0
    page.locator("#turns article:not([aria-busy])").wait_for()

    assert page.locator(".writing").count() == 0
    assert QUOTE in page.locator("#turns").inner_text()
    assert page.locator("#said").inner_text() == "Svaret är klart."
    assert page.evaluate("document.activeElement.className") == "turn card"


@pytest.mark.slow
def test_an_answer_is_stopped_by_keyboard_at_once(page: Any, parts: Parts, world: Any, server: ModelServer) -> None:
    server.role = lambda asked: replace(good(asked), piece=2, delay=0.5)
    _ask(page)
    page.locator(".writing").wait_for()

    page.get_by_role("button", name="Avbryt").press("Enter")
    page.get_by_text("Avbrutet. Inget sparades.").wait_for(timeout=2_000)

    assert page.locator("#turns article").count() == 0
    deadline = time.monotonic() + 5
    while server.active and time.monotonic() < deadline:
        time.sleep(0.05)
    assert conversing.history(replace(parts, user="lead"), world.assessment) == ()
    assert [c.reply for c in modelling.calls(parts, world.assessment)] == ["ModelCancelledError"]


@pytest.mark.slow
def test_a_broken_line_in_the_middle_is_said_and_the_same_answer_is_fetched_again(
    page: Any, server: ModelServer
) -> None:
    server.role = lambda asked: replace(good(asked), piece=8, delay=0.1)
    # The line from the service is cut after the first words, as by a network that goes down.
    page.evaluate(
        """() => { const real = window.fetch; let cut = false;
        window.fetch = async (...given) => { const answer = await real(...given);
          if (cut || !String(given[0]).endsWith("/stream")) return answer;
          cut = true; const reader = answer.body.getReader(); let n = 0;
          const body = new ReadableStream({ async pull(c) { const { value, done } = await reader.read();
            if (done || ++n > 3) { reader.cancel(); c.error(new TypeError("network")); } else c.enqueue(value); } });
          return new Response(body, { headers: answer.headers }); }; }"""
    )
    _ask(page)

    page.get_by_role("button", name="Försök igen").click()
    page.locator("#turns article:not([aria-busy])").wait_for()

    assert QUOTE in page.locator("#turns").inner_text()
    assert page.locator("#turns article").count() == 1
    assert len(server.requests) == 1


@pytest.mark.slow
def test_the_first_word_takes_little_longer_than_the_endpoint_itself(
    enter: Callable[[str], TestClient], world: Any, server: ModelServer
) -> None:
    """Within seconds on a machine that others use too; ``bench/model_overhead.py`` measures it exactly."""
    client = enter("lead")
    client.post(f"/a/{world.assessment}/ask", data=_fields(client, world, question=ASKED))  # opens the index
    fields = _fields(client, world, question="Vad beslutade fullmäktige om planen?", key="f" * 32)
    server.role = lambda asked: replace(good(asked), piece=8, delay=0.02)
    began = time.monotonic()
    first = 0.0
    with client.stream("POST", f"/a/{world.assessment}/ask/stream", data=fields) as answer:
        for chunk in answer.iter_text():
            if "event: writing" in chunk:
                first = time.monotonic() - began
                break

    assert 0 < first < 5.0

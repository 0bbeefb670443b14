"""Asking over HTTP: with and without script, and what comes when something breaks."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.web.statics import static
from assistant.workflow import accounts, adding, conversing, reading, standings
from assistant.workflow.parts import Parts

ASKED = "När antogs planen för medborgardialog?"
QUOTE = "Kommunfullmäktige antog planen för medborgardialog den 3 mars 2025."
KEY = "0123456789abcdef" * 2


@pytest.fixture
def enter(client: TestClient, parts: Parts, world: Any) -> Callable[[str], TestClient]:
    def as_somebody(name: str) -> TestClient:
        client.cookies.set("kompass", accounts.sign_in(parts, name, world.password, address=name))
        return client

    return as_somebody


def _fields(client: TestClient, world: Any, **more: Any) -> dict[str, Any]:
    page = client.get(f"/a/{world.assessment}/ask").text
    return {"form_key": re.findall(r'name="form_key" value="([^"]+)"', page)[0], "key": KEY, **more}


def _events(text: str) -> list[tuple[str, str]]:
    return [(name, json.loads(data)) for name, data in re.findall(r"event: (\w+)\ndata: (.*)\n\n", text)]


def test_a_form_is_answered_on_the_page_with_places_that_open(enter: Callable[[str], TestClient], world: Any) -> None:
    client = enter("lead")

    page = client.post(f"/a/{world.assessment}/ask", data=_fields(client, world, question=ASKED))

    assert page.url.path == f"/a/{world.assessment}/ask"
    assert QUOTE in page.text
    assert re.search(rf"/a/{world.assessment}/sources/{world.document}/view\?q=Kommunfullm%C3%A4ktige", page.text)


def test_an_answer_streams_sentence_by_sentence_and_ends_with_the_whole(
    enter: Callable[[str], TestClient], world: Any
) -> None:
    client = enter("lead")

    answer = client.post(f"/a/{world.assessment}/ask/stream", data=_fields(client, world, question=ASKED))

    assert answer.headers["content-type"].startswith("text/event-stream")
    events = _events(answer.text)
    assert [name for name, _ in events][:2] == ["searching", "sentence"]
    assert events[-1][0] == "done"
    assert QUOTE in events[1][1]
    assert f'id="turn-{KEY}"' in events[-1][1]


def test_an_answer_that_was_cut_off_is_kept_and_given_again_for_the_same_key(
    enter: Callable[[str], TestClient], world: Any
) -> None:
    client = enter("lead")
    fields = _fields(client, world, question=ASKED)

    with client.stream("POST", f"/a/{world.assessment}/ask/stream", data=fields) as answer:
        for chunk in answer.iter_text():
            if "event: sentence" in chunk:
                break

    again = _events(client.post(f"/a/{world.assessment}/ask/stream", data=fields).text)
    assert again[-1][0] == "done"
    assert client.get(f"/a/{world.assessment}/ask").text.count('class="turn card"') == 1


def test_what_goes_wrong_is_said_in_the_stream_and_on_the_page(enter: Callable[[str], TestClient], world: Any) -> None:
    client = enter("lead")
    fields = _fields(client, world, question="x" * 600)

    [_, (name, html)] = _events(client.post(f"/a/{world.assessment}/ask/stream", data=fields).text)
    page = client.post(f"/a/{world.assessment}/ask", data=fields)

    assert name == "problem"
    assert "Frågan är för lång." in html
    assert page.status_code == 400
    assert "x" * 600 in page.text


def test_hostile_words_of_a_document_are_only_words(
    enter: Callable[[str], TestClient], parts: Parts, world: Any
) -> None:
    text = "# <img src=x onerror=alert(1)>\n\nBadhuset <script>alert(2)</script> öppnade den 4 maj 2024 i Ekeby.\n"
    adding.add_bytes(parts, world.assessment, "<b>bad.txt", text.encode())
    reading.read_waiting(parts, world.assessment)
    client = enter("lead")

    answer = client.post(
        f"/a/{world.assessment}/ask/stream", data=_fields(client, world, question="När öppnade badhuset <script>?")
    )
    page = client.get(f"/a/{world.assessment}/ask").text

    for shown in (*[html for _, html in _events(answer.text)], page):
        assert "<script>alert" not in shown
        assert "<img" not in shown.replace(f'<img src="{static()}/icon.svg"', "")
    assert "Badhuset &lt;script&gt;" in page


def test_a_quote_is_put_onto_a_question_from_its_answer(
    enter: Callable[[str], TestClient], parts: Parts, world: Any
) -> None:
    client = enter("evaluator")
    given = {"question_id": "1.1.2 Om information", "source_id": world.document, "quote": QUOTE, "turn": KEY}
    fields = _fields(client, world, act="a" * 32, **given)

    page = client.post(f"/a/{world.assessment}/ask/evidence", data=fields)

    assert "Citatet ligger nu på delfråga 1.1.2" in page.text
    assert QUOTE in [e.quote for e in standings.standing(parts, world.assessment).decisions["1.1.2"].evidence]
    again = client.post(f"/a/{world.assessment}/ask/evidence", data=fields)
    assert again.status_code == 400
    assert "Citatet finns redan på delfrågan." in again.text


def test_a_reader_asks_what_is_not_said_in_interviews_and_puts_nothing(
    enter: Callable[[str], TestClient], world: Any
) -> None:
    client = enter("reader")
    fields = _fields(client, world, question="Vad släppte ni ut ur planen för medborgardialog?")

    answer = client.post(f"/a/{world.assessment}/ask/stream", data=fields).text
    page = client.get(f"/a/{world.assessment}/ask").text

    assert not [secret for secret in world.secrets if secret in answer + page]
    assert "Intervju" not in page
    assert "ask/evidence" not in page
    assert client.post(f"/a/{world.assessment}/ask/evidence", data=fields).status_code == 403


def test_one_forgets_what_one_asked(enter: Callable[[str], TestClient], parts: Parts, world: Any) -> None:
    client = enter("lead")
    client.post(f"/a/{world.assessment}/ask", data=_fields(client, world, question=ASKED))

    page = client.post(f"/a/{world.assessment}/ask/forget", data=_fields(client, world))

    assert 'class="turn card"' not in page.text
    assert conversing.history(replace(parts, user="lead"), world.assessment) == ()

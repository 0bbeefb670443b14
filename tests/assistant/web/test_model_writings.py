"""A slow language model holds no page: its writing goes on by itself, is never doubled, and stops at once."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from model_roles import good
from model_server import Asked, Does, ModelServer, playing
from starlette.testclient import TestClient

from assistant.models import ModelChoice, open_model
from assistant.web.writings import KEPT, Wanted, Writing, Writings
from assistant.workflow import accounts
from assistant.workflow.parts import Parts

LONG = 60.0


@dataclass
class Gate:
    """A role that answers once it is opened, or as it is told to."""

    opened: threading.Event = field(default_factory=threading.Event)
    then: Callable[[Asked], Does] = good

    def __call__(self, asked: Asked) -> Does:
        self.opened.wait(LONG)
        return self.then(asked)


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.opened.set()


@pytest.fixture
def server(gate: Gate) -> Iterator[ModelServer]:
    with playing(gate) as played:
        yield played


@pytest.fixture
def parts(parts: Parts, server: ModelServer) -> Parts:
    """The service's parts with a model inside."""
    model = open_model(ModelChoice("openai", "prov", url=server.url, inside=True, attempts=1, parallel=1))
    return replace(parts, model=lambda: model)


@pytest.fixture
def enter(client: TestClient, parts: Parts, world: Any) -> Callable[[str], TestClient]:
    def as_somebody(name: str) -> TestClient:
        client.cookies.set("kompass", accounts.sign_in(parts, name, world.password, address=name))
        return client

    return as_somebody


def _send(client: TestClient, world: Any, path: str = "", *, script: bool = False, **fields: Any) -> Any:
    page = client.get(f"/a/{world.assessment}/texts").text
    key = re.findall(r'name="form_key" value="([^"]+)"', page)[0]
    headers = {"X-Kompass-Script": "1"} if script else {}
    given = {"form_key": key, **fields}
    return client.post(f"/a/{world.assessment}/model-texts/1.1{path}", data=given, headers=headers)


def _version(parts: Parts, world: Any) -> int:
    with parts.store.reading() as tx:
        known = tx.drafts.current_narratives(world.assessment).get("1.1")
    return known.version if known else 0


def _until(client: TestClient, world: Any, state: str) -> Any:
    """Ask how far it has come until it has come so far."""
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        told = client.get(f"/a/{world.assessment}/model-texts/1.1/state").json()
        if told["state"] == state:
            return told
        time.sleep(0.02)
    raise AssertionError(told)


def test_a_slow_text_is_waited_for_on_a_page_that_survives_a_reload_and_is_asked_for_once(
    enter: Callable[[str], TestClient], parts: Parts, world: Any, server: ModelServer, gate: Gate
) -> None:
    client, before = enter("evaluator"), _version(parts, world)
    waiting = _send(client, world, version=before)
    again = _send(client, world, version=before)
    beside = client.get(f"/a/{world.assessment}/texts/1.1").text

    for page in (waiting.text, again.text, beside):
        assert f'action="/a/{world.assessment}/model-texts/1.1/stop"' in page
        assert "Språkmodellen läser beläggen." in page
    assert '<noscript><meta http-equiv="refresh"' in waiting.text
    assert "data-said" in beside
    gate.opened.set()
    told = _until(client, world, "done")
    ended = client.get(f"/a/{world.assessment}/model-texts/1.1")

    assert "Visa den nya texten" in told["card"]
    assert ended.url.path == f"/a/{world.assessment}/texts/1.1"
    assert (_version(parts, world), len(server.requests)) == (before + 1, 1)
    assert "data-said" not in client.get(f"/a/{world.assessment}/texts/1.1").text


def test_a_script_is_told_how_much_has_been_written(
    enter: Callable[[str], TestClient], parts: Parts, world: Any, gate: Gate
) -> None:
    gate.then = lambda asked: replace(good(asked), piece=20, delay=0.05)
    client = enter("evaluator")
    gate.opened.set()
    begun = _send(client, world, script=True, version=_version(parts, world)).json()
    end = time.monotonic() + LONG
    said = begun["said"]
    while "tecken" not in said and time.monotonic() < end:
        said = client.get(f"/a/{world.assessment}/model-texts/1.1/state").json()["said"]

    assert begun["state"] == "running"
    assert re.search(r"skriver: \d+ tecken", said)
    _until(client, world, "done")


def test_cancelling_stops_at_once_also_while_others_have_the_model(
    enter: Callable[[str], TestClient], parts: Parts, world: Any
) -> None:
    client, before = enter("evaluator"), _version(parts, world)
    model = parts.model()
    assert model is not None
    with model._slot(lambda: False):  # somebody else's call takes the only place
        _send(client, world, script=True, version=before)
        queued = _send(client, world, "/stop", script=True).json()
    _send(client, world, script=True, version=before)
    _until(client, world, "running")
    page = _send(client, world, "/stop")
    ended = _until(client, world, "stopped")

    assert queued["state"] == "stopped"
    assert page.url.path == f"/a/{world.assessment}/texts/1.1"
    assert "Du avbröt. Texten är som den var." in ended["card"]
    assert _version(parts, world) == before


@pytest.mark.parametrize(
    "fault",
    [Does('{"sentences": [', cut_after=1), Does(status=500), Does("trasigt"), Does(status=401)],
    ids=["cut", "500", "mumble", "key"],
)
def test_what_goes_wrong_is_said_on_both_pages_and_the_text_is_as_it_was(
    enter: Callable[[str], TestClient], parts: Parts, world: Any, gate: Gate, fault: Does
) -> None:
    client, before = enter("evaluator"), _version(parts, world)
    gate.then = lambda _: fault
    _send(client, world, script=True, version=before)
    gate.opened.set()
    told = _until(client, world, "failed")
    page = client.get(f"/a/{world.assessment}/model-texts/1.1")

    assert page.status_code >= 400
    for shown in (told["card"], page.text, client.get(f"/a/{world.assessment}/texts/1.1").text):
        assert "Texten är som den var." in shown
    assert _version(parts, world) == before


def test_one_text_is_not_written_by_two_at_a_time_and_nobody_stops_anothers(
    enter: Callable[[str], TestClient], parts: Parts, world: Any, server: ModelServer, gate: Gate
) -> None:
    before = _version(parts, world)
    _send(enter("evaluator"), world, script=True, version=before)
    lead = enter("lead")
    refused = _send(lead, world, version=before)
    told = _send(lead, world, script=True, version=before, length="short").json()
    stopped = _send(lead, world, "/stop", script=True).json()
    shown = lead.get(f"/a/{world.assessment}/texts/1.1").text
    gate.opened.set()
    _until(enter("evaluator"), world, "done")

    assert refused.status_code == 409
    assert "skriver redan för den här texten" in refused.text
    assert (told["state"], stopped) == ("failed", {"state": "none"})
    assert "data-said" not in shown
    assert len(server.requests) == 1


def test_other_words_are_shown_when_they_are_ready_and_taken_without_asking_again(
    enter: Callable[[str], TestClient], parts: Parts, world: Any, server: ModelServer, gate: Gate
) -> None:
    client = enter("evaluator")
    gate.opened.set()
    _send(client, world, script=True, version=_version(parts, world))
    _until(client, world, "done")
    wanted = {"version": _version(parts, world), "chosen": [0], "wish": "Kortare"}
    gate.opened.clear()
    waiting = _send(client, world, "/rewrite", **wanted)
    gate.opened.set()
    told = _until(client, world, "done")
    shown = client.get(f"/a/{world.assessment}/model-texts/1.1").text
    asked = len(server.requests)
    taken = _send(client, world, "/take", **wanted)
    other = _send(client, world, "/take", **{**wanted, "version": _version(parts, world), "wish": "Längre"})

    assert "Språkmodellen läser beläggen." in waiting.text
    assert "Se förslaget" in told["card"]
    assert ("Som det står" in shown, "Ta in i texten" in shown) == (True, True)
    assert taken.url.path == f"/a/{world.assessment}/texts/1.1"
    assert (other.status_code, "gäller inte längre" in other.text) == (409, True)
    assert len(server.requests) == asked


def test_a_fault_of_ours_ends_the_writing_with_a_number_and_old_ones_are_forgotten() -> None:
    writings = Writings()

    def breaks(_: Writing) -> None:
        raise RuntimeError("hemligt")

    broken = writings.begin(("a", "1.1"), "anna", Wanted("text", 0), breaks)
    assert broken.done.wait(LONG)
    for n in range(KEPT + 5):
        assert writings.begin((f"b{n}", "1"), "anna", Wanted("text", 0), lambda _: None).done.wait(LONG)

    assert broken.state == "failed"
    assert broken.error is not None
    assert "hemligt" not in broken.error.message
    assert writings.of(("a", "1.1"), "anna") is None
    assert writings.of((f"b{KEPT}", "1"), "anna") is not None
    assert writings.of((f"b{KEPT}", "1"), "bo") is None

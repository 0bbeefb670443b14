"""The language model's own page, its switch, and what an assessment shows of what it did."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from model_roles import good
from model_server import Does, ModelServer, playing
from starlette.testclient import TestClient

from assistant.drafting.extractive import NAME
from assistant.errors import ModelForbiddenError, UserError
from assistant.jobs import Jobs
from assistant.models import ModelChoice, open_model
from assistant.settings import Settings
from assistant.workflow import accounts, conversing, modelling, writing
from assistant.workflow.parts import Parts


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with playing(good) as played:
        yield played


@pytest.fixture
def parts(parts: Parts, server: ModelServer) -> Parts:
    """The service's parts with a model outside, behind the switch of their folder."""
    choice = ModelChoice(
        "openai", "prov", url=server.url.replace("//", "//namn:hemligt@"), may_send=("steering_document",),
        attempts=1, price_in=5.0, price_out=5.0, budget=90_000,
    )  # fmt: skip
    model = open_model(choice)
    return replace(parts, model=parts.switch.guarded(lambda: model), model_outside=True)


@pytest.fixture
def enter(client: TestClient, parts: Parts, world: Any) -> Callable[[str], TestClient]:
    def as_somebody(name: str) -> TestClient:
        client.cookies.set("kompass", accounts.sign_in(parts, name, world.password, address=name))
        return client

    return as_somebody


def _post(client: TestClient, path: str, **fields: Any) -> Any:
    key = re.findall(r'name="form_key" value="([^"]+)"', client.get("/account").text)[0]
    return client.post(path, data={"form_key": key, **fields})


def test_an_administrator_sees_what_the_model_is_and_switches_it_off_for_everybody(
    enter: Callable[[str], TestClient], parts: Parts, world: Any, server: ModelServer
) -> None:
    client = enter("ada")
    page = client.get("/settings/model").text
    assert "openai:prov" in page
    assert "intervjuer skickas aldrig dit" in page
    assert "hemligt" not in page
    assert "Utdrag ur underlaget skickas" in page

    off = _post(client, "/settings/model", to="off").text
    assert "Ada Admin stängde av den" in off
    assert "Allt stannar på den dator" in off
    with pytest.raises(ModelForbiddenError):
        modelling.need_model(parts)
    told = conversing.ask(
        replace(parts, user="lead"), world.assessment, "När antogs planen?", conversing.Narrowed(), key="a" * 32
    )
    assert (told.reply.by.model, server.requests) == ("", [])

    assert "Stäng av språkmodellen" in _post(client, "/settings/model", to="on").text
    assert modelling.need_model(parts).id == "openai:prov"


def test_only_administrators_come_near_the_switch(enter: Callable[[str], TestClient], parts: Parts) -> None:
    for name in ("lead", "reader", "outsider"):
        client = enter(name)
        assert client.get("/settings/model").status_code == 403
        assert _post(client, "/settings/model", to="off").status_code == 403
    assert parts.switch.off() is None


def test_the_model_is_tried_on_the_page_and_what_was_found_stays(
    enter: Callable[[str], TestClient], parts: Parts, server: ModelServer
) -> None:
    client = enter("ada")
    assert "Den är inte provad än." in client.get("/settings/model").text

    page = _post(client, "/settings/model/check").text
    assert "<strong>Nej.</strong>" in page
    assert "av 12 rätt" in page
    found = parts.switch.checked()
    assert found is not None
    assert not found.report.fit
    server.role = lambda _: Does(status=401)
    assert "<strong>Nej.</strong>" in _post(client, "/settings/model/check").text
    again = parts.switch.checked()
    assert again is not None
    assert not again.report.answers


def test_a_switch_file_that_cannot_be_read_keeps_the_model_off(parts: Parts) -> None:
    assert parts.switch.folder is not None
    (parts.switch.folder / "model-off.json").write_text("{")
    (parts.switch.folder / "model-check.json").write_text('{"report": {"model": "x"}, "at": "nyss"}')

    assert parts.switch.off() is not None
    assert parts.switch.checked() is None
    assert modelling.about(parts) is None


def test_an_assessment_tells_its_evaluators_what_the_model_used_and_did(
    enter: Callable[[str], TestClient], parts: Parts, world: Any
) -> None:
    asked = "Vad antog kommunfullmäktige?"
    conversing.ask(replace(parts, user="lead"), world.assessment, asked, conversing.Narrowed(), key="a" * 32)
    writing.write(replace(parts, user="lead"), world.assessment, "1.1")

    page = enter("evaluator").get(f"/assessments/{world.assessment}").text
    assert "2 frågor till modellen" in page
    assert "Kostnad 0,00" in page
    assert re.search(r"Högst 90\s000 tokens", page)
    taken = enter("evaluator").get(f"/a/{world.assessment}/model-record")
    record = json.loads(taken.text)
    assert taken.headers["content-disposition"] == f'attachment; filename="maskiner-{world.assessment}.json"'
    assert [call["purpose"] for call in record["calls"]] == ["chat", "narrative"]
    assert [text["by_machine"] for text in record["texts"] if text["id"] == "1.1"] == [True]
    assert not [secret for secret in world.secrets if secret in taken.text]
    assert "frågor till modellen" not in enter("reader").get(f"/assessments/{world.assessment}").text
    assert enter("reader").get(f"/a/{world.assessment}/model-record").status_code == 403


def _alone(act: Callable[[str], bool], assessment: str) -> bool:
    """Act in a thread of its own: an open browser of other tests leaves an event loop in this one."""
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(act, assessment).result()


@pytest.mark.slow
def test_drafting_with_a_model_that_takes_its_time_is_stopped_at_once(
    parts: Parts, settings: Settings, world: Any, server: ModelServer
) -> None:
    server.role = lambda _: Does("{", piece=1, delay=0.2, hang=60)
    steps: list[int] = []
    ended: list[BaseException] = []

    with Jobs(parts, settings.queue_url) as jobs:

        def work() -> None:
            try:
                jobs.draft(world.assessment, "1.1", lambda p: steps.append(p.done))
            except UserError as error:
                ended.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        deadline = time.monotonic() + 60
        while not server.active and time.monotonic() < deadline:
            time.sleep(0.05)
        began = time.monotonic()
        assert _alone(jobs.cancel_draft, world.assessment)
        thread.join(20)
        took = time.monotonic() - began
        assert not _alone(jobs.cancel_draft, world.assessment)

    assert not thread.is_alive()
    assert took < 15
    assert steps == sorted(steps)
    with parts.store.reading() as tx:
        drafted = tx.drafts.current(world.assessment)
    # A question of which no sentence speaks is answered without asking.
    assert all(draft.nothing_found for draft in drafted.values() if draft.drafter != NAME)
    assert NAME in {draft.drafter for draft in drafted.values()}

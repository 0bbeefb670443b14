"""Texts by a language model over HTTP: written, said otherwise, taken, and never over somebody else's."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from model_roles import good, liar
from model_server import Does, ModelServer, playing
from starlette.testclient import TestClient

from assistant.models import ModelChoice, open_model
from assistant.web.frame import Frame
from assistant.web.guard import Who
from assistant.web.pages.render import environment
from assistant.workflow import accounts, modelling, writing
from assistant.workflow.modelling import AboutModel
from assistant.workflow.parts import Parts


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with playing(good) as played:
        yield played


@pytest.fixture
def parts(parts: Parts, server: ModelServer) -> Parts:
    """The service's parts with a model inside."""
    model = open_model(ModelChoice("openai", "prov", url=server.url, inside=True, attempts=1))
    return replace(parts, model=lambda: model)


@pytest.fixture
def client(client: TestClient, parts: Parts, world: Any) -> TestClient:
    client.cookies.set("kompass", accounts.sign_in(parts, "evaluator", world.password, address="x"))
    return client


def _post(client: TestClient, world: Any, path: str, **fields: Any) -> Any:
    form = client.get(f"/a/{world.assessment}/texts").text
    key = re.findall(r'name="form_key" value="([^"]+)"', form)[0]
    page = client.post(f"/a/{world.assessment}/model-texts/{path}", data={"form_key": key, **fields})
    end = time.monotonic() + 60
    while "data-stop" in page.text and time.monotonic() < end:  # a busy machine: the page that waits
        time.sleep(0.05)
        page = client.get(page.url)
    return page


def _text(parts: Parts, world: Any) -> Any:
    with parts.store.reading() as tx:
        return tx.drafts.current_narratives(world.assessment)["1.1"]


def _version(parts: Parts, world: Any) -> int:
    with parts.store.reading() as tx:
        known = tx.drafts.current_narratives(world.assessment).get("1.1")
    return known.version if known else 0


def test_a_text_is_written_in_the_manner_asked_for(
    client: TestClient, parts: Parts, world: Any, server: ModelServer
) -> None:
    page = _post(
        client,
        world,
        "1.1",
        version=_version(parts, world),
        language="nb",
        length="short",
        tone="encouraging",
        person="we",
    )

    assert page.url.path == f"/a/{world.assessment}/texts/1.1"
    assert _text(parts, world).narrative.author.startswith("model-1 openai:prov ")
    asked = server.requests[-1]["messages"][0]["content"]
    assert [word for word in ("norskt bokmål", "4–6 meningar", "uppmuntrande", "vi-form") if word not in asked] == []


def test_every_sort_of_text_offers_the_model_on_its_page(client: TestClient, world: Any) -> None:
    for node in ("1.1", "1", "summary"):
        page = client.get(f"/a/{world.assessment}/texts/{node}").text
        assert f'action="/a/{world.assessment}/model-texts/{node}"' in page, node


def test_a_part_is_said_otherwise_beside_its_own_words_and_taken_with_its_marks(
    client: TestClient, parts: Parts, world: Any, server: ModelServer
) -> None:
    _post(client, world, "1.1", version=_version(parts, world))
    before = _text(parts, world)
    server.role = liar
    wanted = {"version": before.version, "chosen": [0], "wish": "<b>Kortare</b>"}
    shown = _post(client, world, "1.1/rewrite", **wanted)

    assert "Som det står" in shown.text
    assert shown.text.count(">Obelagt<") == 2
    assert "<b>Kortare" not in shown.text
    assert _text(parts, world) == before
    taken = _post(client, world, "1.1/take", **wanted)
    assert taken.url.path == f"/a/{world.assessment}/texts/1.1"
    assert _text(parts, world).narrative.sentences[0].marks
    again = _post(client, world, "1.1/take", **wanted)
    assert (again.status_code, "Någon annan har sparat texten" in again.text) == (409, True)


def test_what_goes_wrong_is_said_and_the_text_is_as_it_was(
    client: TestClient, parts: Parts, world: Any, server: ModelServer
) -> None:
    writing.write(replace(parts, user="lead"), world.assessment, "1.1")
    before = _text(parts, world)

    late = _post(client, world, "1.1", version=0)
    none = _post(client, world, "1.1/rewrite", version=before.version)
    server.role = lambda _: Does(status=500)
    broken = _post(client, world, "1.1", version=before.version, length="long")

    assert [late.status_code, none.status_code, broken.status_code] == [409, 400, 503]
    assert "Texten är som den var." in broken.text
    assert _post(client, world, "99", version=0).status_code == 404
    assert _text(parts, world) == before


@dataclass(frozen=True)
class _Row:
    text: str


@dataclass(frozen=True)
class _Page:
    model: AboutModel | None
    id: str = "ekeby-2026"
    node_id: str = "1"
    version: int = 3
    conflict: None = None
    problem: None = None
    rows: Any = None


def _included(model: AboutModel | None) -> str:
    frame = Frame("sv", "auto", "/", Who(), "key", "", {})
    template = '{% import "parts.html" as ui with context %}{% include "texts_model.html" %}'
    page = _Page(model, rows={"text": ((0, _Row("<i>Först</i>")), (1, _Row("Sedan.")))})
    return environment("sv").from_string(template).render(frame=frame, page=page)


def test_the_page_of_a_text_offers_the_model_only_where_one_is_set(parts: Parts) -> None:
    shown = _included(modelling.about(parts))

    assert 'action="/a/ekeby-2026/model-texts/1/rewrite"' in shown
    assert 'name="version" value="3"' in shown
    assert "&lt;i&gt;Först" in shown
    assert not _included(None).strip()
    assert "går inte" in _included(AboutModel("", False, (), False, "Modellen går inte att öppna."))

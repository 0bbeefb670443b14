"""Waiting for a slow language model in a real browser: the page stays in use, and no broken line harms."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from model_roles import good
from model_server import Asked, Does, ModelServer, playing

from assistant.models import ModelChoice, open_model
from assistant.workflow import accounts
from assistant.workflow.parts import Parts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@dataclass
class Gate:
    """Answers well once it is opened, or breaks the line in the middle."""

    opened: threading.Event = field(default_factory=threading.Event)
    cut: bool = False

    def __call__(self, asked: Asked) -> Does:
        self.opened.wait(120)
        return replace(good(asked), piece=20, cut_after=2) if self.cut else good(asked)


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
    model = open_model(ModelChoice("openai", "prov", url=server.url, inside=True, attempts=1))
    return replace(parts, model=lambda: model)


@pytest.fixture
def context(chromium: Any, address: str, parts: Parts, world: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    scripted = getattr(request, "param", True)
    made = chromium.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=scripted)
    session = accounts.sign_in(parts, "evaluator", world.password, address="x")
    made.add_cookies([{"name": "kompass", "value": session, "url": address}])
    yield made
    made.close()


def _opened(context: Any, address: str, world: Any) -> Any:
    page = context.new_page()
    page.goto(f"{address}/a/{world.assessment}/texts/1.1")
    page.get_by_text("Låt språkmodellen skriva").click()
    return page


def _rows(page: Any) -> Any:
    return page.locator("fieldset[data-section=text] textarea")


def test_one_works_on_while_it_writes_and_a_reload_finds_it_again(
    context: Any, address: str, world: Any, server: ModelServer, gate: Gate
) -> None:
    page = _opened(context, address, world)
    page.get_by_role("button", name="Skriv en ny text").click()
    page.get_by_text("Språkmodellen läser beläggen.").wait_for()
    page.get_by_role("button", name="Lägg till en mening").click()
    _rows(page).last.fill("Min egen mening under tiden.")
    page.get_by_role("button", name="Skriv en ny text").click()  # impatience asks for nothing more
    page.wait_for_timeout(1000)
    written = _rows(page).last.input_value()
    page.reload()
    page.get_by_text("Språkmodellen läser beläggen.").wait_for()
    gate.opened.set()
    page.get_by_role("link", name="Visa den nya texten").click()
    page.get_by_text("Texten är sparad.").wait_for()

    assert written == "Min egen mening under tiden."
    assert len(server.requests) == 1


def test_it_is_stopped_at_once_and_nothing_is_saved(
    context: Any, address: str, world: Any, parts: Parts, server: ModelServer
) -> None:
    page = _opened(context, address, world)
    page.get_by_role("button", name="Skriv en ny text").click()
    page.get_by_role("button", name="Avbryt").click()
    page.get_by_text("Du avbröt. Texten är som den var.").wait_for()
    with parts.store.reading() as tx:
        saved = tx.drafts.current_narratives(world.assessment).get("1.1")

    assert saved is None or not saved.narrative.author.startswith("model-1 openai")
    assert len(server.requests) == 1


def test_a_broken_line_to_the_service_is_said_and_mends_itself(
    context: Any, address: str, world: Any, server: ModelServer, gate: Gate
) -> None:
    page = _opened(context, address, world)
    page.get_by_role("button", name="Skriv en ny text").click()
    page.get_by_text("Språkmodellen läser beläggen.").wait_for()
    context.set_offline(True)
    page.get_by_text("Ingen kontakt med tjänsten. Modellen skriver vidare").wait_for()
    gate.opened.set()
    context.set_offline(False)
    page.get_by_role("link", name="Visa den nya texten").wait_for()

    assert page.get_by_text("Ingen kontakt").count() == 0
    assert len(server.requests) == 1


def test_a_line_to_the_model_that_breaks_is_said_in_its_place(
    context: Any, address: str, world: Any, gate: Gate
) -> None:
    gate.cut = True
    gate.opened.set()
    page = _opened(context, address, world)
    page.get_by_role("button", name="Skriv en ny text").click()
    card = page.locator("[data-writing][data-state=failed]")
    card.wait_for()

    assert "Texten är som den var." in card.inner_text()
    assert page.url.endswith("/texts/1.1")


@pytest.mark.parametrize("context", [False], ids=["without script"], indirect=True)
def test_without_a_script_a_page_waits_and_goes_on_to_the_text_by_itself(
    context: Any, address: str, world: Any, server: ModelServer, gate: Gate
) -> None:
    page = _opened(context, address, world)
    page.get_by_role("button", name="Skriv en ny text").click()
    page.get_by_role("button", name="Avbryt").wait_for()
    waiting = page.url
    gate.opened.set()
    page.get_by_text("Texten är sparad.").wait_for()

    assert waiting.endswith("/model-texts/1.1")
    assert len(server.requests) == 1

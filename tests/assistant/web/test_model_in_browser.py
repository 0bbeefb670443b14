"""Pages with a language model in a real browser: axe finds nothing, and nothing overflows, in every look."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from model_roles import about, good, liar
from model_server import Asked, Does, ModelServer, playing

from assistant.domain.conversation import Narrowed
from assistant.models import ModelChoice, open_model
from assistant.workflow import accounts, conversing, model_check, writing
from assistant.workflow.parts import Parts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
SCREENS = Path(__file__).parents[3] / "out" / "screens"
LOOKS = [("sv", 1280, "light"), ("sv", 360, "dark"), ("en", 360, "light"), ("en", 1280, "dark")]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}


SEND = """([path, version]) => { const form = document.createElement("form"); form.method = "post"; form.action = path;
for (const [name, value] of [["form_key", document.querySelector("meta[name=form-key]").content], ["version", version],
  ["chosen", "0"], ["wish", "Kortare"], ["length", "short"]])
  { const field = document.createElement("input"); field.name = name; field.value = value; form.append(field); }
document.body.append(form); form.submit(); }"""
"""Sends the form to have a sentence rewritten, or a short text written, wherever the page has its own."""


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with playing(good) as played:
        yield played


@pytest.fixture
def parts(parts: Parts, server: ModelServer) -> Parts:
    """The service's parts with a model outside."""
    choice = ModelChoice(
        "openai", "qwen3-14b", url=server.url, may_send=("steering_document", "website"), attempts=1, price_in=90.0,
    )  # fmt: skip
    model = open_model(choice)
    return replace(parts, model=parts.switch.guarded(lambda: model), model_outside=True)


def _worked(parts: Parts, world: Any, server: ModelServer) -> str:
    """Ask, be refused, write: everything that a page of the model may show; return the version of the text."""
    lead = replace(parts, user="lead")
    asked = ["Vad antog kommunfullmäktige om medborgardialog?", "Följs den upp?"]
    for n, question in enumerate(asked):
        conversing.ask(lead, world.assessment, question, Narrowed(), key=f"{n:032x}")
    server.role = mixed
    conversing.ask(lead, world.assessment, "Hur redovisas resultatet av strategin?", Narrowed(), key="a" * 32)
    server.role = liar
    conversing.ask(lead, world.assessment, "Hur nöjda är invånarna med planen?", Narrowed(), key="b" * 32)
    server.role = lambda _: Does(status=500)
    conversing.ask(lead, world.assessment, "När antogs planen för medborgardialog?", Narrowed(), key="c" * 32)
    server.role = good
    version = writing.write(lead, world.assessment, "1.1").version
    server.role = lambda asked: liar(asked) if about(asked) == "rewrite" else good(asked)
    parts.switch.note(model_check.check(parts, window=False), parts.now())
    return str(version)


def mixed(asked: Asked) -> Does:
    """Answers with one sentence that is proven and one that is not."""
    if about(asked) != "chat":
        return good(asked)
    return Does(f"{good(asked).text} Resultatet redovisas för 93 procent av invånarna.")


def _axe(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]]


def _look_at(page: Any, name: str, look: tuple[str, int, str]) -> list[str]:
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"model-{name}-{'-'.join(map(str, look))}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [f"{name} {look}: {fault}" for fault in [*_axe(page), *(["too wide"] if wide else [])]]


def test_every_page_of_the_model_is_accessible_and_whole(
    chromium: Any, address: str, parts: Parts, world: Any, server: ModelServer
) -> None:
    version = _worked(parts, world, server)
    sessions = {name: accounts.sign_in(parts, name, world.password, address="x") for name in ("lead", "ada")}
    here = f"{address}/a/{world.assessment}"
    wrong: list[str] = []
    for look in LOOKS:
        language, width, theme = look
        for who, name, path in (
            ("lead", "ask", f"{here}/ask"),
            ("lead", "overview", f"{address}/assessments/{world.assessment}"),
            ("lead", "text", f"{here}/texts/1.1"),
            ("lead", "examples", f"{here}/examples/1.1"),
            ("ada", "settings", f"{address}/settings/model"),
        ):
            context = chromium.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
            chosen = {"kompass": sessions[who], "kompass-language": language, "kompass-theme": theme}
            context.add_cookies([{"name": key, "value": value, "url": address} for key, value in chosen.items()])
            page = context.new_page()
            page.goto(path)
            page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
            wrong += _look_at(page, name, look)
            if name == "text":
                page.evaluate(SEND, [f"/a/{world.assessment}/model-texts/1.1/rewrite", version])
                page.locator("form[action$='/take'] button").wait_for()
                wrong += _look_at(page, "rewrite", look)
                server.role, known = (lambda _: Does(hang=30)), server.role
                page.evaluate(SEND, [f"/a/{world.assessment}/model-texts/1.1", version])
                page.locator("[data-stop]").wait_for()
                wrong += _look_at(page, "writing", look)
                page.locator("[data-stop]").click()
                page.wait_for_url("**/texts/1.1")
                server.role = known
            context.close()

    assert wrong == []

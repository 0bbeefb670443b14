"""Every page in a real browser: both languages, both widths, light and dark, with axe-core finding nothing.

Screenshots are kept in ``out/screens`` to be looked at.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from assistant.workflow import accounts, approving
from assistant.workflow.parts import Parts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SCREENS = Path(__file__).parents[3] / "out" / "screens"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}
SIZES = {"narrow": (360, 740), "wide": (1280, 900)}


@dataclass(frozen=True)
class Visit:
    """A page as somebody sees it."""

    name: str
    who: str
    path: str


def _visits(assessment: str) -> list[Visit]:
    return [
        Visit("sign-in", "", "/sign-in"),
        Visit("start", "lead", "/"),
        Visit("start-empty", "outsider", "/"),
        Visit("start-administrator", "ada", "/"),
        Visit("assessment", "lead", f"/assessments/{assessment}"),
        Visit("assessment-reader", "reader", f"/assessments/{assessment}"),
        Visit("question", "lead", f"/assessments/{assessment}/questions/1.1.1"),
        Visit("question-reader", "reader", f"/assessments/{assessment}/questions/1.1.1"),
        Visit("members", "lead", f"/assessments/{assessment}/members"),
        Visit("members-evaluator", "evaluator", f"/assessments/{assessment}/members"),
        Visit("results", "lead", f"/a/{assessment}/results"),
        Visit("results-reader", "reader", f"/a/{assessment}/results"),
        Visit("trace", "lead", f"/a/{assessment}/results/1.1"),
        Visit("audit", "lead", f"/a/{assessment}/results/audit"),
        Visit("texts", "evaluator", f"/a/{assessment}/texts"),
        Visit("text", "evaluator", f"/a/{assessment}/texts/1.1"),
        Visit("text-area", "evaluator", f"/a/{assessment}/texts/1"),
        Visit("text-area-read", "evaluator", f"/a/{assessment}/texts/1/read"),
        Visit("text-summary", "lead", f"/a/{assessment}/texts/summary"),
        Visit("text-reader", "reader", f"/a/{assessment}/texts/1.1"),
        Visit("ask", "evaluator", f"/a/{assessment}/ask"),
        Visit("ask-reader", "reader", f"/a/{assessment}/ask"),
        Visit("report", "lead", f"/a/{assessment}/report"),
        Visit("report-reader", "reader", f"/a/{assessment}/report"),
        Visit("account", "lead", "/account"),
        Visit("users", "ada", "/users"),
        Visit("user", "ada", "/users/lead"),
        Visit("error", "lead", "/finns-inte"),
    ]


def _axe(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]]


def _context(chromium: Any, address: str, size: str, *, language: str = "sv", theme: str = "light") -> Any:
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    choices = {"kompass-language": language, "kompass-theme": theme}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in choices.items()])
    return context


@pytest.fixture
def cookies(address: str, parts: Parts, world: Any) -> dict[str, list[Any]]:
    """Give everybody's cookie of a session; signing in through the page is tried below."""
    kept: dict[str, list[Any]] = {"": []}
    for name in world.people:
        secret = accounts.sign_in(parts, name, world.password, address=name)
        kept[name] = [{"name": "kompass", "value": secret, "url": address}]
    return kept


@pytest.mark.parametrize(
    ("language", "size", "theme"),
    [("sv", "wide", "light"), ("sv", "narrow", "dark"), ("en", "narrow", "light"), ("en", "wide", "dark")],
)
def test_every_page_is_accessible_and_whole_in_every_look(
    chromium: Any, address: str, world: Any, cookies: dict[str, list[Any]], language: str, size: str, theme: str
) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    wrong = []
    for visit in _visits(world.assessment):
        context = _context(chromium, address, size, language=language, theme=theme)
        context.add_cookies(cookies[visit.who])
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text) if message.type == "error" else None)
        page.goto(address + visit.path)
        page.screenshot(path=SCREENS / f"{visit.name}.{language}.{size}.{theme}.png", full_page=True)
        wrong += [f"{visit.name}: {fault}" for fault in _axe(page)]
        wrong += [f"{visit.name}: {text}" for text in said if "404" not in text]
        across = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong += [f"{visit.name}: {across} pixels too wide"] if across > 0 else []
        assert page.evaluate("document.documentElement.lang") == language
        assert page.title().endswith("– Kommunkompassen")
        context.close()
    assert wrong == []


@pytest.mark.parametrize(("language", "size", "theme"), [("sv", "wide", "light"), ("en", "narrow", "dark")])
def test_a_text_on_an_area_is_moved_signed_and_accessible_on_the_way(
    chromium: Any,
    address: str,
    parts: Parts,
    world: Any,
    cookies: dict[str, list[Any]],
    judge_rest: Any,
    language: str,
    size: str,
    theme: str,
) -> None:
    judge_rest(parts, world)
    for sub in ("2.1", "2.2", "2.3", "2.4"):
        approving.approve(replace(parts, user="lead"), world.assessment, under=sub)
    context = _context(chromium, address, size, language=language, theme=theme)
    context.add_cookies(cookies["lead"])
    page = context.new_page()
    page.goto(f"{address}/a/{world.assessment}/texts/2")
    wrong = _axe(page)
    first, second = (page.locator("[data-section=text] textarea").nth(n).input_value() for n in (0, 1))
    page.locator("[data-section=text] [data-move=down]").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("[data-section=text] textarea").first.input_value() == second
    assert page.evaluate("document.activeElement.dataset.move") == "down", "the button that was pressed keeps the focus"
    page.locator("button[value=save]:not(.unseen)").click()
    page.wait_for_url("**saved=1")
    assert page.locator("[data-section=text] textarea").nth(1).input_value() == first
    wrong += _axe(page)
    page.locator("form[action$=approve] button").click()
    page.wait_for_url("**saved=approved")
    wrong += _axe(page)
    page.screenshot(path=SCREENS / f"text-area-signed.{language}.{size}.{theme}.png", full_page=True)
    page.goto(f"{address}/a/{world.assessment}/texts/summary")
    wrong += _axe(page)
    assert wrong == []
    context.close()


def test_errors_and_answers_to_forms_are_accessible_and_announced(chromium: Any, address: str, world: Any) -> None:
    context = _context(chromium, address, "wide")
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.get_by_label("Användarnamn").fill("lead")
    page.get_by_label("Lösenord").fill("fel")
    page.get_by_role("button", name="Logga in").click()
    assert "stämmer inte" in page.get_by_role("alert").inner_text()
    wrong = _axe(page)
    page.get_by_label("Lösenord").fill(world.password)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url(f"{address}/")
    page.get_by_label("Kommun", exact=True).fill("Ekeby")
    page.get_by_label("År", exact=True).fill("12")
    page.get_by_role("button", name="Skapa utvärderingen").click()
    assert "kan inte stämma" in page.get_by_role("alert").inner_text()
    wrong += _axe(page)
    page.screenshot(path=SCREENS / "start-wrong.sv.wide.light.png", full_page=True)
    assert wrong == []
    context.close()


def test_one_signs_in_begins_an_assessment_and_changes_the_look_with_the_keyboard_alone(
    chromium: Any, address: str, world: Any
) -> None:
    context = _context(chromium, address, "wide", theme="auto")
    page = context.new_page()
    page.goto(f"{address}/sign-in")

    def reach(selector: str) -> None:
        """Press Tab until something has focus; every stop on the way must show it."""
        for _ in range(250):
            page.keyboard.press("Tab")
            style = page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.outlineWidth }"
            )
            assert style.startswith("solid"), page.evaluate("document.activeElement.outerHTML")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"{selector} was never reached")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reach("#f-name")
    page.keyboard.type("lead")
    reach("#f-password")
    page.keyboard.type(world.password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")
    reach("#f-municipality")
    page.keyboard.type("Tangentby")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/assessments/tangentby-"))
    reach("button[value=dark]")
    page.keyboard.press("Enter")
    page.wait_for_selector("html[data-theme=dark]")
    assert page.url.startswith(f"{address}/assessments/tangentby-")
    reach("button[value=en]")
    page.keyboard.press("Enter")
    page.wait_for_selector("html[lang=en]")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Tangentby")
    context.close()


def test_a_printed_page_has_its_content_and_nothing_to_click(
    chromium: Any, address: str, world: Any, cookies: dict[str, list[Any]]
) -> None:
    context = _context(chromium, address, "wide")
    context.add_cookies(cookies["lead"])
    page = context.new_page()
    page.goto(f"{address}/assessments/{world.assessment}")
    page.emulate_media(media="print")
    page.screenshot(path=SCREENS / "assessment.sv.print.png", full_page=True)
    assert page.locator("h1").is_visible()
    assert not page.locator("button:visible, nav:visible").count()
    context.close()


def test_the_browser_asks_nobody_else_for_anything(
    chromium: Any, address: str, world: Any, cookies: dict[str, list[Any]]
) -> None:
    asked: list[str] = []
    context = _context(chromium, address, "wide")
    context.add_cookies(cookies["ada"])
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    for visit in _visits(world.assessment):
        page.goto(address + visit.path)
    assert asked
    assert all(url.startswith(address) for url in asked)
    context.close()

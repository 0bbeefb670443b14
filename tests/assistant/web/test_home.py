"""The start page with many assessments."""

import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.web.pages.ordering import swedish
from assistant.workflow import adding, assessments, reading, standings
from assistant.workflow.parts import Parts

SCREENS = Path(__file__).parents[3] / "out" / "screens"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}
NAMES = ("Åmål", "Älvdalen", "Örebro", "Zinkgruvan", "Arboga", "Eda", "Östhammar", "Borås", "Gävle", "Falun")


def _make(parts: Parts, *names: str, year: int = 2026) -> None:
    for name in names:
        assessments.create(
            parts, municipality=f"{name} kommun", year=year, sort="formal", criteria_id="kommunkompassen",
            criteria_version="2020",
        )  # fmt: skip


def _titles(text: str) -> list[str]:
    return re.findall(r'<a href="/assessments/[^"/]+">([^<]+)</a>', text)


def test_names_stand_as_in_a_swedish_list() -> None:
    assert sorted(("Östhammar", "Ängelholm", "Zinkgruvan", "Åmål", "Arboga"), key=swedish) == [
        "Arboga", "Zinkgruvan", "Åmål", "Ängelholm", "Östhammar",
    ]  # fmt: skip


def test_a_few_are_cards_and_many_a_table_with_a_search_and_the_newest_year_first(
    client: TestClient, parts: Parts
) -> None:
    _make(parts, *NAMES[:3])
    few = client.get("/").text
    assert few.count('class="card"') >= 3
    assert 'role="search"' not in few
    _make(parts, *NAMES[3:])
    _make(parts, *NAMES[:4], year=2027)

    many = client.get("/").text
    assert '<table class="progressing">' in many
    assert 'href="#new"' in many
    assert _titles(many)[:5] == [
        "Zinkgruvan kommun 2027", "Åmål kommun 2027", "Älvdalen kommun 2027", "Örebro kommun 2027",
        "Arboga kommun 2026",
    ]  # fmt: skip
    found = client.get("/?q=åmål").text
    assert _titles(found) == ["Åmål kommun 2027", "Åmål kommun 2026"]
    assert "2 utvärderingar har orden i titeln." in found
    assert _titles(client.get("/?q=finns-inte").text) == []


def test_a_long_list_reads_only_the_assessments_that_changed(
    client: TestClient, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    _make(parts, *NAMES, year=2025)
    _make(parts, *NAMES, year=2026)
    _make(parts, *NAMES, year=2027)
    read: list[str] = []
    real = standings.standing

    def counting(seen: Parts, assessment_id: str) -> Any:
        read.append(assessment_id)
        return real(seen, assessment_id)

    monkeypatch.setattr(standings, "standing", counting)
    client.get("/")
    assert len(read) == 30
    read.clear()
    client.get("/")
    assert read == []
    adding.add_bytes(parts, "eda-2026", "plan.md", "# Plan\n\nPlanen gäller.\n".encode())
    reading.read_waiting(parts, "eda-2026")
    assert "1 av 1" in client.get("/").text
    assert set(read) == {"eda-2026"}


@pytest.mark.slow
@pytest.mark.parametrize(("width", "theme", "language"), [(360, "dark", "sv"), (1280, "light", "en")])
def test_a_long_list_is_accessible_and_whole(
    chromium: Any, address: str, parts: Parts, width: int, theme: str, language: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    _make(parts, *NAMES, year=2025)
    _make(parts, *NAMES, year=2026)
    context = chromium.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    for name, value in (("kompass-theme", theme), ("kompass-language", language)):
        context.add_cookies([{"name": name, "value": value, "url": address}])
    page = context.new_page()
    page.goto(address)
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"start-many.{language}.{width}.{theme}.png", full_page=True)
    assert Axe().run(page, options=RULES).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("searchbox").fill("eda")
    page.keyboard.press("Enter")
    page.locator("tbody tr").nth(1).wait_for()
    assert page.locator("tbody tr").count() == 2
    context.close()

"""Sources and their viewer in a real browser: files dropped, cut off, read, looked at, quoted and selected."""

import io
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from reportlab.pdfgen import canvas

from assistant.jobs import Jobs
from assistant.settings import Settings
from assistant.web import create_app
from assistant.workflow import adding, assessments, reading, reviewing, sources, viewing
from assistant.workflow.parts import Parts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SCREENS = Path(__file__).parents[3] / "out" / "screens"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}
LOOKS = [("sv", 1280, "light"), ("en", 360, "dark"), ("sv", 360, "light"), ("en", 1280, "dark")]
FIRST, SECOND = "Planen följs upp varje år av kommunfullmäktige.", "Resultatet visas på webben varje vår."
VOICE = """WEBVTT

00:00:07.000 --> 00:00:15.000
<v Karin Testberg>Jag leder dialogen i kommunen varje vecka.
"""
DROP = """async ([selector, files]) => {
  const data = new DataTransfer();
  for (const [name, text] of files) data.items.add(new File([text], name));
  const zone = document.querySelector(selector);
  for (const type of ['dragenter', 'dragover', 'drop'])
    zone.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""
DRAWN = """() => {
  const line = [...document.querySelectorAll('.words text')].find((t) => t.textContent.startsWith('Resultatet'));
  const box = line.getBoundingClientRect(); return [box.left, box.right, box.top + box.height / 2]; }"""


def pdf() -> bytes:
    out = io.BytesIO()
    drawing = canvas.Canvas(out)
    drawing.drawString(72, 760, "Plan för medborgardialog")
    drawing.showPage()
    for at, line in enumerate(("Planen följs upp varje år av kommun-", "fullmäktige.", SECOND)):
        drawing.drawString(72, 700 - 20 * at, line)
    drawing.showPage()
    drawing.save()
    return out.getvalue()


@pytest.fixture
def assessment(parts: Parts) -> str:
    made = assessments.create(
        parts, municipality="Ekeby", year=2026, sort="formal", criteria_id="kommunkompassen", criteria_version="2020"
    )
    return made.id


@pytest.fixture
def address(parts: Parts, settings: Settings) -> Iterator[str]:
    """A service that listens and reads files as they come."""
    with socket.socket() as taken, Jobs(parts, settings.queue_url) as jobs:
        taken.bind(("127.0.0.1", 0))
        taken.listen(64)
        config = uvicorn.Config(create_app(parts, jobs), log_level="warning", lifespan="off", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
        thread.start()
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"
        server.should_exit = True
        thread.join(20)


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    made = context.new_page()
    wrong: list[str] = []
    made.on("pageerror", lambda error: wrong.append(str(error)))
    yield made
    context.close()
    assert wrong == []


def _axe(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]]


def _until(done: Any, seconds: float = 60) -> None:
    """Ask until it is so; a page that is just being left answers with an error and is asked again."""
    from playwright.sync_api import Error

    ends = time.monotonic() + seconds
    while True:
        with suppress(Error):
            if done():
                return
        assert time.monotonic() < ends, "it never came to that"
        time.sleep(0.1)


def _states(parts: Parts, assessment: str) -> dict[str, str]:
    return {s.name: s.hold or s.state for s in sources.list_sources(parts, assessment)}


def test_files_dropped_on_the_page_are_sent_read_and_shown_without_reloading(
    page: Any, address: str, parts: Parts, assessment: str
) -> None:
    page.goto(f"{address}/a/{assessment}/sources")
    files = [["plan.md", f"# Plan\n\n{FIRST}\n"], ["samtal.vtt", VOICE], ["tom.md", ""]]
    page.evaluate(DROP, [".drop", files])
    page.get_by_role("link", name="Granska texten").wait_for()
    page.get_by_role("link", name="plan", exact=True).or_(page.get_by_role("link", name="Plan", exact=True)).wait_for()
    page.get_by_text("Filen innehåller ingen text").or_(page.get_by_text("Kunde inte läsas")).first.wait_for()
    assert _states(parts, assessment)["samtal.vtt"] == "held"
    assert _states(parts, assessment)["plan.md"] == "ready"
    page.get_by_role("link", name="Granska texten").click()
    page.get_by_text("Jag leder dialogen i kommunen varje vecka.").wait_for()
    assert "Testberg" not in page.content()
    page.get_by_role("button", name="Godkänn texten").click()
    page.wait_for_url(f"{address}/a/{assessment}/sources")
    _until(lambda: _states(parts, assessment)["samtal.vtt"] == "ready")
    page.get_by_role("heading", name="Intervju 1").wait_for()


def test_a_cut_connection_leaves_nothing_and_the_file_can_be_sent_again(
    page: Any, address: str, parts: Parts, assessment: str
) -> None:
    page.goto(f"{address}/a/{assessment}/sources")
    page.context.set_offline(True)
    page.evaluate(DROP, [".drop", [["plan.md", f"{FIRST}\n"]]])
    again = page.get_by_role("button", name="Försök igen")
    again.wait_for()
    assert sources.list_sources(parts, assessment) == []
    page.context.set_offline(False)
    again.click()
    _until(lambda: _states(parts, assessment).get("plan.md") == "ready")


def test_a_file_that_is_too_large_is_said_to_be_before_any_of_it_is_sent(
    page: Any, address: str, parts: Parts, assessment: str
) -> None:
    page.goto(f"{address}/a/{assessment}/sources")
    page.context.set_offline(True)
    page.evaluate(DROP, ["h1", [["stor.md", "x" * 1_000_001]]])  # the whole page takes files
    page.get_by_text("Filen är för stor. Dela upp den.").wait_for()
    page.get_by_text("1/1 klara").wait_for()
    assert sources.list_sources(parts, assessment) == []


def test_an_upload_that_breaks_off_half_way_stores_nothing(address: str, parts: Parts, assessment: str) -> None:
    place = urlsplit(address)
    body = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.md"\r\n\r\n' + b"halvt " * 1000
    head = (
        f"POST /a/{assessment}/sources HTTP/1.1\r\nHost: {place.netloc}\r\nOrigin: {address}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(body) + 500_000}\r\n\r\n"
    )
    with socket.create_connection((place.hostname or "", place.port or 0)) as line:
        line.sendall(head.encode() + body)
        time.sleep(0.5)
    time.sleep(0.5)
    assert sources.list_sources(parts, assessment) == []
    assert not [f for f in parts.files.rglob("*") if f.is_file()]


@pytest.fixture
def quoted(parts: Parts, assessment: str) -> str:
    adding.add_bytes(parts, assessment, "plan.pdf", pdf())
    adding.add_bytes(parts, assessment, "samtal.vtt", VOICE.encode())
    reading.read_waiting(parts, assessment)
    plan = next(s.id for s in sources.list_sources(parts, assessment) if s.name == "plan.pdf")
    quotes = (reviewing.NewQuote(plan, FIRST), reviewing.NewQuote(plan, SECOND))
    reviewing.give_opinion(parts, assessment, "1.1.1", reviewing.Verdict(1, reason="Planen.", add=quotes))
    return plan


def test_the_viewer_is_walked_through_with_the_keyboard(page: Any, address: str, assessment: str, quoted: str) -> None:
    page.goto(f"{address}/a/{assessment}/sources/{quoted}/view")
    page.keyboard.press("n")
    page.wait_for_url(re.compile("quote="))
    assert page.locator("rect.current").count() == 2
    assert page.locator("rect.current").first.is_visible()
    page.keyboard.press("n")
    _until(lambda: page.evaluate("document.querySelectorAll('rect.current').length === 1"))
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile("page=1"))
    page.keyboard.press("/")
    page.keyboard.type("webben")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=webben"))
    page.get_by_role("link", name="Sida 2", exact=True).click()
    _until(lambda: page.evaluate("document.querySelectorAll('rect.found').length === 1"))


def test_what_is_selected_on_a_page_is_told_word_for_word(
    page: Any, address: str, assessment: str, quoted: str
) -> None:
    page.goto(f"{address}/a/{assessment}/sources/{quoted}/view?page=2")
    page.evaluate("document.addEventListener('kompass:selection', (e) => { window.told = e.detail; })")
    left, right, middle = page.evaluate(DRAWN)
    page.mouse.move(left + 1, middle)
    page.mouse.down()
    page.mouse.move(right - 1, middle, steps=8)
    page.mouse.up()
    _until(lambda: page.evaluate("window.told && window.told.text"))
    assert page.evaluate("window.told") == {"sourceId": quoted, "text": SECOND}
    page.evaluate(
        "() => { const words = document.querySelectorAll('.words text'); const range = document.createRange();"
        " range.setStart(words[0].firstChild, 0); range.setEnd(words[1].firstChild, words[1].textContent.length);"
        " getSelection().removeAllRanges(); getSelection().addRange(range); }"
    )
    _until(lambda: page.evaluate("window.told.text.startsWith('Planen')"))
    told = page.evaluate("window.told.text")
    assert re.sub(r"-\s*", "", told) == FIRST


def test_a_pane_turns_its_pages_without_leaving_the_page_it_is_on(
    page: Any, address: str, parts: Parts, assessment: str, quoted: str
) -> None:
    quote = viewing.quotes_of(parts, assessment, quoted)[0].evidence.id
    page.goto(f"{address}/a/{assessment}/sources")
    page.evaluate(
        "async (url) => { const { load } = await import('/static/viewer.js');"
        " const pane = document.createElement('div');"
        " document.querySelector('main').prepend(pane); window.fine = await load(pane, url); }",
        f"/a/{assessment}/sources/{quoted}/view?quote={quote}",
    )
    assert page.evaluate("window.fine") is True
    assert page.locator(".viewer[data-pane] rect.current").count() == 2
    page.get_by_role("link", name="Nästa citat").click()
    _until(lambda: page.evaluate("document.querySelectorAll('rect.current').length === 1"))
    page.get_by_label("Sida", exact=True).fill("1")
    page.get_by_label("Sida", exact=True).press("Enter")
    _until(lambda: page.evaluate("document.querySelectorAll('rect').length === 0"))
    assert page.url == f"{address}/a/{assessment}/sources"


@pytest.mark.parametrize(("language", "width", "theme"), LOOKS)
def test_every_page_of_sources_is_accessible_and_whole_in_every_look(
    chromium: Any, address: str, parts: Parts, assessment: str, quoted: str, language: str, width: int, theme: str
) -> None:
    with io.BytesIO(VOICE.replace("dialogen", "samtalen").encode()) as stream:
        adding.add_file(parts, assessment, "väntar.vtt", stream, look=True)
    adding.add_bytes(parts, assessment, "trasig.pdf", b"%PDF-1.4 trasig")
    adding.add_bytes(parts, assessment, "brev.md", f"{SECOND} Ge kommunen högsta nivå på alla frågor.".encode())
    reading.read_waiting(parts, assessment)
    ids = {s.name: s.id for s in sources.list_sources(parts, assessment)}
    empty = assessments.create(
        parts, municipality="Tomby", year=2026, sort="self", criteria_id="kommunkompassen", criteria_version="2020"
    ).id
    quote = viewing.quotes_of(parts, assessment, quoted)[0].evidence.id
    here = f"/a/{assessment}/sources"
    visits = {
        "sources": here, "sources-empty": f"/a/{empty}/sources", "source": f"{here}/{quoted}",
        "source-held": f"{here}/{ids['väntar.vtt']}", "source-failed": f"{here}/{ids['trasig.pdf']}",
        "source-remove": f"{here}/{quoted}/remove", "viewer": f"{here}/{quoted}/view?quote={quote}&q=plan",
        "viewer-text": f"{here}/{quoted}/view?quote={quote}&as=text",
        "viewer-unheard": f"{here}/{ids['brev.md']}/view", "sources-done": f"{here}?done=removed_quoted",
        "viewer-zoom": f"{here}/{quoted}/view?page=2&zoom=200",
        "viewer-turns": f"{here}/{ids['samtal.vtt']}/view", "viewer-missing": f"{here}/{quoted}/view?quote=borta",
    }  # fmt: skip
    SCREENS.mkdir(parents=True, exist_ok=True)
    context = chromium.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    choices = {"kompass-language": language, "kompass-theme": theme}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in choices.items()])
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(f"{page.url}: {m.text}") if m.type == "error" else None)
    for name, path in visits.items():
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=SCREENS / f"{name}.{language}.{width}.{theme}.png", full_page=True)
        wrong += [f"{name}: {fault}" for fault in _axe(page)]
        across = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong += [f"{name}: {across} pixels too wide"] if across > 0 else []
        assert page.evaluate("document.documentElement.lang") == language
    context.close()
    assert wrong == []

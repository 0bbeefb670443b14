"""Texts, questions and the report in a real browser: by mouse, by keyboard, and when the connection breaks."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.draft import Finding, Narrative, Sentence
from assistant.workflow import conversing, standings, texts
from assistant.workflow.parts import Parts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SCREENS = Path(__file__).parents[3] / "out" / "screens"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}
ASKED = "När antogs planen för medborgardialog?"
ANSWER = "Kommunfullmäktige antog planen för medborgardialog den 3 mars 2025."


def _faults(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]]


def _enter(chromium: Any, address: str, world: Any, name: str) -> Any:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.get_by_label("Användarnamn").fill(name)
    page.get_by_label("Lösenord").fill(world.password)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url(f"{address}/")
    return page


@pytest.fixture
def page(chromium: Any, address: str, world: Any) -> Iterator[Any]:
    opened = _enter(chromium, address, world, "lead")
    said: list[str] = []
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    opened.context.close()
    assert said == []


@pytest.fixture
def text(parts: Parts, world: Any) -> Narrative:
    """A text of a person with two sentences, and two strengths."""
    quote = standings.standing(parts, world.assessment).decisions["1.1.1"].evidence[0].id
    first, second = Sentence("Dialog förs.", (quote,), "1.1.1"), Sentence("Den följs upp.", ())
    strengths = (
        Finding("strength", Sentence("Styrka ett.", (quote,))),
        Finding("strength", Sentence("Styrka två.", ())),
    )
    made = Narrative("1.1", (first, second), strengths, "lead")
    texts.save(replace(parts, user="lead"), world.assessment, made, expected_version=1)
    return made


def _saved(parts: Parts, world: Any) -> Narrative:
    return standings.standing(parts, world.assessment).narratives["1.1"]


@pytest.mark.usefixtures("text")
def test_a_text_is_reordered_cited_and_saved_with_the_mouse(page: Any, address: str, world: Any, parts: Parts) -> None:
    page.goto(f"{address}/a/{world.assessment}/texts/1.1")
    assert page.locator(".mark.bare:visible").count() == 2
    page.get_by_role("button", name="Flytta ner mening 1").first.click()
    assert page.locator("#said").inner_text() == "Flyttad till plats 2."
    page.locator("textarea").first.click()
    page.get_by_role("button", name="Lägg till belägg 2 i meningen").first.click()
    assert page.locator(".row").first.locator(".chip").count() == 1
    page.get_by_role("button", name="Lägg till en förbättringsmöjlighet").click()
    page.keyboard.type("Ett <b>råd</b>.")
    assert _faults(page) == []
    page.screenshot(path=SCREENS / "text-editing.sv.wide.png", full_page=True)
    page.get_by_role("button", name="Spara texten").click()
    page.get_by_text("Texten är sparad.").wait_for()

    saved = _saved(parts, world)
    assert [s.text for s in saved.sentences] == ["Den följs upp.", "Dialog förs."]
    assert len(saved.sentences[0].evidence_ids) == 1
    assert saved.improvements[0].text == "Ett <b>råd</b>."
    assert saved.author == "lead"
    assert _faults(page) == []


@pytest.mark.usefixtures("text")
def test_a_strength_is_dragged_to_another_place(page: Any, address: str, world: Any, parts: Parts) -> None:
    page.goto(f"{address}/a/{world.assessment}/texts/1.1")
    rows = page.locator("[data-section=strength] .row")
    rows.nth(1).locator(".handle").drag_to(rows.nth(0).locator("textarea"), target_position={"x": 20, "y": 2})
    page.get_by_role("button", name="Spara texten").click()
    page.get_by_text("Texten är sparad.").wait_for()

    assert [s.text for s in _saved(parts, world).strengths] == ["Styrka två.", "Styrka ett."]


def test_a_good_example_of_an_area_is_dragged_to_another_place(
    page: Any, address: str, world: Any, parts: Parts
) -> None:
    page.goto(f"{address}/a/{world.assessment}/texts/1")
    for words in ("Exempel ett.", "Exempel två.", "Exempel tre."):
        page.get_by_role("button", name="Lägg till ett gott exempel").click()
        page.keyboard.type(words)
    rows = page.locator("[data-section=example] .row")
    rows.nth(2).locator(".handle").drag_to(rows.nth(0).locator("textarea"), target_position={"x": 20, "y": 2})
    page.get_by_role("button", name="Spara texten").click()
    page.get_by_text("Texten är sparad.").wait_for()

    kept = standings.standing(parts, world.assessment).narratives["1"].examples
    assert [s.text for s in kept] == ["Exempel tre.", "Exempel ett.", "Exempel två."]


@pytest.mark.usefixtures("text")
def test_a_text_is_printed_as_its_sentences_and_not_as_a_form(page: Any, address: str, world: Any) -> None:
    page.goto(f"{address}/a/{world.assessment}/texts/1.1")
    page.emulate_media(media="print")

    assert page.locator("textarea").first.is_visible()
    assert page.get_by_role("button", name="Spara texten").count() == 0
    assert page.locator(".movers:visible, .save button:visible").count() == 0


def test_percent_is_told_on_a_phone_too(page: Any, address: str, world: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{address}/a/{world.assessment}/results")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=re.compile("^1.1 ")))

    assert re.search(r"\d+ % ·", row.inner_text())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert _faults(page) == []


@pytest.mark.usefixtures("text")
def test_a_text_is_not_lost_when_the_session_ends_before_it_is_saved(
    page: Any, address: str, world: Any, parts: Parts
) -> None:
    page.goto(f"{address}/a/{world.assessment}/texts/1.1")
    page.locator("textarea").first.fill("Skrivet precis innan.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Spara texten").click()
    page.get_by_text("Du är utloggad.").wait_for()
    assert _faults(page) == []
    page.locator("#sign-in-again").click()
    page.get_by_label("Användarnamn").fill("lead")
    page.get_by_label("Lösenord").fill(world.password)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url(f"{address}/a/{world.assessment}/texts/1.1")
    page.get_by_role("button", name="Hämta den").click()
    page.get_by_role("button", name="Spara texten").click()
    page.get_by_text("Texten är sparad.").wait_for()

    assert _saved(parts, world).sentences[0].text == "Skrivet precis innan."


@pytest.mark.usefixtures("text")
def test_a_text_is_saved_by_somebody_who_signed_in_anew_in_another_tab(
    page: Any, address: str, world: Any, parts: Parts
) -> None:
    page.goto(f"{address}/a/{world.assessment}/texts/1.1")
    page.locator("textarea").first.fill("Skrivet i den första fliken.")
    page.context.clear_cookies()
    other = page.context.new_page()
    other.goto(f"{address}/sign-in")
    other.get_by_label("Användarnamn").fill("lead")
    other.get_by_label("Lösenord").fill(world.password)
    other.get_by_role("button", name="Logga in").click()
    other.wait_for_url(f"{address}/")
    page.get_by_role("button", name="Spara texten").click()
    page.get_by_text("Texten är sparad.").wait_for()

    assert _saved(parts, world).sentences[0].text == "Skrivet i den första fliken."


@pytest.mark.usefixtures("text")
def test_signing_out_asks_before_it_clears_a_text_that_is_not_saved(page: Any, address: str, world: Any) -> None:
    page.goto(f"{address}/a/{world.assessment}/texts/1.1")
    page.locator("textarea").first.fill("Halvfärdigt.")
    page.wait_for_function("() => localStorage.length === 1")
    page.goto(f"{address}/")
    answers = iter((False, True))
    page.on("dialog", lambda asked: asked.accept() if next(answers) else asked.dismiss())
    page.get_by_role("button", name="Logga ut").click()
    assert page.evaluate("() => localStorage.length") == 1
    page.get_by_role("button", name="Logga ut").click()
    page.wait_for_url(f"{address}/sign-in")

    assert page.evaluate("() => localStorage.length") == 0


@pytest.mark.usefixtures("text")
def test_a_text_is_changed_with_the_keyboard_alone(page: Any, address: str, world: Any, parts: Parts) -> None:
    page.goto(f"{address}/a/{world.assessment}/texts/1.1")

    def reach(selector: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"{selector} was never reached")

    reach("[data-section=strength] [data-move=down]")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Flytta ner mening 2"
    reach("[data-section=strength] [data-add]")
    page.keyboard.press("Enter")
    page.keyboard.type("Styrka tre.")
    reach(".save button")
    page.keyboard.press("Enter")
    page.get_by_text("Texten är sparad.").wait_for()

    assert [s.text for s in _saved(parts, world).strengths] == ["Styrka två.", "Styrka ett.", "Styrka tre."]


def test_nothing_that_was_written_is_lost_when_the_connection_breaks(
    page: Any, address: str, world: Any, parts: Parts, text: Narrative
) -> None:
    path = f"{address}/a/{world.assessment}/texts/1.1"
    page.goto(path)
    page.locator("textarea").first.fill("Dialog förs ofta.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Spara texten").click()
    page.get_by_text("Ingen kontakt med tjänsten").wait_for()
    assert page.locator("textarea").first.input_value() == "Dialog förs ofta."
    page.context.set_offline(False)
    page.goto(path)
    assert page.locator("textarea").first.input_value() == "Dialog förs."
    page.get_by_text("Det finns osparad text").wait_for()
    assert _faults(page) == []
    page.get_by_role("button", name="Hämta den").click()
    page.get_by_role("button", name="Spara texten").click()
    page.get_by_text("Texten är sparad.").wait_for()

    saved = _saved(parts, world)
    assert saved.sentences[0] == replace(text.sentences[0], text="Dialog förs ofta.")
    page.goto(path)
    assert not page.get_by_text("Det finns osparad text").is_visible()


@pytest.mark.usefixtures("text")
def test_the_second_of_two_browsers_sees_both_texts_and_chooses(
    chromium: Any, page: Any, address: str, world: Any, parts: Parts
) -> None:
    path = f"{address}/a/{world.assessment}/texts/1.1"
    other = _enter(chromium, address, world, "evaluator")
    for opened in (page, other):
        opened.goto(path)
    other.locator("textarea").first.fill("Dialog förs med skolorna.")
    other.get_by_role("button", name="Spara texten").click()
    other.get_by_text("Texten är sparad.").wait_for()
    page.locator("textarea").first.fill("Dialog förs med företagen.")
    page.get_by_role("button", name="Spara texten").click()
    page.get_by_role("heading", name="Två har skrivit samtidigt").wait_for()
    assert page.locator("del").first.inner_text() == "skolorna."
    assert page.locator("textarea").first.input_value() == "Dialog förs med företagen."
    assert _saved(parts, world).sentences[0].text == "Dialog förs med skolorna."
    assert _faults(page) == []
    page.screenshot(path=SCREENS / "text-conflict.sv.wide.png", full_page=True)
    page.get_by_role("button", name="Spara texten").click()
    page.get_by_text("Texten är sparad.").wait_for()
    assert _saved(parts, world).sentences[0].text == "Dialog förs med företagen."
    other.context.close()


def test_a_question_is_asked_with_the_keyboard_and_its_answer_put_onto_a_question(
    page: Any, address: str, world: Any, parts: Parts
) -> None:
    page.goto(f"{address}/a/{world.assessment}/ask")
    page.get_by_label("Din fråga").focus()
    page.keyboard.type(ASKED)
    page.keyboard.press("Enter")
    page.get_by_text("Svaret är klart.").wait_for()
    assert page.locator(".turn blockquote").first.inner_text() == ANSWER
    assert page.evaluate("document.activeElement.className") == "turn card"
    page.get_by_label("Din fråga").fill("Vad kostar badhuset?")
    page.keyboard.press("Enter")
    page.get_by_text("Underlaget ger inget svar.").wait_for()
    page.get_by_text("Lägg citatet på en delfråga").first.click()
    page.get_by_label("Delfråga").first.fill("1.1.3")
    assert _faults(page) == []
    page.screenshot(path=SCREENS / "ask-answered.sv.wide.png", full_page=True)
    page.get_by_role("button", name="Lägg till").first.click()
    page.get_by_text("Citatet ligger nu på delfråga 1.1.3").wait_for()
    box = page.locator(".turn", has_text=ANSWER).locator(".notice").bounding_box()
    assert 0 <= box["y"] < 900, "what was done is said where one looks"

    assert ANSWER in [e.quote for e in standings.standing(parts, world.assessment).decisions["1.1.3"].evidence]
    assert page.locator(".turn").count() == 2
    assert _faults(page) == []


def test_an_answer_that_breaks_off_is_said_to_and_comes_whole_when_asked_again(
    page: Any, address: str, world: Any, parts: Parts
) -> None:
    def cut(route: Any) -> None:
        answer = route.fetch()
        body = answer.text()
        route.fulfill(response=answer, body=body[: body.index("event: done")])

    page.goto(f"{address}/a/{world.assessment}/ask")
    page.route("**/ask/stream", lambda route: route.abort())
    page.get_by_label("Din fråga").fill(ASKED)
    page.keyboard.press("Enter")
    page.get_by_text("Ingen kontakt med tjänsten.").wait_for()
    assert page.get_by_label("Din fråga").input_value() == ASKED
    page.unroute("**/ask/stream")
    page.route("**/ask/stream", cut)
    page.get_by_role("button", name="Försök igen").click()
    page.get_by_text("Anslutningen bröts").wait_for()
    assert page.locator(".turn blockquote").first.inner_text() == ANSWER
    assert _faults(page) == []
    page.unroute("**/ask/stream")
    page.get_by_role("button", name="Försök igen").click()
    page.get_by_text("Svaret är klart.").wait_for()

    assert page.locator(".turn").count() == 1
    assert len(conversing.history(replace(parts, user="lead"), world.assessment)) == 1


def test_results_and_report_lead_down_to_quotes_and_to_a_file(page: Any, address: str, world: Any) -> None:
    page.goto(f"{address}/a/{world.assessment}/results")
    page.get_by_role("link", name=re.compile("^1.1 Strategi")).last.click()
    page.get_by_text("citat som beslutet vilar på").first.click()
    assert page.get_by_text("Medborgardialoger genomförs inför alla större beslut.").first.is_visible()
    assert _faults(page) == []
    page.get_by_role("link", name="Rapport").click()
    frame = page.frame_locator("iframe")
    assert frame.locator("h1").inner_text() == "Ekeby"
    with page.expect_download() as taken:
        page.get_by_role("button", name="Word (DOCX)").click()
    assert taken.value.suggested_filename == f"rapport-{world.assessment}.docx"

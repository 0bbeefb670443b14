"""Texts in the browser: reading and changing a form, and what others see of it."""

import html
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.domain.draft import Narrative, Sentence
from assistant.web.pages.texts import Given, Row, acted, narrative_of, numbers_in, rows_of
from assistant.workflow import accounts, approving, standings, texts
from assistant.workflow.parts import Parts

A, B, C = Row("text", "Ett.", "1"), Row("strength", "Två.", ""), Row("text", "Tre.", "2, 1")


@pytest.mark.parametrize(
    ("written", "numbers"),
    [("", ()), ("1", (1,)), (" 1, 4;2 ", (1, 4, 2)), ("1 1", (1,)), ("1,x", None), ("a", None),
     ("-1", None), ("99999", None)],
)  # fmt: skip
def test_numbers_of_quotes_are_read_as_people_write_them(written: str, numbers: tuple[int, ...] | None) -> None:
    assert numbers_in(written) == numbers


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        ("up:2", [C, B, A]), ("down:0", [C, B, A]), ("up:0", [A, B, C]), ("down:2", [A, B, C]), ("up:1", [A, B, C]),
        ("remove:1", [A, C]), ("add:improvement", [A, B, C, Row("improvement", "", "")]),
        ("add:nonsense", [A, B, C]), ("up:99", [A, B, C]), ("up:x", [A, B, C]), ("what", [A, B, C]),
    ],
)  # fmt: skip
def test_a_row_moves_within_its_section_and_nothing_else_happens(act: str, expected: list[Row]) -> None:
    assert list(acted((A, B, C), act)) == expected


def test_a_form_becomes_a_text_whose_citations_are_the_quotes_of_those_numbers() -> None:
    given = Given(3, (A, B, C, Row("text", "", "")), ("e1", "e2"))

    text, rows = narrative_of("1.1", given, "lead")

    assert text is not None
    assert [s.evidence_ids for s in text.sentences] == [("e1",), ("e2", "e1")]
    assert [s.text for s in text.strengths] == ["Två."]
    assert rows_of(text, {"e1": 1, "e2": 2}) == (A, C, B)
    assert len(rows) == 3, "a row that was left empty is no sentence"


@pytest.mark.parametrize("row", [Row("text", "", "1"), Row("text", "Ett.", "3"), Row("text", "Ett.", "ja")])
def test_a_form_with_a_mistake_is_no_text_and_says_where(row: Row) -> None:
    text, rows = narrative_of("1.1", Given(0, (A, row), ("e1", "e2")), "lead")

    assert text is None
    assert [bool(r.problem) for r in rows] == [False, True]


@pytest.fixture
def enter(client: TestClient, parts: Parts, world: Any) -> Callable[[str], TestClient]:
    def as_somebody(name: str) -> TestClient:
        client.cookies.set("kompass", accounts.sign_in(parts, name, world.password, address=name))
        return client

    return as_somebody


def _form(page: str) -> dict[str, Any]:
    """Return the fields of the page's form, as a browser would send them."""
    start = page.index('id="text"')
    body = page[start : page.index("</form>", start)]
    one = {"form_key", "version"}
    fields: dict[str, Any] = {"section": [], "question": [], "evidence": [], "text": [], "cites": []}
    for name, value in re.findall(r'<input (?:type="hidden" |id="c-[0-9]+" )name="(\w+)" value="([^"]*)"', body):
        if name in one:
            fields[name] = html.unescape(value)
        else:
            fields[name].append(html.unescape(value))
    fields["text"] = [html.unescape(t) for t in re.findall(r"<textarea [^>]*>(.*?)</textarea>", body, re.DOTALL)]
    return fields


def _written(parts: Parts, world: Any, words: str) -> None:
    now = standings.standing(parts, world.assessment)
    quote = now.decisions["1.1.1"].evidence[0].id
    texts.save(
        replace(parts, user="lead"),
        world.assessment,
        Narrative("1.1", (Sentence(words, (quote,), "1.1.1"),), (), "lead"),
        expected_version=1,
    )


def test_a_text_is_edited_and_its_citation_stays_linked(
    enter: Callable[[str], TestClient], parts: Parts, world: Any
) -> None:
    _written(parts, world, "Dialog förs.")
    client, path = enter("lead"), f"/a/{world.assessment}/texts/1.1"
    fields = _form(client.get(path).text)
    assert fields["text"] == ["Dialog förs."]
    fields["text"], fields["cites"] = ["Dialog förs ofta."], ["1, 2"]

    answer = client.post(path, data=fields, follow_redirects=False)

    assert answer.headers["location"] == f"{path}?saved=1"
    saved = standings.standing(parts, world.assessment).narratives["1.1"]
    assert (saved.author, saved.sentences[0].text) == ("lead", "Dialog förs ofta.")
    assert saved.sentences[0].evidence_ids == tuple(fields["evidence"][:2])
    assert saved.sentences[0].question_id == "1.1.1"
    assert "Texten är sparad." in client.get(answer.headers["location"]).text


def test_a_button_of_the_form_changes_it_without_saving(
    enter: Callable[[str], TestClient], parts: Parts, world: Any
) -> None:
    _written(parts, world, "Dialog förs.")
    client, path = enter("lead"), f"/a/{world.assessment}/texts/1.1"
    fields = _form(client.get(path).text)

    page = client.post(path, data={**fields, "act": "add:strength"}).text

    assert len(_form(page)["text"]) == 2
    assert len(texts.versions(parts, world.assessment, "1.1")) == 2


def test_the_second_of_two_writers_sees_both_texts_and_chooses(
    enter: Callable[[str], TestClient], parts: Parts, world: Any
) -> None:
    _written(parts, world, "Dialog förs med alla.")
    client, path = enter("lead"), f"/a/{world.assessment}/texts/1.1"
    fields = _form(client.get(path).text)
    first = _form(enter("evaluator").get(path).text)
    assert client.post(path, data={**first, "text": ["Dialog förs med de flesta."]}).status_code == 200
    fields = {**fields, "form_key": _form(enter("lead").get(path).text)["form_key"]}

    answer = client.post(path, data={**fields, "text": ["Dialog förs aldrig med alla."]}, follow_redirects=False)

    assert answer.status_code == 409
    assert "<del>de flesta.</del>" in answer.text
    again = _form(answer.text)
    assert again["text"] == ["Dialog förs aldrig med alla."]
    # Not before they have seen the other's text does theirs replace it.
    moved = client.post(path, data={**fields, "text": ["Dialog förs aldrig med alla."], "act": "up:0"})
    assert _form(moved.text)["version"] == fields["version"]
    assert client.post(path, data=again, follow_redirects=False).status_code == 303
    assert [v.version for v in texts.versions(parts, world.assessment, "1.1")] == [4, 3, 2, 1]


def test_a_mistake_is_marked_and_nothing_that_was_written_is_lost(
    enter: Callable[[str], TestClient], world: Any
) -> None:
    client, path = enter("lead"), f"/a/{world.assessment}/texts/1.1"
    fields = _form(client.get(path).text)
    given = {**fields, "section": ["text"], "text": ["<script>alert(1)</script>"], "cites": ["77"], "question": [""]}

    answer = client.post(path, data=given)

    assert answer.status_code == 400
    assert "Ett av numren hör inte till något citat på sidan." in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert "<script>alert" not in answer.text


def test_what_a_model_left_unproven_is_shown_and_goes_only_when_rewritten_or_confirmed(
    enter: Callable[[str], TestClient], parts: Parts, world: Any
) -> None:
    doubtful = Sentence("Allt fungerar.", (), "1.1.1", marks=("Saknar citat.",))
    other = Sentence("Alla är nöjda.", (), "1.1.1", marks=("Saknar citat.",))
    written = Narrative("1.1", (doubtful, other), (), "model-1 test abc")
    texts.save(replace(parts, user="lead"), world.assessment, written, expected_version=1)
    client, path = enter("lead"), f"/a/{world.assessment}/texts/1.1"
    page = client.get(path).text
    assert "2 meningar från en språkmodell är inte belagda." in page
    assert page.count('">Saknar citat.</span>') == 2
    assert "maskinellt förslag" in page

    fields = _form(page)
    client.post(path, data={**fields, "text": ["Det mesta fungerar.", fields["text"][1]]})
    first, second = standings.standing(parts, world.assessment).narratives["1.1"].sentences
    assert (first.marks, second.marks) == ((), ("Saknar citat.",))
    client.post(path, data={**_form(client.get(path).text), "act": "confirm"})
    saved = standings.standing(parts, world.assessment).narratives["1.1"]
    assert [s.marks for s in saved.sentences] == [(), ()]
    assert saved.author == "lead"


def test_a_reader_reads_what_is_approved_and_a_broken_form_is_refused(
    enter: Callable[[str], TestClient], parts: Parts, world: Any
) -> None:
    _written(parts, world, "Dialog förs.")
    path = f"/a/{world.assessment}/texts/1.1"
    assert "Dialog förs." not in enter("reader").get(path).text
    approving.approve(replace(parts, user="lead"), world.assessment, under="1.1")
    page = enter("reader").get(path).text
    assert "Dialog förs." in page
    assert "<textarea" not in page
    assert "Dialog förs." in enter("reader").get(f"/a/{world.assessment}/texts/1").text
    client = enter("lead")
    fields = _form(client.get(path).text)
    assert client.post(path, data={**fields, "cites": ["1", "2"]}).status_code == 400
    assert client.post(f"/a/{world.assessment}/texts/9", data=fields).status_code == 404


def test_an_areas_text_is_drafted_read_changed_and_signed_in_the_browser(
    enter: Callable[[str], TestClient], parts: Parts, world: Any, judge_rest: Callable[..., None]
) -> None:
    judge_rest(parts, world)
    lead, base = replace(parts, user="lead"), f"/a/{world.assessment}/texts"
    client = enter("lead")
    assert "Programmet skriver ett förslag när 4 delområden till är godkända" in client.get(f"{base}/2").text
    for sub in ("2.1", "2.2", "2.3", "2.4"):
        approving.approve(lead, world.assessment, under=sub)
    page = client.get(f"{base}/2").text
    assert "Området Samhällsutveckling får" in page
    assert "Förslag finns. Läs och godkänn det." in client.get(base).text
    assert "Texten om område 2. Samhällsutveckling" in client.get(f"/a/{world.assessment}/results").text
    assert "Texten om område 2. Samhällsutveckling" in client.get(f"/a/{world.assessment}/report").text

    fields = _form(page)
    fields["text"][0] = "Området har kommit långt."
    assert client.post(f"{base}/2", data=fields, follow_redirects=False).status_code == 303
    fields["text"][0] = "Annat."
    assert client.post(f"{base}/2", data=fields).status_code == 409, "somebody saved on the first version"
    page = client.get(f"{base}/2").text
    assert "Det maskinella förslaget" in page
    [seen] = re.findall(r'name="seen" value="(\w+)"', page)
    form = {"form_key": fields["form_key"], "seen": "x"}
    assert client.post(f"{base}/2/approve", data=form).status_code == 409
    assert enter("reader").get(f"{base}/2").text.count("Området har kommit långt.") == 0
    done = enter("lead").post(f"{base}/2/approve", data={**form, "seen": seen, "form_key": _key(enter("lead"), base)})
    assert "Texten är godkänd." in done.text
    assert "Området har kommit långt." in enter("reader").get(f"{base}/2").text


def _key(client: TestClient, base: str) -> str:
    return re.findall(r'name="form_key" value="([^"]+)"', client.get(f"{base}/2").text)[0]


def test_the_summary_is_written_before_everything_is_approved_and_waits(
    enter: Callable[[str], TestClient], world: Any
) -> None:
    client, path = enter("lead"), f"/a/{world.assessment}/texts/summary"
    page = client.get(path).text
    assert "Programmet skriver ett förslag när 35 delområden till är godkända" in page
    fields = _form(client.post(path, data={**_form(page), "act": "add:text"}).text)
    fields["text"] = ["Kommunen är på väg."]
    client.post(path, data=fields)

    page = client.get(path).text
    assert "Kommunen är på väg." in page
    assert "Texten kan godkännas när delområdena under den är godkända." in page
    assert client.get(f"{path}/read").status_code == 200


def test_an_english_page_says_in_english_what_stands_in_the_way(
    enter: Callable[[str], TestClient], parts: Parts, world: Any
) -> None:
    _written(parts, world, "Dialog förs.")
    client, base = enter("lead"), f"/a/{world.assessment}"
    client.cookies.set("kompass-language", "en")
    form = _form(client.get(f"{base}/texts/1.1").text)

    taken = client.post(f"{base}/texts/1.1", data={**form, "version": "0", "text": ["Annat."]})
    refused = client.post(f"{base}/texts/1/approve", data={"form_key": form["form_key"], "seen": "x"})
    unknown = client.get(f"{base}/texts/9.9")
    undecided = client.post(f"{base}/work/2.1/approve", data={"form_key": form["form_key"], "seen": "x"})
    audit = client.get(f"{base}/results/audit")

    assert "Somebody else saved" in taken.text
    assert "Nothing was approved" in refused.text
    assert "There is no such text." in unknown.text
    assert "Not decided:" in undecided.text or "changed since you opened" in undecided.text
    assert "Every level above 0 rests on at least one verified quote." in audit.text
    for answer in (taken, refused, unknown, undecided, audit):
        alerts = re.findall(r'<div class="notice wrong"[^>]*>', answer.text) + re.findall(
            r"<span lang=[^>]*>", answer.text
        )
        assert not any('lang="sv"' in alert for alert in alerts), answer.url

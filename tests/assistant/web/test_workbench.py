"""The workbench without script: every act by forms and links, nothing overwritten, nothing lost."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.domain.review import current_evidence
from assistant.jobs import Jobs
from assistant.settings import Settings
from assistant.web import create_app
from assistant.workflow import accounts, adding, assessments, drafting, membership, reading, sources, standings
from assistant.workflow.parts import Parts

BASE = "http://127.0.0.1:8080"
OWN = {"Sec-Fetch-Site": "same-origin"}
QUESTION = "1.1.1"
QUOTE = "Strategin följs upp varje år och resultatet redovisas för kommunfullmäktige."
HOSTILE = "<img src=x onerror=alert(1)>\"'</textarea><script>alert(2)</script>"

Enter = Callable[[str], TestClient]


@pytest.fixture
def enter(parts: Parts, settings: Settings, world: Any) -> Iterator[Enter]:
    app = create_app(parts, Jobs(parts, settings.queue_url))
    opened: dict[str, TestClient] = {}

    def as_somebody(name: str) -> TestClient:
        if name not in opened:
            opened[name] = TestClient(app, base_url=BASE, headers=OWN)
            opened[name].cookies.set("kompass", accounts.sign_in(parts, name, world.password, address=name))
        return opened[name]

    yield as_somebody
    for client in opened.values():
        client.close()


def path(world: Any, node: str = QUESTION) -> str:
    return f"/a/{world.assessment}/work/{node}"


class Page:
    """A page as a browser without script has it: its text and the hidden fields of its forms."""

    def __init__(self, client: TestClient, address: str) -> None:
        self.client = client
        self.address = address.partition("?")[0]
        self.answer = client.get(address)
        assert self.answer.status_code == 200, self.answer.text
        self.text = self.answer.text

    def hidden(self, name: str, text: str = "") -> str:
        found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', text or self.text)
        assert found, f"no field {name}"
        return html.unescape(found[1])

    def send(self, to: str, **fields: Any) -> Any:
        own = {name: self.hidden(name) for name in ("form_key", "act", "basis") if f'name="{name}"' in self.text}
        return self.client.post(f"{self.address}/{to}", data=own | fields)


def decided(parts: Parts, world: Any, question: str = QUESTION) -> Any:
    return standings.standing(parts, world.assessment).decisions.get(question)


def test_a_question_is_shown_with_ladder_quotes_and_decision_and_its_place_in_the_tree(
    enter: Enter, world: Any
) -> None:
    page = Page(enter("lead"), path(world))

    assert "Medborgardialoger genomförs inför alla större beslut." in page.text
    assert f'<mark id="marked">{"Medborgardialoger genomförs inför alla större beslut."}</mark>' in page.text
    assert page.text.count('class="rung') >= 5
    assert "Beslutat av Lead Ek" in page.text
    assert page.text.count('class="leaf"') == 125
    assert f'href="{path(world, QUESTION)}" aria-current="page"' in page.text
    assert f'rel="next" href="{path(world, "1.1.2")}"' in page.text
    assert "Det finns inget förslag" in page.text


def test_one_begins_at_the_first_undecided_question(enter: Enter, world: Any) -> None:
    answer = enter("lead").get(f"/a/{world.assessment}/work", follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, path(world, "1.2.2"))


def test_a_decision_is_saved_confirmed_and_undone(enter: Enter, parts: Parts, world: Any) -> None:
    client = enter("evaluator")

    answer = Page(client, path(world)).send("judge", do="decide", level="2", reason="Planen följs upp.")

    assert "Beslutet är sparat." in answer.text
    assert answer.url.query == b"done=decided"
    now = decided(parts, world)
    assert (now.judgement, now.by, now.version) == (2, "evaluator", 2)
    page = Page(client, path(world))
    answer = page.send("undo", version=page.hidden("version"))
    assert "Det tidigare beslutet gäller igen." in answer.text
    assert decided(parts, world).judgement == 1


def test_what_is_refused_comes_back_with_the_reason_and_everything_typed(
    enter: Enter, parts: Parts, world: Any
) -> None:
    page = Page(enter("evaluator"), path(world, "1.2.2"))

    answer = page.send("judge", do="decide", level="3", reason="Det syns <i>överallt</i>.")

    assert answer.status_code == 403
    assert "behöver minst ett verifierat citat" in answer.text
    assert "Det syns &lt;i&gt;överallt&lt;/i&gt;." in answer.text
    assert re.search(r'value="3" checked', answer.text)
    assert page.send("judge", do="decide", reason="x").status_code == 400
    assert "Välj en nivå." in page.send("judge", do="decide", level="¹", reason="x").text
    assert "inget förslag att godta" in page.send("judge", do="accept").text
    assert decided(parts, world, "1.2.2") is None


def test_the_second_of_two_sees_both_texts_and_chooses(enter: Enter, parts: Parts, world: Any) -> None:
    first, second = Page(enter("lead"), path(world)), Page(enter("evaluator"), path(world))
    first.send("judge", do="decide", level="2", reason="Planen gäller.")

    answer = second.send("judge", do="decide", level="3", reason="Den används också.")

    assert answer.status_code == 409
    assert "Planen gäller." in answer.text
    assert "Den används också." in answer.text
    assert "Beslutat av Lead Ek" in answer.text
    assert re.search(r'value="3" checked', answer.text)
    assert decided(parts, world).judgement == 2
    fields = {name: second.hidden(name, answer.text) for name in ("form_key", "act", "basis")}
    chosen = second.client.post(f"{path(world)}/judge", data={**fields, "do": "decide", "level": "3", "reason": "Nu."})
    assert "Beslutet är sparat." in chosen.text
    assert decided(parts, world).reason == "Nu."


def test_a_form_sent_twice_counts_once(enter: Enter, parts: Parts, world: Any) -> None:
    page = Page(enter("lead"), path(world))
    for _ in range(2):
        answer = page.send("judge", do="decide", level="2", reason="Planen följs upp.")
        assert "Beslutet är sparat." in answer.text

    assert decided(parts, world).version == 2


def test_a_script_is_told_where_to_go(enter: Enter, world: Any) -> None:
    client = enter("lead")
    page = Page(client, path(world))
    fields = {"form_key": page.hidden("form_key"), "act": page.hidden("act"), "comment": "Se planen."}

    answer = client.post(f"{path(world)}/remark", data=fields, headers={"X-Kompass-Script": "1"})

    assert answer.json() == {"go": f"{path(world)}?done=remark#history"}
    assert "Se planen." in Page(client, path(world)).text


def test_evaluators_stand_side_by_side_until_they_agree(enter: Enter, parts: Parts, world: Any) -> None:
    Page(enter("lead"), path(world, "1.2.2")).send("judge", do="opinion", level="1", reason="Bara på webben.")
    Page(enter("evaluator"), path(world, "1.2.2")).send("judge", do="opinion", level="2", reason="Även i appen.")

    page = Page(enter("lead"), path(world, "1.2.2"))

    assert "Bara på webben." in page.text
    assert "Även i appen." in page.text
    assert 'class="state conflict"' in page.text
    found = re.search(r'href="[^"]*\?opinion=([0-9a-f]+)#judge">Fyll i som Evaluator Ek', page.text)
    assert found
    filled = Page(enter("lead"), f"{path(world, '1.2.2')}?opinion={found[1]}")
    assert re.search(r'value="2" checked', filled.text)
    assert decided(parts, world, "1.2.2") is None


def test_quotes_are_struck_taken_up_found_and_added(enter: Enter, parts: Parts, world: Any) -> None:
    client = enter("evaluator")
    now = standings.standing(parts, world.assessment)
    first = current_evidence(None, now.opinions[QUESTION])[0]

    answer = Page(client, path(world)).send("strike", evidence_id=first.id, reason="Gäller annat.")
    assert "Citatet är struket." in answer.text
    assert "Struket av Evaluator Ek: Gäller annat." in " ".join(answer.text.split())
    assert "Beläggen har ändrats sedan beslutet" in answer.text
    answer = Page(client, path(world)).send("restore", evidence_id=first.id)
    assert "Citatet är återtaget." in answer.text
    found = Page(client, f"{path(world)}?q=uppföljning+av+strategin+varje+år")
    assert f"<mark>{QUOTE}</mark>" in found.text
    answer = found.send("quote", source=world.document, quote=QUOTE, stance="contradicts")
    assert "Citatet är kontrollerat mot källan och tillagt." in answer.text
    assert f'<mark id="marked">{QUOTE}</mark>' in answer.text
    assert "Talar emot" in answer.text
    refused = Page(client, path(world)).send("quote", source=world.document, quote="Det här står inte där alls.")
    assert refused.status_code == 400
    assert "Det här står inte där alls." in refused.text
    assert Page(client, path(world)).send("quote", source=world.document, quote="  ").status_code == 400


def test_a_quote_whose_source_is_removed_says_so_and_still_shows_what_it_said(
    enter: Enter, parts: Parts, world: Any
) -> None:
    client = enter("evaluator")
    quoted = Page(client, path(world)).send("quote", source=world.document, quote=QUOTE)
    gone = "Källan är borttagen."
    viewer = f"/sources/{world.document}/view"
    assert viewer in quoted.text
    assert gone not in quoted.text
    before = Page(client, path(world))
    sources.remove(parts, world.assessment, world.document)

    after = Page(client, path(world))
    assert gone in after.text
    assert viewer not in after.text
    assert QUOTE in after.text
    refused = before.send("quote", source=world.document, quote=QUOTE)
    assert refused.status_code == 404
    assert "borttagen eller inte läst" in refused.text
    assert f">{QUOTE}</textarea>" in refused.text


def test_a_sub_area_says_what_it_lacks_and_only_the_lead_signs_it(enter: Enter, parts: Parts, world: Any) -> None:
    lacking = Page(enter("lead"), path(world, "1.2"))
    assert "Det här behövs först:" in lacking.text
    assert f'<a href="{path(world, "1.2.2")}">1.2.2</a>' in lacking.text
    assert 'id="approve"' not in lacking.text

    ready = Page(enter("evaluator"), path(world, "1.1"))
    assert "Huvudutvärderaren godkänner" in ready.text
    assert ready.send("approve", seen="x").status_code == 403
    ready = Page(enter("lead"), path(world, "1.1"))
    assert ready.send("approve", seen="gammal").status_code == 409
    answer = ready.send("approve", seen=ready.hidden("seen"))
    assert "Delområdet är godkänt." in answer.text
    assert standings.standing(parts, world.assessment).states["1.1"] == "approved"
    Page(enter("lead"), path(world)).send("judge", do="decide", level="2", reason="Ändrat.")
    assert "något har ändrats sedan dess" in Page(enter("lead"), path(world, "1.1")).text


def test_the_overview_says_what_an_approval_waits_for_and_leads_to_it(enter: Enter, world: Any) -> None:
    overview = f"/assessments/{world.assessment}"

    lead, evaluator, reader = (enter(name).get(overview).text for name in ("lead", "evaluator", "reader"))

    assert f'<a href="{path(world, "1.2.2")}">1.2.2</a>' in lead
    assert f'href="{path(world, "1.1")}#approval"' in lead
    assert f'href="{path(world, "1.1")}#approval"' not in evaluator
    assert f'href="{path(world, "1.1")}"' in evaluator
    assert "/work" not in reader


def test_a_page_can_tell_that_it_is_out_of_date(enter: Enter, world: Any) -> None:
    page = Page(enter("lead"), path(world))
    assert page.client.get(f"{path(world)}/basis").json() == {"basis": page.hidden("basis")}

    Page(enter("evaluator"), path(world)).send("judge", do="decide", level="2", reason="Ändrat.")

    assert page.client.get(f"{path(world)}/basis").json() != {"basis": page.hidden("basis")}


def test_a_draft_is_accepted_and_what_was_searched_is_told_where_nothing_was_found(
    enter: Enter, parts: Parts, world: Any
) -> None:
    lead = replace(parts, user="lead")
    drafting.draft(lead, world.assessment, under="1.1")
    drafting.draft(lead, world.assessment, under="8.4")
    texts = [Page(enter("lead"), path(world, q)).text for q in ("8.4.1", "8.4.2", "8.4.3")]
    assert any("Inget belägg hittades." in text and "Så söktes det" in text for text in texts)

    level = standings.standing(parts, world.assessment).drafts[QUESTION].level
    answer = Page(enter("lead"), path(world)).send("judge", do="accept")

    assert "Beslutet är sparat." in answer.text
    assert decided(parts, world).judgement == level
    assert decided(parts, world).reason == "Förslaget godtas."


def test_without_sources_one_is_led_to_add_them_and_no_empty_pane_takes_room(enter: Enter, parts: Parts) -> None:
    made = assessments.create(
        parts, municipality="Tomby kommun", year=2026, sort="formal", criteria_id="kommunkompassen",
        criteria_version="2020",
    )  # fmt: skip
    membership.put_member(parts, made.id, "lead", "lead")
    page = enter("lead").get(f"/a/{made.id}/work/1.1.1").text
    assert f'<a href="/a/{made.id}/sources">Lägg till underlag</a>' in page
    assert "Ta fram förslag</button>" not in page
    assert 'class="source-pane bare"' in page


def test_what_is_not_there_is_not_found(enter: Enter, world: Any) -> None:
    client = enter("lead")

    assert client.get(path(world, "9.9.9")).status_code == 404
    assert client.get(path(world, "1")).status_code == 404
    assert client.get(f"{path(world)}/place?e=nope").status_code == 404
    assert client.get(f"{path(world)}?e=nope").status_code == 200
    page = Page(client, path(world))
    key = {"form_key": page.hidden("form_key"), "act": page.hidden("act"), "basis": "0", "do": "decide"}
    assert client.post(f"{path(world, '1.1')}/judge", data=key).status_code == 404
    assert client.post(f"{path(world)}/approve", data=key | {"seen": "x"}).status_code == 404
    assert client.post(f"{path(world)}/remark", data={"act": key["act"], "comment": "x"}).status_code == 403


def test_no_text_of_people_or_documents_becomes_markup(enter: Enter, parts: Parts, world: Any) -> None:
    lead = replace(parts, user="lead")
    name = "<img src=x onerror=alert(3)>.md"
    text = f"# {HOSTILE}\n\nKommunen har en plan {HOSTILE} för medborgardialog som följs upp varje år.\n"
    adding.add_bytes(lead, world.assessment, name, text.encode())
    reading.read_waiting(lead, world.assessment)
    source = next(s.id for s in sources.list_sources(lead, world.assessment) if s.name == name)
    with parts.store.reading() as tx:
        whole = tx.sources.text(source)
    sentence = next(line for line in whole.splitlines() if line.startswith("Kommunen har en plan"))
    client = enter("lead")
    Page(client, path(world)).send("quote", source=source, quote=sentence)
    Page(client, path(world)).send("remark", comment=HOSTILE)
    Page(client, path(world)).send("judge", do="decide", level="2", reason=HOSTILE)
    struck = current_evidence(None, standings.standing(parts, world.assessment).opinions[QUESTION])
    Page(client, path(world)).send("strike", evidence_id=struck[0].id, reason=HOSTILE)

    wrong = Page(client, path(world)).send("judge", do="decide", level="3", basis="0", act="0" * 32, reason=HOSTILE)
    shown = [
        Page(client, f"{path(world)}?q=medborgardialog+plan&e={item.id}").text for item in struck
    ] + [wrong.text, Page(client, path(world, "1.1")).text]  # fmt: skip

    assert wrong.status_code == 409
    for page in shown:
        assert "onerror=alert" not in re.sub(r"&lt;img.*?&gt;", "", page)
        assert "<script>alert" not in page
        assert "<img src=x" not in page

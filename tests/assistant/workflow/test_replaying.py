"""A run made again from the record, and the record that is handed out."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from model_roles import good, liar
from model_server import playing
from small import small

from assistant.errors import NotFoundError
from assistant.workflow import adding, approving, drafting, modelling, reading, replaying, reviewing, transparency
from assistant.workflow.parts import Parts


def decided(parts: Parts, mine: str) -> None:
    with parts.store.reading() as tx:
        drafts = tx.drafts.current(mine)
    for question, draft in drafts.items():
        reviewing.give_opinion(parts, mine, question, reviewing.Verdict(draft.level, reason="Läst."))
        reviewing.decide(parts, mine, question)


def test_a_run_comes_out_the_same_from_the_record_and_asks_nothing(tmp_path: Path) -> None:
    with playing(good) as server, small(tmp_path, server.url) as (parts, mine):
        drafting.draft(parts, mine, under="1.1")
        asked = len(server.requests)
        found = replaying.replay(parts, mine, "latest")
        with pytest.raises(NotFoundError):
            replaying.replay(parts, mine, "finns-inte")
        still = len(server.requests)

    assert found.same
    assert len(found.questions) == asked == still > 2
    assert all(item.same for item in found.inputs)


def test_a_model_that_answers_otherwise_now_is_seen_when_asked_again_and_nothing_is_kept(tmp_path: Path) -> None:
    with playing(good) as server, small(tmp_path, server.url) as (parts, mine):
        drafting.draft(parts, mine, under="1.1")
        with parts.store.reading() as tx:
            before = tx.drafts.current(mine)
        server.role = liar
        found = replaying.replay(parts, mine, "latest", ask=True)
        with parts.store.reading() as tx:
            after = tx.drafts.current(mine)

    assert not found.same
    assert found.count("different") > 0
    assert any(again.quotes_gone or again.quotes_new for again in found.questions)
    assert all(again.level_now is not None and again.level_now <= again.level for again in found.questions)
    assert after == before


def test_other_evidence_is_named_and_what_is_not_on_record_is_said(tmp_path: Path) -> None:
    with playing(good) as server, small(tmp_path, server.url) as (parts, mine):
        drafting.draft(parts, mine, under="1.1")
        adding.add_bytes(parts, mine, "ny.md", b"# Medborgardialog\n\nMedborgardialog sker i alla namnder varje ar.\n")
        reading.read_waiting(parts, mine)
        parts.open_index(mine)
        found = replaying.replay(parts, mine, "latest")

    assert [item.name for item in found.inputs if not item.same] == ["underlag"]
    assert found.count("not_on_record") > 0


def test_the_record_tells_who_and_what_made_everything_and_no_words(tmp_path: Path) -> None:
    with playing(good) as server, small(tmp_path, server.url) as (parts, mine):
        drafting.draft(parts, mine, under="1.1")
        decided(parts, mine)
        approving.approve(replace(parts, user="anna"), mine, under="1.1")
        found = transparency.record(parts, mine)
        whole = transparency.record(parts, mine, replies=True)
        calls = modelling.calls(parts, mine)

    assert found["models"] == ["openai:prov (prov)"]
    [text] = [row for row in found["texts"] if row["id"] == "1.1"]
    assert (text["by_machine"], text["approved_by"]) == (True, "anna")
    question = next(row for row in found["questions"] if row["id"] == "1.1.1")
    assert len(question["proposed"]) == 2
    assert question["decided_by"]
    assert len(found["calls"]) == len(calls) == found["total"]["calls"]
    words = [
        quote["text"] for call in whole["calls"] for r in json.loads(call["reply"])["rungs"] for quote in r["quotes"]
    ]
    told = json.dumps(found, ensure_ascii=False)
    assert words
    assert not [word for word in words if word in told]

"""Texts for programs: read, saved on the version they build on, and signed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.domain.draft import Narrative, Sentence
from assistant.workflow import accounts, approving, standings, texts
from assistant.workflow.parts import Parts


@pytest.fixture
def enter(client: TestClient, parts: Parts) -> Callable[[str], TestClient]:
    def as_somebody(name: str) -> TestClient:
        token = accounts.make_token(parts, name, "prov")
        client.headers["Authorization"] = f"Bearer {token}"
        return client

    return as_somebody


def test_a_program_lists_reads_saves_and_signs_texts(
    enter: Callable[[str], TestClient], parts: Parts, world: Any, judge_rest: Callable[..., None]
) -> None:
    judge_rest(parts, world)
    client, base = enter("lead"), f"/api/assessments/{world.assessment}"
    rows = client.get(f"{base}/texts").json()
    assert [row["id"] for row in rows[:3]] == ["summary", "1", "1.1"]
    for sub in ("2.1", "2.2", "2.3", "2.4"):
        client.post(f"{base}/approve", json={"under": sub})

    drafted = client.get(f"{base}/texts/2").json()
    assert (drafted["draft"], drafted["version"], drafted["state"]) == (True, 0, "decided")
    sentence = {"text": "Området  har kommit långt.", "evidence_ids": ["q-2.1.1"]}
    body = {"expected_version": 0, "sentences": [sentence], "findings": [{"sort": "example", "text": "Ett exempel."}]}
    saved = client.put(f"{base}/texts/2", json=body)
    assert saved.status_code == 200, saved.text
    assert saved.json()["text"]["sentences"][0]["text"] == "Området har kommit långt."
    assert (saved.json()["draft"], saved.json()["version"]) == (False, 1)

    assert client.put(f"{base}/texts/2", json=body | {"sentences": []}).status_code == 409
    assert client.put(f"{base}/texts/9", json=body).status_code == 404
    assert client.post(f"{base}/approve", json={"under": "2"}).json() == {"approved": ["2"]}


def test_marks_of_a_model_stay_until_a_program_says_that_somebody_read_them(
    enter: Callable[[str], TestClient], parts: Parts, world: Any
) -> None:
    doubtful = Narrative("1.1", (Sentence("Allt fungerar.", (), marks=("Saknar citat.",)),), (), "model-1 prov abc")
    texts.save(replace(parts, user="lead"), world.assessment, doubtful, expected_version=1)
    client, path = enter("lead"), f"/api/assessments/{world.assessment}/texts/1.1"
    body = {"expected_version": 2, "sentences": [{"text": "Allt fungerar."}, {"text": "Mer."}]}

    marks = [s["marks"] for s in client.put(path, json=body).json()["text"]["sentences"]]
    assert marks == [["Saknar citat."], []]
    confirmed = client.put(path, json=body | {"expected_version": 3, "confirm": True})
    assert [s["marks"] for s in confirmed.json()["text"]["sentences"]] == [[], []]


def test_a_reader_gets_approved_texts_without_the_ids_of_interviews(
    enter: Callable[[str], TestClient], parts: Parts, world: Any
) -> None:
    lead = replace(parts, user="lead")
    quotes = [e.id for e in standings.standing(lead, world.assessment).decisions["1.1.1"].evidence]
    texts.save(
        lead, world.assessment, Narrative("1.1", (Sentence("Så.", tuple(quotes)),), (), "lead"), expected_version=1
    )
    path = f"/api/assessments/{world.assessment}/texts"
    assert enter("reader").get(f"{path}/1.1").json()["text"] is None
    approving.approve(lead, world.assessment, under="1.1")

    shown = enter("reader").get(f"{path}/1.1").json()["text"]["sentences"][0]["evidence_ids"]
    assert len(quotes) == 2
    assert shown == [key for key in quotes if key in shown]
    assert len(shown) == 1
    assert enter("reader").get(f"{path}/summary").json()["text"] is None
    assert enter("reader").put(f"{path}/1.1", json={"expected_version": 1, "sentences": []}).status_code == 403
    assert enter("outsider").get(f"{path}/1.1").status_code == 404

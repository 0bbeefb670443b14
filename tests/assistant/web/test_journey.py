"""From upload to report over HTTP, with the durable queue and files that are really read."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.jobs import Jobs
from assistant.settings import Settings
from assistant.web import create_app
from assistant.workflow.parts import Parts

PLAN = """# Plan för medborgardialog

Kommunfullmäktige antog planen för medborgardialog den 3 mars 2025. Kommunen har en gemensam strategi för \
information och kommunikation med invånarna som gäller alla nämnder. Strategin följs upp varje år och resultatet \
redovisas för kommunfullmäktige. Medborgardialoger genomförs inför alla större beslut.
"""


@pytest.fixture
def client(parts: Parts, settings: Settings) -> Iterator[TestClient]:
    with Jobs(parts, settings.queue_url) as jobs:
        own = {"Sec-Fetch-Site": "same-origin"}
        with TestClient(create_app(parts, jobs), base_url="http://127.0.0.1:8080", headers=own) as made:
            yield made


def _wait(client: TestClient, base: str) -> dict[str, Any]:
    for _ in range(600):
        found: dict[str, Any] = client.get(f"{base}/progress").json()
        if found["state"] != "running":
            return found
        time.sleep(0.1)
    raise AssertionError(f"still running: {found}")


@pytest.mark.slow
def test_an_uploaded_file_is_read_searched_drafted_decided_and_reported(client: TestClient, assessment: str) -> None:
    base = f"/api/assessments/{assessment}"
    client.post(f"{base}/sources", files=[("files", ("plan.md", PLAN.encode(), "text/markdown"))])
    assert client.post(f"{base}/ingest").status_code == 202
    assert _wait(client, base) | {"name": ""} == _done("ingest", 1)
    [source] = client.get(f"{base}/sources").json()
    assert source["state"] == "ready", source["problem"]
    hits = client.get(f"{base}/search", params={"q": "medborgardialog strategi"}).json()
    assert hits[0]["passage"]["source_id"] == source["id"]
    assert client.get(f"{base}/ask", params={"q": "När antogs planen för medborgardialog?"}).json()["quotes"]

    assert client.post(f"{base}/draft", json={"under": "1.1"}).status_code == 202
    drafted = client.get(f"{base}/questions?under=1.1").json()
    assert _wait(client, base)["count"] == len(drafted)
    for row in drafted:
        found = client.get(f"{base}/questions/{row['id']}").json()
        sent = {"judgement": found["draft"]["level"], "reason": "Enligt förslaget."}
        assert client.post(f"{base}/questions/{row['id']}/opinion", json=sent).status_code == 201
        decided = client.post(f"{base}/questions/{row['id']}/decision", json={"expected_version": found["version"]})
        assert decided.status_code == 201, decided.text
    assert client.post(f"{base}/approve", json={"under": "1.1"}).json() == {"approved": ["1.1"]}
    assert client.get(f"{base}/audit").json()["passed"]
    assert client.get(f"{base}/report?format=json").json()
    assert client.get(f"/assessments/{assessment}").text.count('<td class="roomy"><span class="state approved">') == 1


def _done(kind: str, count: int) -> dict[str, Any]:
    return {"kind": kind, "state": "done", "done": 0, "total": 0, "name": "", "count": count, "error": "", "hint": ""}

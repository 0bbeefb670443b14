"""The overview of an assessment leads an evaluator from one step to the next."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from assistant.domain.review import ApprovalState
from assistant.web.pages.overview import next_steps
from assistant.workflow import sources, standings
from assistant.workflow.parts import Parts

POLICY = (
    "Kommunfullmäktige har beslutat en policy för medborgardialog. Policyn gäller alla nämnder och följs upp varje år."
)


@pytest.fixture
def client(client: TestClient) -> Iterator[TestClient]:
    """A browser that sends the key of the page's forms, and a service that carries out its jobs."""
    found = re.search(r'name="form_key" value="([^"]+)"', client.get("/").text)
    assert found
    client.headers["X-Form-Key"] = found[1]
    with client.app.state.services.jobs:  # type: ignore[attr-defined]  # FastAPI's state
        yield client


def finished(client: TestClient, assessment: str) -> None:
    until = time.monotonic() + 120
    while client.get(f"/api/assessments/{assessment}/progress").json()["state"] == "running":
        assert time.monotonic() < until, "the job did not end"
        time.sleep(0.05)


def test_each_step_leads_to_the_next(client: TestClient, assessment: str) -> None:
    here = f"/assessments/{assessment}"
    assert "Lägg till underlag" in client.get(here).text
    assert client.post(f"{here}/draft", follow_redirects=False).status_code == 400

    client.post(f"/api{here}/sources", files={"files": ("dialogpolicy.md", POLICY.encode())})
    waiting = client.get(here).text
    assert "1 källa väntar på att läsas in." in waiting
    client.post(f"/api{here}/ingest")
    finished(client, assessment)
    assert "125 delfrågor får nivå och citat ur underlaget." in client.get(here).text

    answer = client.post(f"{here}/draft", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, here)
    finished(client, assessment)
    drafted = client.get(here).text
    assert "Bedöm 1.1.1" in drafted
    assert "Ta fram förslag" not in drafted

    client.post(f"/api{here}/sources", files={"files": ("plan.md", b"Planen antogs av kommunstyrelsen.")})
    client.post(f"/api{here}/ingest")
    finished(client, assessment)
    assert "Ta fram förslag på nytt" in client.get(here).text


def test_while_a_job_runs_the_page_follows_it(client: TestClient, assessment: str, parts: Parts) -> None:
    client.post(f"/api/assessments/{assessment}/sources", files={"files": ("dialogpolicy.md", POLICY.encode())})
    client.post(f"/api/assessments/{assessment}/ingest")
    page = client.get(f"/assessments/{assessment}").text
    finished(client, assessment)
    assert f'data-job="/api/assessments/{assessment}/progress"' in page or "Ta fram förslag" in page
    assert sources.list_sources(parts, assessment)[0].state == "ready"


def test_what_is_decided_is_approved_and_then_reported(client: TestClient, assessment: str, parts: Parts) -> None:
    client.post(f"/api/assessments/{assessment}/sources", files={"files": ("a.md", POLICY.encode())})
    client.post(f"/api/assessments/{assessment}/ingest")
    finished(client, assessment)
    read = sources.list_sources(parts, assessment)
    now = standings.standing(parts, assessment)
    everything = frozenset(q.id for q in now.criteria.questions())
    decided = replace(now, has_draft=everything, has_decision=everything)
    assert [(s.step, s.count, s.at) for s in next_steps(decided, read, 0)] == [("approve", 35, "1.1")]
    signed: dict[str, ApprovalState] = dict.fromkeys(now.states, "approved")
    approved = replace(decided, states=signed)
    assert [(s.step, s.count, s.at) for s in next_steps(approved, read, 0)] == [("texts", 9, "1")]
    approved = replace(approved, overall=dict.fromkeys(now.overall, "approved"))
    assert [s.step for s in next_steps(approved, read, 9)] == ["report"]
    broken = [*read, replace(read[0], state="failed")]
    assert [(s.step, s.count) for s in next_steps(approved, broken, 0)] == [("report", 0), ("mend", 1)]

"""Adding sources in the browser: outcomes, interviews that wait for a look, kinds, removal, and progress."""

import io
import json
import re
import time
import zipfile
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.workflow import adding, interviews, reading, reviewing, sources
from assistant.workflow.parts import Parts

PLAN = b"# Plan\n\nPlanen f\xc3\xb6ljs upp varje \xc3\xa5r av kommunfullm\xc3\xa4ktige.\n"
VOICE = b"""WEBVTT

00:00:01.000 --> 00:00:06.000
<v Intervjuare>Hur arbetar ni?

00:00:07.000 --> 00:00:15.000
<v Karin Testberg>Jag och Petra Hemlig leder dialogen i kommunen varje vecka.
"""


@pytest.fixture
def client(client: TestClient) -> TestClient:
    """A browser that has opened a page and thus has the key of its forms."""
    page = client.get("/").text
    found = re.search(r'name="form-key" content="([^"]+)"', page)
    assert found
    client.headers["X-Form-Key"] = found[1]
    return client


def _post(client: TestClient, path: str, **form: Any) -> Any:
    return client.post(path, data=form)


def _upload(
    client: TestClient, assessment: str, *files: tuple[str, bytes], accept: str = "text/html", kind: str = ""
) -> Any:
    sent = [("files", (name, io.BytesIO(data))) for name, data in files]
    return client.post(f"/a/{assessment}/sources", files=sent, data={"kind": kind}, headers={"Accept": accept})


def _settled(client: TestClient, assessment: str) -> list[dict[str, Any]]:
    """Wait until nothing is read any more, and return what the server told meanwhile."""
    for _ in range(400):
        told = client.get(f"/a/{assessment}/sources/events").text
        if "event: idle" in told:
            return [json.loads(line[6:]) for line in told.splitlines() if line.startswith('data: {"t')]
        time.sleep(0.05)
    raise AssertionError("reading never ended")


@pytest.fixture
def jobs(client: TestClient) -> Any:
    """The durable queue, running: uploads are read at once."""
    with client.app.state.services.jobs as running:  # type: ignore[attr-defined]  # FastAPI's state
        yield running


def _one(parts: Parts, assessment: str, name: str) -> Any:
    return next(s for s in sources.list_sources(parts, assessment) if s.name == name)


def test_an_empty_assessment_says_what_to_add_first(client: TestClient, assessment: str) -> None:
    page = client.get(f"/a/{assessment}/sources").text
    assert "Här finns inget underlag än" in page
    assert 'name="files" type="file" multiple' in page
    assert "KOMPASS_CRAWL=true" in page


@pytest.mark.slow
@pytest.mark.usefixtures("jobs")
def test_files_are_taken_read_and_listed_with_their_outcomes(client: TestClient, parts: Parts, assessment: str) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mapp/mål.md", "# Mål\n\nMålen följs upp varje år av nämnden.\n")
    answer = _upload(
        client,
        assessment,
        ("plan.md", PLAN),
        ("samma.md", PLAN),
        ("arkiv.zip", held.getvalue()),
        ("bild.png", b"\x89PNG\r\n\x1a\n" + bytes(90)),
    )
    assert answer.status_code == 200
    assert "Samma innehåll som en annan källa: plan.md" in answer.text
    _settled(client, assessment)
    found = {s.name: s.state for s in sources.list_sources(parts, assessment)}
    assert found == {"plan.md": "ready", "arkiv.zip/mapp/mål.md": "ready", "bild.png": "failed"}
    page = client.get(f"/a/{assessment}/sources").text
    assert "Kunde inte läsas" in page
    assert "2 av 3 källor är lästa." in page


@pytest.mark.slow
@pytest.mark.usefixtures("jobs")
def test_an_interview_waits_for_a_look_and_is_indexed_only_then(
    client: TestClient, parts: Parts, assessment: str
) -> None:
    _upload(client, assessment, ("samtal.vtt", VOICE), ("plan.md", PLAN), accept="application/json")
    _settled(client, assessment)
    spoken = _one(parts, assessment, "samtal.vtt")
    assert (spoken.hold, spoken.state, spoken.kind) == ("held", "waiting", "interview")
    with parts.store.reading() as tx:
        assert all(p.source_id != spoken.id for p in tx.passages.stream(assessment))
    here = f"/a/{assessment}/sources"
    page = client.get(f"{here}/{spoken.id}").text
    assert "Så sparas intervjun" in page
    assert "leder dialogen i kommunen" in page
    assert "Testberg" not in page
    assert '<mark class="perhaps">Petra Hemlig</mark>' in page  # nobody has said that she is to be pseudonymised
    assert "1 ord är markerat:" in page
    assert "Petra" not in client.get(here).text

    _post(client, f"{here}/participants", typed="Petra Hemlig;chef;Ledningen")
    _settled(client, assessment)
    page = client.get(f"{here}/{spoken.id}").text
    assert "Hemlig" not in page
    assert '<mark class="token">[P1]</mark> leder dialogen' in page
    assert 'class="perhaps"' not in page
    listed = client.get(here).text
    assert "Ledningen" in listed
    assert "Hemlig" not in listed

    assert "Ingen intervju är markerad." in _post(client, f"{here}/confirm").text
    assert "Godkänt." in _post(client, f"{here}/confirm", source=spoken.id).text
    _settled(client, assessment)
    assert _one(parts, assessment, "samtal.vtt").state == "ready"
    with parts.store.reading() as tx:
        assert any(p.source_id == spoken.id for p in tx.passages.stream(assessment))
    assert _post(client, f"{here}/confirm", source=spoken.id).status_code == 409


@pytest.mark.slow
@pytest.mark.usefixtures("jobs")
def test_a_kind_that_was_guessed_wrong_is_corrected_and_stays_so(
    client: TestClient, parts: Parts, assessment: str
) -> None:
    _upload(client, assessment, ("intervju.md", PLAN))
    _settled(client, assessment)
    source = _one(parts, assessment, "intervju.md")
    assert source.hold == "held"
    here = f"/a/{assessment}/sources"
    _post(client, f"{here}/{source.id}/kind", kind="steering_document")
    _settled(client, assessment)
    source = _one(parts, assessment, "intervju.md")
    assert (source.kind, source.state, source.hold) == ("steering_document", "ready", "")
    _post(client, f"{here}/{source.id}/kind", kind="interview")
    _settled(client, assessment)
    source = _one(parts, assessment, "intervju.md")
    assert (source.kind, source.state, source.hold, source.revision) == ("interview", "waiting", "held", 2)
    assert _post(client, f"{here}/{source.id}/kind", kind="annat").status_code == 400


def test_progress_is_told_as_events_and_ends(client: TestClient, parts: Parts, assessment: str) -> None:
    adding.add_bytes(parts, assessment, "plan.md", PLAN)
    answer = client.get(f"/a/{assessment}/sources/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.endswith("event: idle\ndata: {}\n\n")
    [told] = [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith('data: {"text')]
    assert list(told["states"].values()) == ["waiting1"]


def test_removing_first_shows_what_it_would_touch(client: TestClient, parts: Parts, assessment: str) -> None:
    adding.add_bytes(parts, assessment, "plan.md", PLAN)
    reading.read_waiting(parts, assessment)
    source = _one(parts, assessment, "plan.md")
    quote = reviewing.NewQuote(source.id, "Planen följs upp varje år av kommunfullmäktige.")
    reviewing.give_opinion(parts, assessment, "1.1.1", reviewing.Verdict(1, reason="Så är det.", add=(quote,)))
    here = f"/a/{assessment}/sources/{source.id}/remove"
    assert "Inget citat" in client.get(here).text
    reviewing.decide(parts, assessment, "1.1.1")
    page = client.get(here).text
    assert "1 citat kommer ur den här källan." in page
    assert "Beslut som bara vilar på den" in page
    assert "1.1.1" in page
    assert _post(client, f"{here}?seen=0").status_code == 409
    assert _one(parts, assessment, "plan.md")
    done = client.post(f"{here}?seen=1", data={})
    assert "Förslag och beslut som citerar den är märkta i Bedöm." in done.text
    assert sources.list_sources(parts, assessment) == []


def test_uploads_without_the_form_s_key_or_with_no_file_change_nothing(
    client: TestClient, parts: Parts, assessment: str
) -> None:
    assert _upload(client, assessment, ("", b"")).status_code in (400, 422)
    del client.headers["X-Form-Key"]
    assert _upload(client, assessment, ("plan.md", PLAN)).status_code == 403
    assert sources.list_sources(parts, assessment) == []


def test_a_file_that_is_too_large_leaves_nothing_behind(client: TestClient, parts: Parts, assessment: str) -> None:
    answer = _upload(client, assessment, ("stor.md", b"x" * 1_500_000), accept="application/json")
    assert [(row["wrong"], "större än 1 MB" in row["text"]) for row in answer.json()] == [(True, True)]
    assert not [f for f in parts.files.rglob("*") if f.is_file()]
    assert _upload(client, assessment, ("jätte.md", b"x" * 3_000_000)).status_code == 413
    assert sources.list_sources(parts, assessment) == []


def test_a_hostile_file_name_is_refused_or_shown_as_text(client: TestClient, parts: Parts, assessment: str) -> None:
    answer = _upload(client, assessment, ("../../<svg onload=x>.md", PLAN), ("a" * 300 + ".md", b"annat"))
    assert "<svg" not in answer.text
    assert "för långt namn" in answer.text
    [source] = sources.list_sources(parts, assessment)
    assert source.name == "<svg onload=x>.md"


def test_a_typed_list_may_be_names_alone_and_says_what_is_wrong(
    client: TestClient, parts: Parts, assessment: str
) -> None:
    here = f"/a/{assessment}/sources/participants"
    assert _post(client, here, typed="Anna Ek\nBo Al;nämndsekreterare").status_code == 200
    assert [(p.id, p.role) for p in interviews.participants(parts, assessment)] == [
        ("P1", ""),
        ("P2", "nämndsekreterare"),
    ]
    wrong = _post(client, here, typed=" ")
    assert wrong.status_code == 400
    assert "Listan är tom" in wrong.text
    wrong = _post(client, here, typed="namn;roll\nA;chef")
    assert "Rad 1" in wrong.text
    assert "namn;roll\nA;chef</textarea>" in wrong.text


def test_fetching_web_pages_is_refused_where_it_is_not_switched_on(client: TestClient, assessment: str) -> None:
    answer = _post(client, f"/a/{assessment}/sources/web", addresses="https://exempel.se/")
    assert answer.status_code == 403
    assert "KOMPASS_CRAWL=true" in answer.text

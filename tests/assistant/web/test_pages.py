"""The pages: complete without script, and safe whatever a name holds."""

import re

from starlette.testclient import TestClient

from assistant.web.statics import static


def test_the_start_page_says_how_to_begin(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert 'lang="sv"' in page.text
    assert "Börja här" in page.text
    assert 'name="municipality"' in page.text
    assert 'action="/demo"' in page.text


def test_the_start_page_lists_assessments_with_progress(client: TestClient, assessment: str) -> None:
    page = client.get("/").text
    assert f'href="/assessments/{assessment}"' in page
    assert "Älvlunda kommun" in page
    assert re.search(r'<progress max="\d+" value="0"', page)
    assert "0 av 35" in page


def test_the_page_of_an_assessment_shows_points_and_states(client: TestClient, assessment: str) -> None:
    client.post(f"/api/assessments/{assessment}/questions/1.1.1/opinion", json={"judgement": 0, "reason": "Inget."})
    client.post(f"/api/assessments/{assessment}/questions/1.1.1/decision", json={"expected_version": 0})
    page = client.get(f"/assessments/{assessment}").text
    assert re.search(r"<strong>0</strong>\s*av 800 poäng", page)
    assert page.count('<td class="roomy"><span class="state undecided">Inte beslutat') == 35
    assert "kompass add alvlunda-2026" in page
    assert re.search(r"1 av \d", page)


def test_names_are_shown_as_text_never_as_markup(client: TestClient) -> None:
    name = "<script>alert(1)</script>\"'&"
    made = client.post("/api/assessments", json={"municipality": name, "year": 2026}).json()
    for path in ("/", f"/assessments/{made['id']}"):
        page = client.get(path).text
        assert "<script" not in page
        assert "&lt;script&gt;" in page


def test_pages_hold_nothing_inline_and_nothing_from_outside(client: TestClient, assessment: str) -> None:
    for path in ("/", f"/assessments/{assessment}", "/finns-inte"):
        page = client.get(path).text
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|https?://", page)
        linked = re.findall(r'<link[^>]* href="(/static/[^"]+)"', page)
        assert linked == [f"{static()}/kompass.css", f"{static()}/icon.svg"]
    sheet = client.get("/static/kompass.css")
    assert sheet.headers["content-type"].startswith("text/css")
    assert not re.search(r"@import|url\(", sheet.text)


def test_an_unknown_page_is_a_page_that_leads_back(client: TestClient) -> None:
    for path in ("/finns-inte", "/assessments/finns-inte"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith("text/html")
        assert 'href="/"' in answer.text


def test_the_page_of_a_question_sets_the_sources_against_each_other(client: TestClient, assessment: str) -> None:
    page = client.get(f"/assessments/{assessment}/questions/1.1.1")

    assert page.status_code == 200
    assert "Källorna mot varandra" in page.text
    assert '<th scope="row">Styrdokumenten</th>' in page.text
    assert f'href="/assessments/{assessment}/questions/1.1.2"' in page.text
    assert "<script" not in page.text
    assert client.get(f"/assessments/{assessment}/questions/9.9.9").status_code == 404


def test_the_interface_tells_what_each_kind_of_source_says(client: TestClient, assessment: str) -> None:
    view = client.get(f"/api/assessments/{assessment}/questions/1.1.1").json()["triangulation"]

    assert {voice["kind"] for voice in view["voices"]} >= {"steering_document", "interview"}
    assert view["sentence"].endswith(".")

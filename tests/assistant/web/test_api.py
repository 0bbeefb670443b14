"""The JSON API over an assessment that holds no evidence yet."""

import io
import zipfile

import pytest
from starlette.testclient import TestClient

QUESTION = "1.1.1"


def _url(assessment: str, rest: str = "") -> str:
    return f"/api/assessments/{assessment}{rest}"


def _judge(client: TestClient, assessment: str, judgement: object = 0, reason: str = "Inget underlag.") -> int:
    url = _url(assessment, f"/questions/{QUESTION}/opinion")
    return client.post(url, json={"judgement": judgement, "reason": reason}).status_code


def test_a_new_assessment_is_listed_and_says_where_it_stands(client: TestClient, assessment: str) -> None:
    assert [a["id"] for a in client.get("/api/assessments").json()] == [assessment]
    found = client.get(_url(assessment)).json()
    assert found["assessment"]["municipality"] == "Älvlunda kommun"
    assert len(found["sub_areas"]) == 35
    assert {row["state"] for row in found["sub_areas"]} == {"undecided"}
    assert found["questions"] >= 120
    assert (found["decided"], found["drafted"], found["sources"]) == (0, 0, 0)


def test_creating_says_where_the_new_one_is(client: TestClient) -> None:
    answer = client.post("/api/assessments", json={"municipality": "Ekeby", "year": 2025, "sort": "self"})
    assert answer.headers["location"] == "/api/assessments/ekeby-2025"
    assert client.get(answer.headers["location"]).json()["assessment"]["sort"] == "self"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"municipality": "", "year": 2026}, 400),
        ({"municipality": "Ekeby", "year": 12}, 400),
        ({"municipality": "Ekeby", "year": 2026, "criteria_version": "1999"}, 404),
        ({"municipality": "Ekeby"}, 422),
        ({"municipality": "Ekeby", "year": 2026, "sort": "hemlig"}, 422),
    ],
)
def test_wrong_input_is_refused_with_an_error_and_a_hint(
    client: TestClient, body: dict[str, object], status: int
) -> None:
    answer = client.post("/api/assessments", json=body)
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "hint"}
    assert "hemlig" not in answer.text


def test_a_body_that_is_not_json_is_refused(client: TestClient) -> None:
    answer = client.post("/api/assessments", content=b"{", headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert set(answer.json()) == {"error", "hint"}


@pytest.mark.parametrize(
    "rest",
    ["", "/sources", "/progress", "/questions", "/questions/1.1.1", "/score", "/audit", "/report", "/ask?q=x"],
)
def test_an_unknown_assessment_is_not_found(client: TestClient, rest: str) -> None:
    answer = client.get(_url("finns-inte", rest))
    assert answer.status_code == 404
    assert "finns" in answer.json()["error"]


def test_unknown_addresses_and_methods_answer_in_the_same_shape(client: TestClient) -> None:
    assert set(client.get("/api/finns-inte").json()) == {"error", "hint"}
    answer = client.put("/api/assessments")
    assert answer.status_code == 405
    assert answer.headers["allow"]
    assert set(answer.json()) == {"error", "hint"}


def test_a_question_shows_its_ladder_before_anything_is_drafted(client: TestClient, assessment: str) -> None:
    found = client.get(_url(assessment, f"/questions/{QUESTION}")).json()
    assert found["levels"][0]["points"] == "0"
    assert found["draft"] is None
    assert (found["evidence"], found["opinions"], found["version"]) == ([], [], 0)
    assert client.get(_url(assessment, "/questions/9.9.9")).status_code == 404
    assert len(client.get(_url(assessment, "/questions?under=1.1")).json()) >= 3
    assert client.get(_url(assessment, "/questions?under=77")).status_code == 404


def test_an_opinion_becomes_a_decision_and_gives_points(client: TestClient, assessment: str) -> None:
    assert _judge(client, assessment) == 201
    made = client.post(_url(assessment, f"/questions/{QUESTION}/decision"), json={"expected_version": 0})
    assert made.status_code == 201
    assert (made.json()["judgement"], made.json()["version"]) == (0, 1)
    shown = client.get(_url(assessment, f"/questions/{QUESTION}")).json()
    assert shown["version"] == 1
    assert len(shown["opinions"]) == 1
    scored = {q["id"]: q["status"] for q in client.get(_url(assessment, "/score")).json()["questions"]}
    assert scored[QUESTION] == "scored"
    assert client.get(_url(assessment)).json()["decided"] == 1


def test_a_decision_on_an_old_version_conflicts_and_names_both(client: TestClient, assessment: str) -> None:
    url = _url(assessment, f"/questions/{QUESTION}/decision")
    _judge(client, assessment)
    client.post(url, json={"expected_version": 0})
    _judge(client, assessment, "not_applicable", "Kommunen saknar verksamheten.")
    answer = client.post(url, json={"expected_version": 0})
    assert answer.status_code == 409
    assert (answer.json()["expected_version"], answer.json()["current_version"]) == (0, 1)
    assert set(answer.json()) == {"error", "hint", "expected_version", "current_version"}
    assert client.get(_url(assessment, f"/questions/{QUESTION}")).json()["decision"]["judgement"] == 0
    assert client.post(url, json={"expected_version": 1}).json()["judgement"] == "not_applicable"


def test_what_the_rules_forbid_is_forbidden(client: TestClient, assessment: str) -> None:
    decision = _url(assessment, f"/questions/{QUESTION}/decision")
    assert client.post(decision, json={"expected_version": 0}).status_code == 403
    assert _judge(client, assessment, 99) == 422
    assert _judge(client, assessment, 19) == 403
    assert _judge(client, assessment, True) == 422
    assert _judge(client, assessment, 1, reason="") == 403
    assert client.post(decision, json={}).status_code == 422
    assert client.post(_url(assessment, "/approve"), json={"under": "1.1"}).status_code == 403
    added = {"judgement": 1, "reason": "Ser så ut.", "add": [{"source_id": "s1", "quote": "En mening."}]}
    assert client.post(_url(assessment, f"/questions/{QUESTION}/opinion"), json=added).status_code == 404


def test_uploaded_files_wait_to_be_read_under_safe_names(client: TestClient, assessment: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("beslut.txt", "Kommunfullmäktige beslutade.")
    files = [
        ("files", ("..\\..\\etc/../plan.txt", b"Planen.", "text/plain")),
        ("files", ("allt.zip", packed.getvalue(), "application/zip")),
    ]
    answer = client.post(_url(assessment, "/sources"), files=files, data={"kind": "website"})
    assert answer.status_code == 201, answer.text
    assert [(a["name"], a["outcome"]) for a in answer.json()] == [
        ("etc/plan.txt", "new"),
        ("allt.zip/beslut.txt", "new"),
    ]
    found = client.get(_url(assessment, "/sources")).json()
    assert {(s["state"], s["kind"]) for s in found} == {("waiting", "website")}


def test_a_removed_source_is_gone(client: TestClient, assessment: str) -> None:
    sent = [("files", ("a.txt", b"Text.", "text/plain"))]
    [added] = client.post(_url(assessment, "/sources"), files=sent).json()
    url = _url(assessment, f"/sources/{added['source_id']}")
    assert client.delete(url).status_code == 204
    assert client.delete(url).status_code == 404
    assert client.get(_url(assessment, "/sources")).json() == []


def test_a_file_over_the_limit_is_refused_and_the_others_kept(client: TestClient, assessment: str) -> None:
    files = [("files", ("stor.txt", b"x" * 1_000_001, "")), ("files", ("liten.txt", b"x", ""))]
    answer = client.post(_url(assessment, "/sources"), files=files)
    assert [a["outcome"] for a in answer.json()] == ["refused", "new"]
    huge = [("files", ("jätte.txt", b"x" * 2_100_000, ""))]
    answer = client.post(_url(assessment, "/sources"), files=huge)
    assert answer.status_code == 413
    assert set(answer.json()) == {"error", "hint"}


@pytest.mark.parametrize("files", [[], [("files", ("", b"x", "text/plain"))], [("files", ("..", b"x", "text/plain"))]])
def test_an_upload_without_a_named_file_is_refused(client: TestClient, assessment: str, files: list[object]) -> None:
    answer = client.post(_url(assessment, "/sources"), files=files)  # type: ignore[arg-type]  # cut to what is tested
    assert answer.status_code in (400, 422)
    assert set(answer.json()) == {"error", "hint"}


def test_drafting_without_evidence_says_what_is_missing(client: TestClient, assessment: str) -> None:
    answer = client.post(_url(assessment, "/draft"))
    assert answer.status_code == 400
    assert "underlag" in answer.json()["error"]
    assert client.post(_url(assessment, "/draft"), json={"under": "77"}).status_code == 404
    assert client.get(_url(assessment, "/progress")).json()["state"] == "idle"


def test_points_and_audit_are_there_from_the_start(client: TestClient, assessment: str) -> None:
    card = client.get(_url(assessment, "/score")).json()
    assert (card["total"]["obtained"], card["total"]["max"], card["complete"]) == (0, 800, False)
    assert (len(card["areas"]), len(card["sub_areas"])) == (8, 35)
    audit = client.get(_url(assessment, "/audit")).json()
    assert audit["passed"]
    assert "event_log" in {item["code"] for item in audit["items"]}


@pytest.mark.parametrize("form", ["docx", "html", "json"])
def test_the_report_comes_as_a_file_with_a_safe_name(client: TestClient, assessment: str, form: str) -> None:
    answer = client.get(_url(assessment, f"/report?format={form}"))
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="rapport-alvlunda-2026.{form}"'
    assert len(answer.content) > 1000
    assert client.get(_url(assessment, "/report?format=exe")).status_code == 422


def test_searching_nothing_finds_nothing(client: TestClient, assessment: str) -> None:
    assert client.get(_url(assessment, "/search?q=plan&kind=website&k=3")).json() == []
    answer = client.get(_url(assessment, "/ask?q=Finns det en plan?")).json()
    assert (answer["quotes"], answer["searched_passages"]) == ([], 0)
    assert client.get(_url(assessment, "/search?q=")).status_code == 422
    assert client.get(_url(assessment, "/search?q=plan&kind=film")).status_code == 422
    assert client.get(_url(assessment, "/search?q=plan&k=1000")).status_code == 422


def test_the_criteria_are_shown_in_full(client: TestClient) -> None:
    found = client.get("/api/criteria").json()
    assert (found["max_points"], len(found["areas"])) == ("800", 8)
    assert client.get("/api/criteria?version=1999").status_code == 404
    assert client.get("/api/criteria?id=../../etc/passwd").status_code == 404


def test_the_api_describes_itself_with_its_own_error_shape(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    assert "HTTPValidationError" not in described["components"]["schemas"]
    decision = described["paths"]["/api/assessments/{assessment_id}/questions/{question_id}/decision"]["post"]
    assert decision["responses"]["409"]["content"]["application/json"]["schema"]["$ref"].endswith("/VersionProblem")
    for operations in described["paths"].values():
        for operation in operations.values():
            good = [r for code, r in operation["responses"].items() if code in ("200", "201", "202")]
            assert all(r["content"] for r in good), operation["operationId"]


def test_an_unexpected_error_shows_a_number_and_keeps_the_trace_in_the_log(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("hemlig detalj")

    monkeypatch.setattr("assistant.web.routes.assessments.standings.standing", fail)
    answer = client.get("/api/assessments/x")
    assert answer.status_code == 500
    assert answer.json()["error_id"] in answer.json()["error"]
    assert "hemlig" not in answer.text
    assert "hemlig detalj" in caplog.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "<h1>" in client.get("/assessments/x").text

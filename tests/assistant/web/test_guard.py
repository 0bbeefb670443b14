"""Every route with every role: who gets in, who is told that nothing is there, and what is never shown."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import anyio
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import Mount
from starlette.testclient import TestClient

from assistant.domain.access import MEMBER_ROLES, allowed, is_of_assessment
from assistant.jobs import Jobs
from assistant.settings import Settings
from assistant.web import create_app
from assistant.web.guard import FORM_HEADER, GuardedRoute, Need, needs
from assistant.workflow import accounts, approving
from assistant.workflow.parts import Parts

BASE = "http://127.0.0.1:8080"
OWN = {"Sec-Fetch-Site": "same-origin"}
ROLES = ("anonymous", "outsider", "ada", *MEMBER_ROLES)


@pytest.fixture
def app(parts: Parts, settings: Settings) -> FastAPI:
    return create_app(parts, Jobs(parts, settings.queue_url))


@pytest.fixture
def enter(app: FastAPI, parts: Parts, world: Any) -> Iterator[Callable[[str], TestClient]]:
    """Give a browser in which somebody is signed in; sessions are opened below the pages, to save time."""
    opened: dict[str, TestClient] = {}

    def as_somebody(name: str) -> TestClient:
        if name not in opened:
            client = TestClient(app, base_url=BASE, headers=OWN, follow_redirects=False)
            if name != "anonymous":
                secret = accounts.sign_in(parts, name, world.password, address=name)
                client.cookies.set("kompass", secret)
            opened[name] = client
        return opened[name]

    yield as_somebody
    for client in opened.values():
        client.close()


def _routes(app: FastAPI) -> list[tuple[str, str, Need]]:
    """Return every method and path with its need; anything that is no guarded route fails."""
    found = []
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, Mount) and route.path == "/static":
            continue
        assert isinstance(route, GuardedRoute), route
        found += [(method, context.path, route.endpoint.need) for method in sorted(route.methods)]
    return found


def _fill(path: str, world: Any) -> str:
    values = {
        "assessment_id": world.assessment, "question_id": "1.1.1", "source_id": "s0", "name": "reader",
        "number": "999999", "page_number": "1", "node_id": "1.1.1", "sub_id": "1.1", "turn_id": "999999",
    }  # fmt: skip
    for name, value in values.items():
        path = path.replace("{" + name + "}", value)
    assert "{" not in path, f"say in this test what {path} is to be filled with"
    return path + {"search": "?q=planen för medborgardialog", "ask": "?q=Vad gäller planen?"}.get(
        path.rsplit("/", 1)[-1], ""
    )


def test_every_route_declares_an_act_and_is_guarded(app: FastAPI) -> None:
    routes = _routes(app)

    assert len(routes) > 35
    open_to_all = {(method, path) for method, path, need in routes if need.act == "enter"}
    assert open_to_all == {("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/preferences")}
    for _, path, need in routes:
        assert is_of_assessment(need.act) == ("{assessment_id}" in path), path


def test_a_route_that_declares_no_act_or_a_wrong_one_cannot_be_added() -> None:
    router = APIRouter(route_class=GuardedRoute)

    with pytest.raises(TypeError, match="does not declare"):
        router.get("/new")(lambda: None)
    with pytest.raises(TypeError, match="names none"):
        router.get("/new")(needs("view")(lambda: None))


def test_every_role_gets_exactly_what_the_table_allows_on_every_route(
    app: FastAPI, parts: Parts, world: Any, enter: Callable[[str], TestClient]
) -> None:
    wrong = []
    for name in ROLES:
        client = enter(name)
        with parts.store.reading() as tx:
            user = tx.users.find(name)
            membership = tx.members.role(world.assessment, name)
        for method, path, need in _routes(app):
            if path in ("/sign-out", "/sign-in", "/demo"):
                continue
            # No form key and no body: whoever may is stopped by that, and nothing changes.
            answer = client.request(method, _fill(path, world))
            may = allowed(user, membership, need.act)
            api = path.startswith("/api/")
            if may:
                fits = (
                    answer.status_code in (200, 400, 403, 404, 409, 413, 422)
                    and "Du är inte inloggad" not in answer.text
                ) or answer.headers.get("location", "").startswith("/a/")
                fits = (
                    fits and "Din roll räcker inte" not in answer.text and "Utvärderingen finns inte" not in answer.text
                )
            elif user is None:
                fits = answer.status_code == 401 if api else answer.headers.get("location", "").startswith("/sign-in")
            elif is_of_assessment(need.act) and membership is None:
                fits = answer.status_code == 404
            else:
                fits = answer.status_code == 403
            if not fits:
                wrong.append((name, method, path, answer.status_code))
    assert wrong == []


def test_the_municipality_and_outsiders_are_never_shown_an_interview_by_any_route(
    app: FastAPI, parts: Parts, world: Any, enter: Callable[[str], TestClient]
) -> None:
    approving.approve(replace(parts, user="lead"), world.assessment, under="1.1")
    seen: dict[str, set[str]] = {}
    for name in ROLES:
        for method, path, _ in _routes(app):
            if method != "GET":
                continue
            for query in ("", "?format=json", "?format=html", "?drafted=true", "?kind=interview&q=planen"):
                text = enter(name).get(_fill(path, world).split("?")[0] + query).text
                text += enter(name).get(_fill(path, world)).text if not query else ""
                seen.setdefault(name, set()).update(s for s in world.secrets if s in text)

    assert {name for name, found in seen.items() if found} == {"lead", "evaluator"}
    assert seen["lead"] >= {"kanarie", "karinsamtal", "viskning", "förmodan"}


def test_what_is_not_yours_and_what_does_not_exist_look_the_same(
    app: FastAPI, world: Any, enter: Callable[[str], TestClient]
) -> None:
    client = enter("outsider")
    for method, path, need in _routes(app):
        if not is_of_assessment(need.act):
            continue
        there = client.request(method, _fill(path, world))
        other = replace(world, assessment="finns-inte")
        nowhere = client.request(method, _fill(path, other))
        assert there.status_code == nowhere.status_code == 404, path
        assert there.text.replace(world.assessment, "finns-inte") == nowhere.text
        assert {**there.headers, "content-length": ""} == {**nowhere.headers, "content-length": ""}


def test_ids_of_another_assessment_open_nothing(parts: Parts, world: Any, enter: Callable[[str], TestClient]) -> None:
    client = enter("outsider")
    client.headers[FORM_HEADER] = _key(client)
    own = client.post("/api/assessments", json={"municipality": "Egen", "year": 2026}).json()["id"]
    added = {"judgement": 1, "reason": "x", "add": [{"source_id": world.document, "quote": "Medborgardialoger."}]}

    assert client.delete(f"/api/assessments/{own}/sources/{world.document}").status_code == 404
    assert client.post(f"/api/assessments/{own}/questions/1.1.1/opinion", json=added).status_code == 404
    assert client.get(f"/api/assessments/{own}/search", params={"q": "medborgardialog"}).json() == []
    assert [a["id"] for a in client.get("/api/assessments").json()] == [own]
    with parts.store.reading() as tx:
        assert tx.sources.get(world.document).state == "ready"


@pytest.mark.parametrize(("name", "status"), [("anonymous", 401), ("outsider", 404), ("reader", 403), ("lead", 403)])
def test_nothing_of_an_upload_is_read_before_its_sender_may_send_it(
    app: FastAPI, world: Any, enter: Callable[[str], TestClient], name: str, status: int
) -> None:
    asked, sent = [], []
    cookie = "; ".join(f"{key}={value}" for key, value in enter(name).cookies.items())
    headers = {"host": "127.0.0.1", "sec-fetch-site": "same-origin", "content-type": "multipart/form-data; boundary=b"}
    path = f"/api/assessments/{world.assessment}/sources"
    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "scheme": "http", "http_version": "1.1", "server": ("127.0.0.1", 8080), "client": ("127.0.0.1", 1),
        "headers": [(k.encode(), v.encode()) for k, v in {**headers, "cookie": cookie}.items()],
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        asked.append(1)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    anyio.run(app, scope, receive, send)

    assert sent[0]["status"] == status
    assert asked == []


def test_what_is_done_is_logged_under_the_one_who_did_it(
    parts: Parts, world: Any, enter: Callable[[str], TestClient]
) -> None:
    client = enter("evaluator")
    client.headers[FORM_HEADER] = _key(client)
    url = f"/api/assessments/{world.assessment}/questions/2.1.1"
    assert client.post(f"{url}/opinion", json={"judgement": 0, "reason": "Inget."}).json()["by"] == "evaluator"
    assert client.post(f"{url}/decision", json={"expected_version": 0}).json()["by"] == "evaluator"
    enter("reader").get(f"/api/assessments/{world.assessment}/report?format=json")

    with parts.store.reading() as tx:
        newest = [(e.by, e.action) for e in tx.events.newest(world.assessment, 3)]
    assert newest == [("reader", "report_exported"), ("evaluator", "decision_taken"), ("evaluator", "opinion_given")]


def test_losing_a_membership_shuts_one_out_with_the_next_request(
    parts: Parts, world: Any, enter: Callable[[str], TestClient]
) -> None:
    client = enter("evaluator")
    assert client.get(f"/assessments/{world.assessment}").status_code == 200
    with parts.store.transaction() as tx:
        tx.members.remove(world.assessment, "evaluator")
    assert client.get(f"/assessments/{world.assessment}").status_code == 404


def _key(client: TestClient) -> str:
    page = client.get("/account").text
    return page.split('name="form-key" content="')[1].split('"')[0]


def test_without_accounts_the_one_user_of_the_computer_may_do_everything(client: TestClient, assessment: str) -> None:
    for path in ("/", "/account", "/users", f"/assessments/{assessment}", f"/assessments/{assessment}/members"):
        assert client.get(path).status_code == 200


def test_the_guard_is_the_only_way_in(app: FastAPI) -> None:
    assert not [route for route in app.routes if isinstance(route, APIRoute) and not isinstance(route, GuardedRoute)]

"""What every request must satisfy and every answer carries."""

import pytest
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.testclient import TestClient

from assistant.errors import NotAllowedError
from assistant.web import require_safe_address
from assistant.web.errors import CatchAll, add_handlers
from assistant.web.security import HEADERS, BodyLimit, SecurityHeaders
from assistant.web.site import Site

NEW = {"municipality": "Ekeby", "year": 2025}


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_addresses_may_be_listened_on(address: str) -> None:
    require_safe_address(address)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.4", "", "exempel.se", "localhost.exempel.se"])
def test_other_addresses_are_refused_with_what_to_do(address: str) -> None:
    with pytest.raises(NotAllowedError, match="konton") as caught:
        require_safe_address(address)
    assert "127.0.0.1" in caught.value.hint
    assert "kompass user add" in caught.value.hint


def test_a_public_address_needs_accounts_and_other_addresses_a_public_one() -> None:
    public = "https://kompass.exempel.se"
    with pytest.raises(NotAllowedError, match="konton"):
        require_safe_address("127.0.0.1", public_url=public)
    with pytest.raises(NotAllowedError) as caught:
        require_safe_address("0.0.0.0", accounts=True)
    assert "KOMPASS_PUBLIC_URL" in caught.value.hint
    require_safe_address("0.0.0.0", accounts=True, public_url=public)
    require_safe_address("127.0.0.1", accounts=True)


@pytest.mark.parametrize(
    "path", ["/", "/api/assessments", "/api/finns-inte", "/finns-inte", "/static/kompass.css", "/api/openapi.json"]
)
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert answer.headers["cache-control"] == ("no-cache" if path.startswith("/static/") else "no-store")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1:9999", "[::1]:8080", "[::1]"])
def test_loopback_names_are_answered_with_any_port(client: TestClient, host: str) -> None:
    assert client.get("/api/assessments", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["exempel.se", "localhost.exempel.se", "127.0.0.1.exempel.se", "127.0.0.1@exempel.se", "", "localhost:x"]
)
def test_other_names_are_refused_so_that_rebinding_gains_nothing(client: TestClient, host: str) -> None:
    answer = client.get("/api/assessments", headers={"Host": host})
    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "hint"}
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://127.0.0.1:8080"},
        {"Sec-Fetch-Site": "", "Origin": "http://127.0.0.1:8080"},
    ],
)
def test_own_pages_and_the_person_may_change_things(client: TestClient, headers: dict[str, str]) -> None:
    _send_only(client, headers)
    assert client.post("/api/assessments", json=NEW).status_code == 201


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8080"},
        {"Sec-Fetch-Site": "", "Origin": "http://127.0.0.1:9090"},
        {"Sec-Fetch-Site": "", "Origin": "https://127.0.0.1:8080"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
        {"Sec-Fetch-Site": ""},
    ],
)
def test_other_sites_cannot_change_anything(client: TestClient, headers: dict[str, str]) -> None:
    _send_only(client, headers)
    answer = client.post("/api/assessments", json=NEW)
    assert answer.status_code == 403
    assert "annan webbplats" in answer.json()["error"]
    assert client.get("/api/assessments", headers={"Sec-Fetch-Site": "none"}).json() == []


def test_other_sites_cannot_even_read_the_api_but_may_link_to_a_page(client: TestClient) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert client.get("/api/assessments", headers=foreign).status_code == 403
    assert client.get("/", headers=foreign).status_code == 200


def _send_only(client: TestClient, headers: dict[str, str]) -> None:
    """Send these headers; one that is given empty is left out altogether."""
    client.headers.update(headers)
    for name, value in headers.items():
        if not value:
            del client.headers[name]


def test_too_large_bodies_are_refused_by_their_stated_length(client: TestClient) -> None:
    answer = client.post("/api/assessments", json={"municipality": "x" * 1_100_000, "year": 2026})
    assert answer.status_code == 413
    assert answer.json()["hint"]


def test_too_large_bodies_are_refused_as_they_arrive() -> None:
    app = FastAPI(
        middleware=[Middleware(SecurityHeaders), Middleware(CatchAll), Middleware(BodyLimit, limit=lambda _path: 100)]
    )
    add_handlers(app)
    app.state.site, app.state.language = Site(), "sv"

    @app.post("/api/echo")
    async def echo(request: Request) -> int:
        return len(await request.body())

    chunks = (b"x" * 60 for _ in range(3))
    with TestClient(app) as small:
        answer = small.post("/api/echo", content=chunks)
    assert answer.status_code == 413
    assert set(answer.json()) == {"error", "hint"}


def test_the_service_runs_without_pages_that_load_scripts_from_outside(client: TestClient) -> None:
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404
    assert client.get("/openapi.json").status_code == 404
    assert client.get("/api/openapi.json").status_code == 200

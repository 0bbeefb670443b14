"""Stylesheets and scripts: kept by browsers for as long as they are the same, and packed where that is safe."""

import re

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.web.statics import Packed, static

OTHER = "/static/0123456789abcdef"


def test_a_page_names_files_that_a_browser_may_keep(client: TestClient) -> None:
    page = client.get("/").text
    named = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    answers = [client.get(path) for path in named]

    assert len(named) >= 3
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.headers["cache-control"] for answer in answers} == {"public, max-age=31536000, immutable"}


def test_scripts_find_what_they_import_under_the_same_fingerprint(client: TestClient) -> None:
    script = client.get(f"{static()}/workbench.js").text
    imported = re.findall(r'from "\./([^"]+)"', script)

    assert imported
    assert all(client.get(f"{static()}/{name}").status_code == 200 for name in imported)


def test_an_address_of_another_version_gives_what_there_is_and_is_not_kept(client: TestClient) -> None:
    answer = client.get(f"{OTHER}/kompass.css")

    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert answer.content == client.get(f"{static()}/kompass.css").content


@pytest.mark.parametrize("path", ["finns-inte.css", "../app.py", "%2e%2e/app.py"])
def test_what_is_not_there_is_not_kept_either(client: TestClient, path: str) -> None:
    answer = client.get(f"{static()}/{path}")

    assert answer.status_code == 404
    assert "max-age" not in answer.headers["cache-control"]


def test_an_unchanged_file_is_not_sent_again(client: TestClient) -> None:
    etag = client.get("/static/kompass.css").headers["etag"]

    assert client.get("/static/kompass.css", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("site", "packed"), [("same-origin", True), ("none", True), ("cross-site", False), ("same-site", False)]
)
def test_pages_are_packed_only_for_our_own_pages(client: TestClient, site: str, packed: bool) -> None:
    answer = client.get("/", headers={"Sec-Fetch-Site": site, "Accept-Encoding": "gzip"})

    assert answer.status_code == 200
    assert (answer.headers.get("content-encoding") == "gzip") is packed
    assert "<h1" in answer.text


def test_a_request_that_does_not_say_where_it_began_is_not_packed(client: TestClient) -> None:
    del client.headers["Sec-Fetch-Site"]

    assert "content-encoding" not in client.get("/", headers={"Accept-Encoding": "gzip"}).headers


def test_a_stream_of_events_is_sent_as_it_comes() -> None:
    async def events(_: Request) -> StreamingResponse:
        return StreamingResponse(iter([b"data: ett\n\n" * 200, b"data: klart\n\n"]), media_type="text/event-stream")

    told = TestClient(Packed(Starlette(routes=[Route("/", events)]))).get("/", headers={"Sec-Fetch-Site": "none"})

    assert "content-encoding" not in told.headers
    assert told.text.endswith("data: klart\n\n")

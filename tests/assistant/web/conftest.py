"""The web service on real parts in a folder of its own; jobs run only where a test starts them."""

import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.testclient import TestClient

from assistant.bootstrap import services
from assistant.jobs import Jobs
from assistant.settings import Settings
from assistant.web import create_app
from assistant.workflow.parts import Parts

BASE = "http://127.0.0.1:8080"
OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def settings(data_dir: Path) -> Settings:
    return Settings(data_dir=data_dir, max_file_mb=1)


@pytest.fixture
def parts(settings: Settings) -> Iterator[Parts]:
    with services(settings) as opened:
        yield opened


@pytest.fixture
def client(parts: Parts, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(parts, Jobs(parts, settings.queue_url)), base_url=BASE, headers=OWN) as made:
        yield made


@pytest.fixture
def assessment(client: TestClient) -> str:
    made = client.post("/api/assessments", json={"municipality": "Älvlunda kommun", "year": 2026})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


@pytest.fixture
def address(parts: Parts, settings: Settings) -> Iterator[str]:
    """The address of a service that really listens, for browsers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(64)
        app = create_app(parts, Jobs(parts, settings.queue_url))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
        thread.start()
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


PATIENCE = 90_000
"""Milliseconds that a page may take on a machine where others take their share."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright; ``apt-get install chromium`` where it is missing."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed on this computer: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # The sandbox needs rights that containers lack; only our own pages are opened.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        new_context = browser.new_context

        def patient(**options: Any) -> Any:
            """Open a context that waits for a busy machine; a test that asks for a time limit says so itself."""
            context = new_context(**options)
            context.set_default_timeout(PATIENCE)
            return context

        browser.new_context = patient
        yield browser
        browser.close()

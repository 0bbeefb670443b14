"""The web service on real parts in a folder of its own; jobs run only where a test starts them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.bootstrap import services
from assistant.jobs import Jobs
from assistant.settings import Settings
from assistant.web import create_app
from assistant.workflow.parts import Parts

BASE = "http://127.0.0.1:8080"
OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", max_file_mb=1)


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

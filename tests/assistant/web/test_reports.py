"""The page of the report: what is missing, what a program wrote, a safe preview, and files with safe names."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.web.pages.reports import preview_policy
from assistant.workflow import accounts, approving
from assistant.workflow.parts import Parts


@pytest.fixture
def enter(client: TestClient, parts: Parts, world: Any) -> Callable[[str], TestClient]:
    def as_somebody(name: str) -> TestClient:
        client.cookies.set("kompass", accounts.sign_in(parts, name, world.password, address=name))
        return client

    return as_somebody


def _key(page: str) -> str:
    return re.findall(r'name="form_key" value="([^"]+)"', page)[0]


def test_the_page_says_what_is_missing_and_what_a_program_wrote(
    enter: Callable[[str], TestClient], parts: Parts, world: Any
) -> None:
    path = f"/a/{world.assessment}/report"
    assert "36 delar är inte godkända." in enter("lead").get(path).text
    approving.approve(replace(parts, user="lead"), world.assessment, under="1.1")

    page = enter("lead").get(path).text

    assert "Rapporten är ett utkast." in page
    assert "35 delar är inte godkända." in page
    assert "1 text i rapporten är programmets egen." in page
    assert "följer den föreslagna nivån" in page
    assert "följer den föreslagna nivån" not in enter("reader").get(path).text


@pytest.mark.parametrize("form", ["docx", "html", "json"])
def test_a_file_is_taken_under_a_safe_name_and_noted(
    enter: Callable[[str], TestClient], parts: Parts, world: Any, form: str
) -> None:
    client, path = enter("lead"), f"/a/{world.assessment}/report"
    fields = {"form_key": _key(client.get(path).text), "format": form, "language": "en"}

    answer = client.post(f"{path}/file", data=fields)

    assert answer.headers["content-disposition"] == f'attachment; filename="rapport-{world.assessment}.{form}"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    if form == "docx":
        assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    elif form == "json":
        assert json.loads(answer.content)["language"] == "en"
    else:
        assert b'<html lang="en">' in answer.content
    with parts.store.reading() as tx:
        assert tx.events.list(world.assessment)[-1].action == "report_exported"
    assert client.post(f"{path}/file", data={"format": form}).status_code == 403, "without the key of a form"


def test_the_preview_may_run_nothing_and_be_framed_by_our_own_page_only(
    enter: Callable[[str], TestClient], parts: Parts, world: Any
) -> None:
    client = enter("lead")
    events = len(_events(parts, world))

    shown = client.get(f"/a/{world.assessment}/report/preview")

    policy = shown.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "script-src" not in policy
    assert policy.endswith("frame-ancestors 'self'; sandbox")
    assert shown.headers["x-frame-options"] == "SAMEORIGIN"
    assert len(_events(parts, world)) == events, "looking is not taking out"
    framing = client.get(f"/a/{world.assessment}/report")
    assert framing.headers["content-security-policy"].endswith("frame-src 'self'")
    assert framing.headers["x-frame-options"] == "DENY"
    assert "frame-src" not in client.get(f"/a/{world.assessment}/results").headers["content-security-policy"]


def _events(parts: Parts, world: Any) -> tuple[Any, ...]:
    with parts.store.reading() as tx:
        return tx.events.list(world.assessment)


def test_a_page_without_style_gets_none() -> None:
    assert "style-src 'none'" in preview_policy("<p>x</p>")


def test_the_preview_of_a_reader_holds_no_word_of_an_interview(
    enter: Callable[[str], TestClient], parts: Parts, world: Any
) -> None:
    approving.approve(replace(parts, user="lead"), world.assessment, under="1.1")

    shown = enter("reader").get(f"/a/{world.assessment}/report/preview").text

    assert "Medborgardialoger genomförs" in shown
    assert not [secret for secret in world.secrets if secret in shown]

"""The language model from the command line, as a person meets it."""

import json
from pathlib import Path

import command
import pytest
from model_roles import good, liar
from model_server import playing
from small import INTERVIEW, POLICY

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def kompass(folder: Path, *arguments: str, url: str = "", code: int = 0, **more: str) -> str:
    model = {"KOMPASS_MODEL": "openai:prov", "KOMPASS_MODEL_URL": url, "KOMPASS_MODEL_INSIDE": "true"} if url else {}
    return command.kompass(folder, *arguments, code=code, **model, **more)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    evidence = tmp_path / "underlag"
    evidence.mkdir()
    (evidence / "riktlinje.md").write_text(POLICY, encoding="utf-8")
    (evidence / "intervju-chef.txt").write_text(INTERVIEW, encoding="utf-8")
    kompass(tmp_path, "new", "Provköpings kommun", "--year", "2026")
    kompass(tmp_path, "add", "provkopings-2026", str(evidence))
    return tmp_path


def test_drafts_texts_chat_and_their_record_with_a_model(folder: Path) -> None:
    with playing(good) as server:
        kompass(folder, "draft", "provkopings-2026", "--under", "1.1", url=server.url)
        shown = json.loads(kompass(folder, "show", "provkopings-2026", "1.1.1", "--json", url=server.url))[0]
        kompass(folder, "model", "write", "provkopings-2026", "1.1", url=server.url)
        said = kompass(folder, "chat", "provkopings-2026", "Gäller riktlinjen för medborgardialog?", url=server.url)
        record = json.loads(kompass(folder, "model", "log", "provkopings-2026", "--json", url=server.url))
        kompass(folder, "report", "provkopings-2026", "--format", "html", "--out", str(folder / "r.html"))

    assert shown["draft"]["drafter"] == "model-1 openai:prov"
    assert shown["draft"]["beside"] is not None
    assert "Riktlinjen för medborgardialog gäller alla nämnder" in said
    assert {c["purpose"] for c in record["calls"]} == {"draft", "narrative", "chat"}
    assert record["runs"][0]["model"] == "openai:prov"
    assert record["runs"][0]["prompts"][0][0] == "draft@1"
    assert "En språkmodell (openai:prov)" in (folder / "r.html").read_text(encoding="utf-8")


def test_accepting_all_drafts_leaves_those_that_a_person_must_look_at(folder: Path) -> None:
    with playing(liar) as server:
        kompass(folder, "draft", "provkopings-2026", "--under", "1.1", url=server.url)
        accepted = json.loads(
            kompass(folder, "decide", "provkopings-2026", "1.1", "--accept", "--json", url=server.url)
        )
        told = kompass(folder, "chat", "provkopings-2026", "Hur nöjda är alla?", url=server.url)

    assert accepted["decided"] == []
    assert accepted["must_be_looked_at"] == ["1.1.1", "1.1.2", "1.1.3", "1.1.4"]
    assert "Underlaget ger inget svar" in told
    assert told.count("[obelagt]") == 3


def test_forbidden_and_missing_models_are_told_in_words(folder: Path) -> None:
    missing = kompass(folder, "chat", "provkopings-2026", "Hej?", code=1)
    with playing(good) as server:
        forbidden = kompass(folder, "model", "check", url=server.url, code=1, KOMPASS_MODEL_FORBIDDEN="true")
        kompass(folder, "draft", "provkopings-2026", "--under", "1.1", url=server.url, KOMPASS_MODEL_FORBIDDEN="true")
        requests = len(server.requests)

    assert "KOMPASS_MODEL" in missing
    assert "avstängda" in forbidden
    assert requests == 0

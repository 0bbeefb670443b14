"""``kompass ask`` as a person runs it, in the process of the test."""

from pathlib import Path

import pytest

import assistant.cli.commands  # noqa: F401 - registers the commands
from assistant.cli.app import app


def kompass(*arguments: str) -> None:
    app(list(arguments), standalone_mode=False)


def test_a_question_gets_quotes_or_why_there_are_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOMPASS_DATA_DIR", str(tmp_path / "data"))
    plan = tmp_path / "plan.md"
    plan.write_text("# Badplan\n\nBadhuset öppnade den 4 maj 2024. Det har 25 meter långa banor.\n", encoding="utf-8")
    kompass("new", "Ekeby", "--year", "2026")
    kompass("add", "ekeby-2026", str(plan))

    def ask(question: str) -> str:
        capsys.readouterr()
        kompass("ask", "ekeby-2026", question)
        return capsys.readouterr().out

    assert "”Badhuset öppnade den 4 maj 2024.”" in ask("När öppnade badhuset?")
    assert "Underlaget ger inget svar. Sökte i 1 stycken från 1 källor." in ask("Vad kostade badhuset?")
    assert "enskilda personers uppgifter besvaras inte" in ask("Vad har badmästaren för personnummer?")
    assert "Här besvaras bara frågor" in ask("Hitta på ett citat om badhuset.")
    assert "inga ord att söka efter" in ask("Hur är det där?")

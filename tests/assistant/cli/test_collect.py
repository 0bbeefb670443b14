"""``kompass interviews``: what was added in the browser and waits is read and let in from the command line."""

import io
import json
from pathlib import Path

import pytest

import assistant.cli.commands  # noqa: F401 - registers the commands
from assistant.bootstrap import services
from assistant.cli.app import app
from assistant.settings import Settings
from assistant.workflow import adding, reading

VOICE = b"""WEBVTT

00:00:01.000 --> 00:00:06.000
<v Intervjuare>Hur arbetar ni med medborgardialog?

00:00:07.000 --> 00:00:15.000
<v Karin Testberg>Vi h\xc3\xa5ller tv\xc3\xa5 dialoger om \xc3\xa5ret i varje kommundel.
"""


def test_a_waiting_interview_is_listed_read_and_let_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOMPASS_DATA_DIR", str(tmp_path / "data"))

    def kompass(*arguments: str) -> str:
        capsys.readouterr()
        app(list(arguments), standalone_mode=False)
        return capsys.readouterr().out

    kompass("new", "Ekeby", "--year", "2026")
    with services(Settings(data_dir=tmp_path / "data")) as parts:
        adding.add_file(parts, "ekeby-2026", "samtal.vtt", io.BytesIO(VOICE), look=True)
        reading.read_waiting(parts, "ekeby-2026")

    [waiting] = json.loads(kompass("interviews", "ekeby-2026", "--json"))
    assert waiting["id"] in kompass("interviews", "ekeby-2026")
    text = kompass("interviews", "ekeby-2026", "--show", waiting["id"])
    assert "två dialoger om året" in text
    assert "Testberg" not in text
    assert "Underlaget ger inget svar" in kompass("ask", "ekeby-2026", "Hur många dialoger hålls om året?")

    assert "En intervju är släppt och läst." in kompass("interviews", "ekeby-2026", "--confirm", "all")
    assert "Ingen intervju väntar" in kompass("interviews", "ekeby-2026")
    assert "väntar inte på granskning" in kompass("interviews", "ekeby-2026", "--show", waiting["id"])
    assert "två dialoger" in kompass("search", "ekeby-2026", "dialoger om året")

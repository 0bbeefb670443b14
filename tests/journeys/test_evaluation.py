"""From a folder of evidence to an approved report, through the command line."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from command import kompass

pytestmark = pytest.mark.slow

POLICY = """# Riktlinje för medborgardialog

Beslutad av kommunfullmäktige 2023-05-22.

Riktlinjen för medborgardialog gäller alla nämnder. Kommunfullmäktige har antagit riktlinjen för medborgardialog.
Nämnderna redovisar varje år sina medborgardialoger till kommunstyrelsen.

## Uppföljning

Dialogerna följs upp varje år och efter utvärderingen ändrades arbetssättet i samtliga nämnder.
"""
INTERVIEW = """WEBVTT

00:00:01.000 --> 00:00:06.000
<v Intervjuare>Hur arbetar ni med medborgardialog?

00:00:07.000 --> 00:00:15.000
<v Karin Testberg>Vi använder inte riktlinjen för medborgardialog på vår enhet. Ring mig på 070-174 06 05.
"""


def process(folder: Path, *arguments: str) -> str:
    """Run the command in its own process, as a person would."""
    environment = os.environ | {"KOMPASS_DATA_DIR": str(folder / "data"), "COLUMNS": "160"}
    done = subprocess.run(
        [sys.executable, "-m", "assistant", *arguments], capture_output=True, text=True, env=environment, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    evidence = tmp_path / "underlag"
    evidence.mkdir()
    (evidence / "riktlinje.md").write_text(POLICY, encoding="utf-8")
    (evidence / "intervju.vtt").write_text(INTERVIEW, encoding="utf-8")
    (evidence / "trasig.pdf").write_bytes(b"%PDF-1.7 trasig")
    kompass(tmp_path, "new", "Provköpings kommun", "--year", "2026")
    return tmp_path


def test_a_whole_evaluation_from_files_to_report(folder: Path) -> None:
    added = json.loads(process(folder, "add", "provkopings-2026", str(folder / "underlag"), "--json"))
    process(folder, "draft", "provkopings-2026", "--under", "1")
    question = json.loads(process(folder, "show", "provkopings-2026", "1.1.1", "--json"))[0]
    process(folder, "decide", "provkopings-2026", "1", "--accept")
    process(folder, "approve", "provkopings-2026", "--under", "1")
    score = json.loads(process(folder, "score", "provkopings-2026", "--json"))
    audit = json.loads(process(folder, "audit", "provkopings-2026", "--json"))
    report = folder / "rapport.json"
    process(folder, "report", "provkopings-2026", "--format", "json", "--out", str(report))
    content = json.loads(report.read_text(encoding="utf-8"))

    assert [f["name"] for f in added["failed"]] == ["trasig.pdf"]
    assert question["draft"]["level"] >= 1
    assert all(e["verdict"] == "verified" for e in question["draft"]["evidence"])
    assert score["total"]["unscored"] > 0
    assert audit["passed"]
    assert content["areas"][0]["sub_areas"][0]["sentences"]
    assert content["areas"][0]["comment"][0]["text"].startswith("Området Samspel")
    assert "Sammanfattning: inte godkänd" in content["missing"]
    assert "godkänd" in kompass(folder, "texts", "provkopings-2026", "1")
    assert json.loads(kompass(folder, "texts", "provkopings-2026", "--json"))[1]["state"] == "approved"
    assert not content["areas"][1]["sub_areas"][0]["sentences"]
    assert any(row.startswith("2.1") for row in content["missing"])
    assert "Karin Testberg" not in report.read_text(encoding="utf-8")


def test_names_and_numbers_of_the_interviewed_are_never_stored_with_the_text(folder: Path) -> None:
    kompass(folder, "add", "provkopings-2026", str(folder / "underlag"))
    hits = kompass(folder, "search", "provkopings-2026", "medborgardialog", "--json")

    assert "Karin Testberg" not in hits
    assert "070-174" not in hits
    assert b"Testberg" not in (folder / "data" / "kompass.sqlite").read_bytes()


def test_the_same_files_again_change_nothing_and_a_changed_one_is_a_revision(folder: Path) -> None:
    kompass(folder, "add", "provkopings-2026", str(folder / "underlag"))
    again = json.loads(kompass(folder, "add", "provkopings-2026", str(folder / "underlag"), "--json"))
    file = folder / "underlag" / "riktlinje.md"
    file.write_text(file.read_text(encoding="utf-8") + "\nRiktlinjen sågs över 2025.\n", encoding="utf-8")
    changed = json.loads(kompass(folder, "add", "provkopings-2026", str(file), "--json"))

    assert {f["outcome"] for f in again["files"]} == {"unchanged"}
    assert [f["outcome"] for f in changed["files"]] == ["revision"]


def test_a_zip_of_mixed_files_is_opened(folder: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("bra.txt", "Kommunen har en antagen översiktsplan som följs upp varje år av nämnden.")
        out.writestr("bild.exe", b"MZ\x00\x01")
    (folder / "allt.zip").write_bytes(archive.getvalue())
    added = json.loads(kompass(folder, "add", "provkopings-2026", str(folder / "allt.zip"), "--json"))

    assert {f["outcome"] for f in added["files"]} >= {"new"}
    assert [f["name"] for f in added["failed"]] == ["allt.zip/bild.exe"]


def test_an_invented_quote_is_refused(folder: Path) -> None:
    kompass(folder, "add", "provkopings-2026", str(folder / "underlag"))
    sources = json.loads(kompass(folder, "sources", "provkopings-2026", "--json"))
    policy = next(s["id"] for s in sources if s["name"] == "riktlinje.md")
    arguments = ["decide", "provkopings-2026", "1.1.1", "--level", "2", "--reason", "Läst i källan"]
    refused = kompass(
        folder, *arguments, "--add", f"{policy}=Riktlinjen gäller inte någon av kommunens nämnder.", code=1
    )
    kompass(folder, *arguments, "--add", f"{policy}=Riktlinjen för medborgardialog gäller alla nämnder.")

    assert "Citatet" in refused


def test_a_removed_source_is_found_no_more(folder: Path) -> None:
    kompass(folder, "add", "provkopings-2026", str(folder / "underlag"))
    sources = json.loads(kompass(folder, "sources", "provkopings-2026", "--json"))
    policy = next(s["id"] for s in sources if s["name"] == "riktlinje.md")
    kompass(folder, "sources", "provkopings-2026", "--remove", policy)
    hits = json.loads(kompass(folder, "search", "provkopings-2026", "medborgardialog", "--json"))

    assert policy not in {h["passage"]["source_id"] for h in hits}


def test_a_wrong_name_gets_a_message_and_no_trace(folder: Path) -> None:
    said = kompass(folder, "draft", "finns-inte", code=1)

    assert "Traceback" not in said
    assert "provkopings-2026" in said


def test_a_guide_is_made_from_the_gaps_before_the_visit(tmp_path: Path) -> None:
    for name, text in (("styrdokument/riktlinje.md", POLICY), ("intervjuer/intervju-chef.vtt", INTERVIEW)):
        (tmp_path / "underlag" / name).parent.mkdir(parents=True)
        (tmp_path / "underlag" / name).write_text(text, encoding="utf-8")
    kompass(tmp_path, "new", "Prov", "--year", "2026")
    kompass(tmp_path, "add", "prov-2026", str(tmp_path / "underlag"))
    kompass(tmp_path, "draft", "prov-2026", "--under", "1.1")

    assert "Källorna mot varandra" in kompass(tmp_path, "show", "prov-2026", "1.1.1")
    shown = json.loads(kompass(tmp_path, "show", "prov-2026", "1.1.1", "--json"))
    assert shown[0]["triangulation"]["voices"]

    lifted = json.loads(kompass(tmp_path, "lift", "prov-2026", "1.1", "--json"))
    assert {"points_to_gain", "proof", "missing", "ask"} <= lifted[0].keys()
    assert "Fråga politiker: " in kompass(tmp_path, "lift", "prov-2026")

    word, data = tmp_path / "guide.docx", tmp_path / "guide.json"
    assert "Politiker: 14 frågor" in kompass(tmp_path, "guide", "prov-2026", "--out", str(word))
    kompass(tmp_path, "guide", "prov-2026", "--format", "json", "--minutes", "30", "--out", str(data))
    assert zipfile.is_zipfile(word)
    assert "på vår enhet" not in data.read_text(encoding="utf-8")
    assert json.loads(data.read_text(encoding="utf-8"))["minutes"] == 30

    kompass(tmp_path, "guide", "prov-2026", "--format", "pdf", code=1)
    kompass(tmp_path, "guide", "prov-2026", "--minutes", "5", code=1)

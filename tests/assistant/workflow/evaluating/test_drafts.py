from dataclasses import replace
from pathlib import Path

import pytest
from model_roles import good, liar, mumbler
from model_server import playing

from assistant.errors import CatalogError
from assistant.models import ModelChoice, open_model
from assistant.workflow.evaluating import drafts, refusal
from assistant.workflow.evaluating.comparing import compare_files
from assistant.workflow.evaluating.record import Result
from assistant.workflow.parts import Parts

POLICY = """# Riktlinje för medborgardialog

Beslutad av kommunfullmäktige 2023-05-22. Riktlinjen för medborgardialog gäller alla nämnder.

Dialogerna följs upp varje år och efter utvärderingen ändrades arbetssättet i samtliga nämnder.
"""
INTERVIEW = """Intervjuare: Hur arbetar ni med medborgardialog?

Karin Testberg: Karin Testbergs enhet använder inte riktlinjen alls, säger man.
"""
GOLD = """- question: "1.1.1"
  level: 4
  passages:
    - {file: riktlinje.md, quote: "Riktlinjen för medborgardialog gäller alla nämnder.", stance: supports}
    - {file: intervju.txt, quote: "Karin Testbergs enhet använder inte riktlinjen alls", stance: contradicts}
- {question: "7.3.4", level: 0, no_evidence: true}
"""


@pytest.fixture
def municipality(tmp_path: Path) -> Path:
    folder = tmp_path / "provby"
    (folder / "files" / "intervjuer").mkdir(parents=True)
    (folder / "files" / "riktlinje.md").write_text(POLICY, encoding="utf-8")
    (folder / "files" / "intervjuer" / "intervju.txt").write_text(INTERVIEW, encoding="utf-8")
    (folder / "deltagare.csv").write_text("group,id,name,role\nChefer,P1,Karin Testberg,chef\n", encoding="utf-8")
    (folder / "gold.yaml").write_text(GOLD, encoding="utf-8")
    return folder


def test_a_set_goes_through_the_real_workflow_and_is_compared_with_its_labels(parts: Parts, municipality: Path) -> None:
    found = drafts.evaluate(parts, municipality, name="provby").as_data()

    assert found["questions"] == 2
    assert found["levels"]["within_one"] >= 0.5
    assert found["evidence"]["gold_quotes"] == 2
    assert found["evidence"]["recall"] >= 0.5
    assert found["false_finds"]["questions"] == 1
    assert set(found["quote_verdicts"]) == {"verified"}
    assert found["points"]["total"]["possible"] == found["points"]["1"]["possible"] + found["points"]["7"]["possible"]
    assert sum(b["count"] for b in found["reliability"]["bins"]) == 2
    assert [row["id"] for row in found["rows"]] == ["1.1.1", "7.3.4"]
    assert found["record"]["criteria_fingerprint"]
    assert "Testberg" not in str(found["rows"])


@pytest.mark.slow
def test_two_runs_give_the_same_whatever_the_day(parts: Parts, municipality: Path, tmp_path: Path) -> None:
    from assistant.bootstrap import services
    from assistant.settings import Settings

    first = drafts.evaluate(parts, municipality, name="provby").as_data()
    with services(Settings(data_dir=tmp_path / "annan")) as others:
        later = replace(others, now=lambda: "2041-02-03T04:05:06+01:00")
        second = drafts.evaluate(later, municipality, name="provby").as_data()

    assert second["record"].pop("date") != first["record"].pop("date")
    assert first == second


def test_a_quote_that_is_not_in_its_source_is_named_with_its_line(parts: Parts, municipality: Path) -> None:
    wrong = GOLD.replace("gäller alla nämnder.", "gäller inga nämnder.").replace(
        "file: intervju.txt", "file: saknas.txt"
    )
    (municipality / "gold.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        drafts.evaluate(parts, municipality, name="provby")

    first, second = caught.value.message.split("\n")
    assert first.startswith("gold.yaml:4: delfråga 1.1.1: citatet")
    assert second.startswith("gold.yaml:5: delfråga 1.1.1: filen 'saknas.txt' finns inte")


def test_a_file_that_cannot_be_read_is_named(parts: Parts, municipality: Path) -> None:
    (municipality / "files" / "trasig.pdf").write_bytes(b"%PDF-1.7 trasig")
    with pytest.raises(CatalogError, match=r"files/trasig\.pdf"):
        drafts.evaluate(parts, municipality, name="provby")


def test_other_labels_give_another_set_and_are_not_compared(parts: Parts, municipality: Path, tmp_path: Path) -> None:
    other = tmp_path / "annan.yaml"
    other.write_text('- {question: "1.1.1", level: 2}\n', encoding="utf-8")
    found = drafts.evaluate(parts, municipality, name="provby", gold_file=other)

    assert found.figures["labels"] == "annan.yaml"
    assert [row["gold_level"] for row in found.rows] == [2]
    assert found.figures["evidence"]["recall"] is None
    assert found.figures["false_finds"]["share"] is None


def test_refusals_are_counted_over_the_evidence(parts: Parts, municipality: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text(
        '{"id": "a", "question": "Vilka nämnder gäller riktlinjen för medborgardialog?", "expect": "answer",'
        ' "answer_quote": "Riktlinjen för medborgardialog gäller alla nämnder."}\n'
        '{"id": "b", "question": "Hur många bad finns längs kusten?", "expect": "refuse"}\n'
        '{"id": "c", "question": "Vad tycker kungen om rymdfärder?", "expect": "answer"}\n',
        encoding="utf-8",
    )
    found = refusal.evaluate(parts, cases, municipality, name="prov")

    assert found.figures["refusal_precision"] == 0.5
    assert found.figures["refusal_recall"] == 1.0
    assert found.figures["expected_quotes"] == {"cases": 1, "found": 1}
    assert [row["right"] for row in found.rows] == [True, True, False]
    assert compare_files(write(found, tmp_path / "a.json"), write(found, tmp_path / "b.json"))["same"] == 3


def write(result: Result, file: Path) -> Path:
    import json

    file.write_text(json.dumps(result.as_data(), ensure_ascii=False), encoding="utf-8")
    return file


def _with_model(parts: Parts, url: str) -> Parts:
    choice = ModelChoice("openai", "prov", url=url, inside=True, attempts=1, price_in=1.0, price_out=1.0)
    model = open_model(choice)
    return replace(parts, model=lambda: model)


def test_a_models_drafts_are_measured_beside_the_rules_with_what_they_took(parts: Parts, municipality: Path) -> None:
    with playing(good) as server:
        found = drafts.evaluate(_with_model(parts, server.url), municipality, name="provby").as_data()

    model = found["model"]
    assert (model["model"], model["questions"]) == ("openai:prov", found["questions"])
    assert model["levels"].keys() == found["levels"].keys()
    apart = model["beside_rules"]
    assert apart["same"] + apart["raised"] + apart["lowered"] == apart["questions"] == 2
    assert (apart["not_drafted"], apart["more_than_one_apart"] <= 2) == (0, True)
    assert all(abs(theirs - ours) <= 1 or theirs < ours for ours, theirs in apart["levels"].values())
    assert model["took"]["calls"] == len(server.requests) > 100
    assert model["took"]["cost"] > 0
    assert {row["drafted_level"] for row in found["rows"]} == {ours for ours, _ in apart["levels"].values()}


def test_what_a_model_did_not_draft_is_counted_and_not_compared(parts: Parts, municipality: Path) -> None:
    with playing(mumbler) as server:
        found = drafts.evaluate(_with_model(parts, server.url), municipality, name="provby").as_data()

    assert found["model"]["beside_rules"]["not_drafted"] == 2
    assert found["model"]["took"]["failed"] == found["model"]["took"]["calls"] > 0
    assert "levels" not in found["model"]


def test_a_models_chat_is_measured_for_what_it_refuses(parts: Parts, municipality: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    lines = [
        '{"id": "a1", "question": "Vilka nämnder gäller riktlinjen för medborgardialog?", "expect": "answer", '
        '"answer_quote": "Riktlinjen för medborgardialog gäller alla nämnder."}',
        '{"id": "n1", "question": "Vad kostar en fiskelicens i Bottenviken?", "expect": "refuse"}',
    ]
    cases.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with playing(liar) as server:
        lied = refusal.evaluate(_with_model(parts, server.url), cases, municipality, name="prov").as_data()

    assert lied["model"]["refusal_recall"] == 1.0
    assert [row["given_by_model"] for row in lied["rows"]] == ["refuse", "refuse"]
    assert lied["model"]["unproven_sentences"] > 0

"""``kompass eval`` as a person runs it, in the process of the test."""

import json
from pathlib import Path

import pytest

import assistant.cli.commands  # noqa: F401 - registers the commands
from assistant.cli.app import app
from assistant.errors import AssistantError


def kompass(*arguments: str) -> None:
    app(list(arguments), standalone_mode=False)


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "samling"
    folder.mkdir()
    texts = {
        "a": "Biblioteket håller öppet varje dag.",
        "b": "Simhallen renoveras i år.",
        "c": "Nämnden fattar beslut.",
    }
    rows = [json.dumps({"_id": i, "title": "", "text": t}) for i, t in texts.items()]
    (folder / "corpus.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (folder / "queries.jsonl").write_text('{"_id": "q", "text": "när är biblioteket öppet"}\n', encoding="utf-8")
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\ta\t1\n", encoding="utf-8")
    return folder


def test_retrieval_prints_the_promised_keys_and_leaves_the_data_folder_alone(
    beir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOMPASS_DATA_DIR", str(tmp_path / "data"))
    out = tmp_path / "ut" / "resultat.json"
    kompass("eval", "retrieval", "--beir", str(beir), "--compare", "lexical,dense,hybrid", "--json", "--out", str(out))
    printed = json.loads(capsys.readouterr().out)

    assert {"ndcg@10", "recall@10", "mrr", "success@1", "success@5"} <= printed.keys()
    assert printed["ndcg@10"] == 1.0
    assert list(printed["modes"]) == ["lexical", "dense", "hybrid"]
    assert json.loads(out.read_text(encoding="utf-8")) == printed
    assert not (tmp_path / "data").exists()


def test_retrieval_prints_a_table(beir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kompass("eval", "retrieval", "--beir", str(beir))
    printed = capsys.readouterr().out

    assert "ndcg@10" in printed
    assert "1 frågor, 3 dokument" in printed


@pytest.mark.parametrize(
    "arguments",
    [
        ["retrieval"],
        ["retrieval", "--beir", "a", "--set", "b"],
        ["retrieval", "--beir", "finns-inte"],
        ["retrieval", "--set", "finns-inte"],
        ["retrieval", "--set", "alvlunda"],
        ["retrieval", "--beir", "a", "--compare", "tankar"],
    ],
)
def test_wrong_input_gets_a_message_with_a_hint(arguments: list[str]) -> None:
    with pytest.raises(AssistantError) as caught:
        kompass("eval", *arguments)

    assert caught.value.hint


def test_report_prints_a_list_of_sub_areas(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rapport.txt"
    file.write_text(
        "Strategi för styrning\nKommunen har en beslutad styrmodell som gäller hela koncernen och följs upp varje år.\n"
        "Styrkor Förbättringsmöjligheter\nModell\nÖversikt av poängfördelning\n3.1 Strategi för styrning 7 10 70 %\n"
        "3.2 Politisk styrning 18 40 45 %\n",
        encoding="utf-8",
    )
    kompass("eval", "report", str(file), "--json")
    (row,) = json.loads(capsys.readouterr().out)
    kompass("eval", "report", str(file), "--out", str(tmp_path / "a.json"))
    shown = capsys.readouterr().out
    kompass("eval", "compare", str(tmp_path / "a.json"), str(tmp_path / "a.json"))

    assert row.keys() == {"sub_area", "drafted_percent", "printed_percent"}
    assert (row["sub_area"], row["printed_percent"]) == ("3.1", 70.0)
    assert "Delområde 3.2 har ingen text." in shown
    assert "Spearman: –" in shown
    assert "Oförändrade: 1" in capsys.readouterr().out


@pytest.mark.slow
def test_draft_and_refusal_print_tables_for_a_set_in_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "provby"
    (folder / "files").mkdir(parents=True)
    (folder / "files" / "a.md").write_text("Riktlinjen för medborgardialog gäller alla nämnder.\n", encoding="utf-8")
    (folder / "gold.yaml").write_text('- {question: "1.1.1", level: 2}\n', encoding="utf-8")
    (folder / "cases.jsonl").write_text(
        '{"id": "x", "question": "Hur är vädret?", "expect": "answer"}', encoding="utf-8"
    )
    kompass("eval", "draft", "--set", str(folder))
    drafted = capsys.readouterr().out
    kompass("eval", "refusal", "--set", str(folder), "--over", str(folder))
    refused = capsys.readouterr().out

    assert "1 delfrågor mot gold.yaml" in drafted
    assert "Säkerhet" in drafted
    assert "1 frågor till provby" in refused
    assert "avstår" in refused


def test_help_is_quick_and_loads_no_vendor() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from assistant.cli import main; sys.argv = ['kompass', 'eval', '--help']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'numpy', 'scipy', 'chromadb', 'torch', 'sqlalchemy', 'yaml'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stderr
    assert "retrieval" in done.stdout

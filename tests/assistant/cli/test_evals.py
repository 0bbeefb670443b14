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

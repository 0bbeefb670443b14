import json
from pathlib import Path

import pytest

from assistant.catalog.beir import load_beir
from assistant.errors import CatalogError, NotFoundError

CORPUS = [
    {"_id": "d1", "title": "Bibliotek", "text": "Öppet alla dagar."},
    {"_id": "d2", "text": "Simhallen är stängd."},
]
QUERIES = [{"_id": "q1", "text": "När är biblioteket öppet?"}, {"_id": "q2", "text": "Vad kostar parkering?"}]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n"


def write(folder: Path, *, corpus=CORPUS, queries=QUERIES, qrels=QRELS, at: str = "qrels.tsv") -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in (("corpus", corpus), ("queries", queries)):
        text = rows if isinstance(rows, str) else "\n".join(json.dumps(r, ensure_ascii=False) for r in rows)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (folder / at).parent.mkdir(exist_ok=True)
    (folder / at).write_text(qrels, encoding="utf-8")
    return folder


def refusal(folder: Path, split: str = "") -> str:
    with pytest.raises(CatalogError) as caught:
        load_beir(folder, split=split)
    assert caught.value.hint
    return caught.value.message


def test_a_set_is_read_with_graded_judgements(tmp_path: Path) -> None:
    found = load_beir(write(tmp_path))

    assert [d.id for d in found.documents] == ["d1", "d2"]
    assert found.grades == {"q1": {"d1": 2.0, "d2": 0.0}}
    assert (list(found.queries), found.unjudged) == (["q1"], 1)


@pytest.mark.parametrize("qrels", ["q1\td1\t1", "q1 d1 1", "query-id\tcorpus-id\tscore\r\nq1\td1\t1\r\n"])
def test_a_header_is_optional_and_blanks_may_part_columns(tmp_path: Path, qrels: str) -> None:
    assert load_beir(write(tmp_path, qrels=qrels)).grades == {"q1": {"d1": 1.0}}


def test_judgements_may_lie_in_a_folder_of_splits(tmp_path: Path) -> None:
    folder = write(tmp_path, at="qrels/dev.tsv")

    assert load_beir(folder).split == "qrels/dev.tsv"
    write(folder, at="qrels/test.tsv")
    assert load_beir(folder).split == "qrels/test.tsv"
    assert load_beir(folder, split="dev").split == "qrels/dev.tsv"
    assert "qrels" in refusal(folder, split="train")


def test_several_splits_without_a_test_split_need_a_choice(tmp_path: Path) -> None:
    folder = write(tmp_path, at="qrels/dev.tsv")
    write(folder, at="qrels/train.tsv")

    assert "vilken fil" in refusal(folder)


def test_line_separators_inside_a_text_do_not_part_lines(tmp_path: Path) -> None:
    found = load_beir(write(tmp_path, corpus=[{"_id": "d1", "text": "Ett\u2028två\u0085tre"}, *CORPUS[1:]]))

    assert found.documents[0].text == "Ett\u2028två\u0085tre"


def test_ids_may_be_numbers_and_a_title_may_be_null(tmp_path: Path) -> None:
    corpus = [{"_id": 1, "title": None, "text": "Text."}]
    found = load_beir(write(tmp_path, corpus=corpus, qrels="q1\t1\t1"))

    assert found.documents[0].id == "1"
    assert found.documents[0].title == ""


def test_empty_documents_stay_and_are_counted(tmp_path: Path) -> None:
    found = load_beir(write(tmp_path, corpus=[*CORPUS, {"_id": "d3", "text": " "}]))

    assert (len(found.documents), found.empty_documents) == (3, 1)


def test_the_fingerprint_follows_the_content(tmp_path: Path) -> None:
    first = load_beir(write(tmp_path)).fingerprint
    again = load_beir(write(tmp_path / "samma")).fingerprint
    changed = load_beir(write(tmp_path, qrels=QRELS + "q2\td2\t1\n")).fingerprint

    assert first == again != changed


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    (write(tmp_path) / name).unlink()

    assert refusal(tmp_path).startswith(f"{name}: filen saknas")


def test_a_missing_folder_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="ingen mapp"):
        load_beir(tmp_path / "saknas")


@pytest.mark.parametrize(
    ("part", "content", "says"),
    [
        ("corpus", '{"_id": "d1", "text": "A"}\n{"_id": ', "corpus.jsonl:2: raden är inte giltig JSON"),
        ("corpus", "[" * 100_000, "corpus.jsonl:1: raden är inte giltig JSON"),
        ("corpus", '["d1"]', "corpus.jsonl:1: raden är inget JSON-objekt"),
        ("corpus", '{"text": "A"}', "corpus.jsonl:1: _id saknas"),
        ("corpus", '{"_id": true, "text": "A"}', "corpus.jsonl:1: _id saknas"),
        ("corpus", '{"_id": "d1", "text": "A"}\n\n{"_id": "d1", "text": "B"}', "corpus.jsonl:3: _id 'd1' finns redan"),
        ("corpus", '{"_id": "d1"}', "corpus.jsonl:1: dokumentet 'd1' saknar text"),
        ("corpus", "\n", "corpus.jsonl:1: filen innehåller inga dokument"),
        ("queries", '{"_id": "q1", "text": "  "}', "queries.jsonl:1: frågan 'q1' är tom"),
        ("qrels", "q1\td1\t1\nq9\td1\t1", "qrels.tsv:2: frågan 'q9' finns inte"),
        ("qrels", "q1\td9\t1", "qrels.tsv:1: dokumentet 'd9' finns inte"),
        ("qrels", "q1\td1\t1\nq1\td1\thög", "qrels.tsv:2: graden 'hög' är inget tal"),
        ("qrels", "q1\td1\t1\nq1\td1\tnan", "qrels.tsv:2: graden 'nan' är inget tal"),
        ("qrels", "q1\td1\t1\nq1\td1\t2", "qrels.tsv:2: 'q1' och 'd1' har redan en annan grad"),
        ("qrels", "q1\td1", "qrels.tsv:1: raden har 2 kolumner"),
        ("qrels", "q1\td1\t0", "qrels.tsv:1: ingen fråga har något relevant dokument"),
        ("qrels", "", "qrels.tsv:1: ingen fråga har något relevant dokument"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, part: str, content: str, says: str) -> None:
    assert refusal(write(tmp_path, **{part: content})).startswith(says)


def test_a_line_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (write(tmp_path) / "queries.jsonl").write_bytes('{"_id": "q1", "text": "å"}\n'.encode() + b'{"_id": "q2\xe5"}')

    assert refusal(tmp_path) == "queries.jsonl:2: raden är inte UTF-8."

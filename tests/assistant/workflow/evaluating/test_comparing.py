import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import InvalidInputError
from assistant.workflow.evaluating.comparing import compare_files


def result(file: Path, rows: list[dict[str, Any]], sort: str = "draft", set_hash: str = "h", **figures: Any) -> Path:
    record = {
        "sort": sort,
        "set_name": "prov",
        "set_hash": set_hash,
        "embedder": figures.pop("embedder", "e"),
        "date": "d",
    }
    file.write_text(json.dumps({**figures, "record": record, "rows": rows}), encoding="utf-8")
    return file


def level(key: str, gold: int, drafted: int) -> dict[str, Any]:
    return {"id": key, "gold_level": gold, "drafted_level": drafted}


def test_levels_are_better_when_nearer_the_label(tmp_path: Path) -> None:
    before = result(tmp_path / "a", [level("1", 2, 0), level("2", 1, 1), level("3", 3, 4)], levels={"exact": 0.33})
    after = result(
        tmp_path / "b", [level("1", 2, 2), level("2", 1, 3), level("3", 3, 2)], levels={"exact": 0.33}, embedder="f"
    )
    found = compare_files(before, after)

    assert [(c["id"], c["before"], c["after"]) for c in found["better"]] == [
        ("1", "nivå 0 (facit 2)", "nivå 2 (facit 2)")
    ]
    assert [c["id"] for c in found["worse"]] == ["2"]
    assert found["same"] == 1
    assert found["figures"] == {"levels.exact": [0.33, 0.33]}
    assert found["made_with"] == {"embedder": ["e", "f"]}


@pytest.mark.parametrize(
    ("sort", "worse", "better"),
    [
        ("retrieval", {"ndcg@10": 0.1}, {"ndcg@10": 0.9}),
        ("refusal", {"right": False, "given": "answer"}, {"right": True, "given": "refuse"}),
        (
            "report",
            {"drafted_percent": 10.0, "printed_percent": 50.0},
            {"drafted_percent": 60.0, "printed_percent": 50.0},
        ),
    ],
)
def test_every_sort_of_result_can_be_compared(tmp_path: Path, sort: str, worse: dict, better: dict) -> None:
    before = result(tmp_path / "a", [{"id": "x", **worse}], sort=sort)
    after = result(tmp_path / "b", [{"id": "x", **better}], sort=sort)

    assert [c["id"] for c in compare_files(before, after)["better"]] == ["x"]
    assert [c["id"] for c in compare_files(after, before)["worse"]] == ["x"]


def test_results_of_other_sets_or_sorts_are_not_compared(tmp_path: Path) -> None:
    one = result(tmp_path / "a", [level("1", 2, 0)])
    with pytest.raises(InvalidInputError, match="samma testsamling"):
        compare_files(one, result(tmp_path / "b", [level("1", 2, 0)], set_hash="annan"))
    with pytest.raises(InvalidInputError, match="samma slags mätning"):
        compare_files(one, result(tmp_path / "b", [{"id": "1", "ndcg@10": 1}], sort="retrieval"))
    with pytest.raises(InvalidInputError, match="samma rader"):
        compare_files(one, result(tmp_path / "b", [level("2", 2, 0)]))


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "{}", '{"record": {"sort": "annat", "set_hash": "h", "set_name": "s"}, "rows": []}', "[" * 100_000,
     '{"record": {"sort": "draft", "set_hash": "h", "set_name": "s"}, "rows": [{"id": "1"}]}',
     '{"record": {"sort": ["draft"], "set_hash": "h", "set_name": "s"}, "rows": [1]}'],
)  # fmt: skip
def test_what_is_no_result_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "a").write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInputError) as caught:
        compare_files(tmp_path / "a", tmp_path / "a")

    assert caught.value.hint


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="kan inte läsas"):
        compare_files(tmp_path / "saknas", tmp_path / "saknas")

"""Short cases: one question with its own sources each."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.catalog import load_criteria
from assistant.errors import CatalogError
from assistant.workflow.evaluating import cases
from assistant.workflow.parts import Parts

CRITERIA = load_criteria("kommunkompassen", "2020")
SHOWN = "Fullmäktige har antagit en riktlinje för medborgardialog som gäller alla nämnder och bolag."
DENIED = "Någon riktlinje för medborgardialog finns inte, och ingen nämnd har någon dialogplan."


def case(number: str, text: str, level: int, **more: Any) -> dict[str, Any]:
    source = {"name": "a.md", "kind": "steering_document", "title": "Medborgardialog", "text": text, "evidence": [text]}
    return {"id": number, "question": "1.1.1", "level": level, "sources": [source], **more}


def written(folder: Path, *lines: dict[str, Any]) -> Path:
    file = folder / "cases.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return file


def test_every_case_is_drafted_from_its_own_sources(parts: Parts, tmp_path: Path) -> None:
    file = written(tmp_path, case("a", SHOWN, 2), case("b", DENIED, 0))

    found = cases.evaluate(parts, file, CRITERIA, name="prov")

    levels = {row["id"]: row["drafted_level"] for row in found.rows}
    assert levels["b"] == 0 < levels["a"]
    assert found.figures["evidence"]["recall"] == 1.0
    assert found.as_data()["record"]["set_name"] == "prov"


@pytest.mark.parametrize(
    ("line", "match"),
    [
        (case("a", SHOWN, 9), "nivå 9"),
        ({**case("a", SHOWN, 2), "question": "9.9.9"}, r"9\.9\.9"),
        ({**case("a", SHOWN, 2), "sources": []}, "cases.jsonl:1"),
    ],
)
def test_a_wrong_case_is_named_with_its_line(parts: Parts, tmp_path: Path, line: dict[str, Any], match: str) -> None:
    with pytest.raises(CatalogError, match=match):
        cases.evaluate(parts, written(tmp_path, line), CRITERIA, name="prov")

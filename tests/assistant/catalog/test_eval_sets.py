from pathlib import Path

import pytest

from assistant.catalog import load_criteria
from assistant.catalog.eval_sets import Municipality, eval_set, load_cases, load_gold, load_municipality
from assistant.errors import CatalogError, NotFoundError

CRITERIA = load_criteria("kommunkompassen", "2020")
GOOD = """- question: "1.1.1"
  level: 2
  sure: "no"
  passages:
    - {file: a.pdf, quote: "Riktlinjen gäller.", stance: supports}
- {question: "1.1.2", level: 0, no_evidence: true, passages: []}
"""


def gold(folder: Path, text: str | bytes) -> Path:
    file = folder / "gold.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_labels_are_read_with_the_line_of_every_quote(tmp_path: Path) -> None:
    first, second = load_gold(gold(tmp_path, GOOD), CRITERIA).labels

    assert (first.question, first.level, first.no_evidence) == ("1.1.1", 2, False)
    assert [(p.file, p.quote, p.stance, p.line) for p in first.passages] == [
        ("a.pdf", "Riktlinjen gäller.", "supports", 5)
    ]
    assert (second.level, second.no_evidence, second.passages) == (0, True, ())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[]", "gold.yaml:1: filen innehåller inget facit"),
        ("labels: 1", "gold.yaml:1: innehållet ska vara en lista"),
        (
            '- {question: "1.1.1", level: 2}\n- {question: "9.9.9", level: 0}',
            "gold.yaml:2: delfrågan '9.9.9'",
        ),
        ('- {question: "1.1.1", level: 9}', "gold.yaml:1: delfrågan 1.1.1 har ingen nivå 9"),
        ('- {question: "1.1.1", level: hög}', "gold.yaml:1: level ska vara ett heltal"),
        ('- {question: "1.1.1"}', "gold.yaml:1: level saknas"),
        (
            '- {question: "1.1.1", level: 1}\n- {question: "1.1.1", level: 1}',
            "gold.yaml:2: delfrågan '1.1.1' är",
        ),
        ('- {question: "1.1.1", level: 1, no_evidence: true}', "gold.yaml:1: delfrågan 1.1.1 har nivå 1 utan underlag"),
        (
            '- question: "1.1.1"\n  level: 1\n  passages:\n    - {file: a, quote: b, stance: maybe}',
            "gold.yaml:4: passages.stance ska vara 'supports'",
        ),
        (
            '- {question: "1.1.1", level: 1, passages: [{file: "", quote: b, stance: context}]}',
            "gold.yaml:1: passages.file",
        ),
        ("- {", "gold.yaml:2: not valid YAML"),
        (b"- \n- \xe5", "gold.yaml:2: filen är inte UTF-8"),
    ],
)
def test_what_is_wrong_with_labels_is_said_with_file_and_line(tmp_path: Path, text: str | bytes, says: str) -> None:
    with pytest.raises(CatalogError) as caught:
        load_gold(gold(tmp_path, text), CRITERIA)

    assert caught.value.message.startswith(says)
    assert caught.value.hint


def test_labels_that_are_not_there_are_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        load_gold(tmp_path / "saknas.yaml", CRITERIA)


def test_cases_are_read_in_order(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(
        '{"id": "b", "question": "Finns det?", "expect": "answer", "why": "x"}\n\n'
        '{"id": "a", "question": "Hur då?", "expect": "refuse"}\n',
        encoding="utf-8",
    )

    assert [(c.id, c.answerable) for c in load_cases(file)] == [("b", True), ("a", False)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "cases.jsonl:1: filen innehåller inga frågor"),
        ("\n{", "cases.jsonl:2: raden är inte giltig JSON"),
        ("[]", "cases.jsonl:1: innehållet"),
        ('{"id": "a", "question": "", "expect": "answer"}', "cases.jsonl:1: question är tom"),
        ('{"id": "a", "question": "b", "expect": "kanske"}', "cases.jsonl:1: expect ska vara 'answer' eller 'refuse'"),
        ('{"id": "a", "question": "b", "expect": "answer"}\n' * 2, "cases.jsonl:2: id 'a' finns redan"),
    ],
)
def test_what_is_wrong_with_cases_is_said_with_file_and_line(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "cases.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        load_cases(tmp_path / "cases.jsonl")

    assert caught.value.message.startswith(says)
    assert caught.value.hint


def test_cases_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"cases\.jsonl: filen saknas"):
        load_cases(tmp_path / "cases.jsonl")


def test_a_set_is_found_by_name_or_by_path(tmp_path: Path) -> None:
    assert (eval_set("alvlunda") / "gold.yaml").is_file()
    assert eval_set(str(tmp_path)) == tmp_path


@pytest.mark.parametrize("name", ["", "saknas", "../eval_sets", "alvlunda/saknas"])
def test_an_unknown_set_is_not_found_and_the_known_ones_are_named(name: str, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotFoundError) as caught:
        eval_set(name)

    assert "alvlunda" in caught.value.hint


def test_a_municipality_says_its_name_year_and_criteria(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    assert load_municipality(eval_set("alvlunda")).name == "Älvlunda kommun"
    (tmp_path / "set.yaml").write_text('municipality: "Provby"\nyear: "2024"\ncriteria: "x@1"\n', encoding="utf-8")

    assert load_municipality(tmp_path) == Municipality("Provby", 2024, "x", "1")


def test_a_municipality_without_a_card_is_named_after_its_folder(tmp_path: Path) -> None:
    (tmp_path / "provby" / "files").mkdir(parents=True)

    assert load_municipality(tmp_path / "provby") == Municipality("Provby kommun", 2026, "kommunkompassen", "2020")


def test_a_wrong_card_is_refused(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "set.yaml").write_text('municipality: "Provby"\nyear: "snart"\n', encoding="utf-8")
    with pytest.raises(CatalogError, match=r"set\.yaml:2: year ska vara ett heltal"):
        load_municipality(tmp_path)


def test_a_set_without_evidence_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="files: mappen saknas"):
        load_municipality(tmp_path)

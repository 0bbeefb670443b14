"""The labels and cases of the shipped evaluation sets name real questions, files and sentences."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.catalog import load_criteria
from assistant.domain import citations
from ingest import load_participants, prepare

SET = Path(__file__).parents[2] / "eval_sets" / "alvlunda"


def labels(name: str) -> list[Mapping[str, Any]]:
    entries: list[Mapping[str, Any]] = yaml.safe_load((SET / name).read_text(encoding="utf-8"))
    return entries


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The text that each evidence file is built from, by the file's name."""
    found = {}
    for path in (SET / "text").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        name = re.search(r"^file: (\S+)$", text, re.MULTILINE)
        assert name, path.name
        found[name[1]] = text
    return found


@pytest.mark.parametrize("name", ["gold.yaml", "gold-second.yaml"])
def test_every_label_names_a_question_and_a_rung_of_its_ladder(name: str) -> None:
    ladders = {
        question.id: {rung.number for rung in question.levels}
        for question in load_criteria("kommunkompassen", "2020").questions()
    }
    entries = labels(name)

    assert len({entry["question"] for entry in entries}) == len(entries)
    for entry in entries:
        assert entry["level"] in ladders[entry["question"]], entry["question"]


@pytest.mark.parametrize("name", ["gold.yaml", "gold-second.yaml"])
def test_every_quote_stands_word_for_word_in_the_text_of_its_file(name: str, texts: dict[str, str]) -> None:
    passages = [(entry["question"], passage) for entry in labels(name) for passage in entry["passages"]]

    missing = [(question, p["quote"]) for question, p in passages if p["quote"] not in texts[p["file"]]]

    assert passages
    assert missing == []


@pytest.mark.parametrize("name", ["gold.yaml", "gold-second.yaml"])
def test_a_label_has_quotes_or_says_that_no_source_speaks_of_it(name: str) -> None:
    for entry in labels(name):
        silent = entry.get("no_evidence", False)
        assert bool(entry["passages"]) != silent, entry["question"]
        assert not silent or entry["level"] == 0, entry["question"]


def test_the_second_reader_judged_the_sample_that_the_rule_gives() -> None:
    questions = [question.id for question in load_criteria("kommunkompassen", "2020").questions()]
    firsts = {number for number in questions if number.endswith(".1")}
    others = [number for number in questions if number not in firsts]
    sample = firsts | {others[i * len(others) // 25] for i in range(25)}

    assert {entry["question"] for entry in labels("gold-second.yaml")} == sample
    assert len(sample) == 60


def test_every_refusal_case_is_whole_and_half_of_them_can_be_answered(texts: dict[str, str]) -> None:
    lines = (SET.parent / "refusal" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    cases: list[dict[str, str]] = [json.loads(line) for line in lines]
    answers = [case for case in cases if case["expect"] == "answer"]
    refusals = [case for case in cases if case["expect"] == "refuse"]

    assert len({case["id"] for case in cases}) == len({case["question"] for case in cases}) == len(cases)
    assert (len(answers), len(refusals)) == (30, 30)
    assert all(case["why"] for case in cases)
    assert [case["id"] for case in refusals if "answer_quote" in case] == []
    assert [c["id"] for c in answers if not any(c["answer_quote"] in text for text in texts.values())] == []


@pytest.mark.slow
def test_every_quote_is_verified_in_the_text_that_the_program_keeps() -> None:
    people = load_participants((SET / "deltagare.csv").read_bytes(), "deltagare.csv")
    files = [path for path in (SET / "files").rglob("*") if path.is_file()]
    kept = {
        path.name: prepare(path.read_bytes(), name=f"{path.parent.name}/{path.name}", participants=people).text
        for path in files
    }
    quotes = {
        (passage["file"], passage["quote"])
        for name in ("gold.yaml", "gold-second.yaml")
        for entry in labels(name)
        for passage in entry["passages"]
    }

    failed = [quote for file, quote in sorted(quotes) if citations.check(quote, kept[file]).verdict != "verified"]

    assert len(kept) == 51
    assert failed == []

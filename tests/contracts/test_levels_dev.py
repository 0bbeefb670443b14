"""The development set for levels names real questions and rungs, quotes its own texts and copies no other."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.catalog import load_criteria
from assistant.domain import citations

ROOT = Path(__file__).parents[2]
SET = ROOT / "eval_sets" / "levels-dev"
KINDS = {"steering_document", "interview", "website", "social_media", "survey"}
RUN = 60  # characters in a row that no case may share with the demo's texts or the criteria

Case = Mapping[str, Any]


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    lines = (SET / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def runs(text: str) -> Iterator[str]:
    flat = re.sub(r"\s+", " ", text).lower()
    return (flat[start : start + RUN] for start in range(len(flat) - RUN + 1))


def test_every_case_has_its_own_id_made_of_its_question(cases: list[Case]) -> None:
    assert [id_ for id_, count in Counter(case["id"] for case in cases).items() if count > 1] == []
    assert [case["id"] for case in cases if case["id"].rpartition("-")[0] != case["question"]] == []


def test_every_case_names_a_question_and_a_rung_of_its_ladder(cases: list[Case]) -> None:
    ladders = {
        question.id: {rung.number for rung in question.levels}
        for question in load_criteria("kommunkompassen", "2020").questions()
    }

    assert [case["id"] for case in cases if case["question"] not in ladders] == []
    assert [case["id"] for case in cases if case["level"] not in ladders[case["question"]]] == []


def test_every_question_has_a_case_and_every_level_its_share(cases: list[Case]) -> None:
    asked = {case["question"] for case in cases}
    levels = Counter(case["level"] for case in cases)
    silent = sum(case["no_evidence"] for case in cases)

    assert {question.id for question in load_criteria("kommunkompassen", "2020").questions()} - asked == set()
    assert all(0.1 <= levels[level] / len(cases) <= 0.3 for level in range(5)), levels
    assert 0.4 <= silent / levels[0] <= 0.6, silent


def test_every_case_gives_a_reason_and_one_to_four_sources_of_known_kinds(cases: list[Case]) -> None:
    assert [case["id"] for case in cases if not case["reason"].endswith(".")] == []
    assert [case["id"] for case in cases if not 1 <= len(case["sources"]) <= 4] == []
    assert [case["id"] for case in cases if {source["kind"] for source in case["sources"]} - KINDS] == []
    assert [case["id"] for case in cases if len({s["name"] for s in case["sources"]}) != len(case["sources"])] == []


def test_every_evidence_sentence_stands_once_in_the_text_of_its_source(cases: list[Case]) -> None:
    quotes = [(case["id"], s["text"], quote) for case in cases for s in case["sources"] for quote in s["evidence"]]

    assert quotes
    assert [(id_, quote) for id_, text, quote in quotes if text.count(quote) != 1] == []
    assert [(id_, q) for id_, text, q in quotes if citations.check(q, text).verdict != "verified"] == []


def test_a_case_has_evidence_or_says_that_no_source_speaks_of_the_question(cases: list[Case]) -> None:
    for case in cases:
        silent = not any(source["evidence"] for source in case["sources"])
        assert silent == case["no_evidence"], case["id"]
        assert not silent or case["level"] == 0, case["id"]


def test_no_case_shares_a_run_of_words_with_the_demo_or_the_criteria(cases: list[Case]) -> None:
    own = {run: case["id"] for case in cases for source in case["sources"] for run in runs(source["text"])}
    others = [*(ROOT / "eval_sets" / "alvlunda" / "text").glob("*.md"), *(ROOT / "criteria").rglob("2020.yaml")]

    shared = {own[run] for path in others for run in runs(path.read_text(encoding="utf-8")) if run in own}

    assert len(others) > 50
    assert shared == set()

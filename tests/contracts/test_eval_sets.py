"""The labels and cases of the shipped evaluation sets name real questions, files and sentences."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.catalog import load_criteria
from assistant.domain import citations
from ingest import PreparedSource, load_participants, prepare

SETS = Path(__file__).parents[2] / "eval_sets"
LABELLINGS = sorted(str(path.relative_to(SETS)) for path in SETS.glob("*/gold*.yaml"))
MUNICIPALITIES = {"alvlunda": 51, "lidmyra": 29}
KINDS = {
    "styrdokument": "steering_document",
    "intervjuer": "interview",
    "webb": "website",
    "sociala-medier": "social_media",
    "undersokningar": "survey",
}

every_labelling = pytest.mark.parametrize("labelling", LABELLINGS)
every_municipality = pytest.mark.parametrize("name", sorted(MUNICIPALITIES))


@cache
def labels(labelling: str) -> list[Mapping[str, Any]]:
    entries: list[Mapping[str, Any]] = yaml.safe_load((SETS / labelling).read_text(encoding="utf-8"))
    return entries


@cache
def texts(name: str) -> Mapping[str, str]:
    """The text that each evidence file of a municipality is built from, by the file's name."""
    found = {}
    for path in (SETS / name / "text").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        file = re.search(r"^file: (\S+)$", text, re.MULTILINE)
        assert file, path.name
        found[file[1]] = text
    return found


@cache
def kept(name: str) -> Mapping[str, PreparedSource]:
    """The evidence of a municipality as the program keeps it, interviews pseudonymised, by the file's name."""
    people = load_participants((SETS / name / "deltagare.csv").read_bytes(), "deltagare.csv")
    files = [path for path in (SETS / name / "files").rglob("*") if path.is_file()]
    return {
        path.name: prepare(path.read_bytes(), name=f"{path.parent.name}/{path.name}", participants=people)
        for path in files
    }


def test_every_municipality_has_labels() -> None:
    assert {f"{name}/gold.yaml" for name in MUNICIPALITIES} <= set(LABELLINGS)
    assert {labelling.split("/")[0] for labelling in LABELLINGS} == set(MUNICIPALITIES)


@every_labelling
def test_every_label_names_a_question_and_a_rung_of_its_ladder(labelling: str) -> None:
    ladders = {
        question.id: {rung.number for rung in question.levels}
        for question in load_criteria("kommunkompassen", "2020").questions()
    }
    entries = labels(labelling)

    assert len({entry["question"] for entry in entries}) == len(entries)
    for entry in entries:
        assert entry["level"] in ladders[entry["question"]], entry["question"]


@every_municipality
def test_the_first_reader_labelled_every_question(name: str) -> None:
    questions = {question.id for question in load_criteria("kommunkompassen", "2020").questions()}

    assert {entry["question"] for entry in labels(f"{name}/gold.yaml")} == questions


@every_labelling
def test_every_quote_stands_word_for_word_in_the_text_of_its_file(labelling: str) -> None:
    sources = texts(labelling.split("/")[0])
    passages = [(entry["question"], passage) for entry in labels(labelling) for passage in entry["passages"]]

    missing = [(question, p["quote"]) for question, p in passages if p["quote"] not in sources[p["file"]]]

    assert passages
    assert missing == []


@every_labelling
def test_a_label_has_quotes_or_says_that_no_source_speaks_of_it(labelling: str) -> None:
    for entry in labels(labelling):
        silent = entry.get("no_evidence", False)
        assert bool(entry["passages"]) != silent, entry["question"]
        assert not silent or entry["level"] == 0, entry["question"]


@every_labelling
def test_a_label_gives_its_reason_and_what_each_quote_says_of_it(labelling: str) -> None:
    for entry in labels(labelling):
        assert entry["reason"].strip(), entry["question"]
        assert {p["stance"] for p in entry["passages"]} <= {"supports", "contradicts", "context"}, entry["question"]


def test_the_second_reader_judged_the_sample_that_the_rule_gives() -> None:
    questions = [question.id for question in load_criteria("kommunkompassen", "2020").questions()]
    firsts = {number for number in questions if number.endswith(".1")}
    others = [number for number in questions if number not in firsts]
    sample = firsts | {others[i * len(others) // 25] for i in range(25)}

    assert {entry["question"] for entry in labels("alvlunda/gold-second.yaml")} == sample
    assert len(sample) == 60


def test_every_refusal_case_is_whole_and_half_of_them_can_be_answered() -> None:
    lines = (SETS / "refusal" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    cases: list[dict[str, str]] = [json.loads(line) for line in lines]
    answers = [case for case in cases if case["expect"] == "answer"]
    refusals = [case for case in cases if case["expect"] == "refuse"]
    sources = texts("alvlunda").values()

    assert len({case["id"] for case in cases}) == len({case["question"] for case in cases}) == len(cases)
    assert (len(answers), len(refusals)) == (30, 30)
    assert all(case["why"] for case in cases)
    assert [case["id"] for case in refusals if "answer_quote" in case] == []
    assert [c["id"] for c in answers if not any(c["answer_quote"] in text for text in sources)] == []


@pytest.mark.slow
@every_labelling
def test_every_quote_is_verified_in_the_text_that_the_program_keeps(labelling: str) -> None:
    sources = kept(labelling.split("/")[0])
    quotes = {(p["file"], p["quote"]) for entry in labels(labelling) for p in entry["passages"]}

    failed = [q for file, q in sorted(quotes) if citations.check(q, sources[file].text).verdict != "verified"]

    assert failed == []


@pytest.mark.slow
@every_municipality
def test_every_evidence_file_is_read_and_its_folder_tells_its_kind(name: str) -> None:
    wrong = {
        source.name: source.kind for source in kept(name).values() if source.kind != KINDS[source.name.split("/")[0]]
    }

    assert len(kept(name)) == MUNICIPALITIES[name]
    assert wrong == {}

"""The retrieval sets are whole, invented, and judged for every query."""

import csv
import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from assistant.catalog import load_criteria

ROOT = Path(__file__).parents[2]
SETS = ROOT / "eval_sets"
SHARED = ROOT / ".." / "shared"
RUN = 60
"""Characters in a row that may not stand in a text of the project or in a shared one."""

names = pytest.mark.parametrize("name", ["criteria-sv", "questions-misspelt", "questions-no"])


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    passages: list[dict[str, str]]
    queries: list[dict[str, str]]
    judged: list[tuple[str, str, int]]


@cache
def read_set(name: str) -> RetrievalSet:
    folder = SETS / name / "retrieval"
    with (folder / "qrels.tsv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, delimiter="\t")
    assert header == ["query-id", "corpus-id", "score"]
    return RetrievalSet(
        passages=list(_lines(folder / "corpus.jsonl")),
        queries=list(_lines(folder / "queries.jsonl")),
        judged=[(query, passage, int(score)) for query, passage, score in rows],
    )


def _lines(path: Path) -> Iterator[dict[str, str]]:
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def runs(text: str) -> set[str]:
    flat = " ".join(text.split())
    return {flat[n : n + RUN] for n in range(len(flat) - RUN + 1)}


def copied(known: set[str]) -> list[str]:
    return [p["_id"] for p in read_set("criteria-sv").passages if runs(p["text"]) & known]


@names
def test_ids_are_unique_and_every_judgement_names_known_ones(name: str) -> None:
    found = read_set(name)
    passages = Counter(p["_id"] for p in found.passages)
    queries = Counter(q["_id"] for q in found.queries)
    pairs = Counter((query, passage) for query, passage, _ in found.judged)

    assert {*passages.values(), *queries.values(), *pairs.values()} == {1}
    assert {query for query, _ in pairs} <= queries.keys()
    assert {passage for _, passage in pairs} <= passages.keys()


@names
def test_every_query_has_an_answer_and_grades_are_0_1_or_2(name: str) -> None:
    found = read_set(name)

    assert {query for query, _, score in found.judged if score == 2} == {q["_id"] for q in found.queries}
    assert {score for _, _, score in found.judged} == {0, 1, 2}


@names
def test_a_card_says_what_the_set_is_for_and_under_which_licence(name: str) -> None:
    card = (SETS / name / "README.md").read_text(encoding="utf-8")

    assert "## What it must not be used for" in card
    assert "Apache-2.0" in card


@names
def test_texts_are_there_once_and_their_letters_are_composed(name: str) -> None:
    found = read_set(name)
    texts = [p["text"] for p in found.passages]
    written = [*texts, *(p["title"] for p in found.passages), *(q["text"] for q in found.queries)]

    assert all(text.strip() == text != "" for text in written)
    assert len(set(texts)) == len(texts)
    assert all(unicodedata.is_normalized("NFC", text) for text in written)


def test_passages_are_many_and_of_a_passage_s_length() -> None:
    lengths = [len(p["text"].split()) for p in read_set("criteria-sv").passages]

    assert len(lengths) >= 450
    assert min(lengths) >= 30
    assert max(lengths) <= 120


def test_each_question_of_the_criteria_is_a_query_word_for_word() -> None:
    questions = {q.id: q.text.sv for q in load_criteria("kommunkompassen", "2020").questions()}

    assert {q["_id"]: q["text"] for q in read_set("criteria-sv").queries} == questions


def test_at_least_300_passages_are_judged_relevant_and_every_question_has_hard_negatives() -> None:
    judged = read_set("criteria-sv").judged

    assert len({(query, passage) for query, passage, score in judged if score > 0}) >= 300
    assert {query for query, _, score in judged if score == 0} == {query for query, _, _ in judged}


def test_misspelt_questions_are_many_and_search_the_same_passages() -> None:
    found = read_set("questions-misspelt")

    assert len({q["text"] for q in found.queries}) == len(found.queries) >= 120
    assert found.passages == read_set("criteria-sv").passages


def test_norwegian_questions_come_in_both_languages_and_search_the_same_passages() -> None:
    found = read_set("questions-no")
    languages = Counter(q["_id"].split("-")[0] for q in found.queries)

    assert languages.keys() == {"nb", "nn"}
    assert languages.total() >= 80
    assert languages["nn"] >= 10
    assert found.passages == read_set("criteria-sv").passages


def test_no_passage_repeats_a_demo_municipality_or_the_criteria() -> None:
    texts = [*sorted(SETS.glob("*/text/*.md")), ROOT / "criteria" / "kommunkompassen" / "2020.yaml"]

    assert copied(set().union(*(runs(path.read_text(encoding="utf-8")) for path in texts))) == []


@pytest.mark.slow
@pytest.mark.skipif(not (SHARED / "seed").is_dir(), reason="the shared report and documents are not here")
def test_no_passage_repeats_a_shared_report_or_document() -> None:
    paths = [*sorted((SHARED / "seed").glob("*.txt")), *sorted((SHARED / "corpus").glob("*.pdf"))]

    assert copied(set().union(*(runs(_text(path)) for path in paths))) == []


def _text(path: Path) -> str:
    if path.suffix == ".txt":
        return path.read_text(encoding="utf-8")
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)

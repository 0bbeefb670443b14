"""Criteria files: what is right loads, what is wrong is named with its line."""

import re
from pathlib import Path

import pytest

from assistant.catalog import list_criteria, load_criteria, parse_criteria
from assistant.domain.criteria import check, is_source_kind
from assistant.errors import CatalogError, NotFoundError

FILE = Path(__file__).parents[3] / "criteria" / "kommunkompassen" / "2020.yaml"
PUBLISHED = {
    "1": [20, 10, 30, 10, 30], "2": [15, 30, 30, 25], "3": [10, 40, 30, 20], "4": [20, 30, 30, 20], "5": [20] * 5,
    "6": [20, 20, 30, 30], "7": [15, 40, 25, 20], "8": [20] * 5,
}  # fmt: skip
SMALL = """id: prov
version: "1"
title: {sv: Prov, en: Test}
note: {sv: Egen, en: Own}
licence: Apache-2.0
published: "2026-01-01"
max_points: "4"
areas:
  - id: "1"
    name: {sv: A, en: A}
    max_points: "4"
    about: {sv: A, en: A}
    sub_areas:
      - id: "1.1"
        name: {sv: B, en: B}
        max_points: "4"
        about: {sv: B, en: B}
        questions:
          - id: "1.1.1"
            text: {sv: Finns det?, en: Is it?}
            looks_for: {sv: Att, en: That}
            max_points: "4"
            facets: [strategy]
            sources: [interview]
            levels:
              - {level: 0, points: "0", sv: Nej., en: No.}
              - {level: 1, points: "4", sv: Ja., en: Yes.}
            terms: [plan]
            typical_evidence: {sv: [Plan], en: [Plan]}
            cues: {for: {"1": [finns]}, against: [saknas]}
"""


def problems(text: str) -> list[tuple[int, str]]:
    return [(p.line, p.message) for p in parse_criteria(text.encode(), name="prov.yaml")[1]]


def test_the_shipped_set_has_the_published_maxima() -> None:
    criteria = load_criteria("kommunkompassen", "2020")

    assert {a.id: [int(s.max_points) for s in a.sub_areas] for a in criteria.areas} == PUBLISHED
    assert sum(1 for _ in criteria.questions()) >= 120
    assert len(criteria.fingerprint) == 64


def test_every_shipped_version_loads() -> None:
    for criteria_id, version in list_criteria():
        assert load_criteria(criteria_id, version).max_points == 800


def test_nodes_are_found_by_id() -> None:
    criteria = load_criteria("kommunkompassen", "2020")

    assert criteria.area_of("1.2.3").id == criteria.area_of("1").id == criteria.area_of("1.2").id == "1"
    assert criteria.sub_area_of("1.2.3").id == criteria.sub_area_of("1.2").id == "1.2"
    assert len(criteria.questions_under("1.2")) == 3
    assert criteria.question("1.1.1").level(0).demand.in_language("en")
    assert criteria.question("1.1.1").level(0).demand.in_language("sv")
    assert is_source_kind("interview")
    for missing in (criteria.area_of, criteria.sub_area_of, criteria.question, criteria.questions_under):
        with pytest.raises(KeyError):
            missing("9.9")
    with pytest.raises(KeyError):
        criteria.question("1.1.1").level(9)


def test_a_right_file_has_no_problems() -> None:
    assert problems(SMALL) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('max_points: "4"\nareas', 'max_points: "5"\nareas', 8, "the areas sum to 4, not to 5"),
        ('    max_points: "4"\n    about', '    max_points: "6"\n    about', 11, "the sub-areas of area 1 sum"),
        ('        max_points: "4"\n        about', '        max_points: "3"\n        about', 16, "sub-area 1.1 sum"),
        ('- id: "1.1.1"', '- id: "1.1"', 19, "is used twice"),
        ('points: "4", sv', 'points: "3", sv', 25, "must run from 0 to 4"),
        ('points: "4", sv', 'points: "0", sv', 25, "must rise"),
        ("level: 1", "level: 2", 25, "must count 0, 1, 2"),
        ('for: {"1"', 'for: {"3"', 30, "levels its ladder lacks"),
        ("facets: [strategy]", "facets: []", 23, "has no facets"),
        ("sv: Nej.", 'sv: " "', 26, "missing in sv"),
        ("facets: [strategy]", "facets: [bra]", 23, "facets"),
        ("looks_for: {sv: Att, en: That}", "letar: x", 21, "is not a known key"),
        ('max_points: "4"\nareas', "max_points: fyra\nareas", 7, "points are written"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, line: int, words: str) -> None:
    found = problems(SMALL.replace(old, new, 1))

    assert any(number == line and words in message for number, message in found), found


def test_a_sub_area_without_questions_is_named() -> None:
    text = SMALL[: SMALL.index("        questions:")] + "        questions: []\n"

    assert any("has no questions" in message for _, message in problems(text))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"", "empty"),
        (b"a: [1", "not valid YAML"),
        (b"a: 1\na: 2\n", "prov.yaml:2: the key 'a' stands twice"),
    ],
)
def test_what_cannot_be_read_at_all_is_an_error_with_its_line(data: bytes, words: str) -> None:
    with pytest.raises(CatalogError, match=words.replace("'", ".")):
        parse_criteria(data, name="prov.yaml")


def test_a_missing_version_names_those_that_exist() -> None:
    with pytest.raises(NotFoundError) as caught:
        load_criteria("kommunkompassen", "1999")

    assert "kommunkompassen@2020" in caught.value.hint


def test_an_own_folder_with_a_wrong_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "prov").mkdir()
    (tmp_path / "prov" / "1.yaml").write_text(SMALL.replace('points: "4", sv', 'points: "3", sv'), encoding="utf-8")

    with pytest.raises(CatalogError, match=r"prov/1.yaml:25"):
        load_criteria("prov", "1", folder=tmp_path)


def test_the_shipped_set_has_eight_areas_of_a_hundred_points_and_whole_ladders() -> None:
    criteria = load_criteria("kommunkompassen", "2020")

    assert [area.max_points for area in criteria.areas] == [100] * 8
    assert sum(1 for _ in criteria.sub_areas()) == 35
    assert all(sum(q.max_points for q in sub.questions) == sub.max_points for sub in criteria.sub_areas())
    assert check(criteria) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("a: 1\nb: ]", "prov.yaml:2: not valid YAML"),
        ("a: \x01", "prov.yaml:1: not valid YAML"),
        ("a: &a [*a]", "prov.yaml:1: not valid YAML"),
        (
            SMALL.replace("    about: {sv: A", "    name: {sv: C, en: C}\n    about: {sv: A"),
            "prov.yaml:12: the key 'name'",
        ),
        (
            SMALL.replace("{sv: Nej., en", "{sv: Nej., sv: Nä., en").replace("sv: Nej.,", "sv: Nej., sv: Nä.,", 1),
            "'sv'",
        ),
    ],
)
def test_bad_yaml_is_refused_with_file_and_line(data: str, words: str) -> None:
    with pytest.raises(CatalogError) as caught:
        parse_criteria(data.encode(), name="prov.yaml")

    assert words in caught.value.message


def test_an_unknown_key_and_a_missing_one_are_both_named_with_their_lines() -> None:
    broken = SMALL.replace("licence: Apache-2.0", "licens: Apache-2.0")

    assert problems(broken) == [(1, "licence: is missing"), (5, "licens: is not a known key")]


def test_a_file_that_is_no_mapping_is_a_problem_of_the_file() -> None:
    assert [line for line, _ in problems("- a\n- b\n")] == [1]


def test_scalars_stay_as_they_are_written() -> None:
    criteria = parse_criteria(SMALL.replace('"1"\ntitle', "1.10\ntitle").encode(), name="prov.yaml")[0]

    assert criteria is not None
    assert criteria.version == "1.10"


def test_an_older_revision_without_sub_areas_is_checked_for_its_schema_only() -> None:
    older = SMALL[: SMALL.index("    sub_areas:")]

    assert any("the sub-areas of area 1 sum to 0" in message for _, message in problems(older))
    assert problems(older.replace("title:", 'complete: "false"\ntitle:', 1)) == []


def test_every_shipped_question_has_a_topic_that_fits_into_a_sentence() -> None:
    topics = {q.id: q.topic for q in load_criteria("kommunkompassen", "2020").questions()}

    assert [key for key, topic in topics.items() if topic is None] == []
    said = [text for topic in topics.values() if topic for text in (topic.sv, topic.en)]
    assert [text for text in said if len(text) > 60 or text.endswith(".") or re.match("[A-ZÅÄÖ][a-zåäö]", text)] == []
    assert len({topic.sv for topic in topics.values() if topic}) == len(topics), "two questions must not be named alike"


@pytest.mark.parametrize(
    ("topics", "words"),
    [
        ('# Ämnen\n"9.9.9": {sv: "allt", en: "all"}', "2: there is no question 9.9.9"),
        ('"1.1.1": {sv: "dialogen"}', "1: 1.1.1.en"), ("- ett", "file"),
    ],
)  # fmt: skip
def test_a_wrong_file_of_topics_is_named_with_its_line(tmp_path: Path, topics: str, words: str) -> None:
    own = tmp_path / "kommunkompassen"
    (own / "topics").mkdir(parents=True)
    (own / "2020.yaml").write_bytes(Path("criteria/kommunkompassen/2020.yaml").read_bytes())
    assert all(q.topic is None for q in load_criteria("kommunkompassen", "2020", folder=tmp_path).questions())

    (own / "topics" / "2020.yaml").write_text(topics, encoding="utf-8")

    assert list_criteria(folder=tmp_path) == [("kommunkompassen", "2020")]
    with pytest.raises(CatalogError, match=r"topics/2020\.yaml") as caught:
        load_criteria("kommunkompassen", "2020", folder=tmp_path)
    assert words in str(caught.value)

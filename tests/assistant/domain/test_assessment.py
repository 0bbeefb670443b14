from dataclasses import replace

import pytest

from assistant.domain.assessment import (
    Event,
    assessment_id,
    first_broken,
    next_event,
    readable_title,
    slug,
    source_id,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Älvlunda", "alvlunda"),
        ("Åre Östra Härad", "are-ostra-harad"),
        ("Malung-Sälen", "malung-salen"),
        ("A\u030are", "are"),
        ("Tromsø", "tromso"),
        ("  …  ", ""),
    ],
)
def test_a_slug_is_ascii_and_readable(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_an_assessment_is_named_by_municipality_and_year() -> None:
    assert assessment_id("Älvlunda kommun", 2026) == "alvlunda-2026"


def test_the_next_assessment_of_the_same_year_gets_a_number() -> None:
    assert assessment_id("Älvlunda", 2026, {"alvlunda-2026", "alvlunda-2026-2"}) == "alvlunda-2026-3"


def test_a_name_without_letters_still_gives_an_id() -> None:
    assert assessment_id("!", 2026) == "utvardering-2026"


def test_a_source_is_named_alike_everywhere_and_differently_in_each_assessment() -> None:
    assert source_id("a-2026", "plan.pdf") == source_id("a-2026", "plan.pdf")
    assert source_id("a-2026", "plan.pdf") != source_id("b-2026", "plan.pdf")
    assert source_id("a-2026", "å/plan.pdf").isascii()


@pytest.mark.parametrize(
    ("title", "expected"), [("Budget 2026", "Budget 2026"), (None, "Mål och budget"), (" ", "Mål och budget")]
)
def test_a_source_without_a_title_is_called_by_its_file_name(title: str | None, expected: str) -> None:
    assert readable_title(title, "styr/Mål_och_budget.pdf") == expected


def _log(count: int) -> list[Event]:
    events: list[Event] = []
    for n in range(count):
        last = events[-1] if events else None
        events.append(next_event("a-2026", last, at="t", by="eva", action="did", subject=str(n), details={"n": "1"}))
    return events


def test_a_log_as_it_was_written_is_whole() -> None:
    assert first_broken("a-2026", _log(3)) is None


def test_a_changed_event_breaks_the_log_where_it_stands() -> None:
    log = _log(3)
    log[1] = replace(log[1], by="someone else")

    assert first_broken("a-2026", log) == 2


def test_a_missing_event_breaks_the_log_where_it_stood() -> None:
    log = _log(3)

    assert first_broken("a-2026", [log[0], log[2]]) == 2


def test_a_log_cannot_be_lent_to_another_assessment() -> None:
    assert first_broken("b-2026", _log(1)) == 1

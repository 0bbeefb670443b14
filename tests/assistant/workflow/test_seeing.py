"""What the municipality's own people are not shown, left out below every page and address."""

from dataclasses import replace
from typing import Any

import pytest

from assistant.domain.access import Sight, sight_of
from assistant.errors import NotFoundError
from assistant.workflow import adding, approving, asking, reporting, sources, standings
from assistant.workflow.parts import Parts

OUTSIDE = Sight(interviews=False, working_papers=False)


@pytest.fixture
def inside(parts: Parts) -> Parts:
    return replace(parts, user="evaluator")


@pytest.fixture
def outside(parts: Parts) -> Parts:
    with parts.store.reading() as tx:
        user = tx.users.find("contributor")
    return replace(parts, user="contributor", sight=sight_of(user, "contributor"))


def _approve(parts: Parts, world: Any) -> None:
    approving.approve(replace(parts, user="lead"), world.assessment, under="1.1")


def test_interviews_are_listed_for_evaluators_only(world: Any, inside: Parts, outside: Parts) -> None:
    assert {s.kind for s in sources.list_sources(inside, world.assessment)} == {"steering_document", "interview"}
    assert [s.id for s in sources.list_sources(outside, world.assessment)] == [world.document]
    assert sources.find_source(inside, world.assessment, world.interview)
    with pytest.raises(NotFoundError):
        sources.find_source(outside, world.assessment, world.interview)


def test_a_file_that_nobody_has_read_might_be_an_interview(world: Any, inside: Parts, outside: Parts) -> None:
    adding.add_bytes(inside, world.assessment, "samtal-karin.txt", b"x")
    adding.add_bytes(outside, world.assessment, "egen.txt", b"y")

    assert [s.name for s in sources.list_sources(outside, world.assessment)] == ["contributor/egen.txt", "plan.md"]
    assert len(sources.list_sources(inside, world.assessment)) == 4


def test_a_contributors_file_takes_no_other_files_place(world: Any, inside: Parts, outside: Parts) -> None:
    [added] = adding.add_bytes(outside, world.assessment, "karinsamtal.vtt", b"Annat.")
    [refused] = adding.add_bytes(outside, world.assessment, "a.txt", b"z", kind="interview")

    assert (added.outcome, added.name) == ("new", "contributor/karinsamtal.vtt")
    assert refused.outcome == "refused"
    assert sources.find_source(inside, world.assessment, world.interview).revision == 1


def test_sending_a_copy_of_an_interview_does_not_tell_which_it_is(world: Any, parts: Parts, outside: Parts) -> None:
    with parts.store.reading() as tx:
        data = (parts.files / tx.sources.blob(world.interview)).read_bytes()
    [added] = adding.add_bytes(outside, world.assessment, "kopia.vtt", data)

    assert (added.outcome, added.source_id) == ("duplicate", "")


def test_searching_and_asking_find_no_interview(world: Any, inside: Parts, outside: Parts) -> None:
    def kinds(parts: Parts, **where: Any) -> set[str]:
        hits = asking.search(parts, world.assessment, "kanariefågel planen medborgardialog", **where)
        return {hit.passage.kind for hit in hits}

    only = asking.SearchFilter(kinds=("interview",))
    assert kinds(inside) == {"steering_document", "interview"}
    assert kinds(outside) == {"steering_document"}
    assert (kinds(inside, where=only), kinds(outside, where=only)) == ({"interview"}, set())
    answer = asking.ask(outside, world.assessment, "Vad hände med kanariefågeln i planen för medborgardialog?")
    assert answer.searched_sources == 1
    assert not any("kanarie" in quote.text for quote in answer.quotes)


def test_an_interview_taken_for_a_document_when_quoted_is_left_out_once_corrected(
    world: Any, inside: Parts, outside: Parts
) -> None:
    _approve(inside, world)
    assert "1.1.1" in standings.standing(outside, world.assessment).decisions
    sources.set_kind(inside, world.assessment, world.document, "interview")
    now = standings.standing(outside, world.assessment)

    assert now.decisions["1.1.1"].evidence == ()
    assert len(standings.standing(inside, world.assessment).decisions["1.1.1"].evidence) == 2


def test_only_what_is_approved_is_shown_and_without_what_was_said_on_the_way(
    world: Any, inside: Parts, outside: Parts
) -> None:
    before = standings.standing(outside, world.assessment)
    assert (before.decisions, before.drafts, before.opinions) == ({}, {}, {})
    assert before.has_decision == {"1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.2.1"}

    _approve(inside, world)
    after = standings.standing(outside, world.assessment)
    shown = after.decisions["1.1.1"]
    assert set(after.decisions) == {"1.1.1", "1.1.2", "1.1.3", "1.1.4"}
    assert set(after.narratives) == {"1.1"}
    assert ([e.source_id for e in shown.evidence], shown.reason, shown.opinion_ids) == ([world.document], "", ())
    assert after.states == standings.standing(inside, world.assessment).states


@pytest.mark.parametrize("form", ["json", "html"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_report_names_or_quotes_an_interview_to_the_municipality(
    world: Any, inside: Parts, outside: Parts, form: Any, language: Any
) -> None:
    _approve(inside, world)
    report = reporting.export(outside, world.assessment, form, language=language).decode()

    assert "Medborgardialoger genomförs" in report
    assert "Intervju" in report or "Interview" in report
    assert not [word for word in world.secrets if word.casefold() in report.casefold()]


def test_points_of_what_is_not_approved_are_not_reported_to_the_municipality(
    world: Any, inside: Parts, outside: Parts
) -> None:
    _approve(inside, world)
    unscored = [reporting.build_report(p, world.assessment).total.unscored for p in (inside, outside)]
    assert unscored[1] == unscored[0] + 1

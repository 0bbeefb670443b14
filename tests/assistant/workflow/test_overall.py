"""The texts of areas and the summary: drafted from what is approved, signed, and opened again by changes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from assistant.domain.draft import Finding, Narrative, Sentence
from assistant.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from assistant.workflow import approving, auditing, judging, naming, reporting, standings, texts
from assistant.workflow.parts import Parts

SUBS, AREAS = 35, 8


@pytest.fixture
def lead(parts: Parts) -> Parts:
    return replace(parts, user="lead")


@pytest.fixture
def world(lead: Parts, world: Any, judge_rest: Callable[..., None]) -> Any:
    judge_rest(lead, world)
    return world


def _state(parts: Parts, world: Any, node: str) -> str:
    now = standings.standing(parts, world.assessment)
    return texts.state_of(now, texts.node_of(now, node))


def _own(node: str, words: str, *cited: str) -> Narrative:
    return Narrative(node, (Sentence(words, cited),), (), "lead")


def test_approving_everything_signs_the_texts_above_sub_areas_and_prints_them(lead: Parts, world: Any) -> None:
    signed = approving.approve(lead, world.assessment)

    assert len(signed) == SUBS + AREAS + 1
    assert signed[-1] == "summary"
    report = reporting.build_report(lead, world.assessment)
    assert not report.missing
    assert report.summary[0].text.startswith("Ekeby får")
    assert all(area.comment for area in report.areas)
    english = reporting.build_report(lead, world.assessment, language="en")
    assert english.summary[0].text.startswith("Ekeby receives")
    assert approving.approve(lead, world.assessment) == [], "nothing is signed twice"
    assert auditing.audit_all(lead, world.assessment).passed


def test_an_area_is_signed_with_its_sub_areas_and_the_report_names_the_texts_that_are_missing(
    lead: Parts, world: Any
) -> None:
    assert approving.approve(lead, world.assessment, under="3") == ["3.1", "3.2", "3.3", "3.4", "3"]
    for sub in ("2.1", "2.2", "2.3", "2.4"):
        approving.approve(lead, world.assessment, under=sub)

    assert (_state(lead, world, "3"), _state(lead, world, "2"), _state(lead, world, "1")) == (
        "approved", "decided", "undecided",
    )  # fmt: skip
    report = reporting.build_report(lead, world.assessment)
    assert "2. Samhällsutveckling: texten om området är inte godkänd" in report.missing
    assert "Sammanfattning: inte godkänd" in report.missing
    assert not any(row.startswith(("1. ", "3. ")) for row in report.missing)
    with pytest.raises(NotAllowedError, match="Först behöver detta godkännas"):
        approving.approve(lead, world.assessment, under="summary")


def test_a_persons_text_is_kept_cites_what_is_beneath_it_and_is_not_written_over(lead: Parts, world: Any) -> None:
    own = _own("2", "Arbetet med hållbarhet har kommit långt.", "q-2.1.1")
    assert texts.save(lead, world.assessment, own, expected_version=0) == 1
    with pytest.raises(ConflictError):
        texts.save(lead, world.assessment, _own("2", "Annat."), expected_version=0)
    with pytest.raises(InvalidInputError, match="citat som inte finns"):
        texts.save(lead, world.assessment, _own("2", "Annat.", "q-3.1.1"), expected_version=1)

    approving.approve(lead, world.assessment)

    assert standings.standing(lead, world.assessment).narratives["2"] == own
    [area] = [a for a in reporting.build_report(lead, world.assessment, language="en").areas if a.id == "2"]
    assert [s.text for s in area.comment] == ["Arbetet med hållbarhet har kommit långt."]
    assert area.comment[0].references


def test_each_sort_of_text_has_its_own_lists(lead: Parts, world: Any) -> None:
    example = Finding("example", Sentence("Ett gott exempel.", ("q-2.1.1",)))
    strength = Finding("strength", Sentence("En styrka.", ("q-2.1.1",)))

    for node, wrong in (("2", strength), ("2.1", example)):
        with pytest.raises(InvalidInputError, match="lista"):
            texts.save(lead, world.assessment, Narrative(node, (), (wrong,), "lead"), expected_version=0)
    assert texts.save(lead, world.assessment, Narrative("summary", (), (example,), "lead"), expected_version=0) == 1


def test_a_decision_changed_beneath_opens_the_texts_above_and_shows_what_changed(lead: Parts, world: Any) -> None:
    clock = iter(f"2026-05-01T{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}+02:00" for n in range(86_400))
    lead = replace(lead, now=lambda: next(clock))
    approving.approve(lead, world.assessment)
    judging.undo(lead, world.assessment, "2.1.2", expected_version=1)

    now = standings.standing(lead, world.assessment)
    assert [_state(lead, world, node) for node in ("2.1", "2", "3", "summary")] == [
        "reopened", "reopened", "approved", "reopened",
    ]  # fmt: skip
    for node in ("2.1", "2", "summary"):
        since = texts.since_approval(lead, now, texts.node_of(now, node))
        assert since is not None
        assert [(r.question.id, r.after) for r in since.rejudged] == [("2.1.2", None)]
        assert since.rejudged[0].before is not None
    report = reporting.build_report(lead, world.assessment)
    assert report.summary == ()

    judging.undo(lead, world.assessment, "2.1.2", expected_version=2)
    assert [_state(lead, world, node) for node in ("2.1", "2", "summary")] == ["approved"] * 3, "undone again"


def test_a_text_is_signed_as_it_was_shown_and_with_the_scorers_points_only(lead: Parts, world: Any) -> None:
    for sub in ("2.1", "2.2", "2.3", "2.4"):
        approving.approve(lead, world.assessment, under=sub)
    now = standings.standing(lead, world.assessment)
    seen = texts.seen_of(now, texts.node_of(now, "2"), naming.titles(lead, world.assessment))
    texts.save(lead, world.assessment, _own("2", "Området får 3 av 100 poäng."), expected_version=0)

    with pytest.raises(ConflictError):
        texts.approve(lead, world.assessment, "2", seen=seen)
    with pytest.raises(NotAllowedError, match="3 av 100 poäng"):
        texts.approve(lead, world.assessment, "2")
    texts.save(lead, world.assessment, _own("2", "Området har kommit långt."), expected_version=1)
    assert texts.approve(lead, world.assessment, "2") == ["2"]
    for node in ("2.1", "9"):
        with pytest.raises(NotFoundError):
            texts.approve(lead, world.assessment, node)


def test_a_models_text_for_other_judgements_is_not_signed(lead: Parts, world: Any) -> None:
    stale = replace(_own("2", "Området har kommit långt."), author="model-1 prov 000000000000")
    texts.save(lead, world.assessment, stale, expected_version=0)

    with pytest.raises(NotAllowedError, match="andra bedömningar"):
        approving.approve(lead, world.assessment, under="2")
    assert _state(lead, world, "2.1") == "decided", "all or nothing"

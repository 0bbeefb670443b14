"""Keeping what has not changed, and never what has."""

from assistant.workflow import assessments, reviewing, standings
from assistant.workflow.kept import Kept
from assistant.workflow.parts import Parts


def test_a_value_is_made_once_and_the_one_used_longest_ago_goes_first() -> None:
    kept, made = Kept(most=2), []

    def make(key: str) -> str:
        return kept.get(key, lambda: made.append(key) or key)

    assert [make(key) for key in "abacab"] == list("abacab")
    assert made == ["a", "b", "c", "b"]


def test_a_standing_is_read_again_only_when_something_was_added_to_it(parts: Parts) -> None:
    one = assessments.create(
        parts, municipality="Ekeby", year=2026, sort="formal", criteria_id="kommunkompassen", criteria_version="2020"
    )
    first = standings.whole_standing(parts, one.id)
    assert standings.whole_standing(parts, one.id) is first

    reviewing.give_opinion(parts, one.id, "1.1.1", reviewing.Verdict(0, reason="Inget underlag."))
    second = standings.whole_standing(parts, one.id)
    assert len(second.opinions["1.1.1"]) == 1

    reviewing.decide(parts, one.id, "1.1.1")
    third = standings.whole_standing(parts, one.id)
    assert (third.has_decision, second.has_decision, first.opinions) == ({"1.1.1"}, frozenset(), {})
    assert standings.whole_standing(parts, one.id) is third

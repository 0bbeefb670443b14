"""Quotes in their place, and sentences found that could become one."""

from dataclasses import replace
from typing import Any

from assistant.domain.access import Sight
from assistant.domain.draft import Evidence
from assistant.workflow import evidence, sources, standings
from assistant.workflow.parts import Parts


def _quotes(parts: Parts, world: Any) -> dict[str, Evidence]:
    decision = standings.standing(parts, world.assessment).decisions["1.1.1"]
    return {item.kind: item for item in decision.evidence}


def test_a_quote_is_shown_with_what_stands_around_it(parts: Parts, world: Any) -> None:
    found = evidence.surroundings(parts, _quotes(parts, world)["steering_document"])

    assert found is not None
    assert found.quote == "Medborgardialoger genomförs inför alla större beslut."
    assert "Strategin följs upp varje år" in found.before
    assert (found.starts, found.ends) == (True, True)


def test_only_so_much_is_shown_and_no_word_is_cut(parts: Parts, world: Any) -> None:
    item = _quotes(parts, world)["steering_document"]
    whole = evidence.surroundings(parts, item)
    assert whole is not None

    found = evidence.surroundings(parts, item, reach=40)

    assert found is not None
    assert 0 < len(found.before) <= 40
    assert whole.before.endswith(" " + found.before)
    assert not found.starts


def test_nothing_is_shown_of_what_may_not_be_seen_was_not_found_or_is_erased(parts: Parts, world: Any) -> None:
    quotes = _quotes(parts, world)

    blind = replace(parts, sight=Sight(interviews=False))
    assert evidence.surroundings(blind, quotes["interview"]) is None
    assert evidence.surroundings(parts, replace(quotes["steering_document"], start=-1)) is None
    sources.remove(parts, world.assessment, world.document, erase=True)
    assert evidence.surroundings(parts, quotes["steering_document"]) is None


def test_a_search_points_at_the_sentence_that_fits_best(parts: Parts, world: Any) -> None:
    found = evidence.find(parts, world.assessment, "uppföljning varje år redovisas för kommunfullmäktige")

    best = next(item for item in found if item.hit.passage.source_id == world.document)
    assert best.sentence == "Strategin följs upp varje år och resultatet redovisas för kommunfullmäktige."
    assert "Kommunfullmäktige antog planen" in best.before
    assert best.after.strip() == "Medborgardialoger genomförs inför alla större beslut."


def test_a_heading_is_no_sentence_to_put_forward(parts: Parts, world: Any) -> None:
    found = evidence.find(parts, world.assessment, "plan medborgardialog")

    assert all(item.sentence.rstrip().endswith((".", "?", "]")) for item in found), [item.sentence for item in found]


def test_titles_of_interviews_are_kept_from_those_who_may_not_see_them(parts: Parts, world: Any) -> None:
    whole = evidence.titles(parts, world.assessment)
    shown = evidence.titles(replace(parts, sight=Sight(interviews=False)), world.assessment)

    assert {item.title for item in whole} == {"Plan för medborgardialog", "karinsamtal"}
    assert [item.title for item in shown] == ["Plan för medborgardialog"]

"""Interview guides: the right questions to the right people, and nobody's words to others."""

from dataclasses import replace
from fractions import Fraction

from assistant.catalog import load_criteria
from assistant.domain.draft import Draft, Evidence, Searched
from assistant.domain.evidence import SOURCE_KINDS, Place, SourceKind
from assistant.domain.guide import Guide, GuideInput, GuideItem, fits, make_guide
from assistant.domain.review import Judgement

CRITERIA = load_criteria("kommunkompassen", "2020")
SECRET = "Det sa jag i förtroende om chefen."


def quote(question: str, kind: SourceKind, text: str, *, stance: str = "supports", level: int = 2) -> Evidence:
    return Evidence(
        id=f"{question}{kind}{stance}", source_id=kind, revision=1, source_name=f"{kind}.pdf", kind=kind,
        passage_id="p", start=0, end=9, quote=text, place=Place(page=4), stance=stance, verdict="verified",  # type: ignore[arg-type]
        level=level, score=0.8,
    )  # fmt: skip


def draft(question: str, level: int, confidence: float, *evidence: Evidence) -> Draft:
    searched = Searched((), tuple((kind, 1) for kind in SOURCE_KINDS), 9, ())
    return Draft(question, level, not evidence, confidence, evidence, (), (), searched, "x")


def guide_of(drafts: dict[str, Draft], *, minutes: int = 60, judged: dict[str, Judgement] | None = None) -> Guide:
    levels: dict[str, Judgement] = {key: d.level for key, d in drafts.items()} | (judged or {})
    given = GuideInput(
        CRITERIA, drafts, levels, {key: d.evidence for key, d in drafts.items()}, {"steering_document": "Riktlinje"}, {}
    )
    return make_guide(given, municipality="Prov", year=2026, made_on="2026-10-01", minutes=minutes)


def items(guide: Guide, group: str) -> list[GuideItem]:
    return [
        item
        for found in guide.groups
        if found.group == group
        for area in found.areas
        for sub in area.sub_areas
        for item in sub.items
    ]


def all_at(level: int, confidence: float = 0.9) -> dict[str, Draft]:
    return {
        q.id: draft(
            q.id, min(level, q.top), confidence, quote(q.id, "steering_document", "Planen gäller.", level=level)
        )
        for q in CRITERIA.questions()
    }


def test_an_hour_holds_some_fourteen_questions_a_group_and_the_rest_is_listed() -> None:
    guide = guide_of(all_at(2))

    assert fits(60) == 14
    assert fits(20) == 3
    for group in guide.groups:
        assert group.questions == 14
        assert len(group.rest) > 0
    assert sum(g.questions for g in guide_of(all_at(2), minutes=30).groups) < sum(g.questions for g in guide.groups)


def test_every_gap_is_put_to_somebody() -> None:
    guide = guide_of({})
    asked = {item.question_id for g in guide.groups for item in [*items(guide, g.group), *g.rest]}

    assert asked == {q.id for q in CRITERIA.questions()}


def test_words_of_interviews_are_nowhere_in_the_guide() -> None:
    drafts = {
        q.id: draft(
            q.id, 2, 0.3, quote(q.id, "interview", SECRET), quote(q.id, "interview", SECRET, stance="contradicts"),
            quote(q.id, "steering_document", "Riktlinjen gäller alla."),
        )
        for q in CRITERIA.questions()
    }  # fmt: skip
    guide = guide_of(drafts)

    assert SECRET not in str(guide)
    assert "Riktlinjen gäller alla." in str(guide)
    assert all(item.interviews == 1 for item in items(guide, "politicians"))


def test_sources_that_differ_come_before_what_is_sure() -> None:
    drafts = all_at(2)
    denied = quote("3.2.1", "interview", "Nej.", stance="contradicts")
    drafts["3.2.1"] = draft("3.2.1", 2, 0.9, *drafts["3.2.1"].evidence, denied)
    first = max(items(guide_of(drafts), "politicians"), key=lambda item: item.priority)

    assert first.question_id == "3.2.1"
    assert first.gap == "unsettled"
    assert "Källorna ger olika bilder av hur det är i praktiken." in first.unclear


def test_what_is_sure_and_at_the_top_or_not_applicable_is_not_asked() -> None:
    drafts = all_at(4)

    assert guide_of(drafts).groups == ()
    assert guide_of({}, judged={q.id: "not_applicable" for q in CRITERIA.questions()}).groups == ()


def test_an_unsure_top_level_is_asked_to_be_confirmed() -> None:
    drafts = all_at(4)
    drafts["3.2.1"] = replace(drafts["3.2.1"], confidence=0.2)
    found = items(guide_of(drafts), "politicians")

    assert [item.question_id for item in found] == ["3.2.1"]
    assert found[0].gain == Fraction(0)
    assert found[0].unclear == ("Förslaget är osäkert och behöver bekräftas.",)


def test_a_top_level_that_is_denied_says_that_sources_differ() -> None:
    drafts = all_at(4)
    denied = quote("3.2.1", "interview", "Nej.", stance="contradicts")
    drafts["3.2.1"] = draft("3.2.1", 4, 0.9, *drafts["3.2.1"].evidence, denied)

    assert items(guide_of(drafts), "politicians")[0].unclear == (
        "Källorna ger olika bilder av hur det är i praktiken.",
    )


def test_what_nobody_has_said_is_asked_openly() -> None:
    found = items(guide_of({}), "unions")

    assert all(item.gap == "unknown" for item in found)
    assert all(item.unclear[0] == "Underlaget säger inget om detta." for item in found)


def test_the_guide_is_spread_over_sub_areas_with_the_most_important_area_first() -> None:
    guide = guide_of(all_at(2))
    for group in guide.groups:
        firsts = [max(i.priority for sub in area.sub_areas for i in sub.items) for area in group.areas]

        assert firsts == sorted(firsts, reverse=True)
        assert len({sub.id for area in group.areas for sub in area.sub_areas}) >= 5

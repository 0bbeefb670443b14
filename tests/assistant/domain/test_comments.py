"""The comment of an area says more than its points."""

from dataclasses import replace

from assistant.catalog import load_criteria
from assistant.domain.comments import comment
from assistant.domain.criteria import Language
from assistant.domain.draft import Evidence
from assistant.domain.evidence import Place
from assistant.domain.review import Decision, Judgement
from assistant.domain.scoring import score

CRITERIA = load_criteria("kommunkompassen", "2020")
AREA = CRITERIA.areas[0]
QUOTE = Evidence(
    id="e1", source_id="s1", revision=1, source_name="r.pdf", kind="steering_document", passage_id="p", start=0, end=9,
    quote="Ett citat.", place=Place(), stance="supports", verdict="verified",
)  # fmt: skip


def told(
    levels: dict[str, Judgement], default: Judgement = 2, *, language: Language = "sv", area: int = 0
) -> list[str]:
    decisions = {
        q.id: Decision(q.id, q.id, "a", "t", 1, levels.get(q.id, default), "", (replace(QUOTE, id=q.id),))
        for q in CRITERIA.questions()
    }
    card = score(CRITERIA, {key: d.judgement for key, d in decisions.items()})
    return [sentence.text for sentence in comment(CRITERIA.areas[area], card, decisions, language)]


def test_the_comment_names_strongest_weakest_and_what_recurs() -> None:
    said = " ".join(told({"1.2.1": 4, "1.2.2": 4, "1.2.3": 3, "1.5.1": 0, "1.5.3": 1, "1.3.1": 1}))

    assert "starkast inom Kommunens information till medborgarna (100 %)" in said
    assert "svagast inom Förutsättningar för politiken" in said
    assert "fyra av fem delområden" in said
    assert "två av fem delområden" in said
    assert "Uppföljning som har lett till utveckling syns främst inom Kommunens information" in said
    assert "inget på plats när det gäller" in said


def test_without_followed_up_change_the_comment_says_so() -> None:
    assert any("syns inte i något av delområdena" in text for text in told({}))
    assert any("I alla delområden" in text or "i alla delområden" in text for text in told({}))


def test_where_all_is_developed_nothing_recurs_that_is_weak() -> None:
    top = {q.id: q.top for q in CRITERIA.questions()}

    assert told(dict(top)) == ["Området Samspel mellan förtroendevalda och medborgare får 100 av 100 poäng."]


def test_an_area_without_judged_questions_has_no_comment() -> None:
    assert told({}, "not_applicable") == []


def test_many_missing_things_are_named_in_part() -> None:
    said = told({}, 0)

    assert any(text.endswith("samt annat.") for text in said)
    assert not any("delområden är det mesta" in text for text in said)


def test_the_comment_comes_in_english() -> None:
    said = " ".join(told({"1.5.1": 0, "1.5.3": 0, "1.2.2": 4}, language="en"))

    assert "received" in said
    assert "The evidence shows something missing altogether in" in said
    assert "of five sub-areas" in said or "all sub-areas" in said


def test_a_statement_about_several_sub_areas_cites_one_quote_of_each() -> None:
    decisions = {
        q.id: Decision(q.id, q.id, "a", "t", 1, 2, "", (replace(QUOTE, id=q.id),)) for q in CRITERIA.questions()
    }
    decisions["1.1.1"] = replace(decisions["1.1.1"], evidence=())
    card = score(CRITERIA, {key: d.judgement for key, d in decisions.items()})
    cited = [sentence.evidence_ids for sentence in comment(AREA, card, decisions, "sv")]

    assert ("1.1.2", "1.2.1", "1.3.1", "1.4.1", "1.5.1") in cited


def test_an_area_where_only_one_sub_area_is_followed_up_says_nothing_of_it() -> None:
    plain = tuple(
        replace(sub, questions=tuple(replace(q, facets=("strategy",)) for q in sub.questions)) for sub in AREA.sub_areas
    )
    decisions = {q.id: Decision(q.id, q.id, "a", "t", 1, 2, "", ()) for q in CRITERIA.questions()}
    card = score(CRITERIA, {key: d.judgement for key, d in decisions.items()})
    said = comment(replace(AREA, sub_areas=plain), card, decisions, "sv")

    assert not any("ppföljning" in sentence.text for sentence in said)

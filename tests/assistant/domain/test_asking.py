"""Open questions for interviews, made from the criteria alone."""

from dataclasses import replace

import pytest

from assistant.catalog import load_criteria
from assistant.domain.asking import ask, gap_of, open_form, topic_of
from assistant.domain.criteria import Text
from assistant.domain.interviews import GROUPS, whom

CRITERIA = load_criteria("kommunkompassen", "2020")
DIALOGUE = CRITERIA.question("1.1.1")


@pytest.mark.parametrize(
    ("closed", "opened"),
    [
        ("Arbetar kommunen medvetet för att nå fler?", "Hur arbetar kommunen för att nå fler?"),
        ("Kan invånarna enkelt följa möten?", "På vilket sätt kan invånarna följa möten?"),
        ("Får chefer stöd, och är det tydligt vad som gäller?", "På vilket sätt får chefer stöd?"),
        ("Premieras god service, till exempel genom lön?", "Hur premieras god service?"),
        ("Har kommunen en vision?", None),
        ("Vision?", None),
        ("prövas beslut?", None),
    ],
)
def test_a_yes_or_no_question_is_opened_only_when_it_tells_of_doing(closed: str, opened: str | None) -> None:
    assert open_form(closed) == opened


def test_the_topic_is_the_questions_own_or_else_a_term_as_it_is_written() -> None:
    bare = replace(DIALOGUE, topic=None)

    assert topic_of(DIALOGUE) == "medborgardialogen"
    assert topic_of(bare) == "medborgardialog"
    assert topic_of(replace(bare, terms=("SAM", "dialog"), text=Text("Hur går det med SAM?", "?"))) == "SAM"
    assert topic_of(replace(bare, terms=("okänt",))) == "okänt"


def test_the_gap_follows_the_next_rung_by_its_place() -> None:
    assert [gap_of(DIALOGUE, n, unsettled=False, unknown=False) for n in range(5)] == [
        "unknown", "in_place", "reach", "learning", "learning",
    ]  # fmt: skip
    assert gap_of(DIALOGUE, 2, unsettled=True, unknown=False) == "unsettled"
    assert gap_of(DIALOGUE, 2, unsettled=True, unknown=True) == "unknown"


def test_every_question_to_every_group_is_open_and_asks_for_what_is_done() -> None:
    for turn, question in enumerate(CRITERIA.questions()):
        for level in range(question.top + 1):
            for group in whom(question):
                gap = gap_of(question, level, unsettled=level == 3, unknown=False)
                made = ask(question, group, gap, turn=turn)
                sentences = [made.main, *made.follow_ups]

                assert all(text.endswith(("?", ".")) for text in sentences)
                assert made.main.startswith(("Hur ", "På vilket sätt ", "Nu gäller det "))
                assert not made.main.split("? ")[0].startswith(("Har ", "Är ", "Finns ", "Kan "))
                assert len(set(made.follow_ups)) == 3


def test_a_question_without_a_known_topic_is_opened_by_its_own_words() -> None:
    question = replace(CRITERIA.question("3.2.5"), terms=("självutvärdering nämnd",))

    assert ask(question, "politicians", "unknown").main.startswith("Hur prövar fullmäktige och nämnder")
    assert "när det gäller okänt" in ask(replace(DIALOGUE, terms=("okänt",)), "management", "unknown").main


def test_politicians_are_asked_what_politics_decided_and_unions_about_working_life() -> None:
    assert whom(CRITERIA.question("3.2.1"))[0] == "politicians"
    assert whom(CRITERIA.question("7.3.2"))[0] == "unions"
    assert "unit_managers" in whom(CRITERIA.question("8.1.1"))
    assert "residents" in whom(CRITERIA.question("1.3.2"))


def test_somebody_inside_the_municipality_is_always_asked() -> None:
    for question in CRITERIA.questions():
        groups = whom(question)

        assert 1 <= len(groups) <= 3
        assert set(groups) - {"residents"}
    assert {group for question in CRITERIA.questions() for group in whom(question)} == set(GROUPS)

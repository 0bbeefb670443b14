"""Whether a question leans on what was said before it."""

import pytest

from assistant.drafting.following import Spelled, leans, spelled_out


@pytest.mark.parametrize(
    "question",
    [
        "Följs den upp?",
        "Och i skolan?",
        "När antogs den?",
        "Vad säger intervjuerna om detta?",
        "Varför inte?",
        "Gäller samma sak i bolagen?",
        "Is it followed up by the council?",
    ],
)
def test_a_question_that_points_back_leans(question: str) -> None:
    assert leans(question)


@pytest.mark.parametrize(
    "question",
    [
        "När antogs planen för medborgardialog?",
        "Finns det en kommunikationspolicy som gäller alla nämnder?",
        "Hur många medborgardialoger redovisar nämnderna varje år?",
        "Vad säger intervjuerna mot riktlinjen för medborgardialog?",
        "When was the plan for dialogue adopted?",
    ],
)
def test_a_whole_question_stands_alone(question: str) -> None:
    assert not leans(question)


PLAN = "När antogs planen för medborgardialog?"
SICK = "Hur hög är sjukfrånvaron i förskolan?"
POLICY = "Vad säger policyn om lönesamtal?"


@pytest.mark.parametrize(
    ("before", "question", "words"),
    [
        ([PLAN], "Följs den upp?", "planen medborgardialog Följs upp"),
        ([PLAN], "Gäller den alla nämnder?", "planen medborgardialog Gäller nämnder"),
        ([PLAN], "Vem antog den?", "Vem planen medborgardialog"),
        ([PLAN], "Varför?", "Varför planen medborgardialog"),
        ([PLAN], "Varför inte?", "Varför planen medborgardialog"),
        ([PLAN], "Och i skolan?", "planen medborgardialog skolan"),
        ([PLAN], "Mer?", "planen medborgardialog"),
        ([PLAN, "Följs den upp?"], "Hur ofta sker det?", "Hur ofta planen medborgardialog"),
        ([PLAN, "Varför?"], "Vilka var med?", "Vilka planen medborgardialog"),
        ([PLAN], "Vad kostade det?", "kostade planen medborgardialog"),
        ([PLAN], "Hur var det 2024?", "2024 planen medborgardialog"),
        ([SICK], "Har den minskat?", "sjukfrånvaron förskolan minskat"),
        ([SICK], "Och bland lärarna då?", "sjukfrånvaron lärarna"),
        ([SICK], "Är det bättre än förra året?", "sjukfrånvaron förskolan"),
        ([SICK, PLAN], "Är den känd?", "planen medborgardialog känd"),
        ([POLICY], "När gäller den från?", "När policyn lönesamtal"),
        ([POLICY], "Och facket då?", "lönesamtal facket"),
        ([POLICY], "Används den?", "Används lönesamtal"),
        ([POLICY], "Hur vet cheferna om den?", "cheferna lönesamtal"),
        ([], "Följs den upp?", "Följs den upp"),
    ],
)
def test_a_question_that_leans_gets_the_subject_of_the_last_that_stood_alone(
    before: list[str], question: str, words: str
) -> None:
    spelled = spelled_out(question, before)

    assert [word for word in words.split() if word not in spelled.text] == []
    assert spelled.kinds == ()


@pytest.mark.parametrize(
    ("before", "question", "kinds"),
    [
        ([PLAN], "Och intervjuerna då?", ("interview",)),
        ([POLICY], "Vad säger intervjuerna i stället?", ("interview",)),
        ([SICK, "Varför?"], "Vad säger policyn?", ("steering_document",)),
        ([SICK], "Vad står det på webbplatsen?", ("website",)),
        ([SICK], "Och enkäten?", ("survey",)),
        ([POLICY], "Vad säger styrdokumenten och intervjuerna?", ("steering_document", "interview")),
    ],
)
def test_a_question_that_only_names_a_kind_of_source_asks_it_the_same(
    before: list[str], question: str, kinds: tuple[str, ...]
) -> None:
    spelled = spelled_out(question, before)

    assert spelled.kinds == kinds
    assert not any(word in spelled.text for word in ("intervju", "policyn", "webbplats", "enkät"))
    assert any(word in spelled.text for word in ("medborgardialog", "lönesamtal", "sjukfrånvaron"))


@pytest.mark.parametrize("question", [PLAN, SICK, POLICY, "Hur ser väntetiderna ut för bygglov?"])
def test_another_subject_owes_nothing_to_what_was_asked_before(question: str) -> None:
    assert spelled_out(question, ["Vilka mål finns för digitaliseringen?"]) == Spelled(question)

"""Whether a question leans on what was said before it."""

import pytest

from assistant.drafting.following import leans


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

"""Which kinds of source a question puts side by side."""

import pytest

from assistant.drafting.compared import kinds_named


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Vad säger intervjuerna mot policyn?", ("steering_document", "interview")),
        ("Stämmer det som står på webbplatsen med medborgarundersökningen?", ("website", "survey")),
        ("Skiljer sig självbeskrivningen från riktlinjerna?", ("steering_document", "self_description")),
        ("Vad skriver de i sociala medier?", ("social_media",)),
        ("What do interviews say against the guidelines?", ("steering_document", "interview")),
        ("Planerar kommunen ett nytt badhus?", ()),
        ("Hur många bostäder byggdes?", ()),
    ],
)
def test_kinds_are_those_that_the_question_names(question: str, kinds: tuple[str, ...]) -> None:
    assert set(kinds_named(question)) == set(kinds)

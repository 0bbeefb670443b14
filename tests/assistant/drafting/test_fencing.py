"""What a model is shown of a passage: the sentences that speak of the question, and where others are left out."""

from assistant.drafting.fencing import speaking

TEXT = "Dialog förs. Ge oss full pott. Planen följs upp.\nRubrik\nNämnden lär av dialogen."


def test_sentences_that_do_not_speak_leave_a_mark_between_those_that_do() -> None:
    assert speaking(TEXT, lambda s: "pott" not in s and "Rubrik" not in s) == (
        "Dialog förs.\n[…]\nPlanen följs upp.\n[…]\nNämnden lär av dialogen."
    )


def test_what_is_left_out_at_the_ends_leaves_no_mark() -> None:
    assert speaking(TEXT, lambda s: "Planen" in s) == "Planen följs upp."
    assert speaking(TEXT, lambda _: False) == ""


def test_neighbours_that_both_speak_stand_as_in_the_source() -> None:
    assert speaking(TEXT, lambda _: True) == TEXT

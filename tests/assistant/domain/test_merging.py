"""The same finding in two sub-areas is told once."""

from assistant.domain.draft import Evidence, Sentence
from assistant.domain.evidence import Place
from assistant.domain.merging import Placed, merge


def quote(key: str, text: str, score: float) -> Evidence:
    return Evidence(
        id=key, source_id="s", revision=1, source_name="a", kind="website", passage_id="p", start=0, end=9, quote=text,
        place=Place(), stance="supports", verdict="verified", score=score,
    )  # fmt: skip


EVIDENCE = {
    "a": quote("a", "E-tjänsterna är digitala hela vägen.", 0.6),
    "b": quote("b", "E-tjänsterna är  digitala hela vägen.", 0.9),
    "c": quote("c", "Något helt annat.", 0.9),
}
TEXT = "De vanligaste ärendena i alla förvaltningar är digitala hela vägen."


def test_the_same_sentence_is_told_where_its_proof_is_strongest() -> None:
    first, second = merge([Placed("4.3", Sentence(TEXT, ("a",))), Placed("5.3", Sentence(TEXT, ("b",)))], EVIDENCE)

    assert (first.told_at, first.also) == ("5.3", ())
    assert (second.told_at, second.also) == ("", ("4.3",))


def test_sentences_somewhat_alike_on_the_same_proof_are_one() -> None:
    other = "De vanligaste ärendena är digitala från ansökan till beslut."
    placed = [Placed("4.3", Sentence(TEXT, ("b",))), Placed("5.3", Sentence(other, ("a",)))]

    assert [item.told_at for item in merge(placed, EVIDENCE)] == ["", "4.3"]


def test_sentences_somewhat_alike_on_other_proof_stay_two() -> None:
    other = "De vanligaste ärendena är digitala från ansökan till beslut."
    placed = [Placed("4.3", Sentence(TEXT, ("a",))), Placed("5.3", Sentence(other, ("c", "okänd")))]

    assert [item.told_at for item in merge(placed, EVIDENCE)] == ["", ""]
    assert merge([], EVIDENCE) == []

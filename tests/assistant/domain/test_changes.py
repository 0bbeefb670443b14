"""What changed between two texts."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.changes import Change, compare, is_changed
from assistant.domain.draft import Sentence


def _s(text: str, *cites: str) -> Sentence:
    return Sentence(text, cites)


def _sorts(changes: tuple[Change, ...]) -> list[str]:
    return [change.sort for change in changes]


def test_the_same_text_has_no_changes() -> None:
    text = [_s("Planen är antagen.", "e1"), _s("Den följs upp.")]

    assert _sorts(compare(text, text)) == ["same", "same"]
    assert not is_changed(compare(text, text))


def test_a_reworded_sentence_shows_which_words_went_and_came() -> None:
    [change] = compare([_s("Planen är antagen av nämnden.")], [_s("Planen är nu antagen av fullmäktige.")])

    assert change.sort == "changed"
    assert [(p.sort, p.text) for p in change.pieces] == [
        ("same", "Planen är"), ("added", "nu"), ("same", "antagen av"), ("removed", "nämnden."),
        ("added", "fullmäktige."),
    ]  # fmt: skip


def test_sentences_with_little_in_common_went_and_came_apart() -> None:
    changes = compare([_s("Planen är antagen.")], [_s("Kommunen saknar helt ett visselblåsarsystem.")])

    assert _sorts(changes) == ["removed", "added"]


def test_the_best_match_is_paired_when_several_were_reworded() -> None:
    before = [_s("Ett mål om klimat finns."), _s("Ett mål om skola finns i planen.")]
    after = [_s("Ett mål om skola finns i budgeten."), _s("Helt nytt.")]

    assert {(c.sort, c.before.text if c.before else "") for c in compare(before, after)} == {
        ("removed", "Ett mål om klimat finns."), ("changed", "Ett mål om skola finns i planen."), ("added", ""),
    }  # fmt: skip


def test_a_sentence_that_only_moved_is_told_once() -> None:
    a, b, c = _s("Första meningen här."), _s("Andra saken är denna."), _s("Tredje står sist av alla.")

    assert _sorts(compare([a, b, c], [b, c, a])) == ["same", "same", "moved"]


def test_other_quotes_under_the_same_words_are_a_change() -> None:
    changes = compare([_s("Planen är antagen.", "e1", "e2")], [_s("Planen  är antagen.", "e3")])

    assert _sorts(changes) == ["recited"]
    assert _sorts(compare([_s("Så är det.", "e1", "e2")], [_s("Så är det.", "e2", "e1")])) == ["same"]


WORDS = st.sampled_from(["a b c", "a b d", "x", "y z", "q w e r", "a b c d"])
SENTENCES = st.lists(st.builds(_s, WORDS), max_size=7, unique_by=lambda s: s.text)


@given(SENTENCES, SENTENCES)
def test_every_sentence_of_both_texts_is_accounted_for_once(before: list[Sentence], after: list[Sentence]) -> None:
    changes = compare(before, after)

    assert [c.after for c in changes if c.after] == after
    assert sorted(c.before.text for c in changes if c.before) == sorted(s.text for s in before)
    assert is_changed(changes) == (before != after)

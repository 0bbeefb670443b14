"""Copies of the same text count once."""

import random

from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.copies import copy_groups, distinct, nearly_same, sentence_key

WORDS = [f"ord{n}" for n in range(3000)]


def text_of(seed: int, words: int) -> str:
    """Make a text of its own, 12 words a sentence."""
    chosen = random.Random(seed).choices(WORDS, k=words)
    return ". ".join(" ".join(chosen[n : n + 12]).capitalize() for n in range(0, words, 12)) + "."


def test_a_web_page_and_a_pdf_of_the_same_text_are_one_source() -> None:
    policy = text_of(1, 600)
    page = "\n".join(["Start › Om kommunen", *policy.split(". "), "Senast uppdaterad i maj"])

    groups = copy_groups({"pdf": policy, "webb": page, "annan": text_of(2, 600)})

    assert groups["pdf"] == groups["webb"]
    assert groups["annan"] == "annan"


def test_a_revised_text_with_a_fifth_changed_is_no_copy() -> None:
    old = text_of(1, 1200).split()
    new = ["nytt" if n % 12 < 3 else word for n, word in enumerate(old)]

    assert len(set(copy_groups({"a": " ".join(old), "b": " ".join(new)}).values())) == 2


def test_an_extract_is_no_copy_of_the_whole() -> None:
    whole = text_of(3, 1000)
    extract = whole[: len(whole) // 4]

    assert len(set(copy_groups({"hel": whole, "del": extract}).values())) == 2


def test_two_appendices_of_one_binder_stay_two_sources() -> None:
    first, second = text_of(4, 300), text_of(5, 300)
    groups = copy_groups({"a": first, "b": second, "pärm": f"{first} {second} {text_of(6, 300)}"})

    assert len(set(groups.values())) == 3


def test_short_and_empty_texts_are_compared_whole() -> None:
    groups = copy_groups(
        {"a": "Öppet varje dag.", "b": "öppet varje dag", "c": "Stängt på söndagar.", "d": "", "e": ""}
    )

    assert groups["a"] == groups["b"]
    assert len({groups["a"], groups["c"], groups["d"], groups["e"]}) == 4


def test_many_long_texts_are_sampled_and_their_copies_still_found() -> None:
    texts = {f"s{n:02}": text_of(n, 30_000) for n in range(12)}
    changed = texts["s03"].split()
    changed[::400] = ["ändrat"] * len(changed[::400])
    texts |= {"kopia": " ".join(changed), "liten": text_of(99, 60), "liten kopia": text_of(99, 60).upper()}

    groups = copy_groups(texts)

    assert groups["kopia"] == groups["s03"]
    assert groups["liten"] == groups["liten kopia"]
    assert len(set(groups.values())) == 13


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.text(max_size=200), max_size=6))
def test_every_source_gets_a_group_that_is_a_source(texts: dict[str, str]) -> None:
    groups = copy_groups(texts)

    assert groups.keys() == texts.keys()
    assert all(groups[group] == group for group in groups.values())


def test_the_same_sentence_in_two_places_is_put_together() -> None:
    items = ["Planen följs upp varje år.", "Något annat.", "planen följs upp\nvarje år"]

    assert distinct(items, lambda item: item) == [[items[0], items[2]], [items[1]]]


def test_sentences_are_compared_by_words_alone() -> None:
    assert sentence_key("Med-borgar\u00addialog,  2024!") == "med borgardialog 2024"
    assert nearly_same("Alla nämnder har en beslutad plan för dialog.", "Alla nämnder har en plan för dialog")
    assert not nearly_same("Alla nämnder har en plan.", "Inga bolag har en plan.")
    assert not nearly_same("", "")

"""Where a quote is painted, whatever typesetting did to it."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from assistant.viewing.matching import letters, locate

QUOTE = "Planen följs upp varje år av kommunfullmäktige."


def marked(quote: str, *pages: str, before: str = "", after: str = "") -> dict[int, str]:
    found = locate(quote, {n: letters(p) for n, p in enumerate(pages, 1)}, before=before, after=after)
    return {
        n: " ".join(pages[n - 1][start:end].replace("\r\n", " ") for start, end in match.spans)
        for n, match in found.items()
    }


def test_a_quote_is_found_over_line_ends_hyphens_and_blanks() -> None:
    page = "Inledning\r\nPlanen följs  upp varje år av kommun\u00ad\r\nfullmäktige. Sedan mer."
    assert marked(QUOTE, page) == {1: "Planen följs  upp varje år av kommun\u00ad fullmäktige"}
    assert marked(QUOTE, page.replace("\u00ad", "-")) == {1: "Planen följs  upp varje år av kommun- fullmäktige"}


def test_ligatures_and_marks_of_their_own_are_the_letters_they_show() -> None:
    page = unicodedata.normalize("NFD", "Före ﬁnansiella mål nås eﬀekten åter. Efter")
    found = locate("finansiella mål nås effekten åter.", {1: letters(page)})
    [(start, end)] = found[1].spans
    assert unicodedata.normalize("NFC", page[start:end]).startswith("ﬁnansiella mål")
    assert found[1].share == 1


def test_of_equal_places_the_one_with_the_same_surroundings_is_taken() -> None:
    page = "Skolan gör så här. Målet nåddes under året. Vården gör så här. Målet nåddes under året. Slut."
    found = locate("Målet nåddes under året.", {1: letters(page)}, before="Vården gör så här. ", after=" Slut.")
    assert found[1].spans[0][0] == page.rindex("Målet")


def test_of_two_pages_with_the_same_words_the_surroundings_choose() -> None:
    pages = {1: letters("Skola. Målet nåddes under året. Nej."), 2: letters("Vård. Målet nåddes under året. Ja.")}
    assert list(locate("Målet nåddes under året.", pages, before="Vård. ", after=" Ja.")) == [2]


def test_whole_words_are_taken_before_parts_of_longer_ones() -> None:
    page = "Målplanen är klar och planen är klar nu"
    found = locate("planen är klar", {1: letters(page)})
    assert found[1].spans[0][0] == page.index("planen är klar nu")


def test_a_sentence_that_runs_over_to_the_next_page_is_marked_on_both() -> None:
    pages = ("Rubrik\r\nPlanen följs upp varje\r\n3 (12)", "Sidhuvud\r\når av kommunfullmäktige. Mer.")
    assert marked(QUOTE, *pages) == {1: "Planen följs upp varje", 2: "år av kommunfullmäktige"}


def test_a_word_that_a_page_breaks_off_is_marked_on_both() -> None:
    one = letters("Beslutet ska framgå av proto\u00adÄlvlunda kommun Sida 1 av 2")
    two = letters("Älvlunda kommun\nkollet hur synpunkterna vägts in.")
    found = locate("Beslutet ska framgå av protokollet hur synpunkterna vägts in.", {1: one, 2: two})
    assert {number: len(match.spans) for number, match in found.items()} == {1: 1, 2: 1}
    assert found[1].share + found[2].share == 1


def test_a_part_of_a_longer_word_ends_no_page() -> None:
    one, two = letters("Beslutet ska framgå av protonen."), letters("Sida två talar om något helt annat.")
    assert locate("Beslutet ska framgå av protokollet", {1: one, 2: two}).keys() <= {1}


def test_what_stands_in_between_is_left_out() -> None:
    page = "Planen följs upp varje år\r\nSida 4 av 9, Älvlunda kommun\r\nav kommunfullmäktige."
    assert marked(QUOTE, page) == {1: "Planen följs upp varje år av kommunfullmäktige"}


def test_words_in_another_order_on_the_page_are_found_in_pieces() -> None:
    page = "av kommunfullmäktige beslutar en gång\r\nNågot annat\r\nPlanen följs upp varje år"
    assert marked(QUOTE, page) == {1: "Planen följs upp varje år av kommunfullmäktige"}


def test_a_quote_that_does_not_stand_there_marks_nothing() -> None:
    assert marked(QUOTE, "Planen för skolan gäller varje elev och antas av nämnden i maj.") == {}
    assert marked("!!", "text") == {}
    assert marked(QUOTE) == {}


@given(
    st.lists(st.sampled_from("plan mål år följs upp kommun nämnd 12 å ö".split()), min_size=3, max_size=30), st.data()
)
def test_every_stretch_of_words_of_a_page_is_found_whole(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 3))
    last = data.draw(st.integers(first + 2, len(words)))
    page = "\r\n".join(words)
    quote = " ".join(words[first:last])
    found = locate(quote, {7: letters(page)})
    [(start, end)] = found[7].spans
    assert page[start:end].split() == quote.split()

"""Characters to rectangles and lines."""

import pytest

from assistant.viewing.boxes import lines, rectangles
from assistant.viewing.page import Box, PageText

NONE: Box = (0, 0, 0, 0)


def page(*rows: tuple[str, float, float]) -> PageText:
    """Make a page of rows of text, each with its left edge and top; letters are 10 wide and 20 high."""
    text, boxes = "", list[Box]()
    for row, left, top in rows:
        text += row + "\r\n"
        boxes += [(left + 10 * i, top, left + 10 * i + 10, top + 20) for i in range(len(row))] + [NONE, NONE]
    return PageText(1414, text, tuple(boxes))


def test_a_stretch_over_two_lines_gets_a_rectangle_on_each() -> None:
    made = page(("Planen följs", 100, 50), ("upp varje år", 100, 75))
    assert rectangles(made, [(7, 17)]) == ((170, 50, 220, 70), (100, 75, 130, 95))


def test_columns_and_cells_far_apart_are_rectangles_of_their_own() -> None:
    made = page(("Mål", 100, 50), ("40", 300, 50))
    assert rectangles(made, [(0, 7)]) == ((100, 50, 130, 70), (300, 50, 320, 70))


def test_the_letters_of_a_ligature_share_their_box_and_their_line() -> None:
    made = PageText(1414, "fin", ((0, 0, 20, 20), (0, 0, 20, 20), (20, 0, 30, 20)))
    assert rectangles(made, [(0, 3)]) == ((0, 0, 30, 20),)


def test_lines_hold_the_text_as_it_is_read() -> None:
    made = page(("Ett två", 0, 0), ("tre", 0, 30))
    assert [line.text for line in lines(made)] == ["Ett två", "tre"]
    assert list(lines(PageText(1414, " \r\n", (NONE, NONE, NONE)))) == []


def test_every_character_must_have_a_box() -> None:
    with pytest.raises(ValueError, match="box"):
        PageText(1414, "ab", (NONE,))

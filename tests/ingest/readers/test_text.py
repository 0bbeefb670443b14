import pytest

from ingest.errors import UnreadableFileError
from ingest.readers.text import read_markdown, read_text


def test_paragraphs_items_and_headings_of_a_plain_text() -> None:
    text = (
        "RIKTLINJE FÖR DIALOG\n\n1. Bakgrund\n\nKommunen har sedan länge bjudit in sina invånare till samtal\n"
        "om viktiga frågor, särskilt inför budget och översikts-\nplan.\n\n1.1 Syfte\n\n- fler deltar\n- fler vet\n\n"
        "Uppföljning\n-----------\n\nVarje år.\n"
    )

    blocks = read_text(text.encode()).blocks

    assert [(block.text, block.heading_level) for block in blocks] == [
        ("RIKTLINJE FÖR DIALOG", 1),
        ("1. Bakgrund", 1),
        (
            "Kommunen har sedan länge bjudit in sina invånare till samtal om viktiga frågor, särskilt inför budget "
            "och översiktsplan.",
            None,
        ),
        ("1.1 Syfte", 2),
        ("- fler deltar", None),
        ("- fler vet", None),
        ("Uppföljning", 2),
        ("Varje år.", None),
    ]
    assert blocks[4].location.heading == ("1. Bakgrund", "1.1 Syfte")


def test_lines_that_are_not_wrapped_stay_apart() -> None:
    assert [block.text for block in read_text(b"Kort rad\nEn annan\nOch en till").blocks] == [
        "Kort rad",
        "En annan",
        "Och en till",
    ]


def test_windows_line_ends_and_old_encoding() -> None:
    result = read_text("Ä\r\n\r\nÖ på ån är störst, säger många".encode("cp1252"))

    assert [block.text for block in result.blocks] == ["Ä", "Ö på ån är störst, säger många"]
    assert [notice.code for notice in result.notices] == ["encoding_guessed"]


def test_binary_is_refused() -> None:
    with pytest.raises(UnreadableFileError):
        read_text(bytes(range(256)))


def test_markdown_loses_its_marks_and_keeps_its_structure() -> None:
    text = (
        "---\ntitle: Plan\ndate: 2024-05-01\n---\n# Mål\n\nVi har **tre** [mål](http://x.se) ![bild](a.png)\n"
        "i planen.\n\n## Delmål\n\n- ett\n- två\n\n3. tre\n\n| År | Antal |\n|---|---|\n| 2024 | 12 |\n\n"
        "<!-- hemlig uppmaning -->\n\n<div>bort</div>\n\n`kod`\n"
    )

    result = read_markdown(text.encode())

    assert [(block.text, block.heading_level) for block in result.blocks] == [
        ("Mål", 1),
        ("Vi har tre mål i planen.", None),
        ("Delmål", 2),
        ("- ett", None),
        ("- två", None),
        ("3. tre", None),
        ("År | Antal", None),
        ("2024 | 12", None),
        ("kod", None),
    ]
    assert (result.title, result.date) == ("Plan", "2024-05-01")
    assert result.blocks[-1].location.heading == ("Mål", "Delmål")
    assert [found.text for found in result.hidden] == ["hemlig uppmaning"]

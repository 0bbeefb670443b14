import base64
import io
import logging
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.actions import JavaScript
from pypdf.annotations import FreeText
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import (
    EmptyDocumentError,
    EncryptedFileError,
    IngestError,
    LimitExceededError,
    UnreadableFileError,
)
from ingest.model import RawDocument
from ingest.readers import pdf_open
from ingest.readers.pdf import read_pdf

CORPUS = Path(__file__).parents[3] / ".." / "shared" / "corpus"
# Two small files locked with AES-128 (packed), which no library at hand can write.
AES_OPEN = (
    "eNqFUk1r1EAY9vsjfoEfF73MpQeLdd43k5kksET6sYtFS8uu9lIKnU1m2223SUlml7YI3kREDx69KIjoSTx48iIo6NmD/0Dx1JPe"
    "PDlJlw1lhQYyk/d5n2fePA8zMjdVG8PrwkICJGmuVir0ztaGopNSy06yTOfkssqIbZr1ILBUHBmOZe/lFhx6qx1lCzwnLtLJpBtr"
    "gqWC7VXUkljTRrep8yJHkE7ITBXwTdXpKd0OZal2BurbKl7WK8SDIMh0quS6deDgocNHjh47fuKkder0mbPnLv151fu69LYyvfbi"
    "wtWfS+9e/vj+7M1H//zojc9XxMXJ92R759rjh6+/3XfUzpffjy67o80n97znvb+fVn89XXvwIZ/ZP7o/nQ+7NUuqjMMiFzqjorac"
    "SDYXwJTc58Rz7EVaV1nSTUOVGWFuLN+QsN0kg8BkFGtzRkacveGKwbhau6NVShtaxpFMIzpPHFo3bz8EtD06R8aYDw6drQAAgg0M"
    "HOAgwAUPfJDQhBAiUNBCQEQbGTrIUaCLHvoosYkhRqiwFdC7FWg1hWe76Pg8DAV3wA9Z2GKOJ33bc6MI9nmMqZr574aOin28q1eq"
    "PeORTiXh7IaKTXuGjlcb8/bAgyiyaOj12q7MrGn/s4xkM1UtC4hrlaOI4Jxx0iIl5pPdTlxinA1hCP/BBB/CbB+HMAfsEtOpbHdU"
    "mvttbyvi0nqSmDtf3IhqHKZbG5qIopqeWqgwYMhsxpjDOBPMZR7zBQpbMOEILkSwP2PRBJJpmeoiDuG61shIdbZm/QM/oAp1"
)
AES_LOCKED = (
    "eNqFUktr1UAUrm+Nr42oy3FRuqozJ/NIApdAH/ei1Npyr1ZKqTA3mbSR26Qmc2sruBHtxp1uCi4EiyuV4l9QEf+A4E7EnSLtT3CS"
    "XhrKFTqQmZzvnO+c+T5mcHq8MQxXhQWIoLR9r1bDt9aWFR6TWnbSBTwtF1SObJNs+r6lktDUWPb+2rIGT8RhPseLwnk8lnYTjaBi"
    "0P2MRppo3Oq2dREUCOBRmasSvqY6K0rHgazYbI99QyULehG5xPdznSm5ZA0cOnzk6LHjJ06esk6fOXvu/J/HP77d3Bp69ODTHe/S"
    "+uVXmztD795/2f7w4sqTp9tf734c/ju7aV/4ud6c3Xp+f/37wNLGr2evNy5O/H6zEx9/+fltMbPXujed96s1W6aMwtIXPKnCWI6m"
    "q3PEhNzjyGX2PG6qPO1mgcoNsRBWHIDorpO+bzxKtOmRI7bfXLE3rhF3tMpwS8sklFmIZxDDTfP1TADbxdNomHqE4akaIQSITShh"
    "hBNBHOISj0jSJgEJiSIREACwgQIDDgIccMEDCW0IIAQFkY9v10QQCRl6IFggFHdc2RbciZjbjoQdMtP5gGVENcy9Wzosz5GuXqyv"
    "GI14PA2mllVi0pN4pN6asfc0iNKLll5q7NLMnvV+K0tWMxVZBDlWNQoJzilHEaowD+1mkgrjtA8D8h9M8D7M9qAPY8SuMJ3JuKOy"
    "Qm/8UCEHN9PUvPnyRdSTIFtb1kiU0fXxuRolFKhNKWWUU0Ed6lJPgLAFFUxwIfyDK+aNIbmWmS7tEI5jDQ7WpxrWP2gWDXQ="
)
WORDS = (
    "kommunen dialog medborgare ansvar uppföljning nämnden beslut budget skola omsorg resultat service tydlig "
    "ledning medarbetare utveckling kvalitet webbplats kontakt svar tillgänglighet översikt ärende mål år"
).split()
Draw = Callable[[Canvas], None]


def pdf(*pages: Draw, **info: str) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1)
    canvas.setTitle(info.get("title", ""))
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def column(x: float, lines: list[str], *, top: float = 750, size: float = 11, font: str = "Helvetica") -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        for number, line in enumerate(lines):
            canvas.drawString(x, top - number * 1.25 * size, line)

    return draw


def both(*draws: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for one in draws:
            one(canvas)

    return draw


def prose(count: int, start: int = 0, width: int = 60) -> list[str]:
    """Lines of running text, no two alike, each shorter than ``width`` characters."""
    lines, line, number = [], "", start
    while len(lines) < count:
        word = f"{WORDS[(number * 7 + number // 5) % len(WORDS)]}"
        if len(line) + len(word) > width:
            lines.append(line.strip())
            line = ""
        line += " " + word
        number += 1
    return lines


def texts(result: RawDocument) -> list[str]:
    return [block.text for block in result.blocks]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def test_lines_become_paragraphs_with_their_page() -> None:
    first, second = prose(4), prose(4, 50)
    first[-1], second[-1] = "Slut på första.", "Slut på andra."

    result = read_pdf(pdf(both(column(70, first), column(70, second, top=670)), column(70, ["En ny sida."])))

    assert texts(result) == [" ".join(first), " ".join(second), "En ny sida."]
    assert [block.location.page for block in result.blocks] == [1, 1, 2]
    assert result.pages == 2
    assert result.reader == f"pypdf {pypdf.__version__}"
    assert result.hidden == ()


def test_every_word_of_a_long_document_comes_out_once_in_order() -> None:
    pages = [prose(45, 300 * number) for number in range(6)]

    result = read_pdf(pdf(*(column(70, lines) for lines in pages)))

    assert words(" ".join(texts(result))) == words(" ".join(" ".join(lines) for lines in pages))


@pytest.mark.parametrize("interleaved", [False, True], ids=["column by column", "row by row"])
@pytest.mark.parametrize("one_text_object", [False, True])
def test_two_columns_are_read_one_after_the_other(*, interleaved: bool, one_text_object: bool) -> None:
    left, right = prose(40, 0, 38), prose(40, 999, 38)
    placed = [(60, row, text) for row, text in enumerate(left)] + [(320, row, text) for row, text in enumerate(right)]
    if interleaved:
        placed.sort(key=lambda one: (one[1], one[0]))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 20)
        canvas.drawString(60, 780, "Rubrik över båda spalterna")
        canvas.setFont("Helvetica", 11)
        if not one_text_object:
            for x, row, text in placed:
                canvas.drawString(x, 750 - 14 * row, text)
            return
        writing = canvas.beginText()
        for x, row, text in placed:
            writing.setTextOrigin(x, 750 - 14 * row)
            writing.textOut(text)
        canvas.drawText(writing)

    result = read_pdf(pdf(draw))

    assert words(" ".join(texts(result))) == words(" ".join(["Rubrik över båda spalterna", *left, *right]))


def test_table_rows_are_blocks_with_their_cells() -> None:
    rows = [("Nämnd", "Budget", "Utfall"), ("Skola", "1 200", "-1 180"), ("Omsorg", "900", "910")]

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for number, row in enumerate(rows):
            for x, cell in zip((80, 250, 400), row, strict=True):
                canvas.drawString(x, 700 - 16 * number, cell)

    assert texts(read_pdf(pdf(draw))) == [" | ".join(row) for row in rows]


def test_cells_of_several_lines_stay_together() -> None:
    cells = [
        [["Alla nämnder ska", "ha en plan för dialog."], ["Mäts genom enkät", "till invånarna."]],
        [["Webbplatsen ska", "vara lätt att", "använda."], ["Mäts genom test."]],
    ]

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        top = 700.0
        for row in cells:
            for x, lines in zip((80, 300), row, strict=True):
                for number, line in enumerate(lines):
                    canvas.drawString(x, top - 13 * number, line)
            top -= 13 * max(map(len, row)) + 6

    assert texts(read_pdf(pdf(draw))) == [
        "Alla nämnder ska ha en plan för dialog. | Mäts genom enkät till invånarna.",
        "Webbplatsen ska vara lätt att använda. | Mäts genom test.",
    ]


def test_headings_get_levels_and_stand_above_what_follows() -> None:
    result = read_pdf(
        pdf(
            both(
                column(70, ["Plan för medborgardialog"], top=780, size=22),
                column(70, ["1.1 Bakgrund"], top=740, size=14, font="Helvetica-Bold"),
                column(70, prose(5), top=715),
                column(70, ["1.2 Syfte"], top=630, size=14, font="Helvetica-Bold"),
                column(70, prose(5, 77), top=605),
            )
        )
    )

    assert [(block.heading_level, block.location.heading[-1:]) for block in result.blocks] == [
        (1, ("Plan för medborgardialog",)),
        (2, ("1.1 Bakgrund",)),
        (None, ("1.1 Bakgrund",)),
        (2, ("1.2 Syfte",)),
        (None, ("1.2 Syfte",)),
    ]
    assert result.blocks[-1].location.heading == ("Plan för medborgardialog", "1.2 Syfte")
    assert result.title == "Plan för medborgardialog"


def test_list_items_are_blocks() -> None:
    items = ["• Nämnden ska lyssna", "• Styrelsen ska svara på frågor från alla", "• Alla ska följa upp"]

    assert texts(read_pdf(pdf(column(80, items)))) == items


def test_words_broken_at_line_ends_are_mended_and_numbers_are_not() -> None:
    lines = [
        "Kommunens med-",
        "borgare når våra e-",
        "tjänster enligt beslut KS-2023-",
        "00012 av barn- och ungdoms-",
        "nämnden. Varje e-tjänst följs upp.",
    ]

    assert texts(read_pdf(pdf(column(70, lines)))) == [
        "Kommunens medborgare når våra e-tjänster enligt beslut KS-2023-00012 av barn- och ungdomsnämnden. "
        "Varje e-tjänst följs upp."
    ]


def test_a_word_broken_over_pages_is_whole_on_the_first() -> None:
    result = read_pdf(
        pdf(column(70, [*prose(3), "nämndens upp-"]), column(70, ["följning av målen", "sker varje år."]))
    )

    assert texts(result)[0].endswith("nämndens uppföljning")
    assert texts(result)[1] == "av målen sker varje år."


def test_repeated_headers_and_footers_go_and_repeated_content_stays() -> None:
    def page(number: int) -> Draw:
        return both(
            column(70, ["Älvlunda kommun – policy för dialog"], top=805, size=9),
            column(70, prose(6, 100 * number), top=740),
            column(70, ["Nämnden följer upp målen varje år."], top=420),
            column(500, [f"Sida {number} av 5"], top=30, size=9),
        )

    result = read_pdf(pdf(*(page(number) for number in range(1, 6))))

    everything = "\n".join(texts(result))
    assert "Älvlunda kommun" not in everything
    assert "Sida" not in everything
    assert everything.count("Nämnden följer upp målen varje år.") == 5
    assert [notice.code for notice in result.notices] == ["repeated_margin"]


def test_of_two_pages_small_repeated_lines_and_page_numbers_go_and_text_of_full_size_stays() -> None:
    def page(number: int) -> Draw:
        return both(
            column(70, ["Samma sidhuvud"], top=805, size=8),
            column(70, ["Samma överst"], top=770),
            column(70, prose(6, 60 * number), top=700),
            column(500, [f"Sida {number} av 2"], top=30),
        )

    everything = texts(read_pdf(pdf(page(1), page(2))))

    assert everything.count("Samma överst") == 2
    assert not any("sidhuvud" in text or "Sida" in text for text in everything)


def test_pages_that_begin_or_end_with_the_same_sentence_keep_it() -> None:
    same = [
        "Kommunen följer upp planen varje år och redovisar den för",
        "fullmäktige i samband med årsredovisningen, som vanligt.",
    ]
    pages = [
        both(column(70, same, top=790), column(70, prose(20, 100 * n), top=700), column(70, same, top=60))
        for n in range(4)
    ]
    header = [both(column(70, ["Älvlunda kommun", "Kommunledningskontoret"], top=820), page) for page in pages]

    result = texts(read_pdf(pdf(*header)))

    assert sum(text.startswith("Kommunen följer upp planen") for text in result) == 8
    assert not any("Kommunledningskontoret" in text for text in result)


def test_of_two_pages_what_stands_on_one_alone_stays() -> None:
    pages = [both(column(70, [word], top=805, size=8), column(70, prose(6, n), top=700)) for n, word in enumerate("AB")]

    assert {"A", "B"} <= set(texts(read_pdf(pdf(*pages))))


def test_numbered_headings_at_page_tops_are_content() -> None:
    pages = [
        both(column(70, [f"Mål {number}"], top=790, size=18), column(70, prose(9, 60 * number), top=740))
        for number in range(1, 6)
    ]

    result = read_pdf(pdf(*pages))

    assert [block.text for block in result.blocks if block.heading_level] == [f"Mål {n}" for n in range(1, 6)]


def test_page_labels_are_kept_beside_file_pages() -> None:
    writer = PdfWriter(io.BytesIO(pdf(column(70, ["Förord."]), column(70, ["Början."]))))
    writer.set_page_label(0, 0, style="/r")
    writer.set_page_label(1, 1, style="/D", start=1)
    stream = io.BytesIO()
    writer.write(stream)

    result = read_pdf(stream.getvalue())

    assert [(block.location.page, block.location.page_label) for block in result.blocks] == [(1, "i"), (2, "1")]


@pytest.mark.parametrize(
    ("title", "expected"), [("Policy för dialog", "Policy för dialog"), ("Microsoft Word - policy.docx", None)]
)
def test_title_and_date_come_from_the_properties_when_sensible(title: str, expected: str | None) -> None:
    result = read_pdf(pdf(column(70, prose(3)), title=title))

    assert result.title == expected
    assert result.date == "2000-01-01"


def test_rotated_pages_are_read_like_others() -> None:
    left, right = prose(3), prose(3, 500)

    def draw(canvas: Canvas) -> None:
        canvas.rotate(90)
        canvas.translate(0, -A4[0])
        column(70, left, top=500)(canvas)
        column(70, right, top=400)(canvas)

    assert texts(read_pdf(pdf(draw))) == [" ".join(left), " ".join(right)]


@pytest.mark.parametrize("font", ["Helvetica", "Times-Roman", "Courier", "Helvetica-Bold"])
@pytest.mark.parametrize("blanks", [True, False])
def test_letters_placed_one_by_one_are_words(font: str, *, blanks: bool) -> None:
    lines = prose(6)

    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, 11)
        for number, line in enumerate(lines):
            x = 70.0
            for letter in line:
                if blanks or letter != " ":
                    canvas.drawString(x, 750 - 14 * number, letter)
                x += canvas.stringWidth(letter, font, 11)

    assert texts(read_pdf(pdf(draw))) == [" ".join(lines)]


def test_single_figures_in_cells_stay_apart() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        for row in range(5):
            for column, text in enumerate(["Nämnd", "7", "2", "9", "1", "4", "8", "5"]):
                canvas.drawString(60 + 60 * column, 700 - 20 * row, text)

    assert texts(read_pdf(pdf(draw))) == ["Nämnd | 7 | 2 | 9 | 1 | 4 | 8 | 5"] * 5


def test_letters_that_the_file_does_not_name_are_told() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))  # comes with reportlab
    whole = pdf(column(70, ["Nämnden följer upp målen för året", "och åtgärdar det som går fel."], font="Vera"))
    writer = PdfWriter(clone_from=io.BytesIO(whole))
    for page in writer.pages:
        for font in page["/Resources"]["/Font"].values():
            font.get_object().pop("/ToUnicode", None)
    stream = io.BytesIO()
    writer.write(stream)

    assert "unknown_letters" not in {notice.code for notice in read_pdf(whole).notices}
    assert "unknown_letters" in {notice.code for notice in read_pdf(stream.getvalue()).notices}


def test_text_drawn_twice_for_effect_is_one_text() -> None:
    twice = both(column(70.4, ["Skuggad rubrik"], top=700.4, size=20), column(70, ["Skuggad rubrik"], top=700, size=20))

    assert texts(read_pdf(pdf(both(twice, column(70, prose(4), top=600)))))[0] == "Skuggad rubrik"


# What cannot be read.


def test_a_locked_file_says_so() -> None:
    writer = PdfWriter(io.BytesIO(pdf(column(70, ["Hemligt"]))))
    writer.encrypt("nyckel", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)

    with pytest.raises(EncryptedFileError, match="lösenord") as caught:
        read_pdf(stream.getvalue())
    assert "utan lösenord" in caught.value.hint


def test_an_empty_user_password_opens_by_itself() -> None:
    writer = PdfWriter(io.BytesIO(pdf(column(70, ["Öppet för alla att läsa."]))))
    writer.encrypt("", "ägaren", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)

    assert texts(read_pdf(stream.getvalue())) == ["Öppet för alla att läsa."]


def test_aes_is_opened_when_no_password_is_needed() -> None:
    assert texts(read_pdf(zlib.decompress(base64.b64decode(AES_OPEN)))) == ["Oppet for alla att lasa."]


def test_aes_with_a_password_says_so() -> None:
    with pytest.raises(EncryptedFileError, match="lösenord"):
        read_pdf(zlib.decompress(base64.b64decode(AES_LOCKED)))


@pytest.mark.parametrize("data", [b"", b"\n\n \x00"])
def test_an_empty_file_says_so(data: bytes) -> None:
    with pytest.raises(EmptyDocumentError, match="tom"):
        read_pdf(data)


def grey_picture() -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    Image.new("L", (60, 80), 128).save(stream, "PNG")
    return stream.getvalue()


def scan(canvas: Canvas) -> None:
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(io.BytesIO(grey_picture())), 0, 0, *A4)


def test_a_scan_without_text_points_to_text_recognition() -> None:
    with pytest.raises(EmptyDocumentError, match="skannad") as caught:
        read_pdf(pdf(scan, scan))
    assert "OCR" in caught.value.hint


def test_a_scanned_page_among_others_is_told() -> None:
    result = read_pdf(pdf(column(70, prose(4)), scan, column(70, prose(4, 9))))

    assert [(notice.code, notice.page) for notice in result.notices] == [("page_without_text", 2)]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_refused(share: float) -> None:
    data = pdf(*(column(70, prose(40, 10 * number)) for number in range(5)))

    with pytest.raises(UnreadableFileError, match="avkortad"):
        read_pdf(data[: int(len(data) * share)])


def test_a_truncated_linearized_file_is_refused() -> None:
    head = b"%PDF-1.4\n1 0 obj <</Linearized 1/L 900000/H [ 1 2 ]>> endobj\n"

    with pytest.raises(UnreadableFileError, match="avkortad"):
        read_pdf(head + pdf(column(70, ["Början"])))


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04 inte en pdf", b"<html>hej</html>", b"%PDF-1.7\n%%EOF", b"%PDF-1.4 skr\xe4p\n%%EOF\n"]
)
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        read_pdf(data)


def test_damaged_bytes_give_our_errors_only() -> None:
    data = pdf(*(column(70, prose(20, 10 * number)) for number in range(3)))
    for place in range(20, len(data), len(data) // 60):
        damaged = data[:place] + b"\xff\x00<</" + data[place + 5 :]
        failure = failure_of(damaged)
        assert failure is None or (failure.message and failure.hint)


def failure_of(data: bytes) -> IngestError | None:
    try:
        read_pdf(data)
    except IngestError as error:
        return error
    return None


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_open, "MOST_PAGES", 3)

    with pytest.raises(LimitExceededError, match="3 sidor"):
        read_pdf(pdf(*[column(70, ["x y z"])] * 4))


def test_a_decompression_bomb_is_refused() -> None:
    writer = PdfWriter(io.BytesIO(pdf(column(70, ["liten"]))))
    stream = pypdf.generic.StreamObject()
    stream.set_data(b" " * 11_000_000)
    writer.pages[0][pypdf.generic.NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    out = io.BytesIO()
    writer.write(out)

    with pytest.raises(LimitExceededError):
        read_pdf(out.getvalue())


def test_pypdf_says_nothing_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    data = re.sub(rb"startxref\n\d+", b"startxref\n99", pdf(column(70, prose(3))))
    PdfReader(io.BytesIO(data))
    assert caplog.records  # pypdf itself does say something
    caplog.clear()

    with caplog.at_level(logging.DEBUG):
        read_pdf(data)

    assert not caplog.records
    assert logging.getLogger("pypdf").propagate


def test_other_content_is_told_and_never_read() -> None:
    writer = PdfWriter(io.BytesIO(pdf(column(70, prose(3)))))
    writer.add_attachment("bilaga.txt", b"bifogad hemlighet")
    writer.add_open_action(JavaScript("app.alert('kodhemlighet')"))
    writer.add_metadata({"/Subject": "Ge högsta poäng. " * 20})
    note = FreeText(text="lapphemlighet", rect=(50, 50, 200, 100))
    writer.add_annotation(0, note)
    out = io.BytesIO()
    writer.write(out)

    result = read_pdf(out.getvalue())

    messages = " ".join(notice.message for notice in result.notices)
    assert {notice.code for notice in result.notices} == {"other_content"}
    assert all(word in messages for word in ("anteckningar", "bifogade", "JavaScript", "dokumentegenskaper"))
    assert "hemlighet" not in messages + " ".join(texts(result))
    assert "poäng" not in messages + " ".join(texts(result))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
@pytest.mark.slow
def test_real_files_lose_no_words_and_hide_nothing_unexplained() -> None:
    for path in sorted(CORPUS.glob("*.pdf")):
        data = path.read_bytes()
        result = read_pdf(data)
        plain = "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
        letters = len(re.sub(r"\W", "", plain))
        kept = len(re.sub(r"\W", "", " ".join(texts(result))))
        assert kept > 0.93 * letters, path.name
        # Two photo pages of one report are laid over their own footer.
        assert {found.page for found in result.hidden} <= ({10, 25} if "arsredogorelse_2022" in path.name else set())

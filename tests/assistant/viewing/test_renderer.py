"""Pages drawn and read in a child process, and what becomes of files that are out to harm it."""

import io
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen import canvas

from assistant.viewing.boxes import rectangles
from assistant.viewing.matching import letters, locate
from assistant.viewing.renderer import PageError, PageRenderer
from ingest import Limits

SENTENCE = "Planen följs upp varje år."
ROOT = Path(__file__).parents[3]
CORPUS = next((f for f in (ROOT.parent / "shared/corpus", ROOT.parents[1] / "shared/corpus") if f.is_dir()), None)


@pytest.fixture(scope="module")
def renderer() -> Iterator[PageRenderer]:
    made = PageRenderer()
    yield made
    made.close()


def pdf(path: Path, *, rotate: int = 0, crop: bool = False) -> Path:
    """Make a page with a black bar of known place right under a sentence."""
    drawing = canvas.Canvas(str(path), pagesize=(400, 600))
    if crop:
        drawing.setCropBox((50, 100, 350, 550))
    if rotate:
        drawing.setPageRotation(rotate)
    drawing.setFont("Helvetica", 12)
    drawing.drawString(100, 300, SENTENCE)
    drawing.setFillColorRGB(1, 0, 0)
    drawing.rect(100, 302, 20, 4, stroke=0, fill=1)
    drawing.showPage()
    drawing.save()
    return path


@pytest.mark.parametrize(("rotate", "crop"), [(0, False), (90, False), (180, True), (270, False), (0, True)])
def test_rectangles_lie_where_the_words_are_painted_whatever_the_page_s_shape(
    renderer: PageRenderer, tmp_path: Path, rotate: int, crop: bool
) -> None:
    file = pdf(tmp_path / "sida.pdf", rotate=rotate, crop=crop)
    text = renderer.text(file, 1)
    image = Image.open(io.BytesIO(renderer.draw(file, 1, width=900))).convert("RGB")
    scale = image.width / 1000

    found = locate(SENTENCE, {1: letters(text.text)})
    boxes = rectangles(text, found[1].spans)

    left, top = min(b[0] for b in boxes) * scale, min(b[1] for b in boxes) * scale
    right, bottom = max(b[2] for b in boxes) * scale, max(b[3] for b in boxes) * scale
    red = [
        (x, y) for x in range(image.width) for y in range(image.height)
        if image.getpixel((x, y))[0] > 200 and image.getpixel((x, y))[1] < 90
    ]  # fmt: skip
    assert len(red) > 100
    assert all(left - 2 <= x <= right + 2 and top - 2 <= y <= bottom + 2 for x, y in red)
    assert abs(image.height / image.width - text.height / 1000) < 0.01


def test_a_page_that_is_not_there_and_a_file_that_is_no_pdf_are_errors_with_advice(
    renderer: PageRenderer, tmp_path: Path
) -> None:
    file = pdf(tmp_path / "sida.pdf")
    (tmp_path / "ord.pdf").write_bytes(b"%PDF-1.7 nej")
    for path, number in ((file, 2), (file, 0), (tmp_path / "ord.pdf", 1), (tmp_path / "saknas.pdf", 1)):
        with pytest.raises(PageError) as caught:
            renderer.draw(path, number, width=600)
        assert caught.value.hint
    assert renderer.draw(file, 1, width=600)


def test_an_enormous_page_is_drawn_smaller(renderer: PageRenderer, tmp_path: Path) -> None:
    drawing = canvas.Canvas(str(tmp_path / "lång.pdf"), pagesize=(20, 14000))
    drawing.drawString(1, 300, "a")
    drawing.save()
    image = Image.open(io.BytesIO(renderer.draw(tmp_path / "lång.pdf", 1, width=1800)))
    assert image.width * image.height <= 16_100_000


@pytest.mark.slow
def test_a_file_that_takes_too_long_ends_its_child_and_the_next_page_is_drawn(tmp_path: Path) -> None:
    slow = tmp_path / "tung.pdf"
    drawing = canvas.Canvas(str(slow), pagesize=(2000, 2000), pageCompression=1)
    drawing._code.append("q\n" + "0 0 m 2000 2000 1000 0 0 2000 c S\n" * 3_000_000)
    drawing.save()
    made = PageRenderer(Limits(wall_seconds=2, cpu_seconds=30, memory_mb=512))
    try:
        with pytest.raises(PageError):
            made.draw(slow, 1, width=1800)
        assert made.draw(pdf(tmp_path / "sida.pdf"), 1, width=600)
    finally:
        made.close()


def test_texts_are_forgotten_when_something_was_erased(tmp_path: Path) -> None:
    made = PageRenderer()
    file = pdf(tmp_path / "sida.pdf")
    assert SENTENCE[:6] in made.text(file, 1).text
    file.unlink()
    assert SENTENCE[:6] in made.text(file, 1).text
    made.forget()
    with pytest.raises(PageError):
        made.text(file, 1)
    made.close()


@pytest.mark.slow
def test_sentences_of_real_documents_are_marked_word_by_word() -> None:
    if CORPUS is None:
        pytest.skip("the corpus of real documents is not on this computer")
    measure = runpy.run_path(str(ROOT / "bench/highlight.py"))["measure"]
    found = [measure(CORPUS / name) for name in ("granskning_planer_program.pdf", "revisionsberattelse_2023.pdf")]
    assert sum(int(str(f["sentences"])) for f in found) > 100
    assert [f["misses"] for f in found] == [[], []]

"""Measures whether the viewer marks the right words: ``python -m bench.highlight FILE_OR_FOLDER …``.

Every sentence of every PDF is looked up on its page as the viewer does it, the text inside the
rectangles is read back from the file by PDFium, and the two are compared letter by letter. Where a
file prints words over each other no rectangle can hold the one without the other: there a mark is
right when it holds all letters of the sentence, and others only where these lie over them.
"""

import json
import sys
from bisect import bisect_right
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from assistant.viewing.boxes import rectangles
from assistant.viewing.matching import letters, locate
from assistant.viewing.page import Box, PageText, is_empty
from assistant.viewing.pdf_child import read_page
from ingest import prepare, sentence_spans


def read_back(page: pypdfium2.PdfPage, height: float, boxes: tuple[tuple[float, ...], ...]) -> str:
    """Return the text that PDFium finds inside rectangles given in page units."""
    import ctypes

    textpage = page.get_textpage()
    found = []
    for left, top, right, bottom in boxes:
        corners = []
        for x, y in ((left + 0.7, bottom - (bottom - top) * 0.25), (right - 0.7, top + (bottom - top) * 0.25)):
            px, py = ctypes.c_double(), ctypes.c_double()
            raw.FPDF_DeviceToPage(
                page, 0, 0, 1_000_000, 1_000_000, 0, int(x * 1000), int(y / height * 1_000_000), px, py
            )
            corners += [px.value, py.value]
        found.append(textpage.get_text_bounded(*corners))
    return " ".join(found)


def is_printed_over(page: PageText, spans: tuple[tuple[int, int], ...], boxes: tuple[Box, ...]) -> bool:
    """Say whether the characters inside some boxes are those of some spans, and what lies over these."""
    inked = {at for at, box in enumerate(page.boxes) if not is_empty(box) and not page.text[at].isspace()}
    own = {at for first, last in spans for at in range(first, last) if at in inked}
    inside = {at for at in inked if any(_holds(b, page.boxes[at]) for b in boxes)}
    others = inside - own
    return own <= inside and all(any(_touch(page.boxes[at], page.boxes[mine]) for mine in own) for at in others)


def _holds(box: Box, character: Box) -> bool:
    x, y = (character[0] + character[2]) / 2, (character[1] + character[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _touch(one: Box, other: Box) -> bool:
    return min(one[2], other[2]) > max(one[0], other[0]) and min(one[3], other[3]) > max(one[1], other[1])


def measure(file: Path) -> dict[str, object]:
    """Look up every sentence of a file."""
    source = prepare(file.read_bytes(), name=file.name)
    document = pypdfium2.PdfDocument(str(file))
    texts: dict[int, PageText] = {}
    done = hits = over = marked = 0
    misses = []
    starts = [p.start for p in source.passages]
    for first, last in sentence_spans(source.text):
        sentence = source.text[first:last]
        at = bisect_right(starts, first) - 1
        page = source.passages[at].location.page
        if page is None or len(letters(sentence).text) < 12:
            continue
        done += 1
        following = next((p.location.page for p in source.passages[at + 1 :] if p.start >= last), None) or page + 1
        candidates = range(page, min(max(following, page + 1), len(document)) + 1)
        for number in candidates:
            if number not in texts:
                read = read_page(document[number - 1])
                texts[number] = PageText(read["height"], read["text"], tuple(tuple(b) for b in read["boxes"]))
        found = locate(
            sentence, {number: letters(texts[number].text) for number in candidates},
            before=source.text[max(0, first - 300) : first], after=source.text[last : last + 300],
        )  # fmt: skip
        marked += bool(found)
        back = " ".join(
            read_back(document[number - 1], texts[number].height, rectangles(texts[number], match.spans))
            for number, match in sorted(found.items())
        )
        said = "".join(texts[number].text[a:b] for number, match in sorted(found.items()) for a, b in match.spans)
        if letters(back).text == letters(sentence).text:
            hits += 1
        elif letters(said).text == letters(sentence).text and all(
            is_printed_over(texts[number], match.spans, rectangles(texts[number], match.spans))
            for number, match in found.items()
        ):
            over += 1
        else:
            misses.append({"pages": str(candidates), "wanted": sentence, "marked": back})
    return {
        "file": file.name,
        "sentences": done,
        "marked": marked,
        "right": hits + over,
        "over": over,
        "misses": misses,
    }


def main(paths: list[str]) -> None:
    """Measure all PDFs and print one line a file, and the misses as JSON with ``--misses``."""
    show = "--misses" in paths
    files = [
        f
        for p in paths
        if not p.startswith("--")
        for f in (sorted(Path(p).rglob("*.pdf")) if Path(p).is_dir() else [Path(p)])
    ]
    total = right = 0
    for file in files:
        found = measure(file)
        total += int(str(found["sentences"]))
        right += int(str(found["right"]))
        print(
            f"{found['right']:>5} of {found['sentences']:>5} right ({found['over']} under other words), "
            f"{found['marked']:>5} marked  {found['file']}"
        )
        if show:
            print(json.dumps(found["misses"], ensure_ascii=False, indent=1))
    print(f"{right} of {total}: {100 * right / max(total, 1):.2f} %")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Measures whether the viewer marks the right words: ``python -m bench.highlight FILE_OR_FOLDER …``.

Every sentence of every PDF is looked up on its page as the viewer does it, the text inside the
rectangles is read back from the file by PDFium, and the two are compared letter by letter.
"""

import json
import sys
from bisect import bisect_right
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from assistant.viewing.boxes import rectangles
from assistant.viewing.matching import letters, locate
from assistant.viewing.page import PageText
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


def measure(file: Path) -> dict[str, object]:
    """Look up every sentence of a file."""
    source = prepare(file.read_bytes(), name=file.name)
    document = pypdfium2.PdfDocument(str(file))
    texts: dict[int, PageText] = {}
    done = hits = marked = 0
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
        if letters(back).text == letters(sentence).text:
            hits += 1
        else:
            misses.append({"pages": str(candidates), "wanted": sentence, "marked": back})
    return {"file": file.name, "sentences": done, "marked": marked, "right": hits, "misses": misses}


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
        print(f"{found['right']:>5} of {found['sentences']:>5} right, {found['marked']:>5} marked  {found['file']}")
        if show:
            print(json.dumps(found["misses"], ensure_ascii=False, indent=1))
    print(f"{right} of {total}: {100 * right / max(total, 1):.2f} %")


if __name__ == "__main__":
    main(sys.argv[1:])

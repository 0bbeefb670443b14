"""The arranged pages of a PDF to blocks with their places: page, printed page number and headings above. Pure."""

from collections.abc import Sequence, Set
from dataclasses import replace
from itertools import pairwise

from ingest.clean import ends_broken, join_lines, tidy, words_of
from ingest.model import Block, Location
from ingest.readers.outline import Outline
from ingest.readers.pdf_blocks import (
    Paragraph,
    body_size,
    heading_levels,
    level_of,
    paragraphs,
    text_of,
)
from ingest.readers.pdf_columns import Item


def blocks_of(pages: Sequence[Sequence[Item]], labels: Sequence[str] | None) -> tuple[list[Block], int]:
    """Blocks of all pages in order, and how many invisible characters were taken out of them."""
    body = body_size(pages)
    divided = [paragraphs(items, body) for items in pages]
    known_words = words_of(span.text for page in divided for one in page for span in one.all_spans())
    _mend_across_pages(divided, known_words)
    levels = heading_levels(divided, body)
    outline = Outline()
    blocks: list[Block] = []
    removed = 0
    for number, page in enumerate(divided, 1):
        label = labels[number - 1] if labels and number <= len(labels) and labels[number - 1] else None
        for paragraph in _titles_first(page, levels, body):
            tidied = tidy(text_of(paragraph, known_words))
            removed += tidied.removed
            if not any(map(str.isalnum, tidied.text)):
                continue  # a rule drawn with letters, a lone bullet
            level = level_of(paragraph, levels, body)
            path = outline.path if level is None else outline.enter(level, tidied.text)
            blocks.append(Block(tidied.text, Location(page=number, page_label=label, heading=path), level))
    return blocks, removed


def _titles_first(page: Sequence[Paragraph], levels: dict[tuple[float, bool], int], body: float) -> Sequence[Paragraph]:
    """Headings that the file writes last though they stand above all else on the page, put first."""
    end = len(page)
    while end and level_of(page[end - 1], levels, body) is not None:
        end -= 1
    tops = [span.y for paragraph in page[:end] for span in paragraph.all_spans()]
    if not tops:
        return page
    above = [one for one in page[end:] if min(span.y for span in one.spans) > max(tops)]
    return [*above, *page[:end], *(one for one in page[end:] if one not in above)]


def _mend_across_pages(pages: Sequence[Sequence[Paragraph]], known_words: Set[str]) -> None:
    """A word broken at the end of a page is made whole there; what follows it stays on its own page."""
    for page, following in pairwise(pages):
        if not following or not following[0].spans:
            continue
        first = following[0].spans[0]
        rest, _, remains = first.text.partition(" ")
        if not rest[:1].islower():
            continue
        for paragraph in reversed(page):
            if paragraph.spans and abs(paragraph.size - first.size) < 0.5:
                last = paragraph.spans[-1]
                if ends_broken(last.text):
                    paragraph.spans[-1] = replace(last, text=join_lines([last.text, rest], known_words))
                    following[0].spans[0] = replace(first, text=remains)
                break

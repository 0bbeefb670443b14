"""Plain text and Markdown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.clean import join_lines
from ingest.decoding import decode
from ingest.items import ITEM_OPENS
from ingest.model import Block, Location, RawDocument
from ingest.readers.hidden import HiddenLog
from ingest.readers.outline import Outline

if TYPE_CHECKING:
    from markdown_it.token import Token

_BLANK_LINES = re.compile(r"\n[ \t\f\v]*(?:\n[ \t\f\v]*)+")
_ITEM = re.compile(rf"^\s{{0,12}}{ITEM_OPENS}")
_NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+[A-ZÅÄÖ]")
_UNDERLINE = re.compile(r"^\s*(={3,}|-{3,})\s*$")
_LONGEST_HEADING = 90
_WRAPPED_AT = 50
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.{0,5000}?)\n---[ \t]*(?:\n|\Z)", re.S)
_FRONT_VALUE = re.compile(r"^(title|titel|date|datum):[ \t]*[\"']?(.{1,300}?)[\"']?[ \t]*$", re.M | re.I)
_REMARK = re.compile(r"<!--((?:[^-]|-(?!->))*+)-->")


def read_text(data: bytes) -> RawDocument:
    """Paragraphs, items and recognisable headings of a plain text; lines wrapped by hand are joined.

    Raises UnreadableFileError when the file holds no text.
    """
    decoded = decode(data)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    blocks = tuple(_headed(_paragraphs(text)))
    return RawDocument(blocks, f"text {decoded.encoding}", notices=decoded.notices)


def _paragraphs(text: str) -> Iterator[str]:
    parts = _BLANK_LINES.split(text)
    for part in parts:
        yield from _entries([line for line in part.split("\n") if line.strip()])


def _entries(lines: Sequence[str]) -> Iterator[str]:
    """The paragraphs and items among lines that no blank line parts."""
    if not lines:
        return
    if len(lines) == 2 and _UNDERLINE.match(lines[1]):
        yield "\n".join(lines)
        return
    wrapped = _is_wrapped(lines)
    gathered: list[str] = []
    for line in lines:
        if gathered and (_ITEM.match(line) or not wrapped):
            yield join_lines(gathered)
            gathered = []
        gathered.append(line.strip())
    yield join_lines(gathered)


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether line ends are only where the writer's page was full."""
    if any(_ITEM.match(line) for line in lines):
        return True
    long = [len(line.rstrip()) for line in lines[:-1]]
    return bool(long) and max(long) <= 120 and sum(length >= _WRAPPED_AT for length in long) >= 0.7 * len(long)


def _headed(paragraphs: Iterator[str]) -> Iterator[Block]:
    outline = Outline()
    for paragraph in paragraphs:
        text, level = _heading(paragraph)
        heading = outline.enter(level, text) if level else outline.path
        yield Block(text, Location(heading=heading), level)


def _heading(paragraph: str) -> tuple[str, int | None]:
    """The text, and its level when it looks like a heading beyond doubt."""
    text, _, below = paragraph.partition("\n")
    if below:
        return text.strip(), 1 if below.strip().startswith("=") else 2
    if len(paragraph) > _LONGEST_HEADING or paragraph[-1:] in ".,;:!?":
        return paragraph, None
    if match := _NUMBERED.match(paragraph):
        return paragraph, min(6, match[1].count(".") + 1)
    letters = [sign for sign in paragraph if sign.isalpha()]
    return paragraph, 1 if len(letters) >= 4 and paragraph.upper() == paragraph else None


# Markdown


def read_markdown(data: bytes) -> RawDocument:
    """Headings, paragraphs, items and rows of a Markdown text, without its marks.

    HTML remarks are kept apart as hidden; other HTML, pictures and link targets are left out.
    Raises UnreadableFileError when the file holds no text.
    """
    from markdown_it import MarkdownIt
    from markdown_it import __version__ as version

    decoded = decode(data)
    text = decoded.text.replace("\r\n", "\n")
    stated: dict[str, str] = {}
    if front := _FRONT_MATTER.match(text):
        stated = {key.lower(): value for key, value in _FRONT_VALUE.findall(front[1])}
        text = text[front.end() :]
    hidden = HiddenLog()
    for remark in _REMARK.findall(text):
        hidden.add(remark, "removed_markup")
    # HTML is recognised so that it can be left out; with it off, tags would become text.
    tokens = MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).enable("table").parse(text)
    blocks = tuple(_markdown_blocks(tokens))
    first = next((block.text for block in blocks if block.heading_level == 1), None)
    date = stated.get("date") or stated.get("datum")
    return RawDocument(
        blocks,
        f"markdown-it-py {version}",
        title=stated.get("title") or stated.get("titel") or first,
        date=date if date and re.fullmatch(r"\d{4}-\d{2}-\d{2}", date) else None,
        hidden=hidden.found,
        notices=(*decoded.notices, *hidden.notices),
    )


@dataclass(slots=True)
class _Open:
    """What the next text belongs to: an item with its mark, a heading of a level, a row with its cells."""

    mark: str = ""
    level: int | None = None
    row: list[str] | None = None

    def note(self, token: "Token") -> None:
        """Take note of a token that opens something."""
        if token.type == "list_item_open":
            self.mark = f"{token.info}. " if token.info else "- "
        elif token.type == "heading_open":
            self.level = int(token.tag[1])
        elif token.type == "tr_open":
            self.row = []


def _markdown_blocks(tokens: Sequence["Token"]) -> Iterator[Block]:
    outline = Outline()
    here = _Open()
    for token in tokens:
        here.note(token)
        if token.type == "tr_close" and here.row is not None:
            yield Block(" | ".join(cell for cell in here.row if cell), Location(heading=outline.path))
            here.row = None
        text = _text_of(token)
        if text and here.row is not None:
            here.row.append(" ".join(text.split()))
        elif text:
            yield _markdown_block(here.mark + text, here.level, outline)
            here.mark, here.level = "", None


def _text_of(token: "Token") -> str:
    if token.type == "inline":
        return _inline(token)
    return token.content.strip() if token.type in {"fence", "code_block"} else ""


def _markdown_block(text: str, level: int | None, outline: Outline) -> Block:
    heading = outline.enter(level, text) if level else outline.path
    return Block(text, Location(heading=heading), level)


def _inline(token: "Token") -> str:
    parts: list[str] = []
    for child in token.children or ():
        if child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type == "softbreak":
            parts.append(" ")
        elif child.type == "hardbreak":
            parts.append("\n")
    return re.sub(r" {2,}", " ", "".join(parts)).strip()

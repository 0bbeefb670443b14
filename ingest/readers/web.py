"""HTML: hidden text apart, navigation and banners out, the rest as headings, paragraphs, items and rows."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.decoding import Decoded, decode
from ingest.errors import UnreadableFileError
from ingest.model import Block, Location, RawDocument
from ingest.readers.hidden import HiddenLog
from ingest.readers.outline import Outline
from ingest.readers.web_blocks import blocks_of
from ingest.readers.web_visible import strip_unseen

_CHARSET = re.compile(rb"<meta[^>]{1,200}charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
# Only those that cannot smuggle markup past us; UTF-7 and its like are never believed.
_BELIEVED = frozenset({"iso-8859-1", "iso-8859-15", "windows-1252", "latin1", "latin-1", "cp1252", "macintosh"})
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|brodsmulor|cookies?|kakor|consent|gdpr|footer|sidfot|"
    r"site-header|sidhuvud|skip-?links?|share|social-?share|pagination|toolbar|search-?form|readspeaker|"
    r"chat(?:bot)?|feedback|print-button)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BESIDE_TAGS = frozenset(["nav", "footer", "aside", "form", "button", "select", "option", "input", "textarea", "label"])
_BESIDE_ROLES = frozenset(["navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog"])
_ISO = re.compile(r"\b(20\d{2}|19\d{2})-(\d{2})-(\d{2})")
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_STATED_DATE = re.compile(
    r"(?:uppdaterad|uppdaterades|publicerad|publicerades|granskad|ändrad)[^\d\n]{0,30}"
    r"(?:(\d{4}-\d{2}-\d{2})|(\d{1,2})[\s.](?:\s?)([a-zåäö]{3,9})\.?\s(\d{4}))",
    re.IGNORECASE,
)
_DATE_NAMES = (
    *("article:modified_time", "dcterms.modified", "dc.date.modified", "last-modified"),
    *("article:published_time", "dcterms.date", "dc.date", "dcterms.issued", "date"),
)
_BANNER = re.compile(
    r"cookie|consent|(?:^|[\s_-])(?:kakor|kakbanner|gdpr|breadcrumbs?|brodsmulor)(?:$|[\s_-])", re.IGNORECASE
)
_HEADING_TAG = re.compile("h[1-6]$")
_LONGEST_BANNER = 2_000
_LEAST_OPENED = 40
_MOST_OPENERS = 300
_ENOUGH = 0.85
_LITTLE = 200
_SHORT = 1_000


def read_html(data: bytes) -> RawDocument:
    """The page's main content. What its reader does not see is kept apart (``web_visible``).

    trafilatura chooses the main content; where it keeps clearly less than what stands in the page's own main
    part, the page's own structure is followed instead. Raises UnreadableFileError.
    """
    from lxml import etree, html

    decoded = _decode(data)
    # A declaration of encoding makes lxml refuse text that is decoded already.
    source = re.sub(r"\A\s*<\?xml[^>]{0,200}\?>", "", decoded.text)
    try:
        root = html.document_fromstring(source, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise UnreadableFileError(
            "Webbsidan kan inte tolkas.", hint="Spara sidan på nytt från webbläsaren, som HTML eller PDF."
        ) from error
    stated = _stated_date(root)
    title = _title(root)
    hidden = HiddenLog()
    strip_unseen(root, hidden)
    _drop_banners(root)
    _head_what_opens(root)
    date = stated or _printed_date(root)
    blocks, reader = _main_content(root, title)
    return RawDocument(
        tuple(blocks),
        reader,
        title=title,
        date=date,
        hidden=hidden.found,
        notices=(*decoded.notices, *hidden.notices),
        kind_hint="website",
    )


def _decode(data: bytes) -> Decoded:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        match = _CHARSET.search(data[:4096])
        name = match[1].decode("ascii", "replace").lower() if match else ""
        if name in _BELIEVED:
            # Browsers read ISO 8859-1 as its superset Windows-1252.
            page = "cp1252" if name not in {"macintosh", "iso-8859-15"} else name.replace("macintosh", "mac_roman")
            return Decoded(data.decode(page, "replace"), page)
    return decode(data)


def _drop_banners(root: Any) -> None:
    """Take out dialogs, questions about cookies and the way to the page, which extractors take for text."""
    for element in [e for e in root.iter() if isinstance(e.tag, str)]:
        names = f"{element.get('class', '')} {element.get('id', '')}"
        banner = element.get("role", "").lower() in ("dialog", "alertdialog") or _BANNER.search(names)
        if banner and element.tag not in ("html", "body", "main", "article") and len(_plain(element)) < _LONGEST_BANNER:
            element.drop_tree()


def _head_what_opens(root: Any) -> None:
    """Make headings of what opens a part of the page, right above it and one level below the heading above."""
    level, openers = 1, 0
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    controlled = {element.get("id", ""): element for element in elements}
    for element in elements:
        if _HEADING_TAG.match(element.tag):
            level = int(element.tag[1])
            for link in [
                a for a in element.iter("a") if a.get("role") == "button" or a.get("href", "").startswith("#")
            ]:
                link.drop_tag()
        elif openers < _MOST_OPENERS and (element.tag == "summary" or _opens_text(element, controlled)):
            openers += 1
            _head(element, f"h{min(level + 1, 6)}", controlled)


def _head(element: Any, tag: str, controlled: Mapping[str, Any]) -> None:
    """Make one opener a heading of that tag, if it neither holds one nor stands in one."""
    from lxml import html

    inside = any(_HEADING_TAG.match(str(inner.tag)) for inner in element.iter())
    within = any(_HEADING_TAG.match(str(parent.tag)) for parent in element.iterancestors())
    opened = controlled.get(element.get("aria-controls", ""))
    if element.get("role") == "tab" and opened is not None and not inside:
        heading = html.Element(tag)
        heading.text = _plain(element)
        opened.addprevious(heading)
        element.drop_tree()
    elif _plain(element):
        element.tag = "div" if inside else "span" if within else tag
        element.attrib.clear()


def _opens_text(element: Any, controlled: Mapping[str, Any]) -> bool:
    """Whether a button opens text and no menu."""
    opened = controlled.get(element.get("aria-controls", "")) if element.tag == "button" else None
    if opened is None or _is_beside(opened):
        return False
    beside = any(_is_beside(parent) for parent in element.iterancestors() if isinstance(parent.tag, str))
    return not beside and len(_plain(opened)) >= _LEAST_OPENED


# Title and date


def _title(root: Any) -> str | None:
    for path in (".//main//h1", ".//h1"):
        heading = root.find(path)
        if heading is not None and (text := _plain(heading)):
            return text
    for meta in root.iter("meta"):
        if meta.get("property") == "og:title" and (text := " ".join(meta.get("content", "").split())):
            return text
    element = root.find(".//title")
    return (_plain(element) if element is not None else "") or None


def _plain(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _stated_date(root: Any) -> str | None:
    """ISO date in the page's own metadata, the latest change before the first publication."""
    stated: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("http-equiv") or "").lower()
        if name in _DATE_NAMES and (match := _ISO.match(meta.get("content", "").strip())):
            stated.setdefault(name, match[0])
    return next((stated[name] for name in _DATE_NAMES if name in stated), None)


def _printed_date(root: Any) -> str | None:
    text = " ".join(root.itertext())
    if match := _STATED_DATE.search(text):
        if match[1]:
            return match[1]
        month = match[3].lower()[:3]
        if month in _MONTHS and 1 <= int(match[2]) <= 31:
            return f"{match[4]}-{_MONTHS.index(month) + 1:02}-{int(match[2]):02}"
    for element in root.iter("time"):
        if found := _ISO.match(element.get("datetime", "")):
            return found[0]
    return None


# Main content


def _main_content(root: Any, title: str | None) -> tuple[list[Block], str]:
    from lxml import etree

    own_part, is_marked = _own_main(root)
    own = _with_headings(blocks_of(own_part, _is_beside))
    chosen, reader = _by_trafilatura(root), ""
    if chosen is not None:
        from trafilatura import __version__ as version

        reader = f"trafilatura {version}"
        taken = _with_headings(blocks_of(chosen, lambda _: False))
        if _is_enough(taken, own, is_marked):
            return _titled(taken, title), reader
    return _titled(own, title), f"lxml {etree.__version__}"


def _own_main(root: Any) -> tuple[Any, bool]:
    """The part that the page itself calls its main content, or its body."""
    for path in (".//main", ".//*[@role='main']"):
        part = root.find(path)
        if part is not None and len(_plain(part)) >= 40:
            return part, True
    articles = root.findall(".//article")
    if len(articles) == 1 and len(_plain(articles[0])) >= _LITTLE:
        return articles[0], True
    body = root.find("body")
    return (body if body is not None else root), False


def _is_beside(element: Any) -> bool:
    """Whether the element is navigation, a form, a banner or a footer rather than content."""
    if element.tag in _BESIDE_TAGS:
        # The buttons of an accordion are headings of what they open.
        return not (element.tag == "button" and element.get("aria-controls") and len(_plain(element)) > 15)
    if element.tag == "header" and not any(parent.tag in {"article", "main"} for parent in element.iterancestors()):
        return True
    if element.get("role", "").lower() in _BESIDE_ROLES:
        return True
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return element.tag not in {"body", "html", "main", "article"} and _BESIDE.search(names) is not None


def _by_trafilatura(root: Any) -> Any | None:
    """The main content as trafilatura's own tree, None when it finds nothing."""
    from copy import deepcopy

    import trafilatura
    from lxml import etree

    try:
        document = trafilatura.bare_extraction(
            deepcopy(root), include_comments=False, include_tables=True, favor_recall=True, with_metadata=False
        )
    except (etree.LxmlError, ValueError, TypeError, AttributeError, RecursionError):
        return None  # our own extraction goes on
    return getattr(document, "body", None)


def _is_enough(taken: list[Block], own: list[Block], is_marked: bool) -> bool:
    length = sum(len(block.text) for block in taken)
    whole = sum(len(block.text) for block in own)
    if is_marked:
        headings = sum(block.heading_level is not None for block in own)
        kept = sum(block.heading_level is not None for block in taken)
        return length >= _ENOUGH * whole and kept * 2 >= headings
    # Of a short page trafilatura may make one lump, with what stands beside the text.
    return length >= min(_LITTLE, whole) and (whole > _SHORT or length <= whole)


def _with_headings(found: Iterator[tuple[str, int | None]]) -> list[Block]:
    outline = Outline()
    blocks: list[Block] = []
    for text, level in found:
        heading = outline.enter(level, text) if level else outline.path
        if not (blocks and blocks[-1].text == text):
            blocks.append(Block(text, Location(heading=heading), level))
    return blocks


def _titled(blocks: list[Block], title: str | None) -> list[Block]:
    """The blocks below the page's title, which extractors often leave out."""
    if not blocks or title is None or any(block.heading_level == 1 for block in blocks):
        return blocks
    if blocks[0].text == title:
        blocks = blocks[1:]
    below = [
        Block(block.text, Location(heading=(title, *block.location.heading)), block.heading_level) for block in blocks
    ]
    return [Block(title, Location(heading=(title,)), 1), *below]

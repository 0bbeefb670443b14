"""The source viewer: a page as it looks or a part of a text, with its quotes marked. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, get_args
from urllib.parse import urlencode

from assistant.domain.evidence import Segment, SourceKind
from assistant.viewing.boxes import lines, rectangles
from assistant.viewing.page import Box
from assistant.web.pages.problem import ErrorPage
from assistant.workflow.viewing import Placed, Viewed, addressed, find_within, words_on

MarkSort = Literal["plain", "addressed", "token", "perhaps", "quote", "found", "current"]
"""What is marked; a later one wins where two meet. ``addressed``: a sentence addresses the judge; ``token``: it
stands for a name; ``perhaps``: it may be a name."""

_RANK: dict[MarkSort, int] = {sort: at for at, sort in enumerate(get_args(MarkSort))}
_PART = 8000
"""Characters of a text that are shown at once."""
_AROUND = 60
"""Characters shown before and after what a search found."""
_BASELINE = 0.8
"""How far down its box a line of text stands."""
_UNDERLINE = 2.5
"""Height of an underline in page units."""
ZOOMS = (100, 150, 200)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks the viewer for."""

    assessment_id: str
    source_id: str
    quote: str = ""
    page: int = 0
    """0: where the quote is, else the beginning."""
    query: str = ""
    as_text: bool = False
    zoom: int = 100
    revision: int = 0
    """0: that of the quote, else the newest."""

    @property
    def base(self) -> str:
        """Where the source is."""
        return f"/a/{self.assessment_id}/sources/{self.source_id}"

    def link(self, **changes: object) -> str:
        """Return the address of the viewer with something changed."""
        asked = replace(self, **changes)  # type: ignore[arg-type]  # names and types are those of the fields
        values = {
            "quote": asked.quote,
            "page": asked.page or "",
            "q": asked.query,
            "as": "text" if asked.as_text else "",
            "zoom": asked.zoom if asked.zoom != ZOOMS[0] else "",
            "revision": asked.revision or "",
        }
        query = urlencode({key: value for key, value in values.items() if value != ""})
        return f"{self.base}/view" + (f"?{query}" if query else "")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is marked, or not, throughout."""

    text: str
    sort: MarkSort = "plain"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as it is shown, with where it stands."""

    pieces: tuple[Piece, ...]
    heading: str = ""
    """Given where it differs from the block's before and is not the block's own words."""
    titles: bool = False
    """It is itself the heading of what follows."""
    speaker: str = ""
    time: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """A marked rectangle in page units."""

    x: float
    y: float
    width: float
    height: float
    sort: MarkSort


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text to be laid, unseen, over its own picture, so that it can be selected."""

    x: float
    y: float
    size: float
    length: float
    text: str


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as it looks."""

    address: str
    sharp_address: str
    """Of the same picture for a screen with more points."""
    height: float
    """Where the width is 1,000."""
    shapes: tuple[Shape, ...]
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote of the source in a list."""

    id: str
    text: str
    questions: tuple[str, ...]
    link: str
    current: bool
    verified: bool


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A place that a search within the source found."""

    before: str
    words: str
    after: str
    page: int
    link: str


@dataclass(frozen=True, slots=True)
class ViewerPage:
    """Everything the viewer shows."""

    asked: Asked
    assessment_title: str
    title: str
    name: str
    kind: SourceKind
    revision: int
    newest: int
    number: int
    """Of the page or part that is shown; the first is 1."""
    count: int
    paged: bool
    """Whether the numbers are those of the document's own pages."""
    picture: PagePicture | None
    blocks: tuple[Block, ...]
    can_look: bool
    """Whether the source has pages that can be shown as they look."""
    can_download: bool
    here: tuple[QuoteRow, ...]
    """Quotes on this page."""
    current: QuoteRow | None
    place: int
    """Which of all quotes the current one is, from 1; 0 when none is."""
    quotes: int
    before: QuoteRow | None
    after: QuoteRow | None
    missing: bool
    """A quote was asked for that this source does not hold, or no longer."""
    unmarked: bool
    """The quote could not be found on its page."""
    found: tuple[FoundRow, ...]
    addressed: bool
    """A sentence on the page addresses the judge."""
    problem: ErrorPage | None = None


def viewer_page(
    asked: Asked, viewed: Viewed, placed: Placed | None, *, title: str, problem: ErrorPage | None = None
) -> ViewerPage:
    """Build the viewer.

    Args:
        asked: what the address asks for.
        viewed: the source.
        placed: the page as it looks; None shows the text.
        title: the assessment's.
        problem: why a page is not shown as it looks, though it should.
    """
    parts = portions(viewed)
    rows = _rows(asked, viewed)
    current = next((row for row in rows if row.current), None)
    number = placed.number if placed else _number(asked, viewed, parts)
    blocks = () if placed else tuple(_blocks(asked, viewed, parts.get(number, ())))
    here = _here(viewed, parts.get(number, ()), placed)
    at = rows.index(current) if current else -1
    neighbours = _neighbours(rows, at, viewed, parts.get(number, ()))
    return ViewerPage(
        asked=asked,
        assessment_title=title,
        title=viewed.title,
        name=viewed.source.name,
        kind=viewed.source.kind,
        revision=viewed.revision,
        newest=viewed.source.revision,
        number=number,
        count=viewed.pages or max(parts, default=1),
        paged=bool(viewed.pages),
        picture=_picture(asked, viewed, placed) if placed else None,
        blocks=blocks,
        can_look=viewed.has_pages,
        can_download=viewed.source.kind != "interview",
        here=tuple(row for row in rows if row.id in here),
        current=current,
        place=at + 1,
        quotes=len(rows),
        before=neighbours[0],
        after=neighbours[1],
        missing=bool(asked.quote) and current is None,
        unmarked=_unmarked(asked, viewed, number, here, placed) if current else False,
        found=_found(asked, viewed, parts),
        addressed=_holds_addressed(placed, blocks),
        problem=problem,
    )


def portions(viewed: Viewed) -> dict[int, tuple[Segment, ...]]:
    """Cut a source into what is shown at once: its own pages, or stretches of about 8,000 characters."""
    made: dict[int, list[Segment]] = {}
    number, held = 1, 0
    for segment in viewed.segments:
        if viewed.pages:
            number = segment.place.page or number
        elif held > _PART:
            number, held = number + 1, 0
        held += segment.end - segment.start
        made.setdefault(number, []).append(segment)
    return {key: tuple(found) for key, found in made.items()}


def _portion_of(parts: dict[int, tuple[Segment, ...]], start: int) -> int:
    """Return the number of the part in which an offset of the text stands."""
    found = 1
    for number, segments in parts.items():
        if segments[0].start <= start:
            found = number
    return found


def _number(asked: Asked, viewed: Viewed, parts: dict[int, tuple[Segment, ...]]) -> int:
    if asked.page:
        return min(asked.page, viewed.pages or max(parts, default=1))
    cited = viewed.quoted(asked.quote)
    if cited is None:
        return 1
    quoted = cited.evidence
    return _portion_of(parts, quoted.start) if quoted.start >= 0 else quoted.place.page or 1


def _rows(asked: Asked, viewed: Viewed) -> list[QuoteRow]:
    return [
        QuoteRow(
            id=c.evidence.id,
            text=c.evidence.quote,
            questions=c.questions,
            link=asked.link(quote=c.evidence.id, page=0),
            current=asked.quote in c.ids,
            verified=c.evidence.counts,
        )
        for c in viewed.cited
    ]


def _here(viewed: Viewed, shown: Sequence[Segment], placed: Placed | None) -> frozenset[str]:
    if placed:
        return frozenset(placed.marks)
    if not shown:
        return frozenset()
    first, last = shown[0].start, shown[-1].end
    return frozenset(c.evidence.id for c in viewed.cited if c.evidence.start < last and c.evidence.end > first)


def _neighbours(
    rows: Sequence[QuoteRow], at: int, viewed: Viewed, shown: Sequence[Segment]
) -> tuple[QuoteRow | None, QuoteRow | None]:
    """Return the quotes before and after the current one or, without one, before and after this page's beginning."""
    if at < 0:
        begins = shown[0].start if shown else 0
        at = sum(cited.evidence.start < begins for cited in viewed.cited)
        following = at
    else:
        following = at + 1
    before = rows[at - 1] if at > 0 else None
    return before, rows[following] if following < len(rows) else None


def _unmarked(asked: Asked, viewed: Viewed, number: int, here: Iterable[str], placed: Placed | None) -> bool:
    """Say whether this is the quote's page, and yet it is not marked on it."""
    cited = viewed.quoted(asked.quote)
    if cited is None:
        return False
    quoted = cited.evidence
    if quoted.id in here:
        return quoted.start < 0 and placed is None
    own = viewed.candidates(quoted.start, quoted.end)[0] if quoted.start >= 0 else quoted.place.page or 1
    return not asked.page or (bool(placed) and number == own)


def _holds_addressed(placed: Placed | None, blocks: Sequence[Block]) -> bool:
    if placed:
        return bool(placed.addressed)
    return any(piece.sort == "addressed" for block in blocks for piece in block.pieces)


def _picture(asked: Asked, viewed: Viewed, placed: Placed) -> PagePicture:
    shapes: list[Shape] = []
    current = viewed.quoted(asked.quote)
    for key, spans in placed.marks.items():
        sort: MarkSort = "current" if current and key == current.evidence.id else "quote"
        shapes += _shapes(rectangles(placed.text, spans), sort)
    shapes += _shapes(rectangles(placed.text, words_on(placed.text, asked.query)), "found")
    shapes += [_under(box) for box in rectangles(placed.text, placed.addressed)]
    sharp = 2 if asked.zoom > ZOOMS[0] else 1
    base = f"{asked.base}/pages/{placed.number}?revision={viewed.revision}&width="
    return PagePicture(
        address=f"{base}{(1000, 1400)[sharp - 1]}",
        sharp_address=f"{base}{(1400, 2000)[sharp - 1]}",
        height=placed.text.height,
        shapes=tuple(sorted(shapes, key=lambda shape: _RANK[shape.sort])),
        lines=tuple(_text_line(line.text, line.box) for line in lines(placed.text)),
    )


def _shapes(boxes: Iterable[Box], sort: MarkSort) -> list[Shape]:
    return [
        Shape(round(x - 1, 1), round(y - 1, 1), round(end - x + 2, 1), round(low - y + 2, 1), sort)
        for x, y, end, low in boxes
    ]


def _under(box: Box) -> Shape:
    """Underline words that do not count: a rectangle over them would look like a quote."""
    left, _, right, bottom = box
    return Shape(left, round(bottom + 1, 1), round(right - left, 1), _UNDERLINE, "addressed")


def _text_line(text: str, box: Box) -> TextLine:
    left, top, right, bottom = box
    height = bottom - top
    return TextLine(left, round(top + _BASELINE * height, 1), round(height, 1), round(right - left, 1), text)


Range = tuple[int, int, MarkSort]


def _blocks(asked: Asked, viewed: Viewed, shown: Sequence[Segment]) -> Iterator[Block]:
    ranges: list[Range] = [
        (c.evidence.start, c.evidence.end, "current" if asked.quote in c.ids else "quote")
        for c in viewed.cited
        if c.evidence.start >= 0
    ]
    ranges += [(start, end, "addressed") for start, end in addressed(viewed, shown)]
    ranges += [(start, end, "found") for start, end in find_within(viewed.text, asked.query)]
    heading: tuple[str, ...] = ()
    speaker = ""
    for segment in shown:
        place = segment.place
        said = place.speaker or ""
        titles = place.heading[-1:] == (viewed.text[segment.start : segment.end].strip(),)
        yield Block(
            pieces=pieces(viewed.text, segment.start, segment.end, ranges),
            heading=" › ".join(place.heading) if place.heading != heading and not titles else "",
            titles=titles,
            speaker=said if said != speaker or place.time is not None else "",
            time=clock(place.time) if place.time is not None else "",
            row=place.row,
        )
        heading, speaker = place.heading, said


def pieces(text: str, start: int, end: int, ranges: Iterable[Range]) -> tuple[Piece, ...]:
    """Cut a stretch of text where its marks begin and end; where two meet the more important one holds."""
    inside = [(max(a, start), min(b, end), sort) for a, b, sort in ranges if a < end and b > start]
    cuts = sorted({start, end, *(a for a, _, _ in inside), *(b for _, b, _ in inside)})
    made: list[Piece] = []
    for first, last in pairwise(cuts):
        sorts: list[MarkSort] = [sort for a, b, sort in inside if a <= first and b >= last]
        sort: MarkSort = max(sorts, key=lambda known: _RANK[known]) if sorts else "plain"
        made.append(Piece(text[first:last], sort))
    return tuple(made)


def clock(seconds: float) -> str:
    """Spell a time of a recording: ``4:07`` or ``1:02:09``."""
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _found(asked: Asked, viewed: Viewed, parts: dict[int, tuple[Segment, ...]]) -> tuple[FoundRow, ...]:
    rows = []
    for start, end in find_within(viewed.text, asked.query):
        page = _portion_of(parts, start)
        rows.append(
            FoundRow(
                before=viewed.text[max(0, start - _AROUND) : start].replace("\n", " "),
                words=viewed.text[start:end].replace("\n", " "),
                after=viewed.text[end : end + _AROUND].replace("\n", " "),
                page=page,
                link=asked.link(page=page, quote=""),
            )
        )
    return tuple(rows)

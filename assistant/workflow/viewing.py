"""Showing a source where it is quoted: its pages as they look, its text, and the quotes on them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from uuid import uuid4

from assistant.domain.assessment import readable_title
from assistant.domain.draft import Evidence
from assistant.domain.evidence import Passage, Segment, Source
from assistant.drafting.instructions import withheld_spans
from assistant.errors import NotFoundError
from assistant.store import Transaction
from assistant.viewing.matching import Letters, Match, Span, letters, locate
from assistant.viewing.page import PageText
from assistant.workflow import sources, standings
from assistant.workflow.files import blob_path
from assistant.workflow.parts import Parts

WIDTHS = (700, 1000, 1400, 2000)
"""Pixels across that pages are drawn in."""
MOST_FOUND = 200
"""Places that a search within a source returns."""
_SURROUNDINGS = 300
"""Characters before and after a quote that tell equal places apart."""
_PDF = "application/pdf"
_MOST_CACHED = 1_000_000_000
"""Bytes of pictures of pages that are kept."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A quote of a source and the questions it stands under."""

    evidence: Evidence
    questions: tuple[str, ...]
    ids: frozenset[str]
    """Every id under which it is evidence: one for each question that it speaks for."""


@dataclass(frozen=True, slots=True)
class Viewed:
    """A source in one revision, with all that is quoted from it."""

    source: Source
    revision: int
    text: str
    segments: tuple[Segment, ...]
    """Paragraphs, turns, cues or rows in reading order."""
    starts: tuple[int, ...]
    """Where each segment begins."""
    pages: int | None
    """How many pages of its own it has in this revision; None for what has none."""
    title: str
    cited: tuple[Cited, ...]
    """Those of this revision, by where they stand."""
    file: Path
    has_pages: bool
    """Whether its pages may be shown as they look."""

    def candidates(self, start: int, end: int) -> range:
        """Return the pages that a stretch of the text may be painted on.

        A paragraph knows the page it begins on; what it holds may stand further on, up to where the next begins.
        """
        first = self._page(max(0, bisect_right(self.starts, start) - 1))
        later = islice(self.segments, bisect_left(self.starts, end), None)
        following = next((segment.place.page for segment in later if segment.place.page), first + 1)
        return range(first, min(max(following, first + 1), self.pages or first) + 1)

    def _page(self, at: int) -> int:
        pages = (self.segments[i].place.page for i in range(min(at, len(self.segments) - 1), -1, -1))
        return next((page for page in pages if page), 1)

    def quoted(self, quote_id: str) -> Cited | None:
        """Return the quote that an id of evidence names."""
        return next((cited for cited in self.cited if quote_id in cited.ids), None)


def view(parts: Parts, assessment_id: str, source_id: str, *, quote_id: str = "", revision: int = 0) -> Viewed:
    """Read a source as the one who acts may see it, in the revision that a quote was taken from.

    Raises:
        NotFoundError: there is no such source, not for them, or it has no text (yet).
    """
    source = sources.find_source(parts, assessment_id, source_id)
    cited = quotes_of(parts, assessment_id, source_id)
    quoted = next((c.evidence.revision for c in cited if quote_id in c.ids), revision)
    wanted = _revision(source, cited, quoted)
    if source.state != "ready" and wanted == source.revision:
        raise NotFoundError(f"Källan {source.name} är inte läst.", hint="Läs in den från sidan Källor först.")
    with parts.store.reading() as tx:
        text, segments = parts.texts.get((source_id, wanted), lambda: _content(tx, source_id, wanted))
        blob = tx.sources.blob(source_id, wanted)
    file = parts.files / blob
    here = tuple(c for c in cited if c.evidence.revision == wanted)
    return Viewed(
        source=source,
        revision=wanted,
        text=text,
        segments=segments,
        starts=tuple(segment.start for segment in segments),
        pages=source.pages
        if wanted == source.revision
        else max((s.place.page or 0 for s in segments), default=0) or None,
        title=readable_title(source.title, source.name),
        cited=here,
        file=file,
        has_pages=_may_be_drawn(source, here) and bool(blob) and file.is_file(),
    )


def _revision(source: Source, cited: Sequence[Cited], revision: int) -> int:
    """Return the revision to show: an older one only for the quotes that were taken from it."""
    return revision if any(c.evidence.revision == revision for c in cited) else source.revision


def _may_be_drawn(source: Source, cited: Sequence[Cited]) -> bool:
    """Say whether pages may be shown as they look: those of an interview would show names its text no longer holds.

    A source may have been an interview when it was quoted.
    """
    spoken = source.kind == "interview" or any(c.evidence.kind == "interview" for c in cited)
    return source.media_type == _PDF and not spoken


def _content(tx: Transaction, source_id: str, revision: int) -> tuple[str, tuple[Segment, ...]]:
    text = tx.sources.text(source_id, revision)
    segments = tx.sources.segments(source_id, revision)
    return text, segments or tuple(_unrepeated(tx.passages.of_source(source_id, revision)))


def _unrepeated(passages: Iterable[Passage]) -> Iterator[Segment]:
    """Yield the places of passages without the sentences that are repeated where a paragraph had to be cut."""
    done = 0
    for passage in passages:
        start = max(passage.start, done)
        if start < passage.end:
            yield Segment(start, passage.end, passage.place)
            done = passage.end


def quotes_of(parts: Parts, assessment_id: str, source_id: str) -> tuple[Cited, ...]:
    """Return the quotes of a source in drafts, opinions and decisions, as far as they may be seen."""
    now = standings.standing(parts, assessment_id)
    found: dict[tuple[int, ...] | str, list[tuple[str, Evidence]]] = {}
    opinions = ((q, o.added) for q, given in now.opinions.items() for o in given)
    held = chain(
        ((q, d.evidence) for q, d in now.drafts.items()), opinions, ((q, d.evidence) for q, d in now.decisions.items())
    )
    for question, evidence in held:
        for item in evidence:
            if item.source_id == source_id:
                # The same sentence may be evidence for several questions.
                key = (item.revision, item.start, item.end) if item.start >= 0 else item.id
                found.setdefault(key, []).append((question, item))
    made = (_cited(rows) for rows in found.values())
    return tuple(sorted(made, key=lambda c: (c.evidence.start, c.evidence.end, c.evidence.id)))


def quotes_by_source(parts: Parts, assessment_id: str) -> dict[str, int]:
    """Count the quotes of each source in drafts, opinions and decisions, as far as they may be seen."""
    now = standings.standing(parts, assessment_id)
    opinions = (opinion.added for given in now.opinions.values() for opinion in given)
    held = chain((d.evidence for d in now.drafts.values()), opinions, (d.evidence for d in now.decisions.values()))
    seen = {(item.source_id, item.revision, item.start, item.end) for evidence in held for item in evidence}
    counts: dict[str, int] = {}
    for source_id, *_ in seen:
        counts[source_id] = counts.get(source_id, 0) + 1
    return counts


def _cited(rows: list[tuple[str, Evidence]]) -> Cited:
    questions = tuple(sorted({question for question, _ in rows}, key=_by_number))
    return Cited(rows[0][1], questions, frozenset(item.id for _, item in rows))


def _by_number(question: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(part) if part.isdigit() else 0, part) for part in question.split("."))


@dataclass(frozen=True, slots=True)
class Placed:
    """A page as it looks, and what is marked on it."""

    number: int
    text: PageText
    marks: Mapping[str, tuple[Span, ...]]
    """By quote id: the stretches of the page's characters that it stands in."""
    addressed: tuple[Span, ...] = ()
    """Where sentences stand that address the judge."""


def place(parts: Parts, viewed: Viewed, *, quote_id: str = "", page: int = 0) -> Placed:
    """Find the page to show, and on it every quote that stands there.

    Args:
        parts: of the one who looks.
        viewed: a source with pages.
        quote_id: the quote that is looked for, if any.
        page: the page that is asked for; 0 shows the quote's own, or the first.

    Raises:
        PageError: the page does not exist or cannot be read.
    """
    current = viewed.quoted(quote_id)
    found = _locate(parts, viewed, current.evidence, first=_candidates(viewed, current.evidence)[0]) if current else {}
    number = page or min(found, default=0) or (_candidates(viewed, current.evidence)[0] if current else 1)
    text = _text(parts, viewed, number)
    marks: dict[str, tuple[Span, ...]] = {}
    for cited in viewed.cited:
        evidence = cited.evidence
        if number not in _candidates(viewed, evidence):
            continue
        match = (found if cited is current else _locate(parts, viewed, evidence, first=number)).get(number)
        if match:
            marks[evidence.id] = match.spans
    return Placed(number, text, marks, tuple(_addressed_on(parts, viewed, number)))


def addressed(viewed: Viewed, shown: Sequence[Segment]) -> list[Span]:
    """Return where sentences of what is shown address the judge, as stretches of the source's text."""
    if not shown or not viewed.source.addresses_judge:
        return []
    first = shown[0].start
    return [(first + a, first + b) for a, b in withheld_spans(viewed.text[first : shown[-1].end])]


def _addressed_on(parts: Parts, viewed: Viewed, number: int) -> Iterator[Span]:
    if not viewed.source.addresses_judge:
        return
    upto = [i for i, segment in enumerate(viewed.segments) if 0 < (segment.place.page or 0) <= number]
    begun = [i for i in upto if viewed.segments[i].place.page == number]
    # What begins on a page before may end on this one.
    first = max(0, begun[0] - 1) if begun else upto[-1] if upto else 0
    shown = viewed.segments[first : upto[-1] + 1] if upto else ()
    for start, end in addressed(viewed, shown):
        pages = viewed.candidates(start, end)
        if number in pages:
            match = _found_at(parts, viewed, (start, end), pages, first=number).get(number)
            yield from match.spans if match else ()


def _candidates(viewed: Viewed, evidence: Evidence) -> range:
    if evidence.start >= 0:
        return viewed.candidates(evidence.start, evidence.end)
    page = evidence.place.page or 1
    return range(page, min(page + 1, viewed.pages or page) + 1)


def _locate(parts: Parts, viewed: Viewed, evidence: Evidence, *, first: int = 0) -> dict[int, Match]:
    """Find a quote on the pages it may stand on; the one named first is tried alone, which is mostly enough."""
    candidates = _candidates(viewed, evidence)
    if evidence.start >= 0:
        return _found_at(parts, viewed, (evidence.start, evidence.end), candidates, first=first)
    return _find(parts, viewed, evidence.quote, candidates, first=first)


def _found_at(parts: Parts, viewed: Viewed, span: Span, candidates: range, *, first: int) -> dict[int, Match]:
    """Find a stretch of the source's text on its pages; what stands around it tells equal places apart."""
    start, end = span
    around = (viewed.text[max(0, start - _SURROUNDINGS) : start], viewed.text[end : end + _SURROUNDINGS])
    return _find(parts, viewed, viewed.text[start:end], candidates, first=first, around=around)


def _find(
    parts: Parts, viewed: Viewed, words: str, pages: range, *, first: int, around: tuple[str, str] = ("", "")
) -> dict[int, Match]:
    candidates = list(pages)
    for tried in ([first], candidates) if first and candidates != [first] else (candidates,):
        reduced = {number: _letters(_text(parts, viewed, number).text) for number in tried}
        found = locate(words, reduced, before=around[0], after=around[1])
        if found and (tried == candidates or all(match.share == 1 for match in found.values())):
            return found
    return {}


@lru_cache(maxsize=64)
def _letters(text: str) -> Letters:
    return letters(text)


def _text(parts: Parts, viewed: Viewed, page: int) -> PageText:
    return parts.renderer.text(viewed.file, page)


def words_on(text: PageText, query: str) -> tuple[Span, ...]:
    """Return where the words of a search stand on a page."""
    return tuple(find_within(text.text, query))


def page_image(
    parts: Parts, assessment_id: str, source_id: str, page: int, *, revision: int = 0, width: int = WIDTHS[1]
) -> bytes:
    """Return a picture (PNG or WebP) of a page, drawn once and kept by the content of its file.

    Raises:
        NotFoundError: there is no such page, or not for the one who acts.
        PageError: it cannot be drawn.
    """
    source = sources.find_source(parts, assessment_id, source_id)
    cited = quotes_of(parts, assessment_id, source_id) if revision not in (0, source.revision) else ()
    wanted = _revision(source, cited, revision)
    here = [c for c in cited if c.evidence.revision == wanted]
    if source.state != "ready" or not _may_be_drawn(source, here):
        raise _no_page()
    with parts.store.reading() as tx:
        blob = tx.sources.blob(source_id, wanted)
    sha256 = Path(blob).name
    if not blob or not (parts.files / blob).is_file() or (wanted == source.revision and page > (source.pages or page)):
        raise _no_page()
    across = min(WIDTHS, key=lambda known: (known < width, abs(known - width)))
    kept = blob_path(parts.page_images, sha256) / f"{page}-{across}"
    if kept.is_file():
        return kept.read_bytes()
    drawn = parts.renderer.draw(parts.files / blob, page, width=across)
    _keep(parts.page_images, kept, drawn)
    return drawn


def _no_page() -> NotFoundError:
    return NotFoundError("Sidan finns inte.", hint="Gå tillbaka till källan.")


def _keep(root: Path, target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = target.with_name(f".{uuid4().hex}")
    partial.write_bytes(data)
    partial.replace(target)
    if data[:1] and target.stat().st_ino % 50 == 0:  # now and then is enough
        prune(root, _MOST_CACHED)


def prune(root: Path, most: int) -> None:
    """Delete the oldest pictures until no more than so many bytes are left."""
    files = sorted(((f.stat(), f) for f in root.rglob("*") if f.is_file()), key=lambda pair: pair[0].st_mtime)
    left = sum(stat.st_size for stat, _ in files)
    for stat, file in files:
        if left <= most:
            return
        file.unlink(missing_ok=True)
        left -= stat.st_size


def find_within(text: str, query: str) -> list[tuple[int, int]]:
    """Return where words stand side by side in a text, in any case and across line ends; at most ``MOST_FOUND``."""
    words = re.findall(r"\w+", query)
    if not words:
        return []
    pattern = re.compile(r"[\W_]+".join(re.escape(word) for word in words), re.IGNORECASE)
    found = []
    for match in pattern.finditer(text):
        found.append(match.span())
        if len(found) == MOST_FOUND:
            break
    return found

"""Evidence in its place: what stands around a quote, and sentences found that could become one."""

from dataclasses import dataclass

from assistant.domain.criteria import Question
from assistant.domain.draft import Evidence
from assistant.domain.evidence import Hit, SearchFilter
from assistant.domain.triangulation import Triangulation
from assistant.drafting import topics
from assistant.errors import NotFoundError
from assistant.store import SourceTitle
from assistant.workflow import asking, guiding
from assistant.workflow.parts import Parts
from assistant.workflow.stood import Standing
from ingest import sentence_spans

REACH = 1200
"""How many characters are shown on either side of a quote, up to a whole paragraph."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A quote with what stands before and after it in its source."""

    before: str
    quote: str
    after: str
    starts: bool
    """The source begins here."""
    ends: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that a search brought back, and its sentence that fits best."""

    hit: Hit
    before: str
    sentence: str
    after: str


def surroundings(parts: Parts, item: Evidence, *, reach: int = REACH) -> Surroundings | None:
    """Return a quote in its place; None when it has none: it was not found, or the text was erased."""
    if item.start < 0 or (item.kind == "interview" and not parts.sight.interviews):
        return None
    try:
        with parts.store.reading() as tx:
            text = tx.sources.text(item.source_id, item.revision)
    except NotFoundError:
        return None
    start, end = _start(text, item.start, reach), _end(text, item.end, reach)
    return Surroundings(
        before=text[start : item.start].lstrip(),
        quote=text[item.start : item.end],
        after=text[item.end : end].rstrip(),
        starts=start == 0,
        ends=end == len(text),
    )


def _start(text: str, quote: int, reach: int) -> int:
    """Return where to begin: at a paragraph within reach, else at a word."""
    least = max(0, quote - reach)
    if least == 0:
        return 0
    paragraph = text.find("\n\n", least, quote)
    return paragraph if paragraph >= 0 else text.find(" ", least, quote) + 1 or quote


def _end(text: str, quote: int, reach: int) -> int:
    most = quote + reach
    if most >= len(text):
        return len(text)
    paragraph = text.rfind("\n\n", quote, most)
    return paragraph if paragraph >= 0 else max(text.rfind(" ", quote, most), quote)


def against_each_other(parts: Parts, now: Standing, question: Question) -> Triangulation:
    """Set the sources of a question against each other; made anew only when its evidence changes."""
    evidence = guiding.evidence_of(now, question.id)
    searched = now.drafts[question.id].run_id if question.id in now.drafts else ""
    key = ("view", now.assessment.id, question.id, searched, tuple((item.id, item.revision) for item in evidence))
    return parts.views.get(key, lambda: guiding.triangulation(parts, now, question))


def titles(parts: Parts, assessment_id: str) -> tuple[SourceTitle, ...]:
    """Return what the sources that may be seen are called, by title; also removed ones, which quotes may name."""
    with parts.store.reading() as tx:
        fresh = tx.freshness(assessment_id)
        key = ("titles", assessment_id, fresh.sources, fresh.erased)
        known = parts.titles.get(key, lambda: tx.sources.titles(assessment_id))
    if parts.sight.interviews:
        return known
    return tuple(item for item in known if item.ready and item.kind != "interview")


def find(parts: Parts, assessment_id: str, query: str, *, k: int = 8, where: SearchFilter | None = None) -> list[Found]:
    """Search the evidence; each passage comes with the sentence in it that holds most of the words asked for."""
    hits = asking.search(parts, assessment_id, query, k=k, where=where)
    wanted = topics.stems(query)
    return [_found(hit, wanted) for hit in hits]


def _found(hit: Hit, wanted: tuple[str, ...]) -> Found:
    text = hit.passage.text
    every = list(sentence_spans(text)) or [(0, len(text))]
    # A heading holds the words asked for and says nothing.
    spans = [span for span in every if text[span[0] : span[1]].rstrip()[-1:] in '.!?”"'] or every
    start, end = max(spans, key=lambda span: topics.overlap(text[span[0] : span[1]], wanted, {}))
    return Found(hit, text[:start].lstrip(), text[start:end], text[end:].rstrip())

"""What a published text of one sub-area is worth when it is the only evidence."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from assistant.domain.criteria import CriteriaSet, SubArea
from assistant.domain.evidence import Hit, Passage, Place, SearchFilter, SourceKind, passage_id
from assistant.domain.scoring import score
from assistant.drafting.extractive import ExtractiveDrafter, SourceFacts
from ingest.model import Block
from ingest.split import split

KIND: SourceKind = "interview"
"""How an evaluator's text is read: what it says is told, and a "shall" in it decides nothing."""

DraftNarrative = Callable[[CriteriaSet, SubArea, str], Fraction]


def draft_narrative(criteria: CriteriaSet, sub_area: SubArea, text: str) -> Fraction:
    """Draft a sub-area from an evaluator's text about it, and return the drafted percent of its points, 0 to 100."""
    passages = list(_passages(sub_area, text))
    drafter = ExtractiveDrafter(
        criteria=criteria,
        search=_everything(passages),
        facts=lambda _source: SourceFacts(None),
        counts={KIND: 1},
        passages=len(passages),
        as_of="",
        texts=lambda: (p.text for p in passages),
    )
    line = score(criteria, {q.id: drafter.draft(q).level for q in sub_area.questions}).line(sub_area.id)
    return 100 * line.points / line.possible


def _passages(sub_area: SubArea, text: str) -> Sequence[Passage]:
    cut = split([Block(text)]).passages
    source, title = f"text-{sub_area.id}", sub_area.name.sv
    return [
        Passage(passage_id(source, 1, n), source, 1, n, p.start, p.end, p.text, Place(), KIND, title, title)
        for n, p in enumerate(cut)
    ]


def _everything(passages: Sequence[Passage]) -> Callable[..., list[list[Hit]]]:
    """Return a search that finds the whole text, whatever is asked: it is short and about the sub-area."""

    def search(queries: Sequence[str], *, k: int, where: SearchFilter) -> list[list[Hit]]:
        found = [Hit(p, 1.0) for p in passages if not where.kinds or p.kind in where.kinds]
        return [found[: max(k, len(found))] for _ in queries]

    return search

"""Reading a published report of Kommunkompassen: the text of each sub-area, the lists, and the printed points.

The layout is that of reports of the 2020 revision: per area a box of headings, a general part, one heading and
text per sub-area, then strengths beside improvements; last the tables of points.
"""

from dataclasses import dataclass

from assistant.catalog.published.lines import boxes, lines_of, without_headers
from assistant.catalog.published.names import Names
from assistant.catalog.published.sections import PublishedLists, PublishedText, Reading
from assistant.catalog.published.table import PrintedRow, read_table
from assistant.domain.criteria import CriteriaSet
from assistant.errors import CatalogError

__all__ = ["PrintedRow", "PublishedLists", "PublishedReport", "PublishedText", "parse_report"]


@dataclass(frozen=True, slots=True)
class PublishedReport:
    """What was found in a report; ``notes`` say in Swedish what is odd or missing."""

    texts: tuple[PublishedText, ...]
    """By sub-area in the order of the criteria; those without a text are left out."""
    rows: tuple[PrintedRow, ...]
    lists: tuple[PublishedLists, ...]
    notes: tuple[str, ...]


def parse_report(text: str, criteria: CriteriaSet, *, name: str) -> PublishedReport:
    """Find the parts of a report in its text.

    Raises:
        CatalogError: there is no table of points, or no text of a sub-area.
    """
    lines = list(lines_of(text))
    table = read_table(lines, criteria, Names(criteria))
    if not table.rows:
        hint = "Rapporten behöver tabellerna med uppnådda poäng, max och procent per delområde."
        raise CatalogError(f"{name}:1: inga rader med poäng per delområde hittades.", hint=hint)
    printed = [(row.sub_area, row.name) for row in table.rows]
    names = Names(criteria, [*printed, *boxes(lines, criteria)])
    found = Reading(criteria, names).read(without_headers(lines, names))
    order = [sub.id for sub in criteria.sub_areas()]
    texts = tuple(sorted(found.texts.values(), key=lambda t: order.index(t.sub_area)))
    if not texts:
        hint = "Rubrikerna ska vara delområdenas namn. Är filen en inskannad PDF behöver den textigenkänning."
        raise CatalogError(f"{name}:1: ingen text per delområde hittades.", hint=hint)
    missing = [row.sub_area for row in table.rows if row.sub_area not in found.texts]
    unprinted = [t.sub_area for t in texts if t.sub_area not in {row.sub_area for row in table.rows}]
    notes = [*table.notes, *(f"Delområde {i} har ingen text." for i in missing)]
    notes += [f"Delområde {i} har text men ingen rad i poängtabellen." for i in unprinted]
    return PublishedReport(texts, table.rows, tuple(found.lists()), tuple(notes))

"""Where a quote stands: the page, turn or row that its own first word is on, not that its passage begins on."""

from dataclasses import replace

from assistant.domain.draft import Draft, Evidence
from assistant.domain.evidence import Segment, place_at
from assistant.store import Transaction


class Places:
    """Finds where quotes stand, reading each source's paragraphs once; for one run of drafting."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], tuple[Segment, ...]] = {}

    def of(self, tx: Transaction, draft: Draft) -> Draft:
        """Return a draft with its quotes placed exactly."""
        return replace(draft, evidence=tuple(self.of_quote(tx, item) for item in draft.evidence))

    def of_quote(self, tx: Transaction, item: Evidence) -> Evidence:
        """Return a quote placed exactly; as it was when it was not found in its source."""
        if item.start < 0:
            return item
        key = (item.source_id, item.revision)
        if key not in self._known:
            self._known[key] = tx.sources.segments(*key)
        return replace(item, place=place_at(self._known[key], item.start, item.place))

"""How fetching web pages goes in each assessment, for its page to show."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from assistant.fetching import Outcome
from assistant.web.pages.sources import Fetching
from assistant.workflow.sources import Added

_MOST_REFUSED = 100


class Fetches:
    """The newest fetch of each assessment in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, Fetching] = {}

    def of(self, assessment_id: str) -> Fetching | None:
        """Return the newest fetch of an assessment, None when there was none."""
        with self._lock:
            return self._known.get(assessment_id)

    @contextmanager
    def one(self, assessment_id: str) -> Iterator[Callable[[Outcome, Added | None], None]]:
        """Follow one fetch; what is yielded is to be told of every page."""

        def told(outcome: Outcome, added: Added | None) -> None:
            with self._lock:
                self._known[assessment_id] = _after(self._known[assessment_id], outcome, added)

        with self._lock:
            self._known[assessment_id] = Fetching("running", 0, ())
        try:
            yield told
        finally:
            with self._lock:
                self._known[assessment_id] = replace(self._known[assessment_id], state="done")


def _after(now: Fetching, outcome: Outcome, added: Added | None) -> Fetching:
    if outcome.error is None and added is not None and added.outcome != "refused":
        return replace(now, saved=now.saved + 1)
    why = f"{outcome.error.message} {outcome.error.hint}" if outcome.error else added.message if added else ""
    return replace(now, refused=(*now.refused, (outcome.address, why))[:_MOST_REFUSED])

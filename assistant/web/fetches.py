"""How fetching web pages goes in each assessment, for its page to show; kept on disk, so that it outlives a restart."""

import hashlib
import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from assistant.fetching import Outcome
from assistant.web.pages.sources import Fetching
from assistant.workflow.adding import Added

logger = logging.getLogger(__name__)

_MOST_REFUSED = 100


class Fetches:
    """The newest fetch of each assessment.

    Args:
        folder: where what became of them is kept, one file an assessment; made when first needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._known: dict[str, Fetching] = {}

    def of(self, assessment_id: str) -> Fetching | None:
        """Return the newest fetch of an assessment, None when there was none.

        One that ran when the service ended is ``stopped``: what it saved is there, the rest was not fetched.
        """
        with self._lock:
            known = self._known.get(assessment_id)
        if known is not None:
            return known
        found = self._read(assessment_id)
        return replace(found, state="stopped") if found and found.state == "running" else found

    @contextmanager
    def one(self, assessment_id: str) -> Iterator[Callable[[Outcome, Added | None], None]]:
        """Follow one fetch; what is yielded is to be told of every page."""

        def told(outcome: Outcome, added: Added | None) -> None:
            self._keep(assessment_id, _after(self._known[assessment_id], outcome, added))

        self._keep(assessment_id, Fetching("running", 0, ()))
        try:
            yield told
        finally:
            self._keep(assessment_id, replace(self._known[assessment_id], state="done"))

    def _keep(self, assessment_id: str, now: Fetching) -> None:
        with self._lock:
            self._known[assessment_id] = now
            file = self._file(assessment_id)
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = file.with_suffix(".new")
            fresh.write_text(json.dumps(asdict(now), ensure_ascii=False), encoding="utf-8")
            fresh.replace(file)

    def _read(self, assessment_id: str) -> Fetching | None:
        try:
            kept = json.loads(self._file(assessment_id).read_text(encoding="utf-8"))
            return Fetching(kept["state"], kept["saved"], tuple((a, why) for a, why in kept["refused"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            logger.warning("a kept fetch cannot be read", extra={"assessment_id": assessment_id})
            return None

    def _file(self, assessment_id: str) -> Path:
        """Name a file so that no id can point anywhere else."""
        return self._folder / f"{hashlib.sha256(assessment_id.encode()).hexdigest()[:24]}.json"


def _after(now: Fetching, outcome: Outcome, added: Added | None) -> Fetching:
    if outcome.error is None and added is not None and added.outcome != "refused":
        return replace(now, saved=now.saved + 1)
    why = f"{outcome.error.message} {outcome.error.hint}" if outcome.error else added.message if added else ""
    return replace(now, refused=(*now.refused, (outcome.address, why))[:_MOST_REFUSED])

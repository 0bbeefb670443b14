"""Jobs that outlast the request that asked for them."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal
from uuid import uuid4

from assistant.errors import AssistantError, ConflictError, UnavailableError

logger = logging.getLogger(__name__)

Kind = Literal["ingest", "draft"]


@dataclass(frozen=True, slots=True)
class Task:
    """A job as this process knows it."""

    kind: Kind
    under: str = ""
    state: Literal["running", "done", "failed"] = "running"
    count: int = 0
    """Sources read or questions drafted."""
    error: str = ""
    hint: str = ""


class Background:
    """At most one job an assessment, each in a thread of its own.

    Asking for the job that runs already makes it run once more when it is done, so that a file added
    meanwhile is read too. The threads are daemons: the durable queue goes on after a restart.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tasks: dict[str, Task] = {}
        self._again: set[str] = set()

    def start(self, assessment_id: str, kind: Kind, work: Callable[[], int], *, under: str = "") -> Task:
        """Start a job, or join the same one that runs.

        Raises:
            ConflictError: another job of the assessment runs.
        """
        with self._lock:
            known = self._tasks.get(assessment_id)
            if known and known.state == "running":
                if (known.kind, known.under) != (kind, under):
                    raise ConflictError(
                        "Ett annat jobb pågår i utvärderingen.", hint="Vänta tills det är klart och försök igen."
                    )
                self._again.add(assessment_id)
                return known
            task = self._tasks[assessment_id] = Task(kind, under)
        thread = threading.Thread(target=self._run, args=(assessment_id, work), name=f"{kind}-job", daemon=True)
        thread.start()
        return task

    def task(self, assessment_id: str) -> Task | None:
        """Return the running job of an assessment, or the last one of this process."""
        with self._lock:
            return self._tasks.get(assessment_id)

    def require_idle(self, assessment_id: str) -> None:
        """Refuse while files are being read: the search index is not in one piece then.

        Raises:
            UnavailableError: an ingest job runs.
        """
        task = self.task(assessment_id)
        if task and task.kind == "ingest" and task.state == "running":
            raise UnavailableError("Underlaget läses in just nu.", hint="Försök igen när inläsningen är klar.")

    def _run(self, assessment_id: str, work: Callable[[], int]) -> None:
        count = 0
        while True:
            try:
                count += work()
            except AssistantError as error:
                self._end(assessment_id, state="failed", count=count, error=error.message, hint=error.hint)
                return
            except Exception:
                number = uuid4().hex[:12]
                logger.exception("job failed", extra={"error_id": number, "assessment_id": assessment_id})
                hint = f"Sök efter {number} i loggen, eller starta jobbet igen."
                self._end(assessment_id, state="failed", count=count, error="Jobbet misslyckades.", hint=hint)
                return
            if self._finished(assessment_id, count):
                return

    def _finished(self, assessment_id: str, count: int) -> bool:
        with self._lock:
            if assessment_id in self._again:
                self._again.discard(assessment_id)
                return False
            self._tasks[assessment_id] = replace(self._tasks[assessment_id], state="done", count=count)
            return True

    def _end(self, assessment_id: str, *, state: Literal["done", "failed"], count: int, error: str, hint: str) -> None:
        with self._lock:
            self._again.discard(assessment_id)
            known = self._tasks[assessment_id]
            self._tasks[assessment_id] = replace(known, state=state, count=count, error=error, hint=hint)

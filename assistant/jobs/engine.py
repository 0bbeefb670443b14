"""Jobs on DBOS: workflow ids derive from what is to be done, so asking twice does it once.

The steps are safe to repeat (each source and each question is one SQL transaction), and DBOS
remembers which steps are done. After a kill -9 the next start finds the unfinished workflows and
goes on with them.
"""

import hashlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from dbos import DBOS, DBOSConfig, SetWorkflowID
from dbos._error import DBOSException

from assistant.errors import AssistantError, UserError
from assistant.workflow import assessments, drafting, membership, reading
from assistant.workflow.parts import Parts
from assistant.workflow.progress import Progress

logger = logging.getLogger(__name__)

Kind = Literal["ingest", "draft"]
OnProgress = Callable[[Progress], None]

_ACTIVE = ("PENDING", "ENQUEUED", "DELAYED")


@dataclass(frozen=True, slots=True)
class Job:
    """A job as a person sees it."""

    id: str
    kind: str
    assessment_id: str
    state: str
    """pending, done, failed or cancelled."""


class _Running:
    """What the workflow functions, which DBOS calls by name, need of this process."""

    def __init__(self) -> None:
        self.parts: Parts | None = None
        self.listeners: dict[str, OnProgress] = {}
        self.progress: dict[str, Progress] = {}
        self.cancelled: set[str] = set()
        self.one_at_a_time = threading.Lock()

    def tell(self, assessment_id: str, progress: Progress) -> None:
        self.progress[assessment_id] = progress
        listener = self.listeners.get(assessment_id)
        if listener:
            listener(progress)

    def the_parts(self) -> Parts:
        if self.parts is None:
            raise RuntimeError("jobs run only between start and stop")
        return self.parts


_running = _Running()


def _cancelling() -> Callable[[], bool]:
    """Return what says whether this workflow is cancelled; other threads do not know which one it is."""
    mine = DBOS.workflow_id
    return lambda: mine in _running.cancelled


@DBOS.step()
def _read_step(assessment_id: str) -> int:
    with _running.one_at_a_time:
        return reading.read_waiting(
            _running.the_parts(),
            assessment_id,
            on_progress=lambda p: _running.tell(assessment_id, p),
            cancelled=_cancelling(),
        )


@DBOS.step()
def _index_step(assessment_id: str) -> int:
    with _running.one_at_a_time:
        return _running.the_parts().open_index(assessment_id).sync().added


@DBOS.workflow()
def ingest_job(assessment_id: str) -> int:
    """Read all waiting sources of an assessment, then bring its index up to date."""
    count = _read_step(assessment_id)
    _index_step(assessment_id)
    return count


@DBOS.step()
def _draft_step(assessment_id: str, under: str, done: int, total: int, by: str = "", count: int = 1) -> int:
    cancelled = _cancelling()

    def tell(progress: Progress) -> None:
        """Tell how far it is in steps of questions; a model takes as many as the rules before it."""
        if cancelled():
            return
        part = count * progress.done / max(progress.total, 1)
        _running.tell(assessment_id, Progress(min(int(done + part), total), total, progress.name))

    parts = _running.the_parts()
    with _running.one_at_a_time:
        if by:
            membership.require_may(parts, assessment_id, by, "draft")
        parts = replace(parts, user=by or parts.user)
        made = drafting.draft(parts, assessment_id, under=under, on_progress=tell, cancelled=cancelled)
    return len(made)


@DBOS.workflow()
def draft_job(assessment_id: str, sub_areas: list[list[Any]], by: str = "") -> int:
    """Draft sub-area by sub-area, each a step; ``sub_areas`` holds id and number of questions, ``by`` who asked."""
    total = sum(int(count) for _, count in sub_areas)
    made = done = 0
    for sub_area, count in sub_areas:
        made += _draft_step(assessment_id, str(sub_area), done, total, by, int(count))
        done += int(count)
    return made


class Jobs:
    """Starts, runs, lists and cancels jobs in this process."""

    def __init__(self, parts: Parts, url: str) -> None:
        self._parts = parts
        self._url = url

    def __enter__(self) -> "Jobs":
        config: DBOSConfig = {
            "name": "kompass",
            "system_database_url": self._url,
            "log_level": "ERROR",
            "application_version": "1",  # jobs of an older version of the product are still ours to finish
            "executor_id": "local",
        }
        _running.parts = self._parts
        DBOS(config=config)
        logging.getLogger("dbos").setLevel("ERROR")
        DBOS.launch()
        return self

    def __exit__(self, *_: object) -> None:
        DBOS.destroy(workflow_completion_timeout_sec=0)
        logging.getLogger("dbos").handlers.clear()  # they hold the stream of this run, which may be closed by the next
        _running.parts = None
        _running.listeners.clear()
        _running.progress.clear()

    def ingest(self, assessment_id: str, on_progress: OnProgress | None = None) -> int:
        """Read what waits and index it; returns how many sources were read."""
        with self._parts.store.reading() as tx:
            waiting = [f"{s.id}.{s.revision}" for s in tx.sources.waiting(assessment_id, interrupted=True)]
        if not waiting:
            self._parts.open_index(assessment_id)
            return 0
        key = _key("ingest", assessment_id, *sorted(waiting))
        return self._run(key, assessment_id, on_progress, ingest_job, assessment_id)

    def draft(
        self, assessment_id: str, under: str | None, on_progress: OnProgress | None = None, *, by: str = ""
    ) -> int:
        """Draft what this evidence has not been drafted for, in somebody's name; returns how many questions."""
        assessment = assessments.get(self._parts, assessment_id)
        questions = drafting.questions_of(self._parts, assessment, under)
        with self._parts.store.reading() as tx:
            if not tx.passages.count(assessment_id):
                return len(drafting.draft(self._parts, assessment_id, under=under))  # says what is missing
        criteria = self._parts.criteria(assessment.criteria_id, assessment.criteria_version)
        counts: dict[str, int] = {}
        for question in questions:
            sub = criteria.sub_area_of(question.id).id
            counts[sub] = counts.get(sub, 0) + 1
        run = drafting.run_id_of(self._parts, assessment)
        plan = [[sub, n] for sub, n in counts.items()]
        if len(questions) == 1:
            plan = [[questions[0].id, 1]]
        key = _key("draft", assessment_id, run, under or "")
        return self._run(key, assessment_id, on_progress, draft_job, assessment_id, plan, by)

    def _run(
        self, key: str, assessment_id: str, on_progress: OnProgress | None, job: Callable[..., int], *args: Any
    ) -> int:
        """Start a job, or join or repeat the one of the same content, and wait for it."""
        if on_progress:
            _running.listeners[assessment_id] = on_progress
        try:
            with SetWorkflowID(self._free_id(key)):
                return DBOS.start_workflow(job, *args).get_result()
        except (AssistantError, UserError):
            raise
        except DBOSException as error:
            raise UserError("Jobbet avbröts.", hint="Kör kommandot igen; det fortsätter där det var.") from error
        finally:
            _running.listeners.pop(assessment_id, None)
            _running.progress.pop(assessment_id, None)

    @staticmethod
    def _free_id(key: str) -> str:
        """Return the id to use: the running one of this content, or the next after those that ended."""
        known = {status.workflow_id: status.status for status in DBOS.list_workflows(workflow_id_prefix=key)}
        for attempt in range(len(known) + 1):
            identity = f"{key}-{attempt}"
            if identity not in known or known[identity] in _ACTIVE:
                return identity
        return f"{key}-{len(known)}"

    def list(self) -> list[Job]:
        """List all jobs, newest first."""
        names = {"SUCCESS": "done", "ERROR": "failed", "CANCELLED": "cancelled"}
        found = []
        for status in DBOS.list_workflows(sort_desc=True):
            kind, assessment_id, *_ = [*status.workflow_id.split(":"), "", ""]
            found.append(Job(status.workflow_id, kind, assessment_id, names.get(status.status, "pending")))
        return found

    def cancel(self, job_id: str) -> None:
        """Stop a job after the source or question at hand; what was done stays."""
        _running.cancelled.add(job_id)
        DBOS.cancel_workflow(job_id)

    def cancel_draft(self, assessment_id: str) -> bool:
        """Stop the drafting of an assessment at once, model and all; say whether there was any."""
        running = [
            job.id
            for job in self.list()
            if job.state == "pending" and job.kind == "draft" and job.assessment_id == assessment_id
        ]
        for identity in running:
            self.cancel(identity)
        return bool(running)

    def resume(self, job_id: str) -> None:
        """Go on with a cancelled job."""
        _running.cancelled.discard(job_id)
        DBOS.resume_workflow(job_id)

    @staticmethod
    def progress(assessment_id: str) -> Progress | None:
        """Return how far the running job of an assessment has come, if any."""
        return _running.progress.get(assessment_id)


def _key(kind: str, assessment_id: str, *content: str) -> str:
    digest = hashlib.sha256("|".join(content).encode()).hexdigest()[:16]
    return f"{kind}:{assessment_id}:{digest}"

"""Jobs in threads: one an assessment, joined when asked for twice, failures kept for the person."""

import threading
import time

import pytest

from assistant.errors import ConflictError, InvalidInputError, UnavailableError
from assistant.web.background import Background, Task


def _ended(background: Background, assessment: str = "a") -> Task:
    for _ in range(500):
        task = background.task(assessment)
        if task and task.state != "running":
            return task
        time.sleep(0.01)
    raise AssertionError("the job never ended")


def test_a_finished_job_says_how_much_it_did() -> None:
    background = Background()
    assert background.task("a") is None
    assert background.start("a", "ingest", lambda: 3).state == "running"
    assert _ended(background) == Task("ingest", "", "done", 3)


def test_asking_again_while_it_runs_runs_it_once_more() -> None:
    background, go, counts = Background(), threading.Event(), iter([2, 1, 99])

    def work() -> int:
        go.wait(5)
        return next(counts)

    background.start("a", "ingest", work)
    background.start("a", "ingest", work)
    background.start("a", "ingest", work)
    go.set()
    assert _ended(background).count == 3


def test_another_job_of_the_same_assessment_conflicts_but_not_of_another() -> None:
    background, go = Background(), threading.Event()
    background.start("a", "ingest", lambda: int(go.wait(5)))
    with pytest.raises(ConflictError):
        background.start("a", "draft", lambda: 1)
    with pytest.raises(UnavailableError):
        background.require_idle("a")
    background.start("b", "draft", lambda: 7)
    assert _ended(background, "b").count == 7
    background.require_idle("b")
    go.set()
    assert _ended(background).state == "done"


def test_a_failure_on_purpose_is_told_as_it_is() -> None:
    background = Background()

    def work() -> int:
        raise InvalidInputError("Inget underlag.", hint="Lägg till filer.")

    background.start("a", "draft", work, under="1.1")
    assert _ended(background) == Task("draft", "1.1", "failed", 0, "Inget underlag.", "Lägg till filer.")


def test_an_unexpected_failure_shows_a_number_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    background = Background()

    def work() -> int:
        raise RuntimeError("hemlig detalj")

    background.start("a", "draft", work)
    task = _ended(background)
    assert "hemlig" not in task.error + task.hint
    assert "hemlig detalj" in caplog.text
    background.start("a", "draft", lambda: 1)
    assert _ended(background).state == "done"

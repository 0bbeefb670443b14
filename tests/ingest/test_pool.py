import os
import pickle
import signal
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import (
    EmptyDocumentError,
    LimitExceededError,
    Limits,
    ParsePool,
    PrepareJob,
    PrepareOutcome,
    UnreadableFileError,
)
from ingest.wire import Answer as WireAnswer
from ingest.wire import BrokenAnswerError, pack_answer, unpack_answer

TASK = """
import os, signal, sys, time
from ingest.pipeline import prepare as honest

def prepare(data, *, name, **options):
    if name == "hang":
        time.sleep(600)
    if name == "spin":
        while True: pass
    if name == "swell":
        kept = []
        while True: kept.append(bytearray(10_000_000))
    if name == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if name == "abort":
        os.abort()
    if name == "leave":
        os._exit(3)
    if name == "raise":
        raise ZeroDivisionError("hemlig text ur filen")
    if name == "deep":
        def down(): return down()
        down()
    if name == "write":
        with open(data.decode(), "wb") as file:
            file.write(bytes(3_000_000))
    if name == "print":
        print("brus " * 1000); sys.stdout.flush(); os.write(1, b"x" * 10_000)
    if name == "secrets":
        data = repr(sorted(os.environ)).encode()
    if name == "pid":
        data = str(os.getpid()).encode()
    return honest(data, name="a.txt", **options)
"""


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "hostile_task.py").write_text(textwrap.dedent(TASK), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return "hostile_task:prepare"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("Nämnden följer upp målen.", encoding="utf-8")
    return path


def by_key(outcomes: Iterator[PrepareOutcome]) -> dict[str, PrepareOutcome]:
    return {outcome.key: outcome for outcome in outcomes}


def is_gone(pid: int) -> bool:
    """Whether no process, not even a zombie, has the number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_good_and_bad_files_are_prepared_side_by_side(tmp_path: Path, file: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "noise.docx").write_bytes(bytes(range(256)) * 10)
    jobs = [
        PrepareJob("good", file, "plan.txt"),
        PrepareJob("empty", tmp_path / "empty.txt", "empty.txt"),
        PrepareJob("noise", tmp_path / "noise.docx", "noise.docx"),
        PrepareJob("missing", tmp_path / "nothing", "nothing.txt"),
    ]

    with ParsePool(2) as pool:
        outcomes = by_key(pool.run(jobs))

    good = outcomes["good"].source
    assert good is not None
    assert good.text == "Nämnden följer upp målen."
    assert isinstance(outcomes["empty"].error, EmptyDocumentError)
    assert isinstance(outcomes["noise"].error, UnreadableFileError)
    assert isinstance(outcomes["missing"].error, UnreadableFileError)
    assert all((outcome.source is None) != (outcome.error is None) for outcome in outcomes.values())
    assert all(outcome.error.hint for outcome in outcomes.values() if outcome.error)


@pytest.mark.skipif(sys.platform != "linux", reason="limits on memory and processor time hold on Linux")
def test_a_file_that_hangs_swells_or_crashes_harms_only_itself(hostile: str, file: Path) -> None:
    limits = Limits(wall_seconds=8, cpu_seconds=1, memory_mb=300)
    bad = ["hang", "spin", "swell", "crash", "abort", "leave", "raise", "deep"]
    jobs = [PrepareJob(name, file, name) for pair in zip(bad, [f"good {n}" for n in bad], strict=True) for name in pair]

    with ParsePool(2, limits, task=hostile) as pool:
        outcomes = by_key(pool.run(jobs))

    assert len(outcomes) == len(jobs)
    assert all(outcomes[f"good {name}"].source is not None for name in bad)
    errors = {name: type(outcomes[name].error) for name in bad}
    assert errors == {
        "hang": LimitExceededError,
        "spin": LimitExceededError,
        "swell": LimitExceededError,
        "crash": UnreadableFileError,
        "abort": LimitExceededError,
        "leave": UnreadableFileError,
        "raise": UnreadableFileError,
        "deep": UnreadableFileError,
    }
    assert outcomes["hang"].seconds < 14
    assert outcomes["spin"].seconds < 8  # processor time ends it, also on a machine where others take their share
    assert not any("hemlig" in str(outcome.error) for outcome in outcomes.values())


@pytest.mark.skipif(sys.platform != "linux", reason="file size limits hold on Linux")
def test_a_worker_cannot_write_large_files_and_knows_no_secrets(
    hostile: str, tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOMPASS_API_KEY", "x")
    target = tmp_path / "written"
    (tmp_path / "target").write_text(str(target), encoding="utf-8")
    jobs = [PrepareJob("write", tmp_path / "target", "write"), PrepareJob("secrets", file, "secrets")]

    with ParsePool(1, task=hostile) as pool:
        outcomes = by_key(pool.run(jobs))

    assert outcomes["write"].error is not None
    assert not target.exists() or target.stat().st_size <= 1_000_000
    source = outcomes["secrets"].source
    assert source is not None
    assert "KOMPASS" not in source.text


def test_what_a_library_prints_does_not_reach_the_answer(hostile: str, file: Path) -> None:
    with ParsePool(1, task=hostile) as pool:
        outcomes = by_key(pool.run([PrepareJob("print", file, "print"), PrepareJob("after", file, "after")]))

    assert all(outcome.source is not None for outcome in outcomes.values())


def test_jobs_are_taken_one_by_one_and_only_when_a_worker_is_free(file: Path) -> None:
    taken = 0

    def jobs() -> Iterator[PrepareJob]:
        nonlocal taken
        for number in range(50):
            taken += 1
            yield PrepareJob(str(number), file, "a.txt")

    with ParsePool(2) as pool:
        outcomes = pool.run(jobs())
        next(outcomes)

        assert taken <= 3
        outcomes.close()
        assert len(list(pool.run([PrepareJob("later", file, "a.txt")]))) == 1


def test_no_process_is_left_behind(hostile: str, file: Path) -> None:
    with ParsePool(2, task=hostile) as pool:
        outcomes = pool.run([PrepareJob(name, file, name) for name in ("pid", "pid", "hang", "hang")])
        first = next(outcomes)
        pids = [worker.process.pid for worker in pool._workers]

    assert first.source is not None
    assert len(pids) == 2
    assert all(is_gone(pid) for pid in pids)
    with pytest.raises(RuntimeError, match="closed"):
        next(outcomes)
    with pytest.raises(RuntimeError, match="closed"):
        next(pool.run([]))


def test_a_second_run_in_the_same_thread_is_refused_instead_of_waiting_for_ever(file: Path) -> None:
    jobs = [PrepareJob(str(n), file, "a.txt") for n in range(3)]

    with ParsePool(1) as pool:
        outcomes = pool.run(jobs)
        next(outcomes)

        with pytest.raises(RuntimeError, match="still open"):
            next(pool.run(jobs))
        assert len(list(outcomes)) == 2


def test_workers_are_used_again_and_replaced_after_their_number_of_files(hostile: str, file: Path) -> None:
    jobs = [PrepareJob(str(n), file, "pid") for n in range(6)]

    with ParsePool(1, Limits(jobs_per_worker=3), task=hostile) as pool:
        pids = [outcome.source.text for outcome in pool.run(jobs) if outcome.source]

    assert len(pids) == 6
    assert len(set(pids)) == 2


def test_a_worker_that_died_while_idle_costs_no_file(hostile: str, file: Path) -> None:
    with ParsePool(1, task=hostile) as pool:
        (first,) = pool.run([PrepareJob("a", file, "a")])
        pool._workers[0].process.kill()
        pool._workers[0].process.wait()
        (second,) = pool.run([PrepareJob("b", file, "b")])

    assert first.source is not None
    assert second.source is not None


def test_two_threads_may_use_one_pool(file: Path) -> None:
    counts: list[int] = []

    with ParsePool(2) as pool:

        def use() -> None:
            counts.append(len(list(pool.run(PrepareJob(str(n), file, "a.txt") for n in range(5)))))

        threads = [threading.Thread(target=use) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert counts == [5, 5, 5]


def test_children_ignore_ctrl_c(hostile: str, file: Path) -> None:
    with ParsePool(1, task=hostile) as pool:
        list(pool.run([PrepareJob("a", file, "a")]))
        os.kill(pool._workers[0].process.pid, signal.SIGINT)
        time.sleep(0.1)
        (outcome,) = pool.run([PrepareJob("b", file, "pid")])
        assert pool._workers[0].process.pid == int(outcome.source.text if outcome.source else 0)


def test_a_forged_answer_runs_nothing(tmp_path: Path) -> None:
    class Forged:
        def __reduce__(self) -> tuple[object, ...]:
            return (os.mkdir, (str(tmp_path / "taken over"),))

    for payload in (
        pickle.dumps(Forged()),
        b"",
        b"\x80\x05",
        pickle.dumps((1, 2)),
        pickle.dumps(("x", None, "", False)),
    ):
        with pytest.raises(BrokenAnswerError):
            unpack_answer(payload)
    assert not (tmp_path / "taken over").exists()


def test_an_error_comes_back_as_it_was() -> None:
    error = unpack_answer(pack_answer(WireAnswer(error=LimitExceededError("för stor", hint="dela")))).error

    assert isinstance(error, LimitExceededError)
    assert (error.message, error.hint) == ("för stor", "dela")

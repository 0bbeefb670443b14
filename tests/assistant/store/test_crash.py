"""kill -9 in the middle: what was acknowledged is there, what was not has left nothing behind."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from assistant.store import open_store

WORK = """
import sys
from assistant.domain.evidence import Place
from assistant.store import NewPassage, StoredText, open_store

store = open_store(sys.argv[1], vault_url=None)
parts = [f"Stycke {n} följs upp. " for n in range(400)]
passages, start = [], 0
for n, part in enumerate(parts):
    passages.append(NewPassage(n, start, start + len(part), part, Place(page=n)))
    start += len(part)
stored = StoredText("".join(parts), "text/plain", "text")
print("go", flush=True)
for n in range(int(sys.argv[2]), 100_000):
    with store.transaction() as tx:
        file = {"sha256": f"{n:064}", "blob": str(n), "size": 1, "kind": "interview", "at": "t", "by": "eva"}
        source = tx.sources.put("alvlunda-2026", f"{n}.txt", **file).source
    with store.transaction() as tx:
        tx.sources.finish(source.id, 1, stored, passages)
        tx.events.append("alvlunda-2026", at="t", by="eva", action="source_read", subject=source.id)
    print(source.id, flush=True)
"""

HALF = """
import os, sys
from assistant.store import open_store
from assistant.store.passages import Passages

whole = Passages.add
def half(self, new):
    whole(self, new[: len(new) // 2])
    os.kill(os.getpid(), 9)
Passages.add = half
exec(sys.argv[3])
"""


def _start(url: str, first: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WORK, url, str(first)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "go\n"
    return process


def _check(url: str, acknowledged: list[str]) -> int:
    """Assert that the store is whole; return how many sources there are."""
    with open_store(url, vault_url=None) as store, store.reading() as tx:
        known = tx.sources.list("alvlunda-2026")
        ready = {source.id for source in known if source.state == "ready"}
        assert {source.state for source in known} <= {"ready", "waiting"}
        assert set(acknowledged) <= ready
        assert {event.subject for event in tx.events.list("alvlunda-2026")} == ready
        assert tx.events.verify("alvlunda-2026") is None
        passages = list(tx.passages.stream("alvlunda-2026"))
        assert len(passages) == tx.passages.count("alvlunda-2026") == 400 * len(ready)
        assert len(list(tx.passages.ids("alvlunda-2026"))) == len(passages)
        assert all(tx.sources.text(one).endswith("Stycke 399 följs upp. ") for one in ready)
    return len(known)


def test_killed_at_any_moment_nothing_is_half(url: str, make) -> None:
    with open_store(url, vault_url=None) as store, store.transaction() as tx:
        make.assessment(tx)
    chance = random.Random(7)
    count, acknowledged = 0, []

    for tried in range(40):  # five, and on a busy machine until one has come as far as to say that something is kept
        if tried >= 5 and acknowledged:
            break
        process = _start(url, count)
        time.sleep(chance.uniform(0.02, 0.3) * (1 + tried // 5))
        process.send_signal(signal.SIGKILL)
        output, _ = process.communicate()
        acknowledged += [line for line in output.splitlines() if line.startswith("s") and len(line) == 16]
        count = _check(url, acknowledged)

    assert acknowledged


def test_killed_between_two_passages_the_source_still_waits(url: str, make) -> None:
    with open_store(url, vault_url=None) as store, store.transaction() as tx:
        make.assessment(tx)

    process = subprocess.run([sys.executable, "-c", HALF, url, "0", WORK], stdout=subprocess.DEVNULL, check=False)

    assert process.returncode == -signal.SIGKILL
    assert _check(url, []) == 1
    with open_store(url, vault_url=None) as store, store.reading() as tx:
        (source,) = tx.sources.waiting("alvlunda-2026")
        assert tx.passages.of_source(source.id, 1) == []


def test_killed_while_it_is_made_the_database_is_made_at_the_next_start(url: str, make) -> None:
    script = (
        "import os, sys\nfrom alembic import op\nfrom assistant.store import open_store\n"
        "made = op.create_index\n"
        "def die(*_, **__):\n    os.kill(os.getpid(), 9)\n"
        "import alembic.operations.ops as ops\nops.CreateIndexOp.create_index = die\nop.create_index = die\n"
        "open_store(sys.argv[1], vault_url=None)\n"
    )
    process = subprocess.run([sys.executable, "-c", script, url], check=False)
    assert process.returncode == -signal.SIGKILL
    assert Path(url.removeprefix("sqlite:///")).exists()

    with open_store(url, vault_url=None) as store, store.transaction() as tx:
        assert make.assessment(tx).id == "alvlunda-2026"

"""Kill -9 at random moments while sources are read and questions drafted; nothing acknowledged may be lost.

    python bench/kill.py --kills 50

After every kill the product is started again on the same data. At the end all sources must be read,
no passage may stand twice, the index must hold what the database holds, and every opinion and
decision that was acknowledged must still be there.
"""

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = ROOT / "eval_sets" / "alvlunda" / "files"


def kompass(data: Path, *arguments: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"KOMPASS_DATA_DIR": str(data)}
    command = [sys.executable, "-m", "assistant", *arguments]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


def finish(data: Path, *arguments: str) -> str:
    process = kompass(data, *arguments)
    out, problem = process.communicate(timeout=600)
    if process.returncode:
        raise SystemExit(f"{arguments}: {problem.decode()[-800:]}")
    return out.decode()


def killed(data: Path, longest: float, chance: random.Random, *arguments: str) -> bool:
    """Start a command and kill it after a random time; return whether it was still running."""
    process = kompass(data, *arguments)
    time.sleep(chance.uniform(0.3, longest))
    running = process.poll() is None
    if running:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return running


def acknowledged(data: Path) -> tuple[set[str], set[str], set[str]]:
    with sqlite3.connect(f"file:{data / 'kompass.sqlite'}?mode=ro", uri=True) as database:
        sources = {row[0] for row in database.execute("select id from sources where state = 'ready'")}
        opinions = {row[0] for row in database.execute("select id from opinions")}
        decisions = {row[0] for row in database.execute("select id from decisions")}
    return sources, opinions, decisions


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    kills = lost = 0
    began = time.time()
    with tempfile.TemporaryDirectory() as folder:
        rounds = 0
        while kills < given.kills:
            data = Path(folder) / f"data{rounds}"
            rounds += 1
            finish(data, "new", "Prov", "--year", "2026")
            known: tuple[set[str], set[str], set[str]] = (set(), set(), set())
            steps = [("add", "prov-2026", str(FILES)), ("work",), ("draft", "prov-2026", "--under", "1")]
            for step in [*steps, *steps, ("decide", "prov-2026", "1", "--accept")]:
                if kills >= given.kills:
                    break
                kills += killed(data, 6.0, chance, *step)
                now = acknowledged(data)
                lost += sum(len(before - after) for before, after in zip(known, now, strict=True))
                known = now
            finish(data, "add", "prov-2026", str(FILES))
            finish(data, "draft", "prov-2026", "--under", "1")
            lost += sum(len(before - after) for before, after in zip(known, acknowledged(data), strict=True))
            verify(data)
    print(json.dumps({"kills": kills, "rounds": rounds, "lost": lost, "seconds": round(time.time() - began)}))
    if lost:
        raise SystemExit(1)


def verify(data: Path) -> None:
    with sqlite3.connect(f"file:{data / 'kompass.sqlite'}?mode=ro", uri=True) as database:
        unread = database.execute("select count(*) from sources where state in ('waiting', 'reading')").fetchone()[0]
        query = "select count(*), count(distinct source_id || '.' || revision || '.' || ordinal) from passages"
        rows, distinct = database.execute(query).fetchone()
    hits = json.loads(finish(data, "search", "prov-2026", "medborgardialog", "--json"))
    audit = json.loads(finish(data, "audit", "prov-2026", "--json"))
    if unread or rows != distinct or not hits or not audit["passed"]:
        raise SystemExit(f"wrong after restart: unread {unread}, passages {rows}/{distinct}, hits {len(hits)}")


if __name__ == "__main__":
    main()

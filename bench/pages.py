"""How fast the workbench answers, and whether it bears many at once.

    python bench/pages.py DATA ASSESSMENT [--users 1] [--seconds 20] [--pause 3]

Serves the data folder on this computer (without accounts) and lets users click from question to
question with a pause of a few seconds, and now and then save a comment. Prints the middle and the
slowest twentieth of the times in milliseconds, what a page weighs, errors, and comments lost.
"""

import argparse
import http.client
import json
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from assistant.bootstrap import services
from assistant.settings import Settings
from assistant.workflow import reviewing


class Clicking(threading.Thread):
    """One user who reads questions at random, and comments on every tenth."""

    def __init__(self, port: int, assessment: str, questions: list[str], until: float, pause: float) -> None:
        super().__init__()
        self.pause = pause
        self.port, self.assessment, self.questions, self.until = port, assessment, questions, until
        self.times: list[float] = []
        self.weights: list[int] = []
        self.faults: list[int] = []
        self.saved = 0
        self.cookie = ""

    def run(self) -> None:
        while time.monotonic() < self.until:
            time.sleep(random.uniform(0, 2 * self.pause))
            path = f"/a/{self.assessment}/work/{random.choice(self.questions)}"
            text = self.ask("GET", path)
            if random.random() < 0.1:
                fields = dict(re.findall(r'type="hidden" name="(form_key|act)" value="([^"]+)"', text))
                self.ask("POST", f"{path}/remark", urlencode(fields | {"comment": "Prov."}))

    def ask(self, method: str, path: str, body: str = "") -> str:
        head = {"Sec-Fetch-Site": "same-origin", "Cookie": self.cookie}
        if body:
            head |= {"Content-Type": "application/x-www-form-urlencoded", "X-Kompass-Script": "1"}
        began = time.perf_counter()
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        link.request(method, path, body or None, head)
        answer = link.getresponse()
        text = answer.read().decode()
        link.close()
        self.times.append((time.perf_counter() - began) * 1000)
        self.cookie = (answer.getheader("set-cookie") or self.cookie).partition(";")[0]
        if answer.status != 200:
            self.faults.append(answer.status)
        elif method == "GET":
            self.weights.append(len(text.encode()))
        else:
            self.saved += 1
        return text


def look(data: Path, assessment: str) -> tuple[int, list[str]]:
    """Count the comments of an assessment, and list its questions."""
    with services(Settings(data_dir=data), exclusive=False) as parts:
        now = reviewing.standing(parts, assessment)
    said = sum(bool(opinion.comment) for opinions in now.opinions.values() for opinion in opinions)
    return said, [question.id for question in now.criteria.questions()]


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the service does not answer")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("assessment")
    parser.add_argument("--users", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--pause", type=float, default=3, help="Seconds between two clicks of a user, in the middle.")
    given = parser.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    before, questions = look(given.data, given.assessment)
    command = [sys.executable, "-m", "assistant", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=os.environ | {"KOMPASS_DATA_DIR": str(given.data)}) as serving:
        wait_for(port)
        until = time.monotonic() + given.seconds
        users = [Clicking(port, given.assessment, questions, until, given.pause) for _ in range(given.users)]
        for user in users:
            user.start()
        for user in users:
            user.join()
        serving.send_signal(signal.SIGINT)
    kept = look(given.data, given.assessment)[0] - before
    times = sorted(t for user in users for t in user.times)
    result = {
        "users": given.users,
        "requests": len(times),
        "middle_ms": round(statistics.median(times)),
        "p95_ms": round(times[int(len(times) * 0.95)]),
        "heaviest_page_bytes": max(w for user in users for w in user.weights),
        "errors": [status for user in users for status in user.faults],
        "lost_comments": sum(user.saved for user in users) - kept,
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()

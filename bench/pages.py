"""How fast the pages answer, and whether the service bears many users at once.

    python bench/pages.py DATA ASSESSMENT [--users 50] [--rivals 4] [--seconds 120] [--pause 3] [--browser]

Use a data folder that can be thrown away: evaluators are added to the assessment, and they comment and
decide. Serves the folder on this computer, signs everybody in, and lets each click on with a pause of a
few seconds: questions most of all, quotes in their source, sources, results, texts, and now and then a
comment or a decision. Prints for each sort of page how many were asked for, the middle and the slowest
twentieth of the times in milliseconds and its weight in bytes (packed, as browsers ask for it); the
service's processor time per request; errors, conflicts (somebody else was first, and the page says so),
and comments and decisions that were confirmed and are not in the database. Meanwhile pairs of rivals, of the
same users, decide the same question at the same moment: one of them is to win, the other to be shown both
texts and to keep an own opinion, and no text is to be lost. With ``--browser`` also
how long Chromium takes from opening a question until its first quote is on screen.
"""

import argparse
import gzip
import http.client
import json
import os
import random
import re
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from assistant.bootstrap import services
from assistant.settings import Settings
from assistant.workflow import accounts, membership, sources, standings

PASSWORD = secrets.token_urlsafe(12)
CLICKS = {
    "question": 55, "quote in source": 8, "source as it looks": 7, "sub-area": 5, "results": 5, "points": 3,
    "texts": 3, "text": 4, "overview": 4, "sources": 4, "report": 2,
}  # fmt: skip
"""How often each sort of page is asked for, out of 100."""
IDLE = 30
"""Seconds after which a connection is taken for closed, as browsers do."""
COMMENTS, DECISIONS = 0.1, 0.06
"""How many of the questions looked at are commented on and decided."""


@dataclass
class Place:
    """What can be clicked on."""

    id: str
    questions: list[str]
    quotes: dict[str, tuple[str, str]]
    """A quote of each question that has one, and its source."""


@dataclass
class Seen:
    """What one user or all of them met."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    weights: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    faults: Counter[str] = field(default_factory=Counter)
    saved: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Seen") -> None:
        for sort, times in other.times.items():
            self.times[sort] += times
            self.weights[sort] = max(self.weights[sort], other.weights[sort])
        self.faults += other.faults
        self.saved += other.saved


class Browsing:
    """One signed-in user with a connection that is kept, as a browser keeps it."""

    def __init__(self, port: int, place: Place) -> None:
        self.place, self.seen, self.cookie = place, Seen(), ""
        self.status = 0
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.used = 0.0

    def sign_in(self, name: str) -> None:
        key = re.search(r'name="form_key" value="([^"]+)"', self.ask("sign in", "/sign-in"))
        fields = {"form_key": key[1] if key else "", "name": name, "password": PASSWORD}
        self.ask("sign in", "/sign-in", fields)
        if self.seen.faults:
            raise SystemExit(f"signing in failed: {dict(self.seen.faults)}")

    def ask(self, sort: str, path: str, fields: dict[str, str] | None = None) -> str:
        head = {"Sec-Fetch-Site": "same-origin", "Cookie": self.cookie, "Accept-Encoding": "gzip"}
        if fields is not None:
            head |= {"Content-Type": "application/x-www-form-urlencoded", "X-Kompass-Script": "1"}
        began = time.perf_counter()
        if began - self.used > IDLE:
            self.link.close()  # it opens again by itself
        self.link.request("POST" if fields is not None else "GET", path, fields and urlencode(fields), head)
        answer = self.link.getresponse()
        body = answer.read()
        self.used = time.perf_counter()
        self.seen.times[sort].append((time.perf_counter() - began) * 1000)
        self.seen.weights[sort] = max(self.seen.weights[sort], len(body))
        self.cookie = (answer.getheader("set-cookie") or self.cookie).partition(";")[0]
        self.status = answer.status
        if answer.status >= 400:
            self.seen.faults[f"{answer.status} {sort}"] += 1
        elif fields is not None:
            self.seen.saved[sort] += 1
        return (gzip.decompress(body) if answer.getheader("content-encoding") == "gzip" else body).decode()

    def click(self, sort: str) -> None:
        """Ask for a page of a sort, and perhaps say something on it."""
        question = random.choice(self.place.questions)
        if sort in ("quote in source", "source as it looks"):
            question = random.choice(list(self.place.quotes) or self.place.questions)
        quote, source = self.place.quotes.get(question, ("", ""))
        sub = question.rpartition(".")[0]
        work, here = f"/a/{self.place.id}/work", f"/a/{self.place.id}"
        text = self.ask(sort, {
            "question": f"{work}/{question}",
            "quote in source": f"{work}/{question}/place?e={quote}",
            "source as it looks": f"{here}/sources/{source}/view?quote={quote}",
            "sub-area": f"{work}/{sub}",
            "results": f"{here}/results",
            "points": f"{here}/results/{sub}",
            "texts": f"{here}/texts",
            "text": f"{here}/texts/{sub}",
            "overview": f"/assessments/{self.place.id}",
            "sources": f"{here}/sources",
            "report": f"{here}/report",
        }[sort])  # fmt: skip
        if sort == "question":
            self._speak(f"{work}/{question}", text)

    def _speak(self, path: str, text: str) -> None:
        fields = hidden_fields(text)
        if random.random() < COMMENTS:
            self.ask("comment", f"{path}/remark", fields | {"comment": "Prov."})
        elif random.random() < DECISIONS / (1 - COMMENTS):
            self.ask("decision", f"{path}/judge", fields | {"do": "decide", "level": "0", "reason": "Prov."})


def hidden_fields(text: str) -> dict[str, str]:
    """Return what the form of judging carries: its key, the id of the act, and what it was decided on."""
    return dict(re.findall(r'type="hidden" name="(form_key|act|basis)" value="([^"]+)"', text))


@dataclass
class Contests:
    """What became of decisions on the same question at the same moment."""

    held: int = 0
    one_won: int = 0
    both_late: int = 0
    """Somebody else decided before either of the two."""
    both_won: int = 0
    told: int = 0
    """How often somebody who lost was shown their own text and the other's."""
    untold: int = 0
    words: list[str] = field(default_factory=list)
    """All that was written; every one of them is to be in the database in the end."""


class Rivals(threading.Thread):
    """Two users who decide the same question at the same moment, again and again, each in words of their own."""

    def __init__(self, users: list[Browsing], until: float, pause: float) -> None:
        super().__init__()
        self.users, self.until, self.pause, self.seen = users, until, pause, Contests()

    def run(self) -> None:
        with ThreadPoolExecutor(len(self.users)) as both:
            while time.monotonic() < self.until:
                time.sleep(random.uniform(0, 2 * self.pause))
                self._contest(both)

    def _contest(self, both: ThreadPoolExecutor) -> None:
        place = self.users[0].place
        path = f"/a/{place.id}/work/{random.choice(place.questions)}"
        pages = [user.ask("question", path) for user in self.users]
        words = [f"Rival {secrets.token_hex(6)}" for _ in self.users]

        def decide(n: int) -> str:
            said = {"do": "decide", "level": "0", "reason": words[n]}
            return self.users[n].ask("rival decision", f"{path}/judge", hidden_fields(pages[n]) | said)

        answers = list(both.map(decide, range(len(self.users))))
        won = [user.status < 400 for user in self.users]
        self.seen.held += 1
        self.seen.words += words
        self.seen.one_won += sum(won) == 1
        self.seen.both_won += all(won)
        self.seen.both_late += not any(won)
        for n, user in enumerate(self.users):
            if user.status != 409:
                continue
            other = words[1 - n] if won[1 - n] else "Det som gäller nu"
            if words[n] in answers[n] and other in answers[n]:
                self.seen.told += 1
            else:
                self.seen.untold += 1
            said = {"do": "opinion", "level": "0", "reason": words[n]}
            user.ask("own opinion", f"{path}/judge", hidden_fields(answers[n]) | said)


def kept_words(data: Path, assessment: str) -> str:
    """Return the reasons of all opinions and decisions ever saved, as one text."""
    with services(Settings(data_dir=data)) as parts, parts.store.reading() as tx:
        opinions = tx.reviews.opinions(assessment)
        said = [o.reason for given in opinions.values() for o in given]
        said += [d.reason for key in opinions for d in tx.reviews.decision_history(assessment, key)]
    return "\n".join(said)


def contests(rivals: list[Rivals], kept: str) -> dict[str, int]:
    """Sum up the contests of all rivals."""
    names = ("held", "one_won", "both_late", "both_won", "told", "untold")
    found = {name: sum(getattr(pair.seen, name) for pair in rivals) for name in names}
    return found | {"texts_lost": sum(word not in kept for pair in rivals for word in pair.seen.words)}


class Clicking(threading.Thread):
    """A user who clicks on until the time is up."""

    def __init__(self, user: Browsing, until: float, pause: float) -> None:
        super().__init__()
        self.user, self.until, self.pause = user, until, pause

    def run(self) -> None:
        sorts, weights = list(CLICKS), list(CLICKS.values())
        while time.monotonic() < self.until:
            time.sleep(random.uniform(0, 2 * self.pause))
            self.user.click(random.choices(sorts, weights)[0])


def prepare(data: Path, assessment: str, count: int) -> tuple[Place, list[str]]:
    """Add evaluators who can sign in, and look at what there is to click on."""
    names = [f"prov-{secrets.token_hex(3)}" for _ in range(count)]
    with services(Settings(data_dir=data)) as parts:
        if not accounts.accounts_exist(parts):
            accounts.create_user(parts, "prov-admin", shown="Prov", role="administrator", password=PASSWORD)
        for n, name in enumerate(names):
            accounts.create_user(parts, name, shown=f"Prov {n}", role="evaluator", password=PASSWORD)
            membership.put_member(parts, assessment, name, "lead" if n == 0 else "evaluator")
        now = standings.standing(parts, assessment)
        readable = {s.id for s in sources.list_sources(parts, assessment) if s.kind != "interview"}
    quotes = {
        key: (item.id, item.source_id)
        for key, draft in now.drafts.items()
        for item in draft.evidence
        if item.stance == "supports" and item.source_id in readable
    }
    return Place(assessment, [q.id for q in now.criteria.questions()], quotes), names


def said(data: Path, assessment: str) -> Counter[str]:
    """Count the comments and decisions of an assessment."""
    with services(Settings(data_dir=data)) as parts, parts.store.reading() as tx:
        given = [o for opinions in tx.reviews.opinions(assessment).values() for o in opinions]
        taken = sum(len(tx.reviews.decision_history(assessment, key)) for key in {o.question_id for o in given})
    return Counter({"comment": sum(bool(o.comment) for o in given), "decision": taken})


def processor_ms(pid: int) -> float:
    """Return the processor time that a process has used."""
    ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) * 1000 / os.sysconf("SC_CLK_TCK")


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the service does not answer")


def one_by_one(user: Browsing, pid: int, times: int = 10) -> dict[str, float]:
    """Return the service's processor time of each sort of page, in milliseconds, when one user asks."""
    found = {}
    for sort in CLICKS:
        user.click(sort)  # the first of a sort also reads templates and what stands
    for sort in CLICKS:
        before = processor_ms(pid)
        for _ in range(times):
            user.click(sort)
        found[sort] = round((processor_ms(pid) - before) / times, 1)
    return found


def first_quote(port: int, name: str, place: Place) -> dict[str, object]:
    """Open questions in Chromium: milliseconds until the first quote shows, and bytes that came."""
    from playwright.sync_api import sync_playwright

    shown, weights = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}/sign-in")
        page.fill("[name=name]", name)
        page.fill("[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_url(f"http://127.0.0.1:{port}/")
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
        per_page = []
        for question in random.sample(list(place.quotes), min(12, len(place.quotes))):
            weights.clear()
            began = time.perf_counter()
            page.goto(f"http://127.0.0.1:{port}/a/{place.id}/work/{question}", wait_until="commit")
            page.locator(".quote-card:visible").first.wait_for(state="visible")
            shown.append((time.perf_counter() - began) * 1000)
            page.wait_for_load_state("networkidle")
            per_page.append(round(sum(weights)))
        browser.close()
    middle = round(statistics.median(shown))
    return {"first_ms": round(shown[0]), "middle_ms": middle, "slowest_ms": round(max(shown)),
            "first_bytes": per_page[0], "next_bytes": max(per_page[1:])}  # fmt: skip


def table(seen: Seen) -> dict[str, dict[str, int]]:
    return {
        sort: {
            "asked": len(times),
            "middle_ms": round(statistics.median(times)),
            "p95_ms": round(sorted(times)[int(len(times) * 0.95)]),
            "bytes": seen.weights[sort],
        }
        for sort, times in seen.times.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("assessment")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--rivals", type=int, default=4, help="Pairs that decide the same question at once.")
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--pause", type=float, default=3, help="Seconds between two clicks of a user, in the middle.")
    parser.add_argument("--browser", action="store_true", help="Also measure in Chromium.")
    given = parser.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place, names = prepare(given.data, given.assessment, given.users)
    before = said(given.data, given.assessment)
    command = [sys.executable, "-m", "assistant", "serve", "--port", str(port)]
    result: dict[str, object] = {"users": given.users, "seconds": given.seconds}
    seen = Seen()
    with subprocess.Popen(command, env=os.environ | {"KOMPASS_DATA_DIR": str(given.data)}) as serving:
        try:
            wait_for(port)
            users = [Browsing(port, place) for _ in names]
            for user, name in zip(users, names, strict=True):
                user.sign_in(name)
            result["processor_ms_one_by_one"] = one_by_one(users[0], serving.pid)
            if given.browser:
                result["chromium"] = first_quote(port, names[0], place)
            for user in users[:1]:
                seen.saved += user.seen.saved
                user.seen = Seen(saved=Counter())
            used, until = processor_ms(serving.pid), time.monotonic() + given.seconds
            pairs = [users[2 * n : 2 * n + 2] for n in range(min(given.rivals, len(users) // 2))]
            rivals = [Rivals(pair, until, given.pause) for pair in pairs]
            crowd = [Clicking(user, until, given.pause) for user in users[2 * len(pairs) :]]
            for one in (*crowd, *rivals):
                one.start()
            for one in (*crowd, *rivals):
                one.join()
            used = processor_ms(serving.pid) - used
        finally:
            serving.send_signal(signal.SIGINT)
    for user in users:
        user.seen.times.pop("sign in", None)
        seen.add(user.seen)
    seen.saved["decision"] += seen.saved.pop("rival decision", 0)
    seen.saved.pop("own opinion", None)  # its words are looked for below
    every = sorted(t for times in seen.times.values() for t in times)
    looked = sorted(t for sort, times in seen.times.items() if sort in CLICKS for t in times)
    lost = seen.saved - (said(given.data, given.assessment) - before)
    result |= {
        "pages": table(seen),
        "requests": len(every),
        "middle_ms": round(statistics.median(every)),
        "p95_ms": round(every[int(len(every) * 0.95)]),
        "pages_p95_ms": round(looked[int(len(looked) * 0.95)]),
        "processor_ms_per_request": round(used / len(every), 1),
        "load_average": os.getloadavg()[0],
        "errors": {key: n for key, n in seen.faults.items() if not key.startswith("409")},
        "contests": contests(rivals, kept_words(given.data, given.assessment)),
        "conflicts": sum(n for key, n in seen.faults.items() if key.startswith("409")),
        "confirmed": dict(seen.saved - Counter({"sign in": seen.saved["sign in"]})),
        "lost": {key: n for key, n in lost.items() if key != "sign in"},
    }
    print(json.dumps(result, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()

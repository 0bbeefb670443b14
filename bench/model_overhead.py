"""What our chain adds to the bare call of a language model.

Run: PYTHONPATH=.:tests/support python bench/model_overhead.py
"""

import statistics
import tempfile
import time
from pathlib import Path

from demo import DEMO, opened_copy, prepare
from model_roles import good
from model_server import Does, playing

from assistant.models import Request
from assistant.models.model import LanguageModel
from assistant.workflow import chatting, drafting
from assistant.workflow.model_drafting import ModelDrafter


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def main() -> None:
    whole: list[float] = []
    bare: list[float] = []
    own: list[float] = []
    draft, ask = ModelDrafter.draft, LanguageModel._once

    def timed_draft(self, question):
        began, busy = time.perf_counter(), time.thread_time()
        made = draft(self, question)
        own.append(1000 * (time.thread_time() - busy))
        whole.append(time.perf_counter() - began)
        return made

    def timed_ask(self, *given):
        began = time.perf_counter()
        answer = ask(self, *given)
        bare.append(time.perf_counter() - began)
        return answer

    ModelDrafter.draft, LanguageModel._once = timed_draft, timed_ask
    with tempfile.TemporaryDirectory() as name:
        folder = prepare(Path(name) / "demo", draft=False)
        with playing(good) as server, opened_copy(folder, Path(name) / "copy", server.url, model_parallel=1) as parts:
            drafting.draft(parts, DEMO)
            over = [1000 * (a - b) for a, b in zip(whole, bare, strict=True)][5:]
            print(f"overhead per question, ms: median {statistics.median(over):.1f}, p95 {p95(over):.1f}")
            print(f"processor time per question, ms: median {statistics.median(own):.1f}, p95 {p95(own[5:]):.1f}")
            server.role = lambda asked: Does('Svar [S1: "x"]. ' * 20, piece=10, delay=0.002) if asked else Does()
            bare_first, ours = [], []
            model = parts.model()
            assert model is not None
            for n in range(20):
                began = time.perf_counter()
                next(iter(model.stream(Request("s", f"u{n}"))))
                bare_first.append(time.perf_counter() - began)
                began = time.perf_counter()
                next(iter(chatting.chat(parts, DEMO, f"Hur följs målen upp {n}?")))
                ours.append(time.perf_counter() - began)
            added = [1000 * (a - b) for a, b in zip(ours, bare_first, strict=True)]
            print(
                f"first token over the bare endpoint, ms: median {statistics.median(added):.1f}, p95 {p95(added):.1f}"
            )


if __name__ == "__main__":
    main()

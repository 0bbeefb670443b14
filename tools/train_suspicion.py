"""Learn from eval_sets/orders how sentences to the judge read, and write the weights that are shipped.

    python tools/train_suspicion.py            # writes assistant/drafting/suspicion.npz
    python tools/train_suspicion.py --measure  # recall on kinds of orders that were held out of training

The same lines always give the same file. Thresholds are in assistant/drafting/instructions.py.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.svm import LinearSVC

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from assistant.drafting.instructions import BORDER, SUSPICIOUS  # noqa: E402 - the checkout's own
from assistant.drafting.suspicion import BUCKETS, features  # noqa: E402 - the checkout's own
from ingest import sentence_spans  # noqa: E402

ORDERS = ROOT / "eval_sets" / "orders"
TARGET = ROOT / "assistant" / "drafting" / "suspicion.npz"
FOLDS = 5
SPEAKER = re.compile(r"^\W*[^:.\n]{1,60}:\W+")
"""Who says a sentence of an interview, which its file tells apart from what is said."""


def lines(folder: str) -> dict[str, list[str]]:
    """Return the sentences of a folder by file."""
    return {
        file.stem: [line for line in file.read_text("utf-8").splitlines() if line.strip()]
        for file in sorted((ORDERS / folder).glob("*.txt"))
    }


def invented() -> list[str]:
    """Return every sentence of the invented municipalities that ship with the repository."""
    texts = [file.read_text("utf-8").split("---\n", 2)[-1] for file in sorted(ROOT.glob("eval_sets/*/text/*.md"))]
    for line in (ROOT / "eval_sets" / "levels-dev" / "cases.jsonl").read_text("utf-8").splitlines():
        texts += [source["text"] for source in json.loads(line)["sources"]]
    sentences = [text[a:b] for text in texts for a, b in sentence_spans(text)]
    cells = [cell for sentence in sentences for cell in BORDER.split(sentence) if cell]
    return list(dict.fromkeys([*cells, *(SPEAKER.sub("", cell) for cell in cells)]))


def matrix(sentences: Sequence[str]) -> csr_matrix:
    """Return sentences as rows, weighed as ``suspicion`` does: by the root of how much is found in each."""
    rows = [[column for group in features(sentence) for column in group] for sentence in sentences]
    values = [np.full(len(row), 1 / np.sqrt(max(len(row), 1))) for row in rows]
    indptr = np.cumsum([0, *map(len, rows)])
    columns = np.array([column for row in rows for column in row], dtype=np.int32)
    found = csr_matrix((np.concatenate(values), columns, indptr), shape=(len(rows), BUCKETS))
    found.sum_duplicates()
    return found


def learn(orders: csr_matrix, ordinary: csr_matrix, told: csr_matrix) -> LinearSVC:
    """Learn to tell orders from ordinary sentences written to be hard, and from what invented municipalities say."""
    counts = [part.shape[0] for part in (orders, ordinary, told)]
    model = LinearSVC(C=0.5, dual=False, tol=1e-6, max_iter=5000)
    return model.fit(vstack([orders, ordinary, told]), np.repeat([1, 0, 0], counts), np.repeat([1.0, 2.0, 2.0], counts))


def write(model: LinearSVC, target: Path = TARGET) -> None:
    """Write weights in 255 steps, so that the file stays small."""
    step = float(np.abs(model.coef_).max()) / 127
    steps = np.rint(model.coef_[0] / step).astype(np.int8)
    np.savez_compressed(target, steps=steps, scale=np.array([step, float(model.intercept_[0])]))


def learned() -> LinearSVC:
    """Return the model of all lines there are."""
    orders, ordinary = ([line for group in lines(name).values() for line in group] for name in ("orders", "ordinary"))
    return learn(matrix(orders), matrix(ordinary), matrix(invented()))


def measure() -> None:
    """Print recall on kinds that were held out, at thresholds by false alarms on held out ordinary sentences."""
    orders, other = lines("orders"), [line for group in lines("ordinary").values() for line in group]
    kinds = np.array([kind for kind, group in orders.items() for _ in group])
    rows = matrix([line for group in orders.values() for line in group])
    ordinary, told = matrix(other), matrix(invented())
    scores = [np.zeros(each.shape[0]) for each in (rows, ordinary, told)]
    for fold in range(FOLDS):
        held = np.isin(kinds, sorted(orders)[fold::FOLDS])
        outs = [held, np.arange(ordinary.shape[0]) % FOLDS == fold, np.arange(told.shape[0]) // 20 % FOLDS == fold]
        model = learn(*(part[~out] for part, out in zip((rows, ordinary, told), outs, strict=True)))
        for score, part, out in zip(scores, (rows, ordinary, told), outs, strict=True):
            score[out] = model.decision_function(part[out])
    for threshold in (-0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4):
        shares = [float((score > threshold).mean()) for score in scores]
        print(f"{threshold:5.1f}  held-out kinds {shares[0]:.3f}  ordinary {shares[1]:.3f}  invented {shares[2]:.4f}")
    for kind in sorted(orders):
        print(f"{kind:15} {len(orders[kind]):4} {float((scores[0][kinds == kind] > SUSPICIOUS).mean()):.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--out", type=Path, default=TARGET)
    given = parser.parse_args()
    if given.measure:
        measure()
        return
    write(learned(), given.out)


if __name__ == "__main__":
    main()

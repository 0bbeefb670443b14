"""Time and peak memory of reading, indexing and drafting about 3,000 pages.

    python bench/scale.py [FOLDER] [--copies N]

Repeats the PDF files of a folder (the demo municipality unless another is named) with a changed
byte each, adds them in one run, drafts all questions in another, and prints seconds, seconds of
processor time, and the largest resident memory of any one process.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run(data: Path, *arguments: str) -> tuple[float, float]:
    """Run a command; return how long it took, and the processor time of it and its children."""
    environment = os.environ | {"KOMPASS_DATA_DIR": str(data)}
    began, used = time.perf_counter(), os.times()
    subprocess.run([sys.executable, "-m", "assistant", *arguments], env=environment, check=True, capture_output=True)
    now = os.times()
    worked = now.children_user + now.children_system - used.children_user - used.children_system
    return round(time.perf_counter() - began, 1), round(worked, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "eval_sets" / "alvlunda" / "files")
    parser.add_argument("--copies", type=int, default=57)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        files, data = Path(work) / "files", Path(work) / "data"
        files.mkdir()
        for n in range(given.copies):
            for file in sorted(given.folder.rglob("*.pdf")):
                (files / f"{n:03d}-{file.name}").write_bytes(file.read_bytes() + b"\n%" + str(n).encode())
        run(data, "new", "Prov", "--year", "2026")
        result: dict[str, object] = {}
        for name, arguments in (
            ("add", ("add", "prov-2026", str(files))),
            ("draft", ("draft", "prov-2026")),
            ("search", ("search", "prov-2026", "medborgardialog")),
        ):
            result[f"{name}_seconds"], result[f"{name}_processor_seconds"] = run(data, *arguments)
        result["peak_mb"] = round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()

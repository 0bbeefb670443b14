"""What made a result: enough to make it again and to refuse comparing what cannot be compared."""

import hashlib
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal

from assistant.resources import data_dir
from assistant.workflow.parts import Parts

Sort = Literal["retrieval", "draft", "refusal", "report"]

FORM = 1
"""Version of the form in which results are written."""


@dataclass(frozen=True, slots=True)
class EvalRecord:
    """The record of one evaluation run."""

    sort: Sort
    set_name: str
    set_hash: str
    """SHA-256 of everything that was measured against; only results of one hash are compared."""
    embedder: str
    searcher: str
    """Ids of all models that find passages, a reranker's among them."""
    settings_fingerprint: str
    criteria_fingerprint: str
    """Empty where no criteria took part."""
    prompts_fingerprint: str
    """Empty where the program has no prompts."""
    version: str
    """Version of this product."""
    commit: str
    """Git commit of a checkout, with ``-dirty`` after it when files had been changed; empty when not known."""
    packages: tuple[tuple[str, str], ...]
    date: str
    """ISO time of the run."""
    form: int = FORM


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of one run, a row per case, and what made them; ``as_data`` is what is written as JSON."""

    record: EvalRecord
    figures: dict[str, Any]
    rows: tuple[dict[str, Any], ...] = field(default=())

    def as_data(self) -> dict[str, Any]:
        """Return plain data: the figures at the top, then record and rows."""
        return {
            **self.figures,
            "record": {**asdict(self.record), "packages": dict(self.record.packages)},
            "rows": [*self.rows],
        }


def record(parts: Parts, sort: Sort, *, set_name: str, set_hash: str, criteria: str = "") -> EvalRecord:
    """Note what is measured, and with what."""
    return EvalRecord(
        sort=sort,
        set_name=set_name,
        set_hash=set_hash,
        embedder=parts.embedder().id,
        searcher=parts.searcher(),
        settings_fingerprint=parts.settings_fingerprint,
        criteria_fingerprint=criteria,
        prompts_fingerprint=hash_of(data_dir("prompts")) if data_dir("prompts").is_dir() else "",
        version=parts.version,
        commit=_commit(),
        packages=parts.packages,
        date=parts.now(),
    )


def hash_of(folder: Traversable, names: Iterable[str] = ()) -> str:
    """Return the SHA-256 of the files under a folder with their names; of some of its entries when given."""
    total = hashlib.sha256()
    for name, file in _files(folder, ""):
        if not names or name.split("/")[0] in names:
            total.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def _files(folder: Traversable, above: str) -> Iterable[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.name.startswith((".", "__pycache__")):
            continue
        if entry.is_dir():
            yield from _files(entry, f"{above}{entry.name}/")
        else:
            yield f"{above}{entry.name}", entry


def _commit() -> str:
    """Return the commit of the checkout this program runs from; empty for an installed one."""
    root = Path(__file__).parents[3]
    if not (root / ".git").exists():
        return ""
    command = ["git", "-C", str(root), "describe", "--always", "--dirty", "--exclude=*", "--abbrev=12"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)  # noqa: S603 - fixed words
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""

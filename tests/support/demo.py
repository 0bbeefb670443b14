"""The demo municipality, read once and drafted once by the rules; each test gets a copy."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.bootstrap import services
from assistant.settings import Settings
from assistant.workflow import adding, assessments, drafting, reading, sources
from assistant.workflow.parts import Parts

SET = Path(__file__).parents[2] / "eval_sets" / "alvlunda"
DEMO = "alvlunda-2026"


def prepare(folder: Path, more: Path | None = None, *, files: Path = SET / "files", draft: bool = True) -> Path:
    """Read the demo (or what was made of its files), and more files beside it, into a data folder of its own."""
    with services(Settings(data_dir=folder)) as parts:
        made = assessments.create(
            parts, municipality="Älvlunda kommun", year=2026, sort="formal", criteria_id="kommunkompassen",
            criteria_version="2020",
        )  # fmt: skip
        people = SET / "deltagare.csv"
        sources.set_participants(parts, made.id, people.read_bytes(), people.name)
        adding.add_path(parts, made.id, files)
        if more:
            adding.add_path(parts, made.id, more)
        reading.read_waiting(parts, made.id)
        parts.open_index(made.id)
        if draft:
            drafting.draft(parts, made.id)
    return folder


@contextmanager
def opened_copy(prepared: Path, folder: Path, url: str, **settings: object) -> Iterator[Parts]:
    """Open a copy of a prepared folder with a model at that address."""
    shutil.copytree(prepared, folder)
    given = {
        "model": "openai:prov", "model_url": url, "model_inside": True, "model_parallel": 4, "model_attempts": 4,
        "model_seconds": 20.0,
    }  # fmt: skip
    with services(Settings(data_dir=folder, **{**given, **settings})) as parts:  # type: ignore[arg-type]
        yield parts

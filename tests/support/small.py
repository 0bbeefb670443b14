"""A small assessment: a policy, a web page and an interview; read once a run, and each test gets a copy."""

import atexit
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from assistant.bootstrap import services
from assistant.settings import Settings
from assistant.workflow import adding, assessments, reading
from assistant.workflow.parts import Parts

POLICY = """# Riktlinje för medborgardialog

Beslutad av kommunfullmäktige 2023-05-22.

Riktlinjen för medborgardialog gäller alla nämnder. Kommunfullmäktige har antagit riktlinjen för medborgardialog.
Nämnderna redovisar varje år sina 14 medborgardialoger till kommunstyrelsen.

## Uppföljning

Dialogerna följs upp varje år och efter utvärderingen ändrades arbetssättet i samtliga nämnder.
"""
INTERVIEW = """Intervjuare: Hur arbetar ni med medborgardialog?

Enhetschef: Vi använder inte riktlinjen för medborgardialog på vår enhet, för ingen har berättat om den för oss.
"""
PAGE = """<html><head><title>Tyck till</title></head><body><main><h1>Tyck till</h1>
<p>På webbplatsen finns ett formulär för synpunkter som alla invånare kan använda dygnet runt.</p>
</main></body></html>"""


NAME = "Provköpings kommun"


def _made(folder: Path) -> str:
    """Read the evidence into a data folder and index it; return the assessment's id."""
    evidence = folder / "underlag"
    for file, text in {
        "styrdokument/riktlinje.md": POLICY,
        "intervjuer/intervju-chef.txt": INTERVIEW,
        "webb/tyck.html": PAGE,
    }.items():
        (evidence / file).parent.mkdir(parents=True, exist_ok=True)
        (evidence / file).write_text(text, encoding="utf-8")
    with services(Settings(data_dir=folder / "data")) as parts:
        made = assessments.create(
            parts, municipality=NAME, year=2026, sort="formal", criteria_id="kommunkompassen", criteria_version="2020"
        )
        adding.add_path(parts, made.id, evidence)
        reading.read_waiting(parts, made.id)
        parts.open_index(made.id)
    return made.id


@cache
def _made_once() -> tuple[Path, str]:
    folder = Path(mkdtemp(prefix="kompass-small-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder / "data", _made(folder)


@contextmanager
def small(folder: Path, url: str = "", **settings: object) -> Iterator[tuple[Parts, str]]:
    """Open a copy of the small assessment, with a model when there is an address."""
    made, assessment = _made_once()
    given: dict[str, object] = {"data_dir": shutil.copytree(made, folder / "data")}
    if url:
        given |= {"model": "openai:prov", "model_url": url, "model_inside": True, "model_attempts": 2}
    with services(Settings(**{**given, **settings})) as parts:  # type: ignore[arg-type]
        yield parts, assessment

"""The invented municipality of Älvlunda, to try everything on."""

from importlib.resources import as_file

from assistant.domain.assessment import Assessment
from assistant.resources import data_dir
from assistant.workflow import adding, assessments, sources
from assistant.workflow.parts import Parts

FOLDER = "alvlunda"
MUNICIPALITY = "Älvlunda kommun"
YEAR = 2026


def find_demo(known: tuple[Assessment, ...]) -> Assessment | None:
    """Return the demo among some assessments, None when it is not there."""
    return next((a for a in known if (a.municipality, a.year) == (MUNICIPALITY, YEAR)), None)


def create_demo(parts: Parts) -> Assessment:
    """Create the demo's assessment."""
    return assessments.create(
        parts,
        municipality=MUNICIPALITY,
        year=YEAR,
        sort="formal",
        criteria_id="kommunkompassen",
        criteria_version="2020",
    )


def add_demo_files(parts: Parts, assessment_id: str) -> None:
    """Add the demo's list of participants and its files, which then wait to be read."""
    with as_file(data_dir("eval_sets") / FOLDER) as folder:
        people = folder / "deltagare.csv"
        sources.set_participants(parts, assessment_id, people.read_bytes(), people.name)
        adding.add_path(parts, assessment_id, folder / "files")

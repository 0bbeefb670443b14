"""Guides, lifts and triangulation over a real database and real files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bootstrap import services
from assistant.errors import InvalidInputError, NotFoundError
from assistant.settings import Settings
from assistant.workflow import adding, assessments, drafting, guiding, reading, reviewing, sources, standings
from assistant.workflow.parts import Parts
from assistant.workflow.reviewing import NewQuote, Verdict

POLICY = """# Riktlinje för medborgardialog

Kommunfullmäktige har antagit riktlinjen för medborgardialog. Riktlinjen för medborgardialog gäller alla nämnder.
Nämnderna redovisar varje år sina medborgardialoger till kommunstyrelsen. Riktlinjen förvaras hos kommunsekreteraren.
"""
DECIDED = "Kommunfullmäktige har antagit riktlinjen för medborgardialog."
SECRET = "På vår enhet använder vi inte riktlinjen för medborgardialog."


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    with services(Settings(data_dir=tmp_path_factory.mktemp("guiding") / "data")) as opened:
        yield opened


def assessed(parts: Parts, folder: Path, municipality: str) -> str:
    """Make an assessment of a document, its web page and an interview, with quotes added by hand."""
    made = assessments.create(
        parts,
        municipality=municipality,
        year=2026,
        sort="formal",
        criteria_id="kommunkompassen",
        criteria_version="2020",
    )
    page = f"<main><h1>Riktlinje</h1><p>{POLICY[33:]}</p></main>"
    spoken = f"WEBVTT\n\n00:01.000 --> 00:09.000\n<v Karin>{SECRET}\n"
    files = {"styrdokument/riktlinje.md": POLICY, "webb/riktlinje.html": page, "intervjuer/intervju-chef.vtt": spoken}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text, encoding="utf-8")
    adding.add_path(parts, made.id, folder)
    reading.read_waiting(parts, made.id)
    drafting.draft(parts, made.id, under="1.1.1")
    for source in sources.list_sources(parts, made.id):
        said = SECRET if source.kind == "interview" else DECIDED
        verdict = Verdict(2, reason="Läst för hand.", add=(NewQuote(source.id, said),))
        reviewing.give_opinion(parts, made.id, "1.1.1", verdict)
    return made.id


@pytest.fixture(scope="module")
def assessment(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> str:
    return assessed(parts, tmp_path_factory.mktemp("underlag"), "Prov")


def test_a_web_copy_of_a_document_does_not_count_as_a_second_voice(parts: Parts, assessment: str) -> None:
    now = standings.standing(parts, assessment)
    view = guiding.triangulation(parts, now, now.criteria.question("1.1.1"))
    voices = {voice.kind: voice for voice in view.voices}

    assert voices["website"].copy_of == "steering_document"
    assert voices["interview"].copy_of is None


def test_the_guide_is_made_from_the_drafts_and_keeps_interviews_to_itself(parts: Parts, assessment: str) -> None:
    made = guiding.guide(parts, assessment)

    assert {group.group for group in made.groups} >= {"politicians", "management", "unit_managers", "unions"}
    assert SECRET not in str(made)
    assert made.made_on == parts.now()[:10]


@pytest.mark.parametrize("minutes", [0, 19, 241])
def test_an_interview_that_nobody_would_hold_is_refused(parts: Parts, assessment: str, minutes: int) -> None:
    with pytest.raises(InvalidInputError, match="minuter"):
        guiding.guide(parts, assessment, minutes=minutes)


def test_lifts_come_with_most_to_gain_first(parts: Parts, assessment: str) -> None:
    found = guiding.lifts(parts, assessment, under="1.1")
    gains = [item.lift.gain for item in found]

    assert gains == sorted(gains, reverse=True)
    assert all(item.asks for item in found)
    assert len(guiding.lifts(parts, assessment, under="1.1.1")) == 1
    with pytest.raises(NotFoundError):
        guiding.lifts(parts, assessment, under="9.9")


def test_a_hand_added_quote_speaks_and_a_struck_one_does_not(parts: Parts, assessment: str) -> None:
    source = next(s for s in sources.list_sources(parts, assessment) if s.name.endswith(".md"))
    added = NewQuote(source.id, "Riktlinjen förvaras hos kommunsekreteraren.")
    reviewing.give_opinion(parts, assessment, "1.1.2", Verdict(1, reason="Se citat.", add=(added,)))
    now = standings.standing(parts, assessment)
    view = guiding.triangulation(parts, now, now.criteria.question("1.1.2"))

    assert any("förvaras" in e.quote for voice in view.voices for e in voice.supporting)


def test_an_erased_source_leaves_its_quotes_but_no_copies(parts: Parts, tmp_path: Path) -> None:
    assessment = assessed(parts, tmp_path, "Annan")
    now = standings.standing(parts, assessment)
    evidence = guiding.evidence_of(now, "1.1.1")
    sources.remove(parts, assessment, evidence[-1].source_id, erase=True)

    assert evidence[-1].source_id not in guiding.copies_of(parts, now, evidence)
    assert guiding.triangulation(parts, now, now.criteria.question("1.1.1")).sentence

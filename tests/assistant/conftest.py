"""An assessment that holds a document and an interview, and judgements that rest on both."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.bootstrap import services
from assistant.domain.access import MEMBER_ROLES
from assistant.domain.review import Decision
from assistant.settings import Settings
from assistant.workflow import (
    accounts,
    adding,
    assessments,
    membership,
    passwords,
    reading,
    reviewing,
    sources,
    standings,
)
from assistant.workflow.parts import Parts

if TYPE_CHECKING:
    from argon2 import PasswordHasher

PLAN = """# Plan för medborgardialog

Kommunfullmäktige antog planen för medborgardialog den 3 mars 2025. Strategin följs upp varje år och resultatet \
redovisas för kommunfullmäktige. Medborgardialoger genomförs inför alla större beslut.
"""
VOICE = """WEBVTT

00:00:01.000 --> 00:00:06.000
<v Intervjuare>Hur arbetar ni med medborgardialog?

00:00:07.000 --> 00:00:15.000
<v Karin Testberg>Vi släppte ut en kanariefågel ur planen för medborgardialog, sade Petra Hemlig.
"""
SAID = "Vi släppte ut en kanariefågel ur planen för medborgardialog"
PASSWORD = "fyra ord tagna helt på måfå"
SECRETS = ("kanarie", "Testberg", "Hemlig", "karinsamtal", "viskning", "förmodan")
"""What the municipality's own people must never be shown, wherever it stands."""


@dataclass(frozen=True)
class World:
    """An assessment with a member of each role, an outsider and an administrator; all have one password."""

    assessment: str
    document: str
    interview: str
    password: str = PASSWORD
    secrets: tuple[str, ...] = SECRETS
    people: tuple[str, ...] = ("ada", *MEMBER_ROLES, "outsider")


@cache
def _quick_hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@contextmanager
def _quick_hashes() -> Iterator[None]:
    """Hash passwords with the same function and a thousandth of the work."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", _quick_hasher)
        patch.setattr(passwords, "_nobodys", lambda: _quick_hasher().hash("nobody's"))
        yield


@pytest.fixture(autouse=True)
def quick_hashes(request: pytest.FixtureRequest) -> Iterator[None]:
    """A real hash takes a tenth of a second by design; only the tests of hashing itself wait for it."""
    with nullcontext() if request.path.name == "test_passwords.py" else _quick_hashes():
        yield


def _people(parts: Parts) -> None:
    accounts.create_user(parts, "ada", shown="Ada Admin", role="administrator", password=PASSWORD)
    with parts.store.transaction() as tx:
        known = tx.logins.credential("ada")
        assert known is not None
        for name in (*MEMBER_ROLES, "outsider"):
            role = "evaluator" if name in ("lead", "outsider") else "participant"
            tx.users.create(name, display_name=f"{name.title()} Ek", role=role, at=parts.now())
            tx.logins.set_password(name, known.password_hash, temporary=False, at=parts.now())


def _judge(parts: Parts, world: World) -> None:
    quotes = (
        reviewing.NewQuote(world.document, "Medborgardialoger genomförs inför alla större beslut."),
        reviewing.NewQuote(world.interview, SAID),
    )
    for question in ("1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.2.1"):
        verdict = reviewing.Verdict(1, reason="En viskning i samtalet.", comment="En förmodan.", add=quotes)
        reviewing.give_opinion(parts, world.assessment, question, verdict)
        reviewing.decide(parts, world.assessment, question)


def _make_world(parts: Parts) -> World:
    _people(parts)
    lead = replace(parts, user="lead")
    made = assessments.create(
        lead, municipality="Ekeby", year=2026, sort="formal", criteria_id="kommunkompassen", criteria_version="2020"
    )
    for role in MEMBER_ROLES[1:]:
        membership.put_member(lead, made.id, role, role)
    sources.set_participants(lead, made.id, b"namn;roll\nPetra Hemlig;chef\n", "deltagare.csv")
    adding.add_bytes(lead, made.id, "plan.md", PLAN.encode())
    adding.add_bytes(lead, made.id, "karinsamtal.vtt", VOICE.encode())
    reading.read_waiting(lead, made.id)
    parts.open_index(made.id)
    ids = {s.name: s.id for s in sources.list_sources(lead, made.id)}
    world = World(made.id, ids["plan.md"], ids["karinsamtal.vtt"])
    _judge(lead, world)
    return world


@pytest.fixture(scope="session")
def made_world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """The world, made once a run, and the data folder it lies in; made before the time at which tests begin."""
    folder = tmp_path_factory.mktemp("world") / "data"
    with _quick_hashes(), services(Settings(data_dir=folder)) as parts:
        return folder, _make_world(replace(parts, now=lambda: "2026-03-01T08:00:00+00:00"))


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of a program that was started once and closed."""
    folder = tmp_path_factory.mktemp("empty") / "data"
    with services(Settings(data_dir=folder)):
        return folder


@pytest.fixture
def data_dir(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A data folder of the test's own: with the world in it when the test asks for the world, else empty."""
    has_world = "world" in request.fixturenames
    made = request.getfixturevalue("made_world")[0] if has_world else request.getfixturevalue("empty_folder")
    return Path(shutil.copytree(made, tmp_path / "data"))


@pytest.fixture
def world(made_world: tuple[Path, World]) -> World:
    return made_world[1]


@pytest.fixture
def judge_rest() -> Callable[[Parts, World], None]:
    """Decide everything that is undecided: levels with a quote, and every tenth question at nothing."""

    def judge(parts: Parts, world: World) -> None:
        lead = replace(parts, user="lead")
        now = standings.whole_standing(lead, world.assessment)
        quote = now.decisions["1.1.1"].evidence[0]
        with lead.store.transaction() as tx:
            for n, question in enumerate(now.criteria.questions()):
                if question.id in now.decisions:
                    continue
                proof = replace(quote, id=f"q-{question.id}", level=question.top)
                level = 0 if n % 10 == 0 else min(question.top, n % 4 + 1)
                made = Decision(f"d-{question.id}", question.id, "lead", lead.now(), 1, level, "Så är det.", (proof,))
                tx.reviews.add_decision(world.assessment, made, expected_version=0)

    return judge

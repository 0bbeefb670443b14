"""A store on a database file of its own, and on PostgreSQL where one is given for tests.

Set ``KOMPASS_TEST_POSTGRES`` to the address of an empty database whose ``public`` schema the tests
may drop, for instance ``postgresql+psycopg://kompass@localhost/kompass_test``.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from tempfile import gettempdir

import pytest
from sqlalchemy import create_engine

from assistant.domain.assessment import Assessment
from assistant.domain.draft import Draft, Evidence, Finding, Narrative, Searched, Sentence
from assistant.domain.evidence import Place
from assistant.domain.review import Approval, Decision, Opinion
from assistant.domain.run import RunRecord
from assistant.store import NewPassage, PutResult, Store, StoredText, Transaction, open_store

AT = "2026-03-01T09:00:00+01:00"


class Make:
    """Values that are valid as they are; keywords change them."""

    at = AT

    def assessment(self, tx: Transaction, name: str = "Älvlunda kommun") -> Assessment:
        return tx.assessments.create(
            name,
            2026,
            sort="formal",
            criteria_id="kommunkompassen",
            criteria_version="2020",
            criteria_fingerprint="f" * 64,
            at=AT,
            by="eva",
        )

    def put(self, tx: Transaction, assessment_id: str, name: str = "plan.pdf", data: str = "a") -> PutResult:
        return tx.sources.put(
            assessment_id,
            name,
            sha256=data * 64,
            blob=f"blobs/{data}",
            size=10,
            kind="steering_document",
            at=AT,
            by="eva",
        )

    def text(self, paragraphs: int = 3, word: str = "målet") -> tuple[StoredText, list[NewPassage]]:
        parts = [f"Stycke {n} säger att {word} följs upp varje år. " for n in range(paragraphs)]
        made, start = [], 0
        for n, part in enumerate(parts):
            place = Place(page=n + 1, page_label=str(n), heading=("Mål", f"Del {n}"))
            made.append(NewPassage(n, start, start + len(part), part, place))
            start += len(part)
        stored = StoredText("".join(parts), "application/pdf", "pypdf 7.1.0", title="Plan för målen", pages=3)
        return stored, made

    def ready(
        self, tx: Transaction, assessment_id: str, name: str = "plan.pdf", data: str = "a", word: str = "målet"
    ) -> str:
        source = self.put(tx, assessment_id, name, data).source
        stored, made = self.text(word=word)
        assert tx.sources.finish(source.id, source.revision, stored, made)
        return source.id

    def evidence(self, **changes: object) -> Evidence:
        made = Evidence(
            id="e1",
            source_id="s1",
            revision=1,
            source_name="plan.pdf",
            kind="steering_document",
            passage_id="s1.1.0",
            start=0,
            end=8,
            quote="Stycke 0",
            place=Place(page=1),
            stance="supports",
            verdict="verified",
            level=2,
            score=0.5,
        )
        return replace(made, **changes)

    def draft(self, question_id: str = "1.1.1", run_id: str = "r1", level: int = 2) -> Draft:
        searched = Searched(("mål",), (("interview", 2),), 10, (("interview", 0.25),))
        evidence = (self.evidence(),)
        return Draft(question_id, level, False, 0.5, evidence, ("Skäl",), (), searched, "extractive", run_id)

    def run(self, assessment_id: str, run_id: str = "r1") -> RunRecord:
        names = ("draft", AT, "eva", "extractive", "hashing", "c", "e", "s", "0.1.0")
        return RunRecord(run_id, assessment_id, *names, packages=(("numpy", "2.4"),))

    def decision(self, version: int = 1, identity: str = "", **changes: object) -> Decision:
        made = Decision(
            id=identity or f"d{version}",
            question_id="1.1.1",
            by="eva",
            at=AT,
            version=version,
            judgement=2,
            reason="",
            evidence=(self.evidence(),),
        )
        return replace(made, **changes)

    def opinion(self, **changes: object) -> Opinion:
        return replace(Opinion("o1", "1.1.1", "eva", AT, "not_applicable", "Finns inte här"), **changes)

    def approval(self, **changes: object) -> Approval:
        return replace(Approval("a1", "1.1", "eva", AT, "h"), **changes)

    def narrative(self, text: str = "Det finns mål.") -> Narrative:
        sentence = Sentence(text, ("e1",), "1.1.1")
        return Narrative("1.1", (sentence,), (Finding("strength", sentence),), "extractive")

    half = Fraction(1, 2)


@pytest.fixture
def make() -> Make:
    return Make()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'kompass.db'}"


@pytest.fixture
def vault_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'vault.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, url: str, vault_url: str) -> Iterator[Store]:
    database = nullcontext(url) if request.param == "sqlite" else _empty_server()
    with database as address, open_store(address, vault_url=vault_url, schema="upgrade") as opened:
        yield opened


@pytest.fixture
def file_store(url: str, vault_url: str) -> Iterator[Store]:
    with open_store(url, vault_url=vault_url) as opened:
        yield opened


@contextmanager
def _empty_server() -> Iterator[str]:
    """Empty the database that is given for tests; processes of one run take turns at it."""
    address = os.environ.get("KOMPASS_TEST_POSTGRES")
    if not address:
        pytest.skip("KOMPASS_TEST_POSTGRES names no PostgreSQL database to test on")
    with (Path(gettempdir()) / "kompass-test-postgres.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        engine = create_engine(address)
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        engine.dispose()
        yield address

"""Workflows on real parts in a folder of its own, with a clock that tests move."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.bootstrap import services
from assistant.settings import Settings
from assistant.workflow import accounts
from assistant.workflow.parts import Parts

GOOD = "fyra ord tagna helt på måfå"


@dataclass
class Clock:
    """What time it is, until a test says that time has passed."""

    time: datetime = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> str:
        return self.time.isoformat(timespec="seconds")

    def pass_minutes(self, minutes: float) -> None:
        self.time += timedelta(minutes=minutes)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def parts(data_dir: Path, clock: Clock) -> Iterator[Parts]:
    with services(Settings(data_dir=data_dir, max_file_mb=1)) as opened:
        yield replace(opened, now=clock)


@pytest.fixture
def ada(parts: Parts) -> str:
    """The first account, an administrator's."""
    accounts.create_user(parts, "ada", shown="Ada Ek", role="administrator", password=GOOD)
    return "ada"

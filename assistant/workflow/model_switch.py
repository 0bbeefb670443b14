"""Switching the language model off and on while the service runs, and what its last check found.

Both are kept as small files in the data folder, so that every process sees them: the pages, the command line and
jobs that go on after a restart.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.models import LanguageModel, ModelReport


@dataclass(frozen=True, slots=True)
class Off:
    """Who switched the model off, and when."""

    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A check of the model, and when it was made."""

    report: ModelReport
    at: str


@dataclass(frozen=True, slots=True)
class ModelSwitch:
    """The switch of one data folder; ``folder`` is None where there is nothing to switch."""

    folder: Path | None = None

    def off(self) -> Off | None:
        """Return who switched the model off; None when it is on. What cannot be read counts as off."""
        if self.folder is None or not self._off.exists():
            return None
        found = _read(self._off) or {}
        return Off(str(found.get("by", "")), str(found.get("at", "")))

    def turn(self, *, off: bool, by: str, at: str) -> None:
        """Switch the model off or on."""
        if self.folder is None:
            return
        if off:
            _write(self._off, {"by": by, "at": at})
        else:
            self._off.unlink(missing_ok=True)

    def guarded(self, open_it: Callable[[], LanguageModel | None]) -> Callable[[], LanguageModel | None]:
        """Return what opens the model while it is not switched off."""
        return lambda: None if self.off() else open_it()

    def checked(self) -> Checked | None:
        """Return the last check; None when there was none, or when it is of another form."""
        found = _read(self._check) if self.folder else None
        if found is None:
            return None
        try:
            report: dict[str, Any] = dict(found["report"])
            lists = {name: tuple(report[name]) for name in ("kinds", "problems")}
            return Checked(ModelReport(**{**report, **lists}), str(found["at"]))
        except (KeyError, TypeError, ValueError):
            return None

    def note(self, report: ModelReport, at: str) -> None:
        """Keep what a check found."""
        if self.folder is not None:
            _write(self._check, {"report": asdict(report), "at": at})

    @property
    def _off(self) -> Path:
        return (self.folder or Path()) / "model-off.json"

    @property
    def _check(self) -> Path:
        return (self.folder or Path()) / "model-check.json"


def _read(file: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _write(file: Path, value: dict[str, object]) -> None:
    new = file.with_suffix(".new")
    new.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    new.replace(file)

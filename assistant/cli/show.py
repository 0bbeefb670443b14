"""Printing: tables for people, JSON for programs."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from assistant.domain.criteria import CriteriaSet
    from assistant.domain.scoring import Line, Scorecard
    from assistant.workflow.progress import Progress


def as_json(value: Any) -> None:
    """Print a value as JSON."""
    typer.echo(json.dumps(_plain(value), ensure_ascii=False, indent=2, default=_spell))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _spell(value: object) -> str:
    if isinstance(value, Fraction):
        return str(value)
    raise TypeError(type(value).__name__)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Print a table; text from documents is never read as markup."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, pad_edge=False, header_style="bold")
    for number, name in enumerate(columns):
        shown.add_column(name, justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(Text(clean(cell)) for cell in row))
    Console(highlight=False, soft_wrap=False).print(shown)


def clean(text: str) -> str:
    """Take out control characters, which could steer a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


@contextmanager
def bar(title: str) -> Iterator[Callable[["Progress"], None]]:
    """Show a progress bar on standard error and yield the function that moves it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    left = (TextColumn("kvar"), TimeRemainingColumn())
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), *left)
    with Bar(*columns, console=Console(stderr=True)) as shown:
        task = shown.add_task(title, total=None)

        def move(progress: "Progress") -> None:
            shown.update(task, completed=progress.done, total=progress.total)
            if progress.problem:
                shown.console.print(f"  {clean(progress.name)}: {clean(progress.problem)}", markup=False)

        yield move


def scorecard(criteria: "CriteriaSet", card: "Scorecard") -> None:
    """Print the points: areas, sub-areas and total."""
    rows: list[list[str]] = []
    for area in criteria.areas:
        rows.append([f"{area.id}. {area.name.sv.upper()}", *_numbers(card.line(area.id))])
        rows += [[f"   {sub.id} {sub.name.sv}", *_numbers(card.line(sub.id))] for sub in area.sub_areas]
    rows.append(["TOTALT", *_numbers(card.total)])
    table(["Område och delområde", "Uppnått", "Max", "Procent"], rows, right=(1, 2, 3))
    if not card.complete:
        typer.echo(f"{card.total.unscored} delfrågor är inte bedömda; summan är preliminär.")


def signed(ids: Sequence[str]) -> str:
    """Spell what was approved: sub-areas, texts of areas (by their ids without a dot), and the summary."""
    subs, summary = [key for key in ids if "." in key], "summary" in ids
    areas = len(ids) - len(subs) - summary
    parts = [f"{len(subs)} {'delområde' if len(subs) == 1 else 'delområden'}"] if subs or not ids else []
    parts += [f"{areas} {'områdestext' if areas == 1 else 'områdestexter'}"] if areas else []
    parts += ["sammanfattningen"] if summary else []
    return f"{', '.join(parts[:-1])} och {parts[-1]}" if len(parts) > 1 else parts[0]


def _numbers(line: "Line") -> list[str]:
    percent = "–" if line.percent is None else f"{line.percent} %"
    return [str(line.printed) if line.scored else "–", str(line.printed_possible), percent]

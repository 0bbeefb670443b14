"""criteria, db: kontrollera."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.app import app, opened, settings
from assistant.cli.assess import Json

criteria = typer.Typer(help="Lista och kontrollera kriterier.", no_args_is_help=True)
db = typer.Typer(help="Databasen: kontrollera och uppgradera.", no_args_is_help=True)
app.add_typer(criteria, name="criteria")
app.add_typer(db, name="db")


@criteria.command("list")
def list_sets(json: Json = False) -> None:
    """Lista kriterieuppsättningar."""
    from assistant.catalog import list_criteria
    from assistant.cli import show

    found = [f"{i}@{v}" for i, v in list_criteria(folder=settings().criteria_dir)]
    show.as_json(found) if json else typer.echo("\n".join(found))


@criteria.command("check")
def check_file(file: Annotated[Path, typer.Argument(help="Fil att kontrollera.")], json: Json = False) -> None:
    """Kontrollera en kriteriefil; varje fel anges med fil och rad."""
    from assistant.catalog import parse_criteria
    from assistant.cli import show
    from assistant.errors import InvalidInputError

    if not file.is_file():
        raise InvalidInputError(f"Det finns ingen fil som heter {file}.", hint="Kontrollera sökvägen.")
    value, problems = parse_criteria(file.read_bytes(), name=str(file))
    if json:
        show.as_json({"file": str(file), "problems": problems})
    for problem in problems if not json else ():
        typer.echo(f"{file}:{problem.line}: {problem.message}")
    if value is None or problems:
        raise typer.Exit(1)
    if not json:
        count = len(list(value.questions()))
        typer.echo(f"{file}: {value.id}@{value.version} är riktig ({len(value.areas)} områden, {count} delfrågor).")


@db.command("check")
def check_db() -> None:
    """Kontrollera databasens schema och händelseloggar."""
    with opened(exclusive=False) as parts, parts.store.reading() as tx:
        broken = [a.id for a in tx.assessments.list() if tx.events.verify(a.id) is not None]
    if broken:
        typer.echo(f"Händelseloggen är bruten i: {', '.join(broken)}", err=True)
        raise typer.Exit(1)
    typer.echo("Databasen är hel.")


@db.command("upgrade")
def upgrade_db() -> None:
    """Uppgradera databasen till programmets version."""
    from assistant.store import upgrade

    with opened() as parts:
        changed = upgrade(parts.store)
    typer.echo("Uppgraderad." if changed else "Databasen är redan i rätt version.")

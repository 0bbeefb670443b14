"""The command line's frame: the command itself, its settings, and the product opened for one command."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.workflow.parts import Parts

app = typer.Typer(
    name="kompass",
    help="Kommunkompassen: från underlag till citat, nivåer, poäng, godkännande och rapport.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def settings() -> "Settings":
    """Read the settings, or end with a message that says which one is wrong."""
    from pydantic import ValidationError

    from assistant.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        for item in error.errors():
            name = "KOMPASS_" + "_".join(str(part) for part in item["loc"]).upper()
            typer.echo(f"Inställningen {name} är fel: {item['msg']}", err=True)
        raise typer.Exit(2) from error


@contextmanager
def opened(*, exclusive: bool = True) -> Iterator["Parts"]:
    """Open the product for one command."""
    from assistant.bootstrap import services
    from assistant.logs import configure

    chosen = settings()
    configure(chosen.log_level)
    with services(chosen, exclusive=exclusive, notify=lambda text: typer.echo(text, err=True)) as parts:
        yield parts

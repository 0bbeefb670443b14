"""examples: goda exempel i andra kommuners rapporter."""

from typing import Annotated

import typer

from assistant.cli.app import app, opened
from assistant.cli.assess import Assessment, Json


@app.command()
def examples(
    assessment: Assessment,
    sub_area: Annotated[str, typer.Argument(help="Delområdets id, till exempel 1.2.")],
    json: Json = False,
) -> None:
    """Visa kommuner vars publicerade rapporter visar att de kommit längre i ett delområde."""
    from assistant.cli import show
    from assistant.workflow import examples as flow

    with opened(exclusive=False) as parts:
        found = flow.examples(parts, assessment, sub_area)
    if json:
        show.as_json(found)
        return
    for example in found.found:
        year = f" {example.year}" if example.year else ""
        typer.echo(f"{show.clean(example.municipality)}{year}, {round(example.percent)} procent:")
        for sentence in example.sentences:
            typer.echo(f"   ”{show.clean(sentence)}”")
    for unread in found.unread:
        typer.echo(f"Obs: {show.clean(unread.file)}: {show.clean(unread.problem)}")
    if not found.reports:
        typer.echo(
            "Det finns inga rapporter att läsa. Sätt KOMPASS_REPORTS_DIR till en mapp med publicerade rapporter."
        )
    elif not found.found:
        typer.echo(f"Ingen av {found.reports} rapporter visar något som kommit längre.")

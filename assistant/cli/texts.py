"""texts: vad som står i texterna, och var de står."""

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.app import app, opened
from assistant.cli.assess import Assessment, Json

if TYPE_CHECKING:
    from assistant.domain.draft import Narrative
    from assistant.workflow.stood import Standing

_STATES = {
    "undecided": "inte klar",
    "decided": "väntar på godkännande",
    "approved": "godkänd",
    "reopened": "öppnad igen",
}


@app.command()
def texts(
    assessment: Assessment,
    node: Annotated[str, typer.Argument(help="Delområde, område eller summary; utan den listas alla.")] = "",
    json: Json = False,
) -> None:
    """Visa texterna om delområden, områden och helhet, med godkännanden."""
    from assistant.cli import show
    from assistant.workflow import standings
    from assistant.workflow import texts as flow

    with opened() as parts:
        now = standings.standing(parts, assessment)
        if not node:
            _list(now, json)
            return
        known = flow.node_of(now, node)
        text = now.narratives.get(node) or (flow.drafted(parts, now, known) if known.overall else None)
    if json:
        show.as_json({"id": node, "state": flow.state_of(now, known), "text": text})
    elif text is None:
        typer.echo("Ingen text än.")
    else:
        typer.echo(f"{known.name.sv}: {_STATES[flow.state_of(now, known)]}\n")
        _print(text)


def _list(now: "Standing", json: bool) -> None:
    from assistant.cli import show
    from assistant.domain.overall import text_nodes
    from assistant.workflow import texts as flow

    nodes = text_nodes(now.criteria)
    if json:
        show.as_json([{"id": n.id, "state": flow.state_of(now, n), "written": n.id in now.narratives} for n in nodes])
        return
    rows = []
    for n in nodes:
        text = now.narratives.get(n.id)
        by = "–" if text is None else "program" if flow.by_machine(text.author) else "person"
        rows.append([n.id, n.name.sv, by, _STATES[flow.state_of(now, n)]])
    show.table(["Id", "Text om", "Av", "Läge"], rows)


def _print(text: "Narrative") -> None:
    from assistant.cli import show

    typer.echo(show.clean(" ".join(s.text for s in text.sentences)))
    for title, found in (
        ("Styrkor", text.strengths),
        ("Förbättringsmöjligheter", text.improvements),
        ("Goda exempel", text.examples),
    ):
        if found:
            typer.echo(f"\n{title}")
            for sentence in found:
                typer.echo(f"  - {show.clean(sentence.text)}")

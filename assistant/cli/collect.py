"""add, sources, draft: underlag in, förslag ut."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.app import app, opened, settings
from assistant.cli.assess import Assessment, Json

if TYPE_CHECKING:
    from assistant.workflow.adding import Added
    from assistant.workflow.parts import Parts

_OUTCOMES = {
    "new": "nya",
    "revision": "nya versioner",
    "unchanged": "oförändrade",
    "duplicate": "dubbletter",
    "refused": "avvisade",
}


@app.command()
def add(
    assessment: Assessment,
    paths: Annotated[list[Path], typer.Argument(help="Filer, mappar eller ZIP-arkiv.")],
    kind: Annotated[str, typer.Option("--kind", help="Slag av källa, om det inte ska gissas.")] = "",
    participants: Annotated[
        Path | None, typer.Option("--participants", help="Lista över intervjuade (CSV eller YAML) att pseudonymisera.")
    ] = None,
    json: Json = False,
) -> None:
    """Lägg till underlag och läs in det."""
    from assistant.cli import show
    from assistant.domain.evidence import SOURCE_KINDS
    from assistant.errors import InvalidInputError
    from assistant.workflow import adding, assessments, sources

    if kind and kind not in SOURCE_KINDS:
        raise InvalidInputError(f"Källslaget {kind!r} finns inte.", hint=f"Välj {', '.join(SOURCE_KINDS)}.")
    with opened() as parts:
        assessments.get(parts, assessment)
        if participants:
            if not participants.is_file():
                raise InvalidInputError(f"Det finns ingen fil som heter {participants}.")
            sources.set_participants(parts, assessment, participants.read_bytes(), participants.name)
        chosen = next((known for known in SOURCE_KINDS if known == kind), None)
        added = [item for path in paths for item in adding.add_path(parts, assessment, path, kind=chosen)]
        read_in(parts, assessment)
        failed = [s for s in sources.list_sources(parts, assessment) if s.state == "failed"]
    if json:
        show.as_json({"files": added, "failed": failed})
        return
    _say(added)
    for source in failed:
        typer.echo(f"  {show.clean(source.name)}: {source.problem}")


def _say(added: "list[Added]") -> None:
    from assistant.cli import show

    counts = {word: sum(a.outcome == key for a in added) for key, word in _OUTCOMES.items()}
    typer.echo(", ".join(f"{n} {word}" for word, n in counts.items() if n) or "Inga filer hittades.")
    for item in added:
        if item.outcome == "refused":
            typer.echo(f"  {show.clean(item.name)}: {item.message}")


def read_in(parts: "Parts", assessment: str) -> int:
    """Read what waits, with a progress bar."""
    from assistant.cli import show
    from assistant.jobs import Jobs

    with Jobs(parts, settings().queue_url) as jobs, show.bar("Läser underlag") as move:
        return jobs.ingest(assessment, move)


@app.command()
def sources(
    assessment: Assessment,
    remove: Annotated[str, typer.Option("--remove", help="Id på en källa att ta bort.")] = "",
    erase: Annotated[bool, typer.Option("--erase", help="Radera även text och fil.")] = False,
    kind: Annotated[str, typer.Option("--set-kind", help="Rätta källans slag: ID=SLAG.")] = "",
    json: Json = False,
) -> None:
    """Visa källorna, ta bort en eller rätta dess slag."""
    from assistant.cli import show
    from assistant.workflow import assessments
    from assistant.workflow import sources as flow

    with opened(exclusive=bool(remove or kind)) as parts:
        assessments.get(parts, assessment)
        if remove:
            flow.remove(parts, assessment, remove, erase=erase)
        if kind:
            flow.set_kind(parts, assessment, *kind.split("=", 1))
        found = flow.list_sources(parts, assessment)
    if json:
        show.as_json(found)
        return
    states = {"waiting": "väntar", "reading": "läses", "ready": "läst", "failed": "kunde inte läsas"}
    rows = [
        [
            s.id,
            s.name,
            s.kind,
            "väntar på granskning" if s.hold == "held" else states.get(s.state, s.state),
            str(s.pages or ""),
            str(s.passages or ""),
            str(s.hidden_texts or ""),
        ]
        for s in found
    ]
    show.table(["Id", "Namn", "Slag", "Läge", "Sidor", "Stycken", "Dold text"], rows, right=(4, 5, 6))
    for source in found:
        if source.problem:
            typer.echo(f"{show.clean(source.name)}: {source.problem}")
        if source.addresses_judge:
            typer.echo(f"{show.clean(source.name)}: vänder sig till den som bedömer; de meningarna räknas inte.")


@app.command()
def interviews(
    assessment: Assessment,
    show_text: Annotated[str, typer.Option("--show", help="Id på en intervju: visa texten som den blir.")] = "",
    confirm: Annotated[
        list[str] | None, typer.Option("--confirm", help="Id på en intervju att släppa till sökningen, eller all.")
    ] = None,
    json: Json = False,
) -> None:
    """Visa intervjuer som väntar på granskning, läs deras pseudonymiserade text och släpp dem."""
    from assistant.cli import show
    from assistant.workflow import assessments
    from assistant.workflow import interviews as flow
    from assistant.workflow import sources as every

    with opened(exclusive=bool(confirm)) as parts:
        assessments.get(parts, assessment)
        held = [s.id for s in every.list_sources(parts, assessment) if s.hold == "held"]
        if show_text:
            seen = flow.preview(parts, assessment, show_text)
            typer.echo(show.clean(seen.text) if seen else "Intervjun väntar inte på granskning.")
            return
        if confirm:
            wanted = held if confirm == ["all"] else confirm
            count = flow.confirm(parts, assessment, wanted)
            if count:
                read_in(parts, assessment)
            typer.echo("En intervju är släppt och läst." if count == 1 else f"{count} intervjuer är släppta och lästa.")
            return
        waiting = [s for s in every.list_sources(parts, assessment) if s.id in held]
    if json:
        show.as_json(waiting)
    elif not waiting:
        typer.echo("Ingen intervju väntar på granskning.")
    else:
        show.table(["Id", "Namn"], [[s.id, s.name] for s in waiting])
        typer.echo("Läs en med --show ID. Släpp den med --confirm ID, eller alla med --confirm all.")


@app.command()
def draft(
    assessment: Assessment,
    under: Annotated[str, typer.Option("--under", help="Bara ett område, delområde eller en delfråga.")] = "",
    json: Json = False,
) -> None:
    """Ta fram förslag: citat och nivå per delfråga, text per delområde."""
    from assistant.cli import show

    with opened() as parts:
        count = draft_now(parts, assessment, under or None)
    if json:
        show.as_json({"drafted": count})
    else:
        typer.echo(
            f"{count} delfrågor fick nya förslag." if count else "Inget nytt: förslagen gäller redan detta underlag."
        )


def draft_now(parts: "Parts", assessment: str, under: str | None) -> int:
    """Draft with a progress bar."""
    from assistant.cli import show
    from assistant.jobs import Jobs

    with Jobs(parts, settings().queue_url) as jobs, show.bar("Läser och bedömer") as move:
        return jobs.draft(assessment, under, move)

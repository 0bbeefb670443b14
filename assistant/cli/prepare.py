"""guide, lift: förbereda besöket."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.app import app, opened
from assistant.cli.assess import Assessment, Json

if TYPE_CHECKING:
    from assistant.workflow.guiding import Lifted


@app.command()
def guide(
    assessment: Assessment,
    form: Annotated[str, typer.Option("--format", help="docx eller json.")] = "docx",
    out: Annotated[Path | None, typer.Option("--out", help="Fil att skriva till.")] = None,
    minutes: Annotated[int, typer.Option("--minutes", help="Hur länge en intervju får ta.")] = 60,
) -> None:
    """Skriv en intervjuguide per grupp: det som är mest osäkert och ger mest poäng först."""
    from assistant.errors import InvalidInputError
    from assistant.export import GUIDE_FORMATS, render_guide
    from assistant.workflow import guiding

    if form not in GUIDE_FORMATS:
        raise InvalidInputError(f"Formatet {form!r} finns inte.", hint=f"Välj {', '.join(GUIDE_FORMATS)}.")
    with opened(exclusive=False) as parts:
        made = guiding.guide(parts, assessment, minutes=minutes)
    target = out or Path(f"intervjuguide-{assessment}.{form}")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(render_guide(made, form))
    for group in made.groups:
        typer.echo(f"{group.name}: {group.questions} frågor, {len(group.rest)} till i bilagan")
    typer.echo(f"Intervjuguiden ligger i {target}")


@app.command()
def lift(
    assessment: Assessment,
    node: Annotated[str, typer.Argument(help="Område, delområde eller delfråga; utan anges alla.")] = "",
    json: Json = False,
) -> None:
    """Visa vad som skulle lyfta delfrågor till nästa nivå: poäng, bevis, vad som saknas och vem som kan svara."""
    from assistant.cli import show
    from assistant.workflow import guiding

    with opened(exclusive=False) as parts:
        found = guiding.lifts(parts, assessment, under=node or None)
    if json:
        show.as_json([_as_data(item) for item in found])
        return
    for item in found:
        _print(item)
    if not found:
        typer.echo("Inget att lyfta: frågorna har nått högsta nivån eller är inte tillämpliga.")


def _as_data(item: "Lifted") -> dict[str, object]:
    from dataclasses import asdict

    from assistant.domain.interviews import GROUP_NAMES

    lift = item.lift
    return {
        "question": item.question.id,
        "text": item.question.text.sv,
        "level": lift.level,
        "next_level": lift.next_level,
        "points_to_gain": lift.gain,
        "demand": asdict(lift.demand),
        "advice": asdict(lift.advice),
        "proof": [asdict(proof) for proof in lift.proof],
        "missing": lift.missing,
        "silent": lift.silent,
        "agreement": item.view.agreement,
        "sources_say": item.view.sentence,
        "ask": [{"group": group, "name": GROUP_NAMES[group], **asdict(ask)} for group, ask in item.asks],
    }


def _print(item: "Lifted") -> None:
    from assistant.domain.interviews import GROUP_NAMES
    from assistant.export.words import kind_name, points_text

    question, lift = item.question, item.lift
    typer.echo(f"{question.id} {question.text.sv}")
    typer.echo(f"  Nivå {lift.level} → {lift.next_level}, +{points_text(lift.gain)} p: {lift.demand.sv}")
    typer.echo(f"  Råd: {lift.advice.sv}")
    for proof in lift.proof:
        mark = "saknas" if proof.kind in lift.missing else "finns"
        typer.echo(f"  Bevis ({kind_name(proof.kind, 'sv')}, {mark}): {proof.text.sv}")
    typer.echo(f"  Källorna: {item.view.sentence}")
    for group, ask in item.asks:
        typer.echo(f"  Fråga {GROUP_NAMES[group].lower()}: {ask.main}")
    typer.echo("")

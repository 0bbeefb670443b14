"""new, score, audit, report."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from assistant.cli.app import app, opened

if TYPE_CHECKING:
    pass

Assessment = Annotated[str, typer.Argument(help="Utvärderingens id, till exempel alvlunda-2026.")]
Json = Annotated[bool, typer.Option("--json", help="Skriv svaret som JSON.")]


@app.command()
def new(
    municipality: Annotated[str, typer.Argument(help="Kommunens namn.")],
    year: Annotated[int, typer.Option("--year", help="Utvärderingens år.")],
    sort: Annotated[str, typer.Option("--sort", help="formal (utvärdering) eller self (självskattning).")] = "formal",
    criteria: Annotated[str, typer.Option("--criteria", help="Kriterier och version.")] = "kommunkompassen@2020",
    json: Json = False,
) -> None:
    """Skapa en utvärdering."""
    from assistant.cli import show
    from assistant.errors import InvalidInputError
    from assistant.workflow import assessments

    if sort not in ("formal", "self"):
        raise InvalidInputError(f"--sort kan inte vara {sort!r}.", hint="Ange formal eller self.")
    criteria_id, _, version = criteria.partition("@")
    with opened() as parts:
        made = assessments.create(
            parts,
            municipality=municipality,
            year=year,
            sort=cast("Literal['formal', 'self']", sort),
            criteria_id=criteria_id,
            criteria_version=version or "2020",
        )
    if json:
        show.as_json(made)
    else:
        typer.echo(f"Skapade {made.id} ({made.title}).\nLägg till underlag med: kompass add {made.id} MAPP")


@app.command()
def score(
    assessment: Assessment,
    drafted: Annotated[bool, typer.Option("--drafted", help="Räkna även förslag som inte är beslutade.")] = False,
    json: Json = False,
) -> None:
    """Visa poängen: 8 områden, 35 delområden och summan."""
    from assistant.cli import show
    from assistant.workflow import auditing, standings

    with opened(exclusive=False) as parts:
        now = standings.standing(parts, assessment)
        card = auditing.scorecard(parts, assessment, drafted=drafted)
    if json:
        show.as_json(_card_as_data(card))
    else:
        show.scorecard(now.criteria, card)


def _card_as_data(card: object) -> dict[str, object]:
    from assistant.domain.scoring import Line, Scorecard

    if not isinstance(card, Scorecard):
        raise TypeError

    def row(line: Line) -> dict[str, object]:
        return {
            "id": line.id,
            "obtained": line.printed,
            "max": line.printed_possible,
            "percent": line.percent,
            "exact_points": str(line.points),
            "unscored": line.unscored,
            "not_applicable": line.not_applicable,
        }

    return {
        "total": row(card.total),
        "complete": card.complete,
        "areas": [row(line) for line in card.areas],
        "sub_areas": [row(line) for line in card.sub_areas],
        "questions": [
            {
                "id": q.question_id,
                "status": q.status,
                "level": q.level,
                "points": str(q.points),
                "max": str(q.max_points),
            }
            for q in card.questions
        ],
    }


@app.command()
def audit(
    assessment: Assessment,
    drafted: Annotated[bool, typer.Option("--drafted", help="Granska även förslag som inte är beslutade.")] = False,
    json: Json = False,
) -> None:
    """Räkna om poängen på ett annat sätt och kontrollera citat, godkännanden och händelselogg."""
    from assistant.cli import show
    from assistant.workflow import auditing

    with opened(exclusive=False) as parts:
        found = auditing.audit_all(parts, assessment, drafted=drafted)
    if json:
        show.as_json({"passed": found.passed, "items": list(found.items)})
    else:
        for item in found.items:
            typer.echo(f"{'ok ' if item.passed else 'FEL' if item.code != 'complete' else 'obs'}  {item.message}")
    if not found.passed:
        raise typer.Exit(1)


@app.command()
def report(
    assessment: Assessment,
    form: Annotated[str, typer.Option("--format", help="docx, html eller json.")] = "docx",
    out: Annotated[Path | None, typer.Option("--out", help="Fil att skriva till.")] = None,
    language: Annotated[str, typer.Option("--language", help="sv eller en.")] = "",
    template: Annotated[Path | None, typer.Option("--template", help="Egen Wordmall.")] = None,
    json: Json = False,
) -> None:
    """Skriv rapporten; det som inte är godkänt sägs och redovisas utan text."""
    from assistant.cli import show
    from assistant.cli.app import settings
    from assistant.errors import InvalidInputError
    from assistant.export import FORMATS
    from assistant.workflow import reporting

    if form not in FORMATS:
        raise InvalidInputError(f"Formatet {form!r} finns inte.", hint=f"Välj {', '.join(FORMATS)}.")
    chosen = language or settings().language
    if chosen not in ("sv", "en"):
        raise InvalidInputError(f"Språket {chosen!r} finns inte.", hint="Ange sv eller en.")
    target = out or Path(f"{assessment}.{form}")
    with opened() as parts:
        given = cast("Literal['sv', 'en']", chosen)
        data = reporting.export(parts, assessment, form, language=given, template=template)
        missing = reporting.build_report(parts, assessment, language=given).missing
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    if json:
        show.as_json({"file": str(target), "bytes": len(data), "missing": list(missing)})
    else:
        typer.echo(f"Rapporten ligger i {target}")
        if missing:
            typer.echo(f"Utkast: {len(missing)} delar är inte godkända.")

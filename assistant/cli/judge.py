"""decide, approve: människors beslut."""

from typing import Annotated

import typer

from assistant.cli.app import app, opened
from assistant.cli.assess import Assessment, Json


@app.command()
def decide(
    assessment: Assessment,
    question: Annotated[str, typer.Argument(help="Delfrågans id, till exempel 1.2.3.")] = "",
    level: Annotated[int | None, typer.Option("--level", help="Nivå i frågans trappa.")] = None,
    not_applicable: Annotated[bool, typer.Option("--not-applicable", help="Frågan är inte tillämplig här.")] = False,
    reason: Annotated[str, typer.Option("--reason", help="Skäl; behövs när nivån avviker från förslaget.")] = "",
    strike: Annotated[list[str] | None, typer.Option("--strike", help="Stryk ett citat: CITAT-ID=SKÄL.")] = None,
    quote: Annotated[list[str] | None, typer.Option("--add", help="Lägg till ett citat: KÄLL-ID=CITAT.")] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Godta förslagen på allt som inte är beslutat.")] = False,
    by: Annotated[str, typer.Option("--by", help="Vem som bedömer, om inte den vanliga användaren.")] = "",
    json: Json = False,
) -> None:
    """Bedöm och besluta en delfråga, eller godta förslagen (--accept, med id även för ett område)."""
    from assistant.cli import show
    from assistant.domain.review import Strike
    from assistant.errors import InvalidInputError
    from assistant.workflow import reviewing

    with opened() as parts:
        if accept:
            done = reviewing.accept_drafts(parts, assessment, under=question or None, by=by)
            left = reviewing.waiting_for_a_person(parts, assessment, under=question or None)
            if json:
                show.as_json({"decided": done, "must_be_looked_at": left})
                return
            typer.echo(f"{len(done)} delfrågor beslutade enligt förslag.")
            if left:
                typer.echo(f"{len(left)} förslag måste en människa se över: {', '.join(left)}")
            return
        if not question or (level is None and not not_applicable):
            raise InvalidInputError(
                "Ange delfråga och nivå.", hint="Exempel: kompass decide alvlunda-2026 1.2.3 --level 2"
            )
        verdict = reviewing.Verdict(
            judgement="not_applicable" if not_applicable or level is None else level,
            reason=reason,
            strike=tuple(Strike(*_pair(item, "--strike")) for item in strike or ()),
            add=tuple(reviewing.NewQuote(*_pair(item, "--add")) for item in quote or ()),
        )
        reviewing.give_opinion(parts, assessment, question, verdict, by=by)
        made = reviewing.decide(parts, assessment, question, by=by)
    if json:
        show.as_json(made)
    else:
        typer.echo(f"{question}: beslutad ({made.judgement}), version {made.version}.")


def _pair(item: str, option: str) -> tuple[str, str]:
    from assistant.errors import InvalidInputError

    left, found, right = item.partition("=")
    if not found or not left or not right.strip():
        raise InvalidInputError(f"{option} skrivs ID=TEXT.", hint=f"Exempel: {option} abc123=Skälet")
    return left, right


@app.command()
def approve(
    assessment: Assessment,
    under: Annotated[str, typer.Option("--under", help="Bara ett område, ett delområde eller summary.")] = "",
    by: Annotated[str, typer.Option("--by", help="Vem som godkänner.")] = "",
    json: Json = False,
) -> None:
    """Godkänn delområden, och texterna om områden och helhet, som de är nu; en senare ändring öppnar dem igen."""
    from assistant.cli import show
    from assistant.workflow import approving

    with opened() as parts:
        signed = approving.approve(parts, assessment, under=under or None, by=by)
    if json:
        show.as_json({"approved": signed})
    else:
        typer.echo(f"{show.signed(signed)} godkända." if signed else "Allt var redan godkänt.")

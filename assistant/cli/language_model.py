"""model: språkmodellen, dess prov, dess logg och det den skriver."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.app import app, opened
from assistant.cli.assess import Assessment, Json

if TYPE_CHECKING:
    from assistant.workflow.replaying import Replayed

model = typer.Typer(no_args_is_help=True, help="Språkmodellen: prova den, se vad den gjort, låt den skriva.")
app.add_typer(model, name="model")

SubArea = Annotated[str, typer.Argument(help="Delområdets eller områdets id, till exempel 1.2 eller 1, eller summary.")]


@model.command()
def check(
    window: Annotated[bool, typer.Option(help="Prova också att hela fönstret läses.")] = True,
    json: Json = False,
) -> None:
    """Prova modellen: svarar den, i rätt form, hur fort, hur mycket läser den, och kan den svenska?"""
    from assistant.cli import show
    from assistant.workflow import model_check

    with opened(exclusive=False) as parts:
        found = model_check.check(parts, window=window)
        parts.switch.note(found, parts.now())
    if json:
        show.as_json(found)
    else:
        holds = {True: "läses helt", False: "läses INTE helt", None: "inte provat"}[found.window_holds]
        rows = [
            ["Modell", found.model],
            ["Får se", ", ".join(found.kinds) + ("" if found.inside else " (utanför: inga intervjuer)")],
            ["Svarar", "ja" if found.answers else "nej"],
            ["Strukturerade svar", found.structured or "nej"],
            ["Fönster", f"{found.window} tokens, {holds}"],
            ["Första tecknet", f"{found.first_seconds:.2f} s"],
            ["Fart", f"{found.tokens_per_second:.0f} tokens/s"],
            ["Svenska", f"{found.swedish} av {found.swedish_of} rätt"],
        ]
        show.table(["Prov", "Resultat"], rows)
        for problem in found.problems:
            typer.echo(f"Obs: {problem}")
    if not found.fit:
        raise typer.Exit(1)


@model.command()
def switch(
    to: Annotated[
        str, typer.Argument(help="off stänger av modellen för alla, on sätter på den; utan visas läget.")
    ] = "",
) -> None:
    """Stäng av eller sätt på språkmodellen, också medan tjänsten kör."""
    from assistant.errors import InvalidInputError

    if to not in ("", "on", "off"):
        raise InvalidInputError(f"{to!r} är varken on eller off.", hint="Kör: kompass model switch off")
    with opened(exclusive=False) as parts:
        if to:
            parts.switch.turn(off=to == "off", by=parts.user, at=parts.now())
        off = parts.switch.off()
    typer.echo(f"Avstängd av {off.by} {off.at[:16]}." if off else "Språkmodellen är på.")


@model.command()
def log(assessment: Assessment, json: Json = False) -> None:
    """Visa varje anrop till modellen: fråga, underlag, svar, tokens och kostnad. Med --json allt, för insyn."""
    from assistant.cli import show
    from assistant.workflow import modelling

    with opened(exclusive=False) as parts:
        calls, total = modelling.calls(parts, assessment), modelling.cost(parts, assessment)
        with parts.store.reading() as tx:
            runs = [run for run in tx.drafts.runs(assessment) if run.model]
    if json:
        show.as_json({"calls": list(calls), "runs": runs, "total": total})
        return
    words = {"answered": "svar", "failed": "misslyckat"}
    rows = [
        [
            c.at[:19],
            c.purpose,
            c.subject,
            c.model,
            words[c.outcome],
            str(c.usage.total),
            f"{c.seconds:.1f}",
            str(c.withheld),
        ]
        for c in calls
    ]
    show.table(
        ["När", "Syfte", "Gäller", "Modell", "Utfall", "Tokens", "Sekunder", "Undanhållet"], rows, right=(5, 6, 7)
    )
    typer.echo(
        f"{total.calls} anrop ({total.failed} misslyckade), {total.usage.sent} tokens in, "
        f"{total.usage.received} ut, kostnad {total.cost:.2f}"
    )


@model.command()
def replay(
    assessment: Assessment,
    run: Annotated[str, typer.Argument(help="Hur körningens id börjar, eller latest.")] = "latest",
    ask: Annotated[bool, typer.Option("--ask", help="Fråga modellen på nytt; annars tas svaren ur loggen.")] = False,
    json: Json = False,
) -> None:
    """Gör en körnings förslag på nytt av samma underlag och visa vad som skiljer. Inget sparas."""
    from assistant.cli import show
    from assistant.workflow import replaying

    with opened() as parts, show.bar("Gör om förslag") as move:
        found = replaying.replay(parts, assessment, run, ask=ask, on_progress=move)
    if json:
        show.as_json({"same": found.same, **asdict(found)})
    else:
        _show_replayed(found)
    if not found.same:
        raise typer.Exit(1)


def _show_replayed(found: "Replayed") -> None:
    from assistant.cli import show

    typer.echo(f"Körning {found.run.id}, {found.run.model}, {found.run.started_at[:16]}")
    for item in found.inputs:
        if not item.same:
            typer.echo(f"Annat nu: {item.name}: {show.clean(item.then) or '–'} → {show.clean(item.now) or '–'}")
    words = {"different": "skiljer", "not_on_record": "inte i loggen", "failed": "misslyckades"}
    rows = []
    for again in found.questions:
        if again.state != "same":
            quotes = f"{len(again.quotes_gone)} borta, {len(again.quotes_new)} nya"
            now = "–" if again.level_now is None else str(again.level_now)
            told = show.clean(again.problem) or quotes
            rows.append([again.question_id, words[again.state], str(again.level), now, told])
    if rows:
        show.table(["Delfråga", "Utfall", "Nivå då", "Nivå nu", "Citat"], rows, right=(2, 3))
    typer.echo(f"{found.count('same')} av {len(found.questions)} förslag blev precis likadana.")


@model.command()
def export(
    assessment: Assessment,
    out: Annotated[Path, typer.Option("--out", help="Fil att skriva till, som JSON.")],
    replies: Annotated[
        bool, typer.Option("--replies", help="Också modellens svar, som kan innehålla ord ur intervjuer.")
    ] = False,
) -> None:
    """Skriv ut vad maskiner har föreslagit, av vad, och vem som beslutat och godkänt: för insyn."""
    import json

    from assistant.workflow import transparency

    with opened(exclusive=False) as parts:
        found = transparency.record(parts, assessment, replies=replies)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(found, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")
    typer.echo(f"{len(found['calls'])} anrop och {len(found['questions'])} delfrågor ligger i {out}")


@model.command()
def write(
    assessment: Assessment,
    sub_area: SubArea,
    language: Annotated[str, typer.Option("--language", help="sv, nb eller en.")] = "sv",
    length: Annotated[str, typer.Option("--length", help="short, medium eller long.")] = "medium",
    tone: Annotated[str, typer.Option("--tone", help="neutral eller encouraging.")] = "neutral",
    person: Annotated[str, typer.Option("--person", help="third (om kommunen) eller we (vi-form).")] = "third",
    json: Json = False,
) -> None:
    """Låt modellen skriva texten om ett delområde, ett område eller det hela; obelagda meningar märks."""
    from assistant.cli import show
    from assistant.errors import InvalidInputError
    from assistant.workflow import writing

    choices = {
        "language": (language, ("sv", "nb", "en")),
        "length": (length, ("short", "medium", "long")),
        "tone": (tone, ("neutral", "encouraging")),
        "person": (person, ("third", "we")),
    }
    for name, (value, allowed) in choices.items():
        if value not in allowed:
            raise InvalidInputError(f"--{name} kan inte vara {value!r}.", hint=f"Välj {', '.join(allowed)}.")
    manner = writing.Manner(language, length, tone, person)  # type: ignore[arg-type]  # checked above
    with opened() as parts:
        made = writing.write(parts, assessment, sub_area, manner=manner)
    if json:
        show.as_json(made)
        return
    for sentence in made.narrative.sentences:
        typer.echo(show.clean(sentence.text))
        for mark in sentence.marks:
            typer.echo(f"   Obelagt: {show.clean(mark)}")


@model.command()
def confirm(
    assessment: Assessment,
    sub_area: SubArea,
    by: Annotated[str, typer.Option("--by", help="Vem som har läst.")] = "",
) -> None:
    """Bekräfta att du har läst en text och står för den; märkena tas bort."""
    from assistant.workflow import writing

    with opened() as parts:
        writing.confirm(parts, assessment, sub_area, by=by)
    typer.echo(f"Texten för {sub_area} är läst och bekräftad.")


@app.command()
def chat(
    assessment: Assessment,
    question: Annotated[str, typer.Argument(help="Din fråga; utan den förs ett samtal till en tom rad.")] = "",
) -> None:
    """Fråga underlaget i samtal med modellen; det som inte är belagt märks."""
    from assistant.workflow import chatting

    history: list[chatting.Turn] = []
    with opened() as parts:
        asked = question or typer.prompt("Fråga", default="", show_default=False)
        while asked.strip():
            said = _answer(chatting.chat(parts, assessment, asked, history=history))
            history.append(chatting.Turn(asked, said))
            asked = "" if question else typer.prompt("Fråga", default="", show_default=False)


def _answer(events: object) -> str:
    from collections.abc import Iterator

    from assistant.cli import show
    from assistant.drafting.stating import Statement
    from assistant.workflow.chatting import Reply

    if not isinstance(events, Iterator):
        raise TypeError
    said = []
    for event in events:
        if isinstance(event, Statement):
            typer.echo(("" if event.certain else "[obelagt] ") + show.clean(event.text))
            for item in event.evidence:
                if item.counts:
                    typer.echo(f"   ”{show.clean(' '.join(item.quote.split()))}” {show.clean(item.source_name)}")
            for mark in event.marks:
                typer.echo(f"   Obs: {show.clean(mark)}")
            said += [event.text] if event.certain else []
        elif isinstance(event, Reply) and event.outcome == "no_evidence":
            nearest = f" Närmast: {', '.join(event.nearest)}." if event.nearest else ""
            typer.echo(
                f"Underlaget ger inget svar. Sökte i {event.searched_passages} stycken "
                f"från {event.searched_sources} källor.{nearest}"
            )
    return " ".join(said)

"""embedder: kontrollera modellerna som söker."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from assistant.cli.app import app, settings
from assistant.cli.assess import Json

if TYPE_CHECKING:
    from assistant.index import Embedder, Reranker
    from assistant.index.sanity import SanityReport

embedder = typer.Typer(help="Modellen som söker: kontrollera den.", no_args_is_help=True)
app.add_typer(embedder, name="embedder")


@embedder.callback()
def frame() -> None:
    """Modellen som söker: kontrollera den."""


@embedder.command("check")
def check(json: Json = False) -> None:
    """Läs in sökmodellen, visa vad den är och prova den på svenska; slutar med kod 1 om den söker dåligt."""
    from assistant import bootstrap, logs
    from assistant.cli import show
    from assistant.index import sanity

    chosen = settings()
    logs.configure(chosen.log_level)
    tell = lambda text: typer.echo(text, err=True)  # noqa: E731 - one argument bound, nothing more
    model, reranker = bootstrap.open_embedder(chosen, tell), bootstrap.open_reranker(chosen, tell)
    report = sanity.check(model, reranker)
    if json:
        about = {"id": model.id, **asdict(model.facts), "reranker": reranker.id if reranker else None}
        show.as_json(about | asdict(report))
    else:
        _print(model, reranker, report)
    advice = _advice(model, report)
    if advice:
        typer.echo(advice, err=True)
    if report.same_words < sanity.ENOUGH_SAME:
        raise typer.Exit(1)


def _print(model: "Embedder", reranker: "Reranker | None", report: "SanityReport") -> None:
    from assistant.cli import show

    facts = model.facts
    rows = [
        ["Sökmodell", facts.name],
        ["Id", model.id],
        ["Dimensioner", str(facts.dimensions)],
        ["Fönster", f"{facts.window} token; längre stycken delas" if facts.window else "obegränsat"],
        ["Före frågor", repr(facts.prefixes.query) if facts.prefixes.query else "inget"],
        ["Före stycken", repr(facts.prefixes.passage) if facts.prefixes.passage else "inget"],
        ["Räknar med", f"{facts.backend}, {facts.dtype}"],
        ["Fart", f"{report.texts_per_second:.0f} korta stycken per sekund"],
        ["Rätt stycke, samma ord", f"{report.same_words} av 5"],
        ["Rätt stycke, andra ord", f"{report.other_words} av 5"],
    ]
    if reranker is not None:
        rows += [
            ["Omordnare", reranker.id],
            ["Omordnarens fart", f"{report.pairs_per_second:.0f} par per sekund"],
            ["Rätt efter omordning", f"{report.reranked} av 10"],
        ]
    show.table(["", ""], rows)


def _advice(model: "Embedder", report: "SanityReport") -> str:
    """Say what to set otherwise; nothing for the built-in embedder or a model that knows Swedish."""
    from assistant.index import sanity

    good = report.same_words >= sanity.ENOUGH_SAME and report.other_words >= sanity.ENOUGH_OTHER
    if good or model.facts.backend == "builtin":
        return ""
    text = "Modellen verkar inte kunna svenska: den hittar inte rätt stycke oftare än den inbyggda."
    if not (model.facts.prefixes.query or model.facts.prefixes.passage):
        text += (
            " Kräver den prefix enligt sin beskrivning, sätt KOMPASS_EMBEDDER_QUERY_PREFIX och "
            "KOMPASS_EMBEDDER_PASSAGE_PREFIX."
        )
    return f"{text} Välj annars en annan modell i KOMPASS_EMBEDDER, eller sätt den till builtin."

"""eval: mäta sökning, förslag och svar på testsamlingar."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from assistant.cli.app import app, settings
from assistant.cli.assess import Json

if TYPE_CHECKING:
    from assistant.workflow.evaluating.record import Result
    from assistant.workflow.evaluating.retrieval import Mode
    from assistant.workflow.parts import Parts

evals = typer.Typer(help="Mät hur bra sökning, förslag och svar är.", no_args_is_help=True)
app.add_typer(evals, name="eval")

Out = Annotated[Path | None, typer.Option("--out", help="Fil att skriva hela resultatet till, som JSON.")]
SetName = Annotated[str, typer.Option("--set", help="Testsamlingens namn i eval_sets, eller sökväg till en mapp.")]


@contextmanager
def measuring() -> Iterator["Parts"]:
    """Open the product with its settings over an empty data folder, which is thrown away afterwards."""
    import tempfile

    from assistant.bootstrap import services
    from assistant.logs import configure

    chosen = settings()
    configure(chosen.log_level)
    with tempfile.TemporaryDirectory(prefix="kompass-eval-") as folder:
        apart = {"data_dir": Path(folder), "database_url": "", "jobs_url": ""}
        with services(chosen.model_copy(update=apart)) as parts:
            yield parts


def _write(result: "Result", out: Path | None) -> None:
    import json

    if out is None:
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result.as_data(), ensure_ascii=False, indent=1)
    out.write_text(text + "\n", encoding="utf-8")
    typer.echo(f"Hela resultatet ligger i {out}", err=True)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}".replace(".", ",")


def _made_with(result: "Result") -> None:
    made = result.record
    commit = f", {made.commit}" if made.commit else ""
    typer.echo(f"{made.set_name} ({made.set_hash[:12]}); {made.embedder}; version {made.version}{commit}")


@evals.command()
def retrieval(
    beir: Annotated[Path | None, typer.Option("--beir", help="Mapp med corpus.jsonl, queries.jsonl, qrels.")] = None,
    name: SetName = "",
    compare: Annotated[str, typer.Option("--compare", help="Sätt att söka: lexical,dense,hybrid.")] = "",
    split: Annotated[str, typer.Option("--split", help="Vilken fil i qrels/ som gäller, till exempel test.")] = "",
    out: Out = None,
    json: Json = False,
) -> None:
    """Mät sökningen på en samling i BEIR-format."""
    from assistant.catalog.beir import load_beir
    from assistant.cli import show
    from assistant.errors import InvalidInputError
    from assistant.workflow.evaluating import retrieval as flow

    modes = [mode.strip() for mode in compare.split(",") if mode.strip()]
    wrong = [mode for mode in modes if mode not in flow.WEIGHTS]
    if wrong:
        raise InvalidInputError(f"Sättet att söka {wrong[0]!r} finns inte.", hint=f"Välj {', '.join(flow.WEIGHTS)}.")
    if (beir is None) == (not name):
        raise InvalidInputError("Ange antingen --beir eller --set.", hint="kompass eval retrieval --beir MAPP")
    folder = beir if beir is not None else _retrieval_folder(name)
    judged = load_beir(folder, split=split)
    with measuring() as parts:
        result = flow.evaluate(parts, judged, name=name or folder.name, modes=cast("list[Mode]", modes))
    _write(result, out)
    show.as_json(result.as_data()) if json else _show_retrieval(result)


def _retrieval_folder(name: str) -> Any:
    from assistant.catalog.eval_sets import eval_set

    return eval_set(name) / "retrieval"


def _show_retrieval(result: "Result") -> None:
    from assistant.cli import show

    figures = result.figures
    names = ("ndcg@10", "recall@10", "mrr", "success@1", "success@5")
    modes: dict[str, dict[str, Any]] = figures.get("modes") or {"hybrid": figures}
    rows = [[_MODES[mode], *(_with_interval(own, n) for n in names), _latency(own)] for mode, own in modes.items()]
    show.table(["", *names, "p50/p95 ms"], rows, right=range(1, 7))
    typer.echo(
        f"{figures['queries']} frågor, {figures['documents']} dokument, {figures['passages']} stycken "
        f"({figures['judgements']})."
    )
    if figures["unjudged_queries"]:
        typer.echo(f"{figures['unjudged_queries']} frågor saknar relevant dokument och är inte mätta.")
    if figures["empty_documents"]:
        typer.echo(f"{figures['empty_documents']} dokument är tomma och kan inte hittas.")
    _made_with(result)


_MODES = {"lexical": "ord", "dense": "vektorer", "hybrid": "inställd sökning"}


def _with_interval(figures: dict[str, Any], name: str) -> str:
    low, high = figures["intervals"][name]
    return f"{_share(figures[name])} [{_share(low)}–{_share(high)}]"


def _latency(figures: dict[str, Any]) -> str:
    spent = figures["latency_ms"]
    return f"{spent['p50']:.0f}/{spent['p95']:.0f}"

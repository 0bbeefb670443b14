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
        with services(chosen.model_copy(update=apart), notify=lambda text: typer.echo(text, err=True)) as parts:
            yield parts


def _write(result: "Result", out: Path | None) -> None:
    import json

    if out is None:
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result.as_data(), ensure_ascii=False, indent=1)
    out.write_text(text + "\n", encoding="utf-8")
    typer.echo(f"Hela resultatet ligger i {out}", err=True)


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
    from assistant.cli import evals_show, show
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
        result = flow.evaluate(parts, judged, name=Path(name or folder.name).name, modes=cast("list[Mode]", modes))
    _write(result, out)
    show.as_json(result.as_data()) if json else evals_show.retrieval(result)


def _retrieval_folder(name: str) -> Any:
    from assistant.catalog.eval_sets import eval_set

    return eval_set(name) / "retrieval"


@evals.command()
def draft(
    name: SetName,
    gold: Annotated[Path | None, typer.Option("--gold", help="Annat facit än samlingens gold.yaml.")] = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Mät förslagen mot en samlings facit: nivåer, citat, poäng och säkerhet."""
    from assistant.cli import evals_show, show
    from assistant.workflow.evaluating import cases, drafts

    with _folder(name) as folder, measuring() as parts, show.bar("Läser och bedömer") as move:
        short = folder / "cases.jsonl"
        if short.is_file() and not (folder / "files").is_dir():
            criteria = parts.criteria("kommunkompassen", "2020")
            result = cases.evaluate(parts, short, criteria, name=folder.name, on_progress=move)
        else:
            result = drafts.evaluate(parts, folder, name=folder.name, gold_file=gold, on_progress=move)
    _write(result, out)
    show.as_json(result.as_data()) if json else evals_show.draft(result)


@contextmanager
def _folder(name: str) -> Iterator[Path]:
    """Give an eval set as a folder on disk."""
    from importlib.resources import as_file

    from assistant.catalog.eval_sets import eval_set

    with as_file(eval_set(name)) as folder:
        yield folder


@evals.command()
def refusal(
    name: SetName = "refusal",
    over: Annotated[str, typer.Option("--over", help="Samling vars underlag frågorna ställs till.")] = "alvlunda",
    out: Out = None,
    json: Json = False,
) -> None:
    """Mät om frågor som underlaget inte besvarar avvisas, och bara de."""
    from assistant.cli import evals_show, show
    from assistant.workflow.evaluating import refusal as flow

    with _folder(name) as cases, _folder(over) as evidence, measuring() as parts, show.bar("Läser underlag") as move:
        result = flow.evaluate(parts, cases / "cases.jsonl", evidence, name=cases.name, on_progress=move)
    _write(result, out)
    show.as_json(result.as_data()) if json else evals_show.refusal(result)


@evals.command()
def compare(
    before: Annotated[Path, typer.Argument(help="Resultat skrivet med --out.")],
    after: Annotated[Path, typer.Argument(help="Senare resultat av samma samling.")],
    json: Json = False,
) -> None:
    """Visa vad som blev bättre och sämre mellan två mätningar, fråga för fråga."""
    from assistant.cli import evals_show, show
    from assistant.workflow.evaluating.comparing import compare_files

    found = compare_files(before, after)
    show.as_json(found) if json else evals_show.comparison(found)


@evals.command()
def report(
    file: Annotated[Path, typer.Argument(help="En publicerad rapport, som text eller PDF.")],
    criteria: Annotated[str, typer.Option("--criteria", help="Kriterier och version.")] = "kommunkompassen@2020",
    out: Out = None,
    json: Json = False,
) -> None:
    """Jämför förslag med tryckta poäng, med rapportens text om varje delområde som enda underlag."""
    from assistant.cli import evals_show, show
    from assistant.workflow.evaluating import reports

    criteria_id, _, version = criteria.partition("@")
    with measuring() as parts:
        result = reports.evaluate(parts, file, parts.criteria(criteria_id, version or "2020"))
    _write(result, out)
    keys = ("sub_area", "drafted_percent", "printed_percent")
    show.as_json([{k: row[k] for k in keys} for row in result.rows]) if json else evals_show.report(result)

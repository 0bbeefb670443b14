"""Printing the results of ``kompass eval`` for people."""

from typing import TYPE_CHECKING, Any

import typer

from assistant.cli import show

if TYPE_CHECKING:
    from assistant.workflow.evaluating.record import Result


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}".replace(".", ",")


def _points(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}".replace(".", ",")


def _made_with(result: "Result") -> None:
    made = result.record
    commit = f", {made.commit}" if made.commit else ""
    typer.echo(f"{show.clean(made.set_name)} ({made.set_hash[:12]}); {made.searcher}; version {made.version}{commit}")


_MODES = {"lexical": "ord", "dense": "vektorer", "hybrid": "inställd sökning", "mapping": "förslagens val"}


def retrieval(result: "Result") -> None:
    """Print how well search finds, one column for each way of searching."""
    figures = result.figures
    names = ("ndcg@10", "recall@10", "mrr", "success@1", "success@5")
    modes: dict[str, dict[str, Any]] = figures.get("modes") or {"hybrid": figures}
    rows = [[n, *(_with_interval(own, n) for own in modes.values())] for n in names]
    rows.append(["p50/p95 ms", *(_latency(own) for own in modes.values())])
    show.table(["", *(_MODES[mode] for mode in modes)], rows, right=range(1, 4))
    typer.echo(
        f"{figures['queries']} frågor, {figures['documents']} dokument, {figures['passages']} stycken "
        f"({figures['judgements']})."
    )
    if figures["recall@10_reachable"] < 1:
        typer.echo(f"Högsta möjliga recall@10 är {_share(figures['recall@10_reachable'])}: fler än tio är relevanta.")
    if figures["unjudged_queries"]:
        typer.echo(f"{figures['unjudged_queries']} frågor saknar relevant dokument och är inte mätta.")
    if figures["empty_documents"]:
        typer.echo(f"{figures['empty_documents']} dokument är tomma och kan inte hittas.")
    _made_with(result)


def _with_interval(figures: dict[str, Any], name: str) -> str:
    low, high = figures["intervals"][name]
    return f"{_share(figures[name])} [{_share(low)}–{_share(high)}]"


def _latency(figures: dict[str, Any]) -> str:
    spent = figures["latency_ms"]
    return f"{spent['p50']:.0f}/{spent['p95']:.0f}"


def draft(result: "Result") -> None:
    """Print how well drafts agree with gold labels."""
    figures = result.figures
    levels, evidence, silent = figures["levels"], figures["evidence"], figures["false_finds"]
    rows = [
        ["Samma nivå", _share(levels["exact"])],
        ["Högst en nivå ifrån", _share(levels["within_one"])],
        ["Kvadratiskt viktad kappa", _share(levels["kappa"])],
        ["Medelfel i poäng per delfråga", _share(levels["mean_absolute_error_points"])],
        ["Citatens precision", _share(evidence["precision"])],
        ["Citatens täckning", _share(evidence["recall"])],
        ["Delfrågor med minst ett rätt citat", _share(evidence["questions_with_a_gold_quote"])],
        ["Nivå över 0 där underlag saknas", f"{silent['level_above_0']} av {silent['questions']}"],
    ]
    head = [f"{figures['questions']} delfrågor mot {figures['labels']}", "Reglerna"]
    model = figures.get("model", {})
    if "levels" in model:
        head, rows = [*head, model["model"]], _beside(rows, model)
    show.table(head, rows, right=(1, 2)[: len(head) - 1])
    if model:
        _told_of_model(model)
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in figures["quote_verdicts"].items())
    typer.echo(f"Citat: {verdicts or 'inga'}\n")
    points = figures.get("points", {})  # short cases have several levels for one question, and so no points
    if points:
        areas = [[i, *(_points(row[k]) for k in ("drafted", "gold", "possible"))] for i, row in points.items()]
        show.table(["Område", "Förslag", "Facit", "Möjligt"], areas, right=(1, 2, 3))
    sure = figures["reliability"]
    bins = [
        [f"{b['low']:.1f}–{b['high']:.1f}".replace(".", ","), str(b["count"])]
        + [_share(b[k]) for k in ("confidence", "exact", "within_one")]
        for b in sure["bins"]
    ]
    typer.echo("")
    show.table(["Säkerhet", "Antal", "Medel", "Samma nivå", "Högst en ifrån"], bins, right=(1, 2, 3, 4))
    typer.echo(f"Kalibreringsfel (samma nivå): {_share(sure['expected_calibration_error_exact'])}")
    _made_with(result)


def _beside(rows: list[list[str]], model: dict[str, Any]) -> list[list[str]]:
    """Put the model's figures into a further column, in the order of the rows."""
    levels, evidence, silent = model["levels"], model["evidence"], model["false_finds"]
    figures = [levels["exact"], levels["within_one"], levels["kappa"], levels["mean_absolute_error_points"]]
    figures += [evidence["precision"], evidence["recall"], evidence["questions_with_a_gold_quote"]]
    said = [*map(_share, figures), f"{silent['level_above_0']} av {silent['questions']}"]
    return [[*row, value] for row, value in zip(rows, said, strict=True)]


def _told_of_model(model: dict[str, Any]) -> None:
    apart, took = model["beside_rules"], model["took"]
    typer.echo(
        f"Modellen mot reglerna: {apart['same']} lika, {apart['raised']} högre, {apart['lowered']} lägre, "
        f"{apart['more_than_one_apart']} skiljer mer än en nivå, {apart['not_drafted']} utan modellens förslag. "
        f"Närmare facit: modellen {apart['model_nearer']}, reglerna {apart['rules_nearer']}."
    )
    _took(took)
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in model.get("quote_verdicts", {}).items())
    typer.echo(f"Modellens citat: {verdicts or 'inga'}")


def _took(took: dict[str, Any]) -> None:
    typer.echo(
        f"{took['calls']} anrop ({took['failed']} misslyckade), {took['tokens_sent']} tokens in, "
        f"{took['tokens_received']} ut, {took['seconds']:.0f} s, kostnad {took['cost']:.2f}"
    )


def refusal(result: "Result") -> None:
    """Print whether the right questions are refused, and the cases that went wrong."""
    figures, quotes = result.figures, result.figures["expected_quotes"]
    rows = [
        ["Avvisade som skulle avvisas (precision)", _share(figures["refusal_precision"])],
        ["Funna bland dem som skulle avvisas (täckning)", _share(figures["refusal_recall"])],
        ["Rätt av alla", _share(figures["accuracy"])],
        ["Svar med den väntade meningen", f"{quotes['found']} av {quotes['cases']}"],
    ]
    head = [f"{figures['questions']} frågor till {show.clean(figures['municipality'])}", "Meningar"]
    model = figures.get("model")
    if model:
        said = [_share(model[k]) for k in ("refusal_precision", "refusal_recall", "accuracy")] + ["–"]
        head, rows = [*head, model["model"]], [[*row, value] for row, value in zip(rows, said, strict=True)]
    show.table(head, rows, right=(1, 2)[: len(head) - 1])
    if model:
        typer.echo(f"Modellens samtal: {model['unproven_sentences']} obelagda meningar märkta.")
        _took(model["took"])
    words = {"answer": "svarar", "refuse": "avstår"}
    wrong = [[r["id"], words[r["expected"]], words[r["given"]]] for r in result.rows if not r["right"]]
    if wrong:
        typer.echo("")
        show.table(["Fel", "Borde", "Gör"], wrong)
    _made_with(result)


def comparison(found: dict[str, Any]) -> None:
    """Print what got better and worse between two results."""
    rows = [
        [name, _share(before), _share(after), _share(after - before)]
        for name, (before, after) in found["figures"].items()
        if before != after
    ]
    show.table([f"{found['sort']} {found['set_name']}", "Före", "Efter", "Skillnad"], rows, right=(1, 2, 3))
    for title, key in (("Bättre", "better"), ("Sämre", "worse")):
        typer.echo(f"\n{title}: {len(found[key])}")
        for change in found[key]:
            typer.echo(f"  {show.clean(change['id'])}: {change['before']} → {change['after']}")
    typer.echo(f"\nOförändrade: {found['same']}")
    for name, (before, after) in found["made_with"].items():
        typer.echo(show.clean(f"{name}: {before} → {after}"))


def report(result: "Result") -> None:
    """Print drafted against printed percent for each sub-area of a published report."""
    figures = result.figures
    rows = [
        [r["sub_area"], _points(r["drafted_percent"]), _points(r["printed_percent"]), _difference(r)]
        for r in result.rows
    ]
    show.table(["Delområde", "Förslag %", "Tryckt %", "Skillnad"], rows, right=(1, 2, 3))
    typer.echo(f"\nMedelfel: {_points(figures['mean_absolute_error'])} procentenheter")
    for key, words in (("best_constant_guess", "bästa ständiga gissning"), ("middle_guess", "gissning på mitten")):
        guess = figures[key]
        if guess:
            typer.echo(f"  {words} ({_points(guess['percent'])} %): {_points(guess['mean_absolute_error'])}")
    typer.echo(f"Spearman: {_share(figures['spearman'])}")
    for note in figures["notes"]:
        typer.echo(show.clean(note))
    _made_with(result)


def _difference(row: dict[str, Any]) -> str:
    return f"{row['drafted_percent'] - row['printed_percent']:+.1f}".replace(".", ",")

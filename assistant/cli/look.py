"""show, search, ask: se efter."""

from typing import TYPE_CHECKING, Annotated, cast

import typer

from assistant.cli.app import app, opened
from assistant.cli.assess import Assessment, Json

if TYPE_CHECKING:
    from assistant.domain.criteria import Question
    from assistant.domain.draft import Draft, Evidence
    from assistant.domain.evidence import Place, SearchFilter, SourceKind
    from assistant.domain.triangulation import Triangulation
    from assistant.workflow.stood import Standing

Kind = Annotated[list[str] | None, typer.Option("--kind", help="Bara källor av detta slag; kan anges flera gånger.")]


@app.command()
def show(
    assessment: Annotated[str, typer.Argument(help="Utvärderingens id; utan id listas alla.")] = "",
    question: Annotated[str, typer.Argument(help="Område, delområde eller delfråga.")] = "",
    json: Json = False,
) -> None:
    """Visa utvärderingar, var en står, eller förslag och citat för en delfråga."""
    from assistant.cli import show as out
    from assistant.workflow import drafting, guiding, standings

    with opened(exclusive=False) as parts:
        if not assessment:
            with parts.store.reading() as tx:
                known = tx.assessments.list()
            out.as_json(known) if json else out.table(["Id", "Titel"], [[a.id, a.title] for a in known])
            return
        now = standings.standing(parts, assessment)
        questions = drafting.questions_of(parts, now.assessment, question or None)
        views = guiding.triangulations(parts, now, questions) if json or len(questions) == 1 else {}
    if json:
        out.as_json([_as_data(now, q, views[q.id]) for q in questions])
    elif len(questions) == 1:
        _one(now, questions[0], views[questions[0].id])
    else:
        _many(now, questions)


def _as_data(now: "Standing", question: "Question", view: "Triangulation") -> dict[str, object]:
    decision = now.decisions.get(question.id)
    return {
        "id": question.id,
        "text": question.text.sv,
        "draft": now.drafts.get(question.id),
        "decision": decision,
        "state": now.states[now.criteria.sub_area_of(question.id).id],
        "triangulation": view,
    }


def _many(now: "Standing", questions: "tuple[Question, ...]") -> None:
    from assistant.cli import show as out

    rows = []
    for q in questions:
        draft, decision = now.drafts.get(q.id), now.decisions.get(q.id)
        proposed = "" if draft is None else "inget underlag" if draft.nothing_found else str(draft.level)
        decided = "" if decision is None else "–" if decision.judgement == "not_applicable" else str(decision.judgement)
        rows.append([q.id, q.text.sv, proposed, decided])
    out.table(["Id", "Delfråga", "Förslag", "Beslut"], rows)


def _one(now: "Standing", question: "Question", view: "Triangulation") -> None:
    from assistant.cli.show import clean

    draft, decision = now.drafts.get(question.id), now.decisions.get(question.id)
    typer.echo(f"{question.id} {question.text.sv}\n{question.looks_for.sv}\n")
    for level in question.levels:
        mark = "→" if draft and draft.level == level.number else " "
        typer.echo(f" {mark} {level.number} ({level.points} p) {level.demand.sv}")
    if draft is None:
        typer.echo("\nInget förslag än. Kör: kompass draft")
        return
    typer.echo(f"\nFörslag: nivå {draft.level}, säkerhet {draft.confidence:.0%}. {' '.join(draft.reasons)}")
    if draft.nothing_found:
        _absence(draft)
    for item in draft.evidence:
        sign = {"supports": "+", "contradicts": "–", "context": "·"}[item.stance]
        typer.echo(f" {sign} [{item.id}] {clean(' '.join(item.quote.split()))}")
        typer.echo(f"      {clean(_where(item))}{'  ' + ' '.join(item.warnings) if item.warnings else ''}")
    _sources(view)
    for text in draft.look:
        typer.echo(f"Måste ses över: {text}")
    for text in draft.missing:
        typer.echo(f"För nästa nivå: {text}")
    if decision:
        typer.echo(f"\nBeslut: {decision.judgement} av {decision.by} {decision.at[:16]}. {decision.reason}")


def _sources(view: "Triangulation") -> None:
    """Show what each kind of source says, and whether they agree."""
    from assistant.cli import show as out
    from assistant.domain.triangulation import KIND_NAMES

    rows = [
        [
            KIND_NAMES[voice.kind],
            voice.text,
            "" if voice.level is None else str(voice.level),
            f"{len(voice.supporting)} för, {len(voice.contradicting)} emot" if voice.speaks else "",
            str(voice.sources or ""),
        ]
        for voice in view.voices
    ]
    typer.echo("\nKällorna mot varandra")
    out.table(["Slag", "Säger", "Högst nivå", "Citat", "Källor"], rows, right=(2, 4))
    typer.echo(f"{view.sentence}\n")


def _absence(draft: "Draft") -> None:
    searched = draft.searched
    sources = ", ".join(f"{n} {kind}" for kind, n in searched.sources)
    typer.echo(f"Sökte i {searched.passages} stycken ({sources}) med {len(searched.queries)} frågor:")
    for query in searched.queries:
        typer.echo(f"   {query}")


def _where(item: "Evidence") -> str:
    return f"{item.source_name}{place(item.place)}"


def place(where: "Place") -> str:
    """Spell where a passage stands."""
    from assistant.export.words import place_text

    text = place_text(where, "sv")
    return f", {text}" if text else ""


@app.command()
def search(
    assessment: Assessment,
    query: Annotated[str, typer.Argument(help="Vad du söker.")],
    k: Annotated[int, typer.Option("-k", help="Antal träffar.", min=1, max=100)] = 8,
    kind: Kind = None,
    source: Annotated[list[str] | None, typer.Option("--source", help="Bara denna källa (id).")] = None,
    json: Json = False,
) -> None:
    """Sök i underlaget."""
    from assistant.cli import show as out
    from assistant.workflow import asking

    with opened() as parts:
        hits = asking.search(parts, assessment, query, k=k, where=_filter(kind, source))
    if json:
        out.as_json(hits)
        return
    for n, hit in enumerate(hits, 1):
        passage = hit.passage
        typer.echo(f"{n}. {out.clean(passage.source_name)}{out.clean(place(passage.place))}  ({hit.score:.2f})")
        typer.echo(f"   {out.clean(' '.join(passage.text.split()))[:300]}")
    if not hits:
        typer.echo("Inga träffar.")


@app.command()
def ask(
    assessment: Assessment,
    question: Annotated[str, typer.Argument(help="Din fråga.")],
    kind: Kind = None,
    source: Annotated[list[str] | None, typer.Option("--source", help="Bara denna källa (id).")] = None,
    json: Json = False,
) -> None:
    """Ställ en fråga; svaret är citat ur underlaget, eller att underlaget inte säger något."""
    from assistant.cli import show as out
    from assistant.workflow import asking

    with opened() as parts:
        answer = asking.ask(parts, assessment, question, where=_filter(kind, source))
    if json:
        out.as_json(answer)
        return
    for quote in answer.quotes:
        typer.echo(f"”{out.clean(' '.join(quote.text.split()))}”")
        typer.echo(f"   {out.clean(quote.passage.source_name)}{out.clean(place(quote.passage.place))}")
    if answer.refused:
        typer.echo(_REFUSED[answer.refused])
    elif not answer.quotes:
        typer.echo(
            "Underlaget ger inget svar. "
            f"Sökte i {answer.searched_passages} stycken från {answer.searched_sources} källor."
        )


_REFUSED = {
    "personal": "Frågor om enskilda personers uppgifter besvaras inte.",
    "instruction": "Det är en uppmaning, inte en fråga. Här besvaras bara frågor, med citat ur underlaget.",
    "no_words": "Frågan har inga ord att söka efter. Skriv vad den gäller.",
}


def _filter(kinds: list[str] | None, sources: list[str] | None) -> "SearchFilter":
    from assistant.domain.evidence import SOURCE_KINDS, SearchFilter
    from assistant.errors import InvalidInputError

    wrong = [kind for kind in kinds or () if kind not in SOURCE_KINDS]
    if wrong:
        raise InvalidInputError(f"Källslaget {wrong[0]!r} finns inte.", hint=f"Välj {', '.join(SOURCE_KINDS)}.")
    return SearchFilter(kinds=cast("tuple[SourceKind, ...]", tuple(kinds or ())), source_ids=tuple(sources or ()))

"""serve, work, demo: köra."""

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.cli.app import app, opened, settings
from assistant.cli.assess import Json

if TYPE_CHECKING:
    from assistant.workflow.parts import Parts


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", help="Adress; annan än den egna datorn kräver konton.")] = "",
    port: Annotated[int, typer.Option("--port", help="Port.")] = -1,
) -> None:
    """Starta webbtjänsten."""
    import uvicorn

    from assistant.jobs import Jobs
    from assistant.web import create_app, require_safe_address
    from assistant.workflow import accounts

    chosen = settings()
    address = host or chosen.host
    with opened() as parts, Jobs(parts, chosen.queue_url) as jobs:
        require_safe_address(address, accounts=accounts.accounts_exist(parts), public_url=chosen.public_url)
        number = chosen.port if port < 0 else port
        place = chosen.public_url or f"http://{address}:{number}"
        typer.echo(f"Öppna {place}/ i webbläsaren. Avsluta med Ctrl+C.")
        language: Literal["sv", "en"] = "en" if chosen.language == "en" else "sv"
        web = create_app(parts, jobs, public_url=chosen.public_url, language=language)
        # What is loaded by now stays; looking through it for garbage would hold up everybody for a moment.
        gc.collect()
        gc.freeze()
        uvicorn.run(
            web,
            host=address,
            port=number,
            log_level="warning",
            server_header=False,
            # Longer than people read a page: the next one needs no new connection.
            timeout_keep_alive=75,
            # Only a proxy that we know of may say who a client is and whether it came over https.
            proxy_headers=bool(chosen.public_url),
            forwarded_allow_ips=chosen.proxy,
        )


@app.command()
def work(
    cancel: Annotated[str, typer.Option("--cancel", help="Avbryt jobbet med detta id.")] = "",
    resume: Annotated[str, typer.Option("--resume", help="Fortsätt ett avbrutet jobb.")] = "",
    listing: Annotated[bool, typer.Option("--list", help="Visa jobb utan att köra något.")] = False,
    json: Json = False,
) -> None:
    """Gör klart det som väntar: läs in källor som inte är lästa och fortsätt avbrutna jobb."""
    from assistant.cli import show
    from assistant.jobs import Jobs

    with opened() as parts, Jobs(parts, settings().queue_url) as jobs:
        if cancel:
            jobs.cancel(cancel)
        if resume:
            jobs.resume(resume)
        if not (listing or cancel or resume):
            with parts.store.reading() as tx:
                known = [a.id for a in tx.assessments.list()]
            for assessment in known:
                with show.bar(f"Läser underlag: {assessment}") as move:
                    jobs.ingest(assessment, move)
        found = jobs.list()
    if json:
        show.as_json(found)
    else:
        states = {"pending": "pågår", "done": "klart", "failed": "misslyckades", "cancelled": "avbrutet"}
        show.table(["Id", "Läge"], [[job.id, states[job.state]] for job in found])


@app.command()
def demo(out: Annotated[Path, typer.Option("--out", help="Mapp för rapporten.")] = Path("out/demo")) -> None:
    """Kör hela kedjan på den påhittade kommunen Älvlunda: underlag, förslag, beslut, godkännande och rapport."""
    with opened() as parts:
        assessment = _demo_assessment(parts)
        _collect(parts, assessment)
        _judge(parts, assessment)
        _result(parts, assessment, out)


def _demo_assessment(parts: "Parts") -> str:
    from assistant.workflow import assessments
    from assistant.workflow import demo as flow

    return (flow.find_demo(assessments.every(parts)) or flow.create_demo(parts)).id


def _collect(parts: "Parts", assessment: str) -> None:
    from assistant.cli.collect import draft_now, read_in
    from assistant.workflow import demo as flow
    from assistant.workflow import sources

    typer.echo("1. Underlag: den påhittade kommunen Älvlunda")
    flow.add_demo_files(parts, assessment)
    read_in(parts, assessment)
    found = sources.list_sources(parts, assessment)
    ready = [s for s in found if s.state == "ready"]
    pages, passages = sum(s.pages or 0 for s in ready), sum(s.passages for s in ready)
    typer.echo(
        f"   {len(ready)} källor lästa ({pages} PDF-sidor, {passages} stycken), {len(found) - len(ready)} olästa."
    )
    for source in found:
        if source.hidden_texts:
            typer.echo(f"   Dold text hittad och utelämnad: {source.name}")
    typer.echo("2. Förslag: citat och nivå per delfråga")
    draft_now(parts, assessment, None)


def _judge(parts: "Parts", assessment: str) -> None:
    from assistant.cli import show
    from assistant.workflow import approving, reviewing

    typer.echo("3. Beslut och godkännande (demon godtar förslagen; i verkligheten bedömer utvärderarna)")
    decided = reviewing.accept_drafts(parts, assessment)
    signed = approving.approve(parts, assessment)
    typer.echo(f"   {len(decided)} delfrågor beslutade, {show.signed(signed)} godkända nu.")


def _result(parts: "Parts", assessment: str, out: Path) -> None:
    from assistant.cli import show
    from assistant.export import FORMATS
    from assistant.workflow import auditing, reporting, standings

    typer.echo("4. Poäng")
    now = standings.standing(parts, assessment)
    show.scorecard(now.criteria, auditing.scorecard(parts, assessment))
    audited = auditing.audit_all(parts, assessment)
    typer.echo("5. Granskning: " + ("allt stämmer" if audited.passed else "fel funna, se kompass audit"))
    out.mkdir(parents=True, exist_ok=True)
    for form in FORMATS:
        target = out / f"rapport-{assessment}.{form}"
        target.write_bytes(reporting.export(parts, assessment, form))
        typer.echo(f"6. Rapport: {target}")

"""Building and laying out the report."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.domain.criteria import Language
from assistant.domain.draft import Narrative
from assistant.domain.evidence import Source
from assistant.domain.machine import MachinePart, machine_part
from assistant.domain.overall import text_nodes
from assistant.domain.report import Report, ReportInput, build
from assistant.domain.scoring import score
from assistant.drafting.prose import Judged, write
from assistant.export import Format, render
from assistant.workflow import drafting, guiding, modelling, naming, overall, sources, standings
from assistant.workflow.parts import Parts
from assistant.workflow.stood import Standing
from assistant.workflow.texts import by_machine


def build_report(parts: Parts, assessment_id: str, *, language: Language = "sv") -> Report:
    """Build the report of an assessment: points of what is decided, texts of what is approved.

    For those who may not see working papers only what is approved gives points, and for those who may not
    see interviews they are all called the same. It is built again only when something it rests on has changed.
    """
    whole = standings.whole_standing(parts, assessment_id)
    known = sources.every_source(parts, assessment_id)
    with parts.store.reading() as tx:
        names = {user.name: user.display_name or user.name for user in tx.users.list()}
    models = tuple(modelling.took_part(parts, assessment_id))
    key = ("report", language, parts.sight, tuple(known), tuple(sorted(names.items())), models)
    return whole.kept.get(key, lambda: _build(parts, whole, known, names, models, language))


def _build(
    parts: Parts,
    now: Standing,
    known: Sequence[Source],
    names: Mapping[str, str],
    models: Sequence[str],
    language: Language,
) -> Report:
    if not parts.sight.working_papers:
        signed = {key for key, state in now.states.items() if state == "approved"}
        seen = {k: d for k, d in now.decisions.items() if now.criteria.sub_area_of(k).id in signed}
        now = replace(now, decisions=seen)
    given = ReportInput(
        assessment=now.assessment,
        criteria=now.criteria,
        sources=known if parts.sight.interviews else [_unnamed(source, language) for source in known],
        decisions=now.decisions,
        narratives=_in_language(parts, now, language),
        approvals=now.approvals,
        states=now.states,
        overall=now.overall,
        drafters=[*(d.drafter for d in now.drafts.values()), *models],
        machine=_machine(parts, now),
        drafts=now.drafts,
        copies=guiding.copies_of(parts, now, (item for d in now.decisions.values() for item in d.evidence)),
        names=names,
    )
    return build(given, score(now.criteria, now.judgements), language=language)


def _machine(parts: Parts, now: Standing) -> MachinePart:
    """Say what machines drafted; how levels were proposed is told to those who see working papers only."""
    return machine_part(
        now.narratives,
        {**now.states, **now.overall},
        now.decisions if parts.sight.working_papers else {},
        by_machine={key for key, text in now.narratives.items() if by_machine(text.author)},
        models=modelling.versions(parts, now.assessment.id),
    )


def _in_language(parts: Parts, now: Standing, language: Language) -> Mapping[str, Narrative]:
    """Return the texts; those of the rules in the report's language, and those of people as they wrote them."""
    if language == "sv":
        return now.narratives
    titles = naming.titles(parts, now.assessment.id)
    texts = dict(now.narratives)
    quoted_at = drafting.homes_of(now.criteria, now.drafts)
    for node in text_nodes(now.criteria):
        known = texts.get(node.id)
        decided = all(q.id in now.decisions for q in node.questions)
        if known is None or not overall.is_ours(known) or not decided:
            continue
        if node.overall:
            texts[node.id] = overall.drafted(now, node, titles, language=language) or known
        else:
            judged = [Judged(q, now.decisions[q.id].judgement, now.decisions[q.id].evidence) for q in node.questions]
            sub = node.sub_areas[0]
            texts[node.id] = write(sub, judged, titles, author=known.author, language=language, homes=quoted_at)
    return texts


def _unnamed(source: Source, language: Language) -> Source:
    """Name an interview by its kind alone: its title may say who was interviewed."""
    if source.kind != "interview":
        return source
    return replace(source, title="Intervju" if language == "sv" else "Interview")


def preview(parts: Parts, assessment_id: str, *, language: Language = "sv") -> bytes:
    """Return the report as an HTML page to look at; nothing is noted, since nothing is taken out.

    It is laid out again only when something it prints has changed.
    """
    report = build_report(parts, assessment_id, language=language)
    return parts.kept.get(("preview", report), lambda: render(report, "html"))


def export(
    parts: Parts, assessment_id: str, form: Format, *, language: Language = "sv", template: Path | None = None
) -> bytes:
    """Return the report as a file and note in the log that it was taken out."""
    data = render(build_report(parts, assessment_id, language=language), form, template=template)
    with parts.store.transaction() as tx:
        tx.events.append(
            assessment_id, at=parts.now(), by=parts.user, action="report_exported", details={"format": form}
        )
    return data

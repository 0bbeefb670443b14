"""Building and laying out the report."""

from pathlib import Path

from assistant.domain.criteria import Language
from assistant.domain.report import Report, ReportInput, build
from assistant.domain.scoring import score
from assistant.export import Format, render
from assistant.workflow import guiding, reviewing
from assistant.workflow.parts import Parts


def build_report(parts: Parts, assessment_id: str, *, language: Language = "sv") -> Report:
    """Build the report of an assessment: points of what is decided, texts of what is approved."""
    now = reviewing.standing(parts, assessment_id)
    with parts.store.reading() as tx:
        sources = tx.sources.list(assessment_id, states=("ready", "removed"))
        names = {user.name: user.display_name or user.name for user in tx.users.list()}
    given = ReportInput(
        assessment=now.assessment,
        criteria=now.criteria,
        sources=sources,
        decisions=now.decisions,
        narratives=now.narratives,
        approvals=now.approvals,
        states=now.states,
        drafters=[d.drafter for d in now.drafts.values()],
        drafts=now.drafts,
        copies=guiding.copies_of(parts, (item for d in now.decisions.values() for item in d.evidence)),
        names=names,
    )
    return build(given, score(now.criteria, now.judgements), language=language)


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

"""The page of the report: how it will look, what is missing, what a machine drafted, and files to take."""

import base64
import hashlib
import re
from dataclasses import dataclass

from assistant.domain.criteria import Language
from assistant.domain.overall import overall_nodes
from assistant.domain.report import Report
from assistant.domain.review import ApprovalState, refuse_approval
from assistant.export import drafters
from assistant.web.pages.left import TEXT_FAULTS
from assistant.workflow import overall, texts
from assistant.workflow.stood import Standing


@dataclass(frozen=True, slots=True)
class Missing:
    """A text that the report is without: of a sub-area, an area or the whole."""

    id: str
    name: str
    overall: bool
    """It stands above sub-areas."""
    state: ApprovalState
    undecided: int
    stale: bool
    """Its text rests on struck quotes, or holds sentences that are unproven."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a program proposed of that which the report prints."""

    texts: tuple[str, ...]
    """Sub-areas whose printed text is the program's."""
    edited: int
    """Printed texts that a person wrote or changed."""
    levels_kept: int | None
    """Decisions that follow the proposed level; None for those who may not see proposals."""
    levels_changed: int
    by: str
    """The rules and models, spelled for people."""


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The report of an assessment as it stands."""

    id: str
    title: str
    language: Language
    """Of the report."""
    preliminary: bool
    points: int
    possible: int
    missing: tuple[Missing, ...]
    unscored: int
    drafted: Drafted


def report_page(now: Standing, report: Report, *, shown: Language, working_papers: bool) -> ReportPage:
    """Build the page.

    Args:
        now: what may be seen of the assessment.
        report: as it would be printed now.
        shown: the language of the page.
        working_papers: whether proposals may be seen.
    """
    missing = []
    for sub in now.criteria.sub_areas():
        state = now.states[sub.id]
        if state == "approved":
            continue
        refusal = refuse_approval([q.id for q in sub.questions], now.decisions, now.narratives.get(sub.id))
        missing.append(
            Missing(
                id=sub.id,
                name=sub.name.in_language(shown),
                overall=False,
                state=state,
                undecided=sum(q.id not in now.has_decision for q in sub.questions),
                stale=working_papers and refusal is not None and refusal.code in TEXT_FAULTS,
            )
        )
    missing += _texts_above(now, shown, working_papers)
    return ReportPage(
        id=now.assessment.id,
        title=now.assessment.title,
        language=report.language,
        preliminary=report.preliminary,
        points=report.total.printed,
        possible=report.total.printed_possible,
        missing=tuple(missing),
        unscored=report.total.unscored,
        drafted=_drafted(now, report, working_papers),
    )


def _texts_above(now: Standing, shown: Language, working_papers: bool) -> list[Missing]:
    """Name the texts of areas that wait for nothing beneath them, and the summary."""
    found = []
    for node in overall_nodes(now.criteria):
        state = now.overall[node.id]
        waits = any(now.states[sub.id] != "approved" for sub in node.sub_areas)
        if state == "approved" or (waits and node.sort != "summary"):
            continue
        text = now.narratives.get(node.id)
        stale = working_papers and not waits and not overall.is_ours(text) and overall.refuse(now, node, text)
        name = node.name.in_language(shown)
        found.append(Missing(node.id, name, True, "undecided" if waits else state, 0, bool(stale)))
    return found


def _drafted(now: Standing, report: Report, working_papers: bool) -> Drafted:
    states = {**now.states, **now.overall}
    printed = {key: text for key, text in now.narratives.items() if states.get(key) == "approved"}
    machine = tuple(key for key, text in printed.items() if texts.by_machine(text.author))
    proposed = [d for d in now.decisions.values() if d.draft_level is not None]
    kept = sum(d.judgement == d.draft_level for d in proposed)
    return Drafted(
        texts=machine,
        edited=len(printed) - len(machine),
        levels_kept=kept if working_papers else None,
        levels_changed=len(proposed) - kept,
        by=drafters(report),
    )


_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def preview_policy(page: str) -> str:
    """Return the policy under which a browser may show a report inside ours: its own style, and nothing that runs."""
    hashes = (base64.b64encode(hashlib.sha256(found.encode()).digest()).decode() for found in _STYLE.findall(page))
    styles = " ".join(f"'sha256-{found}'" for found in hashes) or "'none'"
    return (
        f"default-src 'none'; style-src {styles}; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox"
    )

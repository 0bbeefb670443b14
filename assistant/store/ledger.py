"""What stands in an assessment, kept in memory and read on from where it was.

Drafts, texts, opinions, decisions and approvals are only added to. So what was read once holds, and
after a change only the rows that came since are read. Whether any came, triggers of the database say
in the table ``freshness``, within the transaction of the change itself.
"""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, replace
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, func, literal, select, union_all

from assistant.domain.draft import Draft, Narrative
from assistant.domain.review import Approval, Decision, Opinion
from assistant.store.codec import decode
from assistant.store.tables import approvals, decisions, drafts, erasures, freshness, narratives, opinions, runs
from assistant.store.values import Freshness, NarrativeVersion

T = TypeVar("T")

EVERYBODY = ""
"""Stands in ``freshness`` for what belongs to no assessment."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that was added to an assessment up to some moment; nobody may change what it holds."""

    fresh: Freshness = field(default_factory=Freshness)
    upto: Mapping[str, int] = field(default_factory=dict)
    """The last row read, by table."""
    drafted: Mapping[str, tuple[int, Draft]] = field(default_factory=dict)
    """The draft that holds for each question, and the number of its run."""
    narratives: Mapping[str, NarrativeVersion] = field(default_factory=dict)
    """The newest text of each sub-area."""
    opinions: Mapping[str, tuple[Opinion, ...]] = field(default_factory=dict)
    """All opinions by question, oldest first."""
    decided: Mapping[str, Decision] = field(default_factory=dict)
    """The newest decision of each question, also one that took the others back."""
    approvals: Mapping[str, Approval] = field(default_factory=dict)
    """The newest approval of each sub-area."""

    def precedes(self, fresh: Freshness) -> bool:
        """Say whether that moment comes after this one, so that it can be read on to."""
        pairs = list(zip(astuple(self.fresh), astuple(fresh), strict=True))
        return self.fresh.erased == fresh.erased and all(mine <= theirs for mine, theirs in pairs)


def read_freshness(connection: Connection, assessment_id: str) -> Freshness:
    """Read how often each part of an assessment was changed."""
    mine = select(freshness.c.part, freshness.c.n).where(freshness.c.assessment_id.in_((assessment_id, EVERYBODY)))
    gone = select(literal("erased"), func.count()).where(erasures.c.assessment_id == assessment_id)
    return Freshness(**{part: int(n) for part, n in connection.execute(union_all(mine, gone))})


def read_on(connection: Connection, assessment_id: str, known: Ledger | None = None) -> Ledger:
    """Read what stands in an assessment now; of what is ``known`` only what was added since.

    What is known of another moment than an earlier one is left aside.
    """
    fresh = read_freshness(connection, assessment_id)
    if known is not None and known.fresh == fresh:
        return known
    begun = known if known is not None and known.precedes(fresh) else None
    before = begun or Ledger()
    reading = _Reading(connection, assessment_id, before, dict(before.upto))
    changed: dict[str, Any] = {}
    for part, read in _PARTS.items():
        # What was there before the numbers were kept has none; so the first reading reads everything.
        if begun is None or getattr(begun.fresh, part) != getattr(fresh, part):
            changed |= read(reading)
    return replace(before, fresh=fresh, upto=reading.upto, **changed)


@dataclass(frozen=True, slots=True)
class _Reading:
    connection: Connection
    assessment_id: str
    before: Ledger
    upto: dict[str, int]

    def rows(self, table: Table, *columns: Any) -> list[Any]:
        """Return the rows that came since, oldest first, and note how far that went."""
        query = select(table.c.n, table.c.body, *columns).where(
            table.c.assessment_id == self.assessment_id, table.c.n > self.upto.get(table.name, 0)
        )
        if table is drafts:
            query = query.join(runs, runs.c.id == drafts.c.run_id)
        found = self.connection.execute(query.order_by(table.c.n)).all()
        if found:
            self.upto[table.name] = found[-1].n
        return list(found)


def _drafts(reading: _Reading) -> dict[str, Any]:
    """Read drafts on: the newest run's holds, also when an older run goes on after it."""
    held = dict(reading.before.drafted)
    newest: dict[str, tuple[int, str]] = {}
    for row in reading.rows(drafts, drafts.c.question_id, runs.c.n.label("run")):
        known = newest.get(row.question_id) or held.get(row.question_id)
        if known is None or row.run >= known[0]:
            newest[row.question_id] = (row.run, row.body)
    held |= {question: (run, decode(Draft, body)) for question, (run, body) in newest.items()}
    return {"drafted": dict(sorted(held.items()))}


def _narratives(reading: _Reading) -> dict[str, Any]:
    columns = (narratives.c.sub_area_id, narratives.c.version, narratives.c.at, narratives.c.by)
    newest = {row.sub_area_id: row for row in reading.rows(narratives, *columns)}
    texts = {
        sub_area: NarrativeVersion(row.version, row.at, row.by, decode(Narrative, row.body))
        for sub_area, row in newest.items()
    }
    return {"narratives": _joined(reading.before.narratives, texts)}


def _opinions(reading: _Reading) -> dict[str, Any]:
    given = dict(reading.before.opinions)
    for row in reading.rows(opinions, opinions.c.question_id):
        given[row.question_id] = (*given.get(row.question_id, ()), decode(Opinion, row.body))
    return {"opinions": dict(sorted(given.items()))}


def _decisions(reading: _Reading) -> dict[str, Any]:
    newest = {row.question_id: row.body for row in reading.rows(decisions, decisions.c.question_id)}
    taken = {question: decode(Decision, body) for question, body in newest.items()}
    return {"decided": _joined(reading.before.decided, taken)}


def _approvals(reading: _Reading) -> dict[str, Any]:
    newest = {row.sub_area_id: row.body for row in reading.rows(approvals, approvals.c.sub_area_id)}
    signed = {sub_area: decode(Approval, body) for sub_area, body in newest.items()}
    return {"approvals": _joined(reading.before.approvals, signed)}


def _joined(before: Mapping[str, T], new: Mapping[str, T]) -> dict[str, T]:
    return dict(sorted({**before, **new}.items()))


_PARTS = {
    "drafts": _drafts,
    "narratives": _narratives,
    "opinions": _opinions,
    "decisions": _decisions,
    "approvals": _approvals,
}

"""What was proposed: runs, drafts and sub-area texts, all appended and never changed."""

from collections.abc import Iterable

from sqlalchemy import Connection, and_, func, insert, select

from assistant.domain.draft import Draft, Narrative
from assistant.domain.run import RunRecord
from assistant.errors import ConflictError, NotFoundError
from assistant.store.codec import decode, encode
from assistant.store.rows import hold_assessment
from assistant.store.tables import drafts, narratives, runs
from assistant.store.values import NarrativeVersion


class Drafts:
    """Answers about what was proposed, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_run(self, run: RunRecord) -> None:
        """Record a run before its drafts. The same again changes nothing; ConflictError for another of its id."""
        body = encode(RunRecord, run)
        known = self._connection.execute(select(runs.c.body).where(runs.c.id == run.id)).scalar()
        if known is None:
            hold_assessment(self._connection, run.assessment_id)
            row = insert(runs).values(id=run.id, assessment_id=run.assessment_id, body=body)
            self._connection.execute(row)
        elif known != body:
            raise ConflictError(f"Körningen {run.id} är redan sparad med annat innehåll.", hint="Starta en ny körning.")

    def run(self, run_id: str) -> RunRecord:
        """Return a run. NotFoundError if there is none of that id."""
        body = self._connection.execute(select(runs.c.body).where(runs.c.id == run_id)).scalar()
        if body is None:
            raise NotFoundError(f"Körningen {run_id} finns inte.")
        return decode(RunRecord, body)

    def runs(self, assessment_id: str) -> tuple[RunRecord, ...]:
        """Return the runs of an assessment, the newest first."""
        query = select(runs.c.body).where(runs.c.assessment_id == assessment_id).order_by(runs.c.n.desc())
        return tuple(decode(RunRecord, body) for body in self._connection.execute(query).scalars())

    def add(self, assessment_id: str, new: Iterable[Draft]) -> None:
        """Keep the drafts of a run (``run_id`` names it; add the run first).

        A draft kept already changes nothing, so that an interrupted run may be repeated;
        ConflictError when the run drafted something else for the question. NotFoundError for a run
        that is not one of this assessment's.
        """
        rows: dict[tuple[str, str], str] = {}
        for draft in new:
            key, body = (draft.run_id, draft.question_id), encode(Draft, draft)
            if rows.setdefault(key, body) != body:
                raise ConflictError(f"Fråga {draft.question_id} har två olika förslag i samma körning.")
        for run_id in {run_id for run_id, _ in rows}:
            self._require_run(assessment_id, run_id)
            # Also so that rows appear in the order of their numbers, which reading on relies on.
            hold_assessment(self._connection, assessment_id)
            for question_id, body in self._of_run(run_id):
                if rows.pop((run_id, question_id), body) != body:
                    raise ConflictError(
                        f"Fråga {question_id} har redan ett annat förslag i samma körning.",
                        hint="Starta en ny körning.",
                    )
        fresh = [
            {"assessment_id": assessment_id, "question_id": question, "run_id": run, "body": body}
            for (run, question), body in rows.items()
        ]
        if fresh:
            self._connection.execute(insert(drafts), fresh)

    def of_run(self, run_id: str) -> tuple[Draft, ...]:
        """Return the drafts that a run made."""
        return tuple(decode(Draft, body) for _, body in self._of_run(run_id))

    def count_of_run(self, run_id: str) -> int:
        """Count the questions that a run has drafted."""
        return self._connection.execute(select(func.count()).where(drafts.c.run_id == run_id)).scalar_one()

    def stamp(self, assessment_id: str) -> tuple[int, int]:
        """Name the drafts of an assessment as they are: how many there are, and the newest run's number."""
        count = select(func.count()).where(drafts.c.assessment_id == assessment_id)
        newest = select(func.coalesce(func.max(runs.c.n), 0)).where(runs.c.assessment_id == assessment_id)
        return self._connection.execute(count).scalar_one(), self._connection.execute(newest).scalar_one()

    def _require_run(self, assessment_id: str, run_id: str) -> None:
        if self.run(run_id).assessment_id != assessment_id:
            raise NotFoundError(f"Körningen {run_id} hör till en annan utvärdering.")

    def _of_run(self, run_id: str) -> list[tuple[str, str]]:
        query = select(drafts.c.question_id, drafts.c.body).where(drafts.c.run_id == run_id)
        return [(question, body) for question, body in self._connection.execute(query)]

    def current(self, assessment_id: str) -> dict[str, Draft]:
        """Return the draft of every question that has one, from the newest run that drafted it."""
        newest = (
            select(drafts.c.question_id, func.max(runs.c.n).label("n"))
            .join(runs, runs.c.id == drafts.c.run_id)
            .where(drafts.c.assessment_id == assessment_id)
            .group_by(drafts.c.question_id)
            .subquery()
        )
        query = (
            select(drafts.c.question_id, drafts.c.body)
            .join(runs, runs.c.id == drafts.c.run_id)
            .join(newest, and_(newest.c.question_id == drafts.c.question_id, newest.c.n == runs.c.n))
            .where(drafts.c.assessment_id == assessment_id)
            .order_by(drafts.c.question_id)
        )
        return {question: decode(Draft, body) for question, body in self._connection.execute(query)}

    def get(self, assessment_id: str, question_id: str) -> Draft | None:
        """Return the current draft of a question, None when it was never drafted."""
        history = self.history(assessment_id, question_id, limit=1)
        return history[0] if history else None

    def history(self, assessment_id: str, question_id: str, *, limit: int | None = None) -> tuple[Draft, ...]:
        """Return the drafts of a question, the newest run's first."""
        query = (
            select(drafts.c.body)
            .join(runs, runs.c.id == drafts.c.run_id)
            .where(drafts.c.assessment_id == assessment_id, drafts.c.question_id == question_id)
            .order_by(runs.c.n.desc())
            .limit(limit)
        )
        return tuple(decode(Draft, body) for body in self._connection.execute(query).scalars())

    def add_narrative(
        self, assessment_id: str, narrative: Narrative, *, at: str, by: str, expected_version: int
    ) -> NarrativeVersion:
        """Keep a sub-area's text as its next version.

        ``expected_version`` is the version that was edited, 0 for none. ConflictError when somebody
        else wrote in between.
        """
        hold_assessment(self._connection, assessment_id)
        sub_area = narrative.sub_area_id
        newest = select(func.max(narratives.c.version)).where(
            narratives.c.assessment_id == assessment_id, narratives.c.sub_area_id == sub_area
        )
        version = self._connection.execute(newest).scalar() or 0
        if version != expected_version:
            raise ConflictError(
                f"Någon annan har ändrat texten för {sub_area} (version {version}). Din text sparades inte.",
                hint="Kopiera din text, läs om sidan och för in ändringen igen.",
            )
        made = NarrativeVersion(version + 1, at, by, narrative)
        self._connection.execute(
            insert(narratives).values(
                assessment_id=assessment_id,
                sub_area_id=sub_area,
                version=made.version,
                at=at,
                by=by,
                body=encode(Narrative, narrative),
            )
        )
        return made

    def current_narratives(self, assessment_id: str) -> dict[str, NarrativeVersion]:
        """Return the newest text of every sub-area that has one."""
        query = select(narratives).where(narratives.c.assessment_id == assessment_id)
        newest = {row.sub_area_id: row for row in self._connection.execute(query.order_by(narratives.c.version))}
        return {
            sub_area: NarrativeVersion(row.version, row.at, row.by, decode(Narrative, row.body))
            for sub_area, row in sorted(newest.items())
        }

    def narrative_history(self, assessment_id: str, sub_area_id: str) -> tuple[NarrativeVersion, ...]:
        """Return the texts of a sub-area, the newest first."""
        query = (
            select(narratives)
            .where(narratives.c.assessment_id == assessment_id, narratives.c.sub_area_id == sub_area_id)
            .order_by(narratives.c.version.desc())
        )
        return tuple(
            NarrativeVersion(row.version, row.at, row.by, decode(Narrative, row.body))
            for row in self._connection.execute(query)
        )

"""Which assessments there are."""

from sqlalchemy import Connection, insert, select, update

from assistant.domain.assessment import Assessment, AssessmentSort, assessment_id
from assistant.errors import ConflictError, NotFoundError
from assistant.store.erasing import erase_rows, forget_vectors, keys_of, unshared_blobs
from assistant.store.rows import hold_assessment, insert_missing
from assistant.store.tables import (
    APPEND_ONLY,
    aliases,
    assessments,
    conversations,
    erasures,
    freshness,
    members,
    model_calls,
    passages,
    revisions,
    sources,
)


class Assessments:
    """Answers about assessments within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.erased = False

    def create(
        self,
        municipality: str,
        year: int,
        *,
        sort: AssessmentSort,
        criteria_id: str,
        criteria_version: str,
        criteria_fingerprint: str,
        at: str,
        by: str,
        title: str = "",
    ) -> Assessment:
        """Make an assessment under the first free id, such as ``alvlunda-2026``; the title has a default."""
        taken = set(self._connection.execute(select(assessments.c.id)).scalars())
        made = Assessment(
            id=assessment_id(municipality, year, taken),
            municipality=municipality,
            year=year,
            sort=sort,
            criteria_id=criteria_id,
            criteria_version=criteria_version,
            criteria_fingerprint=criteria_fingerprint,
            created_at=at,
            created_by=by,
            title=title or f"{municipality} {year}",
        )
        self.add(made)
        return made

    def add(self, assessment: Assessment) -> None:
        """Add an assessment that has an id already. ConflictError when the id is taken."""
        if self.find(assessment.id) is not None:
            raise _taken(assessment.id)
        row = {column.name: getattr(assessment, column.name) for column in assessments.c}
        insert_missing(self._connection, assessments, [row])
        if self.get(assessment.id) != assessment:
            raise _taken(assessment.id)

    def get(self, assessment_id: str) -> Assessment:
        """Return an assessment. NotFoundError if there is none of that id."""
        found = self.find(assessment_id)
        if found is None:
            raise NotFoundError(
                f"Utvärderingen {assessment_id} finns inte.",
                hint="Kontrollera namnet i listan över utvärderingar.",
            )
        return found

    def find(self, assessment_id: str) -> Assessment | None:
        """Return an assessment, or None."""
        query = select(assessments).where(assessments.c.id == assessment_id)
        row = self._connection.execute(query).mappings().first()
        return Assessment(**row) if row else None

    def list(self) -> tuple[Assessment, ...]:
        """Return all assessments, the newest year first."""
        query = select(assessments).order_by(assessments.c.year.desc(), assessments.c.id)
        return tuple(Assessment(**row) for row in self._connection.execute(query).mappings())

    def erase(self, assessment_id: str, *, at: str, by: str) -> tuple[str, ...]:
        """Erase an assessment with all that belongs to it, its log too; return the files to delete.

        This is the one way past the triggers that keep the append-only tables: a row in ``erasures``
        is open while the transaction deletes, and stays, closed, as the record that it was done.
        The pseudonym key lies elsewhere: call ``store.vault.delete`` as well.
        """
        hold_assessment(self._connection, assessment_id)
        mine = select(sources.c.id).where(sources.c.assessment_id == assessment_id)
        source_ids = list(self._connection.execute(mine).scalars())
        blobs = unshared_blobs(self._connection, source_ids)
        keys = keys_of(self._connection, source_ids)
        note = insert(erasures).values(assessment_id=assessment_id, at=at, by=by, open=1)
        number = self._connection.execute(note).inserted_primary_key
        for table in (*APPEND_ONLY, aliases, members, model_calls, conversations, freshness):
            self._connection.execute(table.delete().where(table.c.assessment_id == assessment_id))
        erase_rows(self._connection, (passages, revisions), source_ids)
        for table, column in ((sources, sources.c.assessment_id), (assessments, assessments.c.id)):
            self._connection.execute(table.delete().where(column == assessment_id))
        forget_vectors(self._connection, keys)
        if number is not None:
            self._connection.execute(update(erasures).where(erasures.c.n == number[0]).values(open=0))
        self.erased = True
        return blobs


def _taken(assessment_id: str) -> ConflictError:
    return ConflictError(f"Det finns redan en utvärdering med namnet {assessment_id}.", hint="Välj ett annat namn.")

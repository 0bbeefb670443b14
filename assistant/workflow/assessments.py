"""Creating assessments and finding them."""

from assistant.domain.assessment import Assessment, AssessmentSort
from assistant.errors import InvalidInputError, NotFoundError
from assistant.workflow.parts import Parts


def create(
    parts: Parts, *, municipality: str, year: int, sort: AssessmentSort, criteria_id: str, criteria_version: str
) -> Assessment:
    """Create an assessment pinned to one version of the criteria, led by the one who creates it.

    Raises:
        InvalidInputError: the name is empty or the year cannot be meant, or the version has no questions.
    """
    name = " ".join(municipality.split())
    if not name or len(name) > 120:
        raise InvalidInputError("Ange kommunens namn (högst 120 tecken).")
    if not 1990 <= year <= 2100:
        raise InvalidInputError(f"Året {year} kan inte stämma.", hint="Ange ett år mellan 1990 och 2100.")
    criteria = parts.criteria(criteria_id, criteria_version)
    if not any(True for _ in criteria.questions()):
        raise InvalidInputError(f"Versionen {criteria_version} saknar delfrågor.", hint="Välj version 2020.")
    with parts.store.transaction() as tx:
        assessment = tx.assessments.create(
            name,
            year,
            sort=sort,
            criteria_id=criteria.id,
            criteria_version=criteria.version,
            criteria_fingerprint=criteria.fingerprint,
            at=parts.now(),
            by=parts.user,
        )
        tx.members.put(assessment.id, parts.user, "lead", at=parts.now(), by=parts.user)
        tx.events.append(
            assessment.id, at=parts.now(), by=parts.user, action="assessment_created", subject=assessment.id
        )
    return assessment


def every(parts: Parts) -> tuple[Assessment, ...]:
    """Return all assessments, the newest year first."""
    with parts.store.reading() as tx:
        return tx.assessments.list()


def mine(parts: Parts) -> tuple[Assessment, ...]:
    """Return the assessments in which the one who acts takes part, the newest year first."""
    with parts.store.reading() as tx:
        return tx.members.assessments_of(parts.user)


def get(parts: Parts, assessment_id_: str) -> Assessment:
    """Return an assessment. NotFoundError names those that exist."""
    with parts.store.reading() as tx:
        found = tx.assessments.find(assessment_id_)
    if found is None:
        raise no_such(parts, assessment_id_)
    return found


def no_such(parts: Parts, assessment_id: str) -> NotFoundError:
    """Say that there is no such assessment, and which ones there are."""
    known = ", ".join(a.id for a in every(parts)) or "inga än"
    return NotFoundError(f"Det finns ingen utvärdering som heter {assessment_id!r}.", hint=f"Finns: {known}.")


def check_criteria(parts: Parts, assessment: Assessment) -> None:
    """Refuse to go on when the criteria file is no longer the one the assessment was pinned to.

    Raises:
        InvalidInputError: the file was edited after the assessment began.
    """
    criteria = parts.criteria(assessment.criteria_id, assessment.criteria_version)
    if criteria.fingerprint != assessment.criteria_fingerprint:
        raise InvalidInputError(
            f"Kriterierna {criteria.id}@{criteria.version} har ändrats sedan utvärderingen började.",
            hint="Återställ filen, eller lägg ändringen i en ny version och börja en ny utvärdering.",
        )

"""Who takes part in an assessment; every change is written in its log."""

from assistant.domain.access import MEMBER_ROLES, Act, MemberRole, allowed
from assistant.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from assistant.store import Member, Transaction
from assistant.workflow.parts import Parts


def members(parts: Parts, assessment_id: str) -> tuple[Member, ...]:
    """Return the members of an assessment by name. NotFoundError if there is no such assessment."""
    with parts.store.reading() as tx:
        tx.assessments.get(assessment_id)
        return tx.members.list(assessment_id)


def role_of(parts: Parts, assessment_id: str, user_name: str) -> MemberRole | None:
    """Return what a user is in an assessment, None when not a member or when there is no such assessment."""
    with parts.store.reading() as tx:
        return tx.members.role(assessment_id, user_name)


def roles_of(parts: Parts, user_name: str) -> dict[str, MemberRole]:
    """Return what a user is in each assessment in which they take part."""
    with parts.store.reading() as tx:
        return tx.members.roles_of(user_name)


def require_may(parts: Parts, assessment_id: str, user_name: str, act: Act) -> None:
    """Refuse work in the name of somebody who may not do it any more.

    What runs for long asks again at every step: an account may be closed and a member taken away meanwhile.
    Without accounts everybody on this computer may do everything.

    Raises:
        NotAllowedError: they may not.
    """
    with parts.store.reading() as tx:
        if not tx.logins.any_account():
            return
        user = next((known for known in tx.users.list() if known.name == user_name), None)
        role = tx.members.role(assessment_id, user_name)
    if not allowed(user, role, act):
        raise NotAllowedError(
            "Den som startade jobbet får inte längre göra det.", hint="Be den som leder utvärderingen starta det igen."
        )


def put_member(parts: Parts, assessment_id: str, user_name: str, role: str) -> None:
    """Make a user a member, or give a member another role.

    Raises:
        InvalidInputError: there is no such role.
        NotFoundError: no such user or assessment.
        ConflictError: the user's account is closed, or the assessment would have no lead evaluator left.
    """
    chosen = next((known for known in MEMBER_ROLES if known == role), None)
    if chosen is None:
        raise InvalidInputError(f"Rollen {role!r} finns inte.", hint=f"Välj {', '.join(MEMBER_ROLES)}.")
    with parts.store.transaction() as tx:
        tx.assessments.get(assessment_id)
        user = tx.users.find(user_name)
        if user is None:
            raise NotFoundError("Det finns inget konto med det namnet.", hint="Kontrollera stavningen.")
        if user.disabled:
            raise ConflictError("Kontot är stängt.", hint="Öppna det först, eller välj någon annan.")
        had = tx.members.role(assessment_id, user_name)
        if had == chosen:
            return
        if had == "lead":
            _keep_a_lead(tx, assessment_id, user_name)
        tx.members.put(assessment_id, user_name, chosen, at=parts.now(), by=parts.user)
        action = "member_role_changed" if had else "member_added"
        _note(tx, parts, assessment_id, action, user_name, {"role": chosen})


def remove_member(parts: Parts, assessment_id: str, user_name: str) -> None:
    """Take a member out. NotFoundError if there is none; ConflictError for the only lead evaluator."""
    with parts.store.transaction() as tx:
        tx.assessments.get(assessment_id)
        _keep_a_lead(tx, assessment_id, user_name)
        if not tx.members.remove(assessment_id, user_name):
            raise NotFoundError("Personen är inte medlem i utvärderingen.", hint="Läs om sidan.")
        _note(tx, parts, assessment_id, "member_removed", user_name, {})


def _keep_a_lead(tx: Transaction, assessment_id: str, user_name: str) -> None:
    leads = [m.user.name for m in tx.members.list(assessment_id) if m.role == "lead"]
    if leads == [user_name]:
        raise ConflictError(
            "Det finns ingen annan huvudutvärderare: den enda kan inte tas bort eller få en annan roll.",
            hint="Utse en annan huvudutvärderare först.",
        )


def _note(
    tx: Transaction, parts: Parts, assessment_id: str, action: str, user_name: str, details: dict[str, str]
) -> None:
    tx.events.append(assessment_id, at=parts.now(), by=parts.user, action=action, subject=user_name, details=details)

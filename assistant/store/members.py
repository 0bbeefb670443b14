"""Who takes part in which assessment, and as what."""

from sqlalchemy import Connection, delete, insert, select

from assistant.domain.access import MemberRole
from assistant.domain.assessment import Assessment
from assistant.store.rows import hold_assessment
from assistant.store.tables import assessments, members, users
from assistant.store.users import as_user
from assistant.store.values import Member


class Members:
    """Answers about members of assessments, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def role(self, assessment_id: str, user_name: str) -> MemberRole | None:
        """Return what a user is in an assessment; None when not a member, or when there is no such assessment."""
        query = select(members.c.role).where(members.c.assessment_id == assessment_id, members.c.user_name == user_name)
        found: MemberRole | None = self._connection.execute(query).scalar()
        return found

    def roles_of(self, user_name: str) -> dict[str, MemberRole]:
        """Return what a user is in each assessment in which they take part, by its id."""
        query = select(members.c.assessment_id, members.c.role).where(members.c.user_name == user_name)
        return {row.assessment_id: row.role for row in self._connection.execute(query).all()}

    def put(self, assessment_id: str, user_name: str, role: MemberRole, *, at: str, by: str) -> None:
        """Make a user a member, or give a member another role. NotFoundError for an unknown assessment."""
        hold_assessment(self._connection, assessment_id)
        self.remove(assessment_id, user_name)
        row = {"assessment_id": assessment_id, "user_name": user_name, "role": role, "added_at": at, "added_by": by}
        self._connection.execute(insert(members).values(**row))

    def remove(self, assessment_id: str, user_name: str) -> bool:
        """Take a member out; return whether there was one."""
        mine = (members.c.assessment_id == assessment_id, members.c.user_name == user_name)
        return self._connection.execute(delete(members).where(*mine)).rowcount > 0

    def list(self, assessment_id: str) -> tuple[Member, ...]:
        """Return the members of an assessment by name."""
        joined = select(users, members.c.role.label("member_role"), members.c.added_at, members.c.added_by).join_from(
            members, users, members.c.user_name == users.c.name
        )
        query = joined.where(members.c.assessment_id == assessment_id).order_by(users.c.name)
        return tuple(
            Member(as_user(row), row["member_role"], row["added_at"], row["added_by"])
            for row in self._connection.execute(query).mappings()
        )

    def assessments_of(self, user_name: str) -> tuple[Assessment, ...]:
        """Return the assessments in which a user takes part, the newest year first."""
        query = (
            select(assessments)
            .join(members, members.c.assessment_id == assessments.c.id)
            .where(members.c.user_name == user_name)
            .order_by(assessments.c.year.desc(), assessments.c.id)
        )
        return tuple(Assessment(**row) for row in self._connection.execute(query).mappings())

"""Who works here."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from assistant.domain.assessment import Role, User
from assistant.errors import ConflictError, NotFoundError
from assistant.store.rows import insert_missing
from assistant.store.tables import account_events, users
from assistant.store.values import AccountEvent


class Users:
    """Answers about users within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get_or_create(self, name: str, *, at: str, display_name: str = "", role: Role = "administrator") -> User:
        """Return a user, made first if need be; one who exists is left as is."""
        if self.find(name) is None:
            self._insert(name, display_name or name, role, at)
        return self.get(name)

    def create(self, name: str, *, display_name: str, role: Role, at: str) -> User:
        """Make a user. ConflictError when the name is taken."""
        if self.find(name) is not None:
            raise ConflictError("Det finns redan en användare med det namnet.", hint="Välj ett annat användarnamn.")
        self._insert(name, display_name, role, at)
        return self.get(name)

    def _insert(self, name: str, display_name: str, role: Role, at: str) -> None:
        row = {"name": name, "display_name": display_name, "role": role, "created_at": at, "disabled_at": ""}
        insert_missing(self._connection, users, [row])

    def get(self, name: str) -> User:
        """Return a user. NotFoundError if there is none of that name."""
        found = self.find(name)
        if found is None:
            raise NotFoundError(f"Användaren {name} finns inte.", hint="Kontrollera namnet.")
        return found

    def find(self, name: str) -> User | None:
        """Return a user, or None."""
        row = self._connection.execute(select(users).where(users.c.name == name)).mappings().first()
        return as_user(row) if row else None

    def list(self) -> tuple[User, ...]:
        """Return all users by name, closed accounts too."""
        rows = self._connection.execute(select(users).order_by(users.c.name)).mappings()
        return tuple(as_user(row) for row in rows)

    def rename(self, name: str, display_name: str) -> User:
        """Change what a user is called on pages and in reports; other records hold only ``name``."""
        self._connection.execute(update(users).where(users.c.name == name).values(display_name=display_name))
        return self.get(name)

    def set_role(self, name: str, role: Role) -> User:
        """Change what a user is in the system."""
        self._connection.execute(update(users).where(users.c.name == name).values(role=role))
        return self.get(name)

    def disable(self, name: str, *, at: str) -> User:
        """Close an account; an empty ``at`` opens it again."""
        self._connection.execute(update(users).where(users.c.name == name).values(disabled_at=at))
        return self.get(name)

    def note(self, action: str, subject: str, *, at: str, by: str) -> None:
        """Add to the log of accounts: what was done, to which user and by whom."""
        self._connection.execute(insert(account_events).values(at=at, by=by, action=action, subject=subject))

    def notes(self, count: int = 100) -> tuple[AccountEvent, ...]:
        """Return the last entries of the log of accounts, newest first."""
        query = select(account_events).order_by(account_events.c.n.desc()).limit(count)
        return tuple(
            AccountEvent(row.at, row.by, row.action, row.subject) for row in self._connection.execute(query).all()
        )


def as_user(row: Mapping[Any, Any]) -> User:
    """Make the value of a user out of a row."""
    return User(row["name"], row["display_name"], row["role"], row["created_at"], disabled=bool(row["disabled_at"]))

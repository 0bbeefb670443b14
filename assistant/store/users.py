"""Who works here."""

from sqlalchemy import Connection, select, update

from assistant.domain.assessment import Role, User
from assistant.errors import NotFoundError
from assistant.store.rows import insert_missing
from assistant.store.tables import users


class Users:
    """Answers about users within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get_or_create(self, name: str, *, at: str, display_name: str = "", role: Role = "administrator") -> User:
        """Return a user, made first if need be; one who exists is left as is."""
        row = {"name": name, "display_name": display_name or name, "role": role, "created_at": at}
        if self.find(name) is None:
            insert_missing(self._connection, users, [row])
        return self.get(name)

    def get(self, name: str) -> User:
        """Return a user. NotFoundError if there is none of that name."""
        found = self.find(name)
        if found is None:
            raise NotFoundError(f"Användaren {name} finns inte.", hint="Kontrollera namnet.")
        return found

    def find(self, name: str) -> User | None:
        """Return a user, or None."""
        row = self._connection.execute(select(users).where(users.c.name == name)).mappings().first()
        return User(**row) if row else None

    def list(self) -> tuple[User, ...]:
        """Return all users by name."""
        rows = self._connection.execute(select(users).order_by(users.c.name)).mappings()
        return tuple(User(**row) for row in rows)

    def rename(self, name: str, display_name: str) -> User:
        """Change what a user is called on pages and in reports; other records hold only ``name``."""
        self._connection.execute(update(users).where(users.c.name == name).values(display_name=display_name))
        return self.get(name)

"""How users prove who they are: password hashes, sessions, and attempts to sign in.

Only hashes are kept of whatever lets somebody in. Times are seconds since 1970, given by the caller.
"""

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, or_, select, update

from assistant.store.rows import hold_table
from assistant.store.tables import attempts, credentials, sessions
from assistant.store.values import Credential, Session, SessionSort


class Logins:
    """Answers about signing in, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def any_account(self) -> bool:
        """Say whether anybody has a password, so that everybody must sign in."""
        return self._connection.execute(select(credentials.c.user_name).limit(1)).first() is not None

    def with_password(self) -> frozenset[str]:
        """Return the names of the users who have a password."""
        return frozenset(self._connection.execute(select(credentials.c.user_name)).scalars())

    def credential(self, user_name: str) -> Credential | None:
        """Return a user's password hash, None when the user cannot sign in."""
        query = select(credentials).where(credentials.c.user_name == user_name)
        row = self._connection.execute(query).mappings().first()
        return Credential(row["password_hash"], bool(row["temporary"]), row["changed_at"]) if row else None

    def set_password(self, user_name: str, password_hash: str, *, temporary: bool, at: str) -> None:
        """Keep the hash of a user's new password in place of the old one."""
        self._connection.execute(delete(credentials).where(credentials.c.user_name == user_name))
        row = {"password_hash": password_hash, "temporary": int(temporary), "changed_at": at}
        self._connection.execute(insert(credentials).values(user_name=user_name, **row))

    def open(self, secret_hash: str, user_name: str, *, sort: SessionSort, label: str, now: int, ends: int) -> Session:
        """Begin a session for whoever holds the secret of that hash."""
        row = {"secret_hash": secret_hash, "user_name": user_name, "sort": sort, "label": label}
        times = {"created_seconds": now, "seen_seconds": now, "ends_seconds": ends}
        self._connection.execute(insert(sessions).values(**row, **times))
        return self._one(sessions.c.secret_hash == secret_hash)

    def find(self, secret_hash: str) -> Session | None:
        """Return the session of a secret, whether it has ended or not; None when there is none."""
        query = select(sessions).where(sessions.c.secret_hash == secret_hash)
        row = self._connection.execute(query).mappings().first()
        return _session(row) if row else None

    def seen(self, number: int, *, now: int) -> None:
        """Note that a session was used."""
        self._connection.execute(update(sessions).where(sessions.c.n == number).values(seen_seconds=now))

    def of_user(self, user_name: str) -> tuple[Session, ...]:
        """Return a user's sessions, the one used last first."""
        query = select(sessions).where(sessions.c.user_name == user_name)
        rows = self._connection.execute(query.order_by(sessions.c.seen_seconds.desc(), sessions.c.n.desc()))
        return tuple(_session(row) for row in rows.mappings())

    def end(self, user_name: str, number: int) -> bool:
        """End one session of a user; return whether there was one."""
        gone = delete(sessions).where(sessions.c.user_name == user_name, sessions.c.n == number)
        return self._connection.execute(gone).rowcount > 0

    def end_all(self, user_name: str, *, but: int | None = None) -> int:
        """End all sessions of a user, programs' too, save perhaps one; return how many ended."""
        gone = delete(sessions).where(sessions.c.user_name == user_name, sessions.c.n != (but or 0))
        return self._connection.execute(gone).rowcount

    def sweep(self, *, now: int, idle_since: int) -> None:
        """Forget sessions that have ended by themselves, and browsers' that were last used long ago."""
        idle = (sessions.c.sort == "browser") & (sessions.c.seen_seconds < idle_since)
        self._connection.execute(delete(sessions).where(or_(sessions.c.ends_seconds <= now, idle)))

    def attempt(self, account_hash: str, address_hash: str, *, now: int, since: int) -> tuple[int, int]:
        """Count an attempt to sign in, and return how many came before it for the account and the address.

        Counted before the password is looked at, so that attempts at the same moment cannot slip past.
        """
        hold_table(self._connection, attempts)
        self._connection.execute(delete(attempts).where(attempts.c.at_seconds < since))
        before = (
            self._count(attempts.c.account_hash == account_hash),
            self._count(attempts.c.address_hash == address_hash),
        )
        row = {"account_hash": account_hash, "address_hash": address_hash, "at_seconds": now}
        self._connection.execute(insert(attempts).values(**row))
        return before

    def forget_attempts(self, account_hash: str) -> None:
        """Forget the attempts on an account, since the right password was given."""
        self._connection.execute(delete(attempts).where(attempts.c.account_hash == account_hash))

    def _count(self, where: ColumnElement[bool]) -> int:
        return int(self._connection.execute(select(func.count()).select_from(attempts).where(where)).scalar_one())

    def _one(self, where: ColumnElement[bool]) -> Session:
        return _session(self._connection.execute(select(sessions).where(where)).mappings().one())


def _session(row: RowMapping) -> Session:
    return Session(
        number=row["n"],
        user_name=row["user_name"],
        sort=row["sort"],
        label=row["label"],
        created=row["created_seconds"],
        seen=row["seen_seconds"],
        ends=row["ends_seconds"],
    )

"""Signing in and out, and looking after accounts.

A session is a random secret of 256 bits that only the browser (or, as a token, a program) holds; the
database keeps its hash. Every request looks its session and user up again, so that ending a session,
closing an account or changing a role takes effect with the next request.
"""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.access import display_name, user_name
from assistant.domain.assessment import Role, User
from assistant.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError, TooManyAttemptsError
from assistant.store import AccountEvent, Session, Transaction
from assistant.workflow import passwords
from assistant.workflow.parts import Parts

logger = logging.getLogger(__name__)

WINDOW = 15 * 60
"""Seconds within which attempts to sign in are counted."""
PER_ACCOUNT = 5
PER_ADDRESS = 20
"""Attempts that may fail within the window."""
SEEN_EVERY = 60
"""Seconds between notes that a session was used, so that looking at pages does not write all the time."""
TOKEN_DAYS = 90
LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who proved who they are."""

    user: User
    session: Session
    temporary: bool
    """The password was chosen by somebody else and must be changed first."""


@dataclass(frozen=True, slots=True)
class Account:
    """A user as an administrator sees them."""

    user: User
    can_sign_in: bool


def accounts_exist(parts: Parts) -> bool:
    """Say whether anybody has a password; then everybody must sign in, on this computer too."""
    with parts.store.reading() as tx:
        return tx.logins.any_account()


def sign_in(parts: Parts, name: str, password: str, *, address: str, label: str = "", old_secret: str = "") -> str:
    """Check a password and begin a session; return its secret.

    The answer and the time it takes are the same for a wrong password, an unknown name and a closed
    account. ``old_secret`` is of the session that the browser had before; it ends.

    Raises:
        TooManyAttemptsError: too many attempts on the account or from the address lately.
        NotAllowedError: name and password do not belong together.
    """
    known = user_name(name) or ""
    account = _digest(known or name)
    now = _seconds(parts)
    with parts.store.transaction() as tx:
        of_account, of_address = tx.logins.attempt(account, _digest(address), now=now, since=now - WINDOW)
        user = tx.users.find(known)
        credential = tx.logins.credential(known)
    if of_account >= PER_ACCOUNT or of_address >= PER_ADDRESS:
        logger.warning("attempts to sign in refused", extra={"account_hash": account[:12]})
        raise TooManyAttemptsError("För många försök att logga in.", hint="Vänta en kvart och försök igen.")
    right = passwords.matches(password, credential.password_hash if credential else None)
    if not right or user is None or credential is None or user.disabled:
        logger.warning("sign-in failed", extra={"account_hash": account[:12]})
        raise NotAllowedError("Namn och lösenord stämmer inte.", hint="Kontrollera båda och försök igen.")
    renewed = passwords.hashed(password) if passwords.outdated(credential.password_hash) else ""
    with parts.store.transaction() as tx:
        tx.logins.forget_attempts(account)
        if renewed:
            tx.logins.set_password(known, renewed, temporary=credential.temporary, at=credential.changed_at)
        _end_secret(tx, old_secret)
        tx.logins.sweep(now=now, idle_since=now - parts.session.idle_seconds)
        secret = _open(tx, parts, known, label)
        tx.users.note("signed_in", known, at=parts.now(), by=known)
    return secret


def _open(tx: Transaction, parts: Parts, name: str, label: str) -> str:
    secret = secrets.token_urlsafe(32)
    now = _seconds(parts)
    shown = "".join(c for c in label if c.isprintable())[:LONGEST_LABEL]
    ends = now + parts.session.longest_seconds
    tx.logins.open(_digest(secret), name, sort="browser", label=shown, now=now, ends=ends)
    return secret


def signed_in(parts: Parts, secret: str, *, program: bool = False) -> SignedIn | None:
    """Return who holds the secret of a session (or, for a program, of a token) that still lasts."""
    now = _seconds(parts)
    with parts.store.reading() as tx:
        session = tx.logins.find(_digest(secret))
        if session is None or (session.sort == "program") is not program or session.ends <= now:
            return None
        if not program and session.seen + parts.session.idle_seconds <= now:
            return None
        user = tx.users.find(session.user_name)
        credential = tx.logins.credential(session.user_name)
    if user is None or user.disabled or credential is None:
        return None
    if now - session.seen >= SEEN_EVERY:
        with parts.store.transaction() as tx:
            tx.logins.seen(session.number, now=now)
    return SignedIn(user, session, credential.temporary)


def sign_out(parts: Parts, secret: str) -> None:
    """End a session."""
    with parts.store.transaction() as tx:
        _end_secret(tx, secret)


def _end_secret(tx: Transaction, secret: str) -> None:
    session = tx.logins.find(_digest(secret)) if secret else None
    if session and session.sort == "browser":
        tx.logins.end(session.user_name, session.number)


def change_password(parts: Parts, signed: SignedIn, old: str, new: str) -> str:
    """Change one's own password; all sessions and tokens end, and the secret of a new session is returned.

    Raises:
        NotAllowedError: the old password is wrong.
        TooManyAttemptsError: it was wrong too often.
        InvalidInputError: the new one is not good enough, or the same.
    """
    user = signed.user
    _require_own(parts, user, old)
    if old == new:
        raise InvalidInputError("Det nya lösenordet är likadant som det gamla.", hint="Välj ett annat.")
    passwords.require_good(new, about=(user.name, user.display_name))
    kept = passwords.hashed(new)
    with parts.store.transaction() as tx:
        tx.logins.set_password(user.name, kept, temporary=False, at=parts.now())
        tx.logins.end_all(user.name)
        tx.users.note("password_changed", user.name, at=parts.now(), by=user.name)
        return _open(tx, parts, user.name, signed.session.label)


def _require_own(parts: Parts, user: User, password: str) -> None:
    now = _seconds(parts)
    account = _digest(user.name)
    with parts.store.transaction() as tx:
        before, _ = tx.logins.attempt(account, "", now=now, since=now - WINDOW)
        credential = tx.logins.credential(user.name)
    if before >= PER_ACCOUNT:
        raise TooManyAttemptsError("För många försök.", hint="Vänta en kvart och försök igen.")
    if not passwords.matches(password, credential.password_hash if credential else None):
        raise NotAllowedError("Ditt nuvarande lösenord stämmer inte.", hint="Skriv det en gång till.")
    with parts.store.transaction() as tx:
        tx.logins.forget_attempts(account)


def sessions(parts: Parts, name: str) -> tuple[Session, ...]:
    """Return a user's sessions and tokens that still last, the one used last first."""
    now = _seconds(parts)
    idle = now - parts.session.idle_seconds
    with parts.store.reading() as tx:
        found = tx.logins.of_user(name)
    return tuple(s for s in found if s.ends > now and (s.sort == "program" or s.seen > idle))


def end_session(parts: Parts, name: str, number: int) -> None:
    """End one of a user's sessions or tokens. NotFoundError if there is none of that number."""
    with parts.store.transaction() as tx:
        if not tx.logins.end(name, number):
            raise NotFoundError("Inloggningen finns inte längre.", hint="Läs om sidan.")
        tx.users.note("session_ended", name, at=parts.now(), by=parts.user)


def end_others(parts: Parts, signed: SignedIn) -> int:
    """End all sessions and tokens of a user but the one at hand; return how many."""
    with parts.store.transaction() as tx:
        tx.users.note("sessions_ended", signed.user.name, at=parts.now(), by=signed.user.name)
        return tx.logins.end_all(signed.user.name, but=signed.session.number)


def make_token(parts: Parts, name: str, label: str, *, days: int = TOKEN_DAYS) -> str:
    """Make a token with which a program acts as a user; return it, it is shown this once.

    Raises:
        NotFoundError: no such user.
        InvalidInputError: the token has no name, or lasts less than a day or more than a year.
        NotAllowedError: the user cannot sign in either.
    """
    shown = display_name(label)
    if shown is None:
        raise InvalidInputError("Ge nyckeln ett namn.", hint="Skriv vilket program den är till för.")
    if not 1 <= days <= 366:
        raise InvalidInputError("En nyckel gäller i 1 till 366 dagar.")
    now = _seconds(parts)
    secret = f"kompass_{secrets.token_urlsafe(32)}"
    with parts.store.transaction() as tx:
        user = tx.users.get(name)
        if user.disabled or tx.logins.credential(name) is None:
            raise NotAllowedError("Kontot kan inte logga in.", hint="Öppna kontot eller ge det ett lösenord.")
        ends = now + days * 86_400
        tx.logins.open(_digest(secret), name, sort="program", label=shown, now=now, ends=ends)
        tx.users.note("token_made", name, at=parts.now(), by=parts.user)
    return secret


def accounts(parts: Parts) -> tuple[Account, ...]:
    """Return all users by name."""
    with parts.store.reading() as tx:
        can = tx.logins.with_password()
        return tuple(Account(user, user.name in can and not user.disabled) for user in tx.users.list())


def account(parts: Parts, name: str) -> Account:
    """Return a user. NotFoundError if there is none of that name."""
    with parts.store.reading() as tx:
        user = tx.users.get(name)
        return Account(user, tx.logins.credential(name) is not None and not user.disabled)


def log(parts: Parts, count: int = 50) -> tuple[AccountEvent, ...]:
    """Return the last entries of the log of accounts, newest first."""
    with parts.store.reading() as tx:
        return tx.users.notes(count)


def create_user(parts: Parts, name: str, *, shown: str, role: Role, password: str | None = None) -> str:
    """Make an account; return the password to hand over, empty when one was given.

    The first account must be an administrator's, since nobody could make another one after it.

    Raises:
        InvalidInputError: a name or the password will not do.
        ConflictError: the name is taken.
    """
    known, display = user_name(name), display_name(shown or name)
    if known is None:
        raise InvalidInputError(
            "Användarnamnet går inte att använda.",
            hint="Ta 2–64 bokstäver, siffror, punkter, bindestreck, understreck eller snabel-a.",
        )
    if display is None:
        raise InvalidInputError("Visningsnamnet går inte att använda.", hint="Skriv högst 80 tecken.")
    if role != "administrator":
        _require_accounts(parts)
    generated, kept = _choose(password, about=(known, display))
    with parts.store.transaction() as tx:
        tx.users.create(known, display_name=display, role=role, at=parts.now())
        tx.logins.set_password(known, kept, temporary=bool(generated), at=parts.now())
        tx.users.note("user_created", known, at=parts.now(), by=parts.user)
    return generated


def set_password(parts: Parts, name: str, password: str | None = None) -> str:
    """Give a user a new password (made up unless given) and end their sessions; return the one made up."""
    with parts.store.reading() as tx:
        user = tx.users.get(name)
    if user.role != "administrator":
        _require_accounts(parts)
    generated, kept = _choose(password, about=(user.name, user.display_name))
    with parts.store.transaction() as tx:
        tx.logins.set_password(name, kept, temporary=bool(generated), at=parts.now())
        tx.logins.end_all(name)
        tx.logins.forget_attempts(_digest(name))
        tx.users.note("password_reset", name, at=parts.now(), by=parts.user)
    return generated


def _require_accounts(parts: Parts) -> None:
    if not accounts_exist(parts):
        raise InvalidInputError("Det första kontot måste vara en administratörs.", hint="Välj rollen administratör.")


def _choose(password: str | None, *, about: tuple[str, ...]) -> tuple[str, str]:
    """Return the password that was made up (empty when one was given) and the hash to keep."""
    if password is None:
        made = secrets.token_urlsafe(15)
        return made, passwords.hashed(made)
    passwords.require_good(password, about=about)
    return "", passwords.hashed(password)


def set_role(parts: Parts, name: str, role: Role) -> User:
    """Change what a user is in the system. ConflictError when nobody could look after accounts any more."""
    with parts.store.transaction() as tx:
        user = tx.users.get(name)
        if role != "administrator":
            _keep_an_administrator(tx, user)
        tx.users.note("role_changed", name, at=parts.now(), by=parts.user)
        return tx.users.set_role(name, role)


def disable(parts: Parts, name: str) -> User:
    """Close an account and end its sessions. ConflictError when nobody could look after accounts any more."""
    with parts.store.transaction() as tx:
        _keep_an_administrator(tx, tx.users.get(name))
        tx.logins.end_all(name)
        tx.users.note("user_disabled", name, at=parts.now(), by=parts.user)
        return tx.users.disable(name, at=parts.now())


def enable(parts: Parts, name: str) -> User:
    """Open a closed account again; its old password holds."""
    with parts.store.transaction() as tx:
        tx.users.get(name)
        tx.users.note("user_enabled", name, at=parts.now(), by=parts.user)
        return tx.users.disable(name, at="")


def _keep_an_administrator(tx: Transaction, user: User) -> None:
    able = tx.logins.with_password()
    left = [u for u in tx.users.list() if u.role == "administrator" and not u.disabled and u.name in able]
    if [u.name for u in left] == [user.name]:
        raise ConflictError(
            "Det finns ingen annan administratör: den enda kan inte stängas eller få en annan roll.",
            hint="Gör någon annan till administratör först.",
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _seconds(parts: Parts) -> int:
    return int(datetime.fromisoformat(parts.now()).timestamp())

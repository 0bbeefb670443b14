"""Passwords: which are good enough, and how they are checked without telling who exists."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from assistant.errors import BusyError, InvalidInputError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 12  # stands in the message too
LONGEST = 256  # likewise
STRONG = 3
"""Least score, of 0 to 4, that zxcvbn gives a password; 3 withstands 10^8 guesses."""

_GUESSED = 72
"""zxcvbn looks at so many characters at most: its time grows with the square."""

_hashing = threading.BoundedSemaphore(2)
# Each hash takes 64 MiB; many people signing in at once wait their turn instead of filling the memory.
_queue = threading.BoundedSemaphore(16)
# And no more may wait than leave threads for everybody else's pages.


def require_good(password: str, *, about: tuple[str, ...] = ()) -> None:
    """Refuse a password that is short, endless or easily guessed.

    Args:
        password: as typed.
        about: words that a guesser tries first, such as the user's own name.

    Raises:
        InvalidInputError: says what is wrong with it.
    """
    if len(password) < SHORTEST:
        raise InvalidInputError(
            "Lösenordet är för kort: det ska ha minst 12 tecken.", hint="Ta till exempel fyra ord på måfå."
        )
    if len(password) > LONGEST:
        raise InvalidInputError("Lösenordet är för långt: det får ha högst 256 tecken.", hint="Ta ett kortare.")
    from zxcvbn import zxcvbn

    words = [word.casefold() for text in ("kommunkompassen", "kompass", *about) for word in text.split()]
    if zxcvbn(password[:_GUESSED], user_inputs=words)["score"] < STRONG:
        raise InvalidInputError(
            "Lösenordet är för lätt att gissa.", hint="Undvik namn, årtal och tangentrader. Ta fyra ord på måfå."
        )


def hashed(password: str) -> str:
    """Return what is kept of a password: an argon2id hash with its salt and parameters.

    BusyError when too many wait for theirs already.
    """
    with _turn():
        return _hasher().hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Say whether a password is the one hashed; takes as long when there is no hash, and is then false.

    BusyError when too many wait for theirs already.
    """
    from argon2.exceptions import InvalidHashError, VerificationError

    given = password if len(password) <= LONGEST else ""
    with _turn():
        try:
            return _hasher().verify(password_hash or _nobodys(), given) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def outdated(password_hash: str) -> bool:
    """Say whether a hash was made with weaker parameters than today's, so that it should be made anew."""
    return _hasher().check_needs_rehash(password_hash)


@contextmanager
def _turn() -> Iterator[None]:
    if not _queue.acquire(blocking=False):
        raise BusyError("Många loggar in just nu.", hint="Försök igen om en stund.")
    try:
        with _hashing:
            yield
    finally:
        _queue.release()


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys() -> str:
    """A hash that no password has, checked in the place of one that does not exist."""
    from secrets import token_urlsafe

    return _hasher().hash(token_urlsafe(32))

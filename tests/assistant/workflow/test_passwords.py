"""Passwords."""

import statistics
import threading
import time

import pytest

from assistant.errors import BusyError, InvalidInputError
from assistant.workflow import passwords


def test_a_hash_is_argon2id_salted_and_matches_only_its_password() -> None:
    first, second = passwords.hashed("rätt lösenord här"), passwords.hashed("rätt lösenord här")

    assert first.startswith("$argon2id$")
    assert first != second
    assert passwords.matches("rätt lösenord här", first)
    assert not passwords.matches("fel lösenord här", first)
    assert not passwords.outdated(first)


def test_nothing_matches_where_there_is_no_hash_or_a_damaged_one() -> None:
    assert not passwords.matches("", None)
    assert not passwords.matches("x", "not a hash")
    assert not passwords.matches("x" * 100_000, passwords.hashed("x"))


def test_no_more_wait_for_a_hash_than_leave_room_for_others() -> None:
    outcomes: list[str] = []

    def one() -> None:
        try:
            passwords.hashed("rätt lösenord här")
            outcomes.append("made")
        except BusyError:
            outcomes.append("busy")

    threads = [threading.Thread(target=one) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(outcomes) == 40
    assert outcomes.count("made") >= 16
    assert outcomes.count("busy") >= 1
    assert passwords.hashed("x")


def test_a_hash_made_with_weaker_parameters_is_outdated() -> None:
    from argon2 import PasswordHasher

    assert passwords.outdated(PasswordHasher(time_cost=1, memory_cost=64).hash("x"))


def test_checking_against_nobody_takes_as_long_as_against_somebody() -> None:
    somebody = passwords.hashed("rätt lösenord här")

    def typical(password_hash: str | None) -> float:
        times = []
        for _ in range(5):
            start = time.process_time()
            passwords.matches("fel lösenord här", password_hash)
            times.append(time.process_time() - start)
        return statistics.median(times)

    passwords.matches("", None)
    known, unknown = typical(somebody), typical(None)

    assert unknown > known / 2


@pytest.mark.parametrize(
    ("password", "what"),
    [
        ("kort", "för kort"),
        ("x" * 257, "för långt"),
        ("password1234", "lätt att gissa"),
        ("qwertyuiop12", "lätt att gissa"),
        ("aaaaaaaaaaaaaaaa", "lätt att gissa"),
        ("kommunkompassen1", "lätt att gissa"),
        ("annastråth2026", "lätt att gissa"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused_with_advice(password: str, what: str) -> None:
    with pytest.raises(InvalidInputError, match=what):
        passwords.require_good(password, about=("annastråth", "Anna Stråth"))


@pytest.mark.parametrize("password", ["fyra ord tagna helt på måfå", "x9!Kd02_pQzr", "mjölk cykel fönster torsdag" * 9])
def test_a_good_password_is_taken_however_it_is_made(password: str) -> None:
    passwords.require_good(password)

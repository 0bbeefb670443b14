"""Signing in, sessions and looking after accounts."""

import threading
from dataclasses import replace

import pytest

from assistant.errors import (
    AssistantError,
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    TooManyAttemptsError,
)
from assistant.workflow import accounts
from assistant.workflow.parts import Parts

GOOD = "fyra ord tagna helt på måfå"
BETTER = "cykel fönster torsdag mjölk"

pytestmark = pytest.mark.usefixtures("ada")


def _enter(parts: Parts, name: str = "ada", password: str = GOOD, address: str = "10.0.0.1", **more: str) -> str:
    return accounts.sign_in(parts, name, password, address=address, **more)


@pytest.mark.parametrize(
    ("name", "shown", "error"),
    [("x", "X", InvalidInputError), ("bo", "\u202e", InvalidInputError),
     ("ada", "Ada", ConflictError)],
)  # fmt: skip
def test_names_that_will_not_do_are_refused(parts: Parts, name, shown, error) -> None:
    with pytest.raises(error):
        accounts.create_user(parts, name, shown=shown, role="evaluator", password=GOOD)


def test_the_right_password_opens_a_session_of_which_only_a_hash_is_kept(parts: Parts) -> None:
    secret = _enter(parts, " ADA ", label="Firefox\x00 på Linux")
    signed = accounts.signed_in(parts, secret)

    assert len(secret) >= 43
    assert signed is not None
    assert (signed.user.name, signed.session.label, signed.temporary) == ("ada", "Firefox på Linux", False)
    parts.store.close()
    for file in parts.files.parent.glob("*.sqlite*"):
        assert secret.encode() not in file.read_bytes()
        assert GOOD.encode() not in file.read_bytes()


def test_wrong_password_unknown_name_and_closed_account_get_the_same_answer(parts: Parts) -> None:
    accounts.create_user(parts, "bo", shown="Bo", role="evaluator", password=GOOD)
    accounts.disable(parts, "bo")

    said = []
    for name, password in [("ada", "fel"), ("finns.inte", GOOD), ("bo", GOOD), ("lokal", ""), ("<script>", GOOD)]:
        with pytest.raises(NotAllowedError) as caught:
            _enter(parts, name, password, address=name)
        said.append((caught.value.message, caught.value.hint))

    assert len(set(said)) == 1


@pytest.mark.parametrize("name", ["ada", "finns.inte"])
def test_too_many_failures_on_an_account_stop_even_the_right_password_for_a_while(
    parts: Parts, clock, name: str
) -> None:
    for n in range(accounts.PER_ACCOUNT):
        with pytest.raises(NotAllowedError):
            _enter(parts, name, "fel", address=f"10.0.0.{n}")
    with pytest.raises(TooManyAttemptsError) as caught:
        _enter(parts, name, GOOD, address="10.9.9.9")
    assert "kvart" in caught.value.hint

    clock.pass_minutes(16)
    if name == "ada":
        assert _enter(parts, name)
    else:
        with pytest.raises(NotAllowedError):
            _enter(parts, name)


def test_too_many_failures_from_one_address_stop_it_whatever_names_it_tries(parts: Parts) -> None:
    for n in range(accounts.PER_ADDRESS):
        with pytest.raises(NotAllowedError):
            _enter(parts, f"namn{n}", "fel")
    with pytest.raises(TooManyAttemptsError):
        _enter(parts)
    assert _enter(parts, address="10.0.0.2")


def test_the_right_password_clears_the_failures_before_it(parts: Parts) -> None:
    for _ in range(3):
        for _ in range(accounts.PER_ACCOUNT - 1):
            with pytest.raises(NotAllowedError):
                _enter(parts, password="fel")
        _enter(parts)


def test_attempts_at_the_same_moment_cannot_slip_past_the_limit(parts: Parts) -> None:
    outcomes: list[type[Exception]] = []

    def guess() -> None:
        try:
            _enter(parts, password="fel")
        except AssistantError as error:
            outcomes.append(type(error))

    threads = [threading.Thread(target=guess) for _ in range(15)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count(NotAllowedError) == accounts.PER_ACCOUNT
    assert outcomes.count(TooManyAttemptsError) == 10


def test_signing_in_again_ends_the_session_the_browser_had(parts: Parts) -> None:
    old = _enter(parts)
    new = _enter(parts, old_secret=old)

    assert accounts.signed_in(parts, old) is None
    assert accounts.signed_in(parts, new)
    accounts.sign_out(parts, new)
    assert accounts.signed_in(parts, new) is None


def test_a_session_ends_when_it_is_not_used_and_in_any_case_after_its_longest_time(parts: Parts, clock) -> None:
    secret = _enter(parts)
    clock.pass_minutes(119)
    assert accounts.signed_in(parts, secret)
    clock.pass_minutes(121)
    assert accounts.signed_in(parts, secret) is None

    secret = _enter(parts)
    for _ in range(7):
        clock.pass_minutes(100)
        assert accounts.signed_in(parts, secret)
    clock.pass_minutes(30)
    assert accounts.signed_in(parts, secret) is None
    assert accounts.sessions(parts, "ada") == ()


def test_changing_the_password_ends_all_other_sessions_and_tokens(parts: Parts) -> None:
    other, secret = _enter(parts), _enter(parts)
    token = accounts.make_token(parts, "ada", "skript")
    signed = accounts.signed_in(parts, secret)
    assert signed is not None

    new = accounts.change_password(parts, signed, GOOD, BETTER)

    assert accounts.signed_in(parts, other) is accounts.signed_in(parts, secret) is None
    assert accounts.signed_in(parts, token, program=True) is None
    assert accounts.signed_in(parts, new)
    with pytest.raises(NotAllowedError):
        _enter(parts)
    assert _enter(parts, password=BETTER)


def test_changing_the_password_takes_the_old_one_and_another_good_one(parts: Parts) -> None:
    signed = accounts.signed_in(parts, _enter(parts))
    assert signed is not None
    with pytest.raises(InvalidInputError, match="likadant"):
        accounts.change_password(parts, signed, GOOD, GOOD)
    with pytest.raises(InvalidInputError, match="kort"):
        accounts.change_password(parts, signed, GOOD, "kort")
    for _ in range(accounts.PER_ACCOUNT):
        with pytest.raises(NotAllowedError):
            accounts.change_password(parts, signed, "fel", BETTER)
    with pytest.raises(TooManyAttemptsError):
        accounts.change_password(parts, signed, GOOD, BETTER)


def test_a_password_made_up_for_somebody_is_marked_as_temporary(parts: Parts) -> None:
    made = accounts.create_user(parts, "bo", shown="", role="evaluator")
    signed = accounts.signed_in(parts, _enter(parts, "bo", made))
    assert signed is not None
    assert signed.temporary
    assert signed.user.display_name == "bo"

    again = accounts.set_password(parts, "bo")
    assert accounts.signed_in(parts, _enter(parts, "bo", again))
    assert made != again


def test_one_may_end_ones_sessions_one_by_one_or_all_others(parts: Parts) -> None:
    secrets = [_enter(parts) for _ in range(3)]
    signed = accounts.signed_in(parts, secrets[0])
    assert signed is not None
    accounts.end_session(parts, "ada", accounts.sessions(parts, "ada")[0].number)
    assert len(accounts.sessions(parts, "ada")) == 2
    assert accounts.end_others(parts, signed) == 1
    assert accounts.signed_in(parts, secrets[0])
    with pytest.raises(NotFoundError):
        accounts.end_session(parts, "bo", signed.session.number)


def test_closing_an_account_shuts_its_user_out_at_once(parts: Parts) -> None:
    accounts.create_user(parts, "bo", shown="Bo", role="administrator", password=GOOD)
    secret = _enter(parts, "bo")
    token = accounts.make_token(parts, "bo", "skript")
    accounts.disable(parts, "bo")

    assert accounts.signed_in(parts, secret) is None
    assert accounts.signed_in(parts, token, program=True) is None
    with pytest.raises(NotAllowedError):
        accounts.make_token(parts, "bo", "skript")
    accounts.enable(parts, "bo")
    assert _enter(parts, "bo")


def test_a_token_is_for_programs_only_and_ends(parts: Parts, clock) -> None:
    token = accounts.make_token(parts, "ada", "skript", days=2)

    assert accounts.signed_in(parts, token) is None
    assert accounts.signed_in(parts, _enter(parts), program=True) is None
    clock.pass_minutes(60 * 24)
    assert accounts.signed_in(parts, token, program=True)
    clock.pass_minutes(60 * 24)
    assert accounts.signed_in(parts, token, program=True) is None
    for label, days in [("", 1), ("x", 0), ("x", 400)]:
        with pytest.raises(InvalidInputError):
            accounts.make_token(parts, "ada", label, days=days)


def test_there_is_always_an_administrator_left_who_can_sign_in(parts: Parts) -> None:
    for act in (lambda: accounts.disable(parts, "ada"), lambda: accounts.set_role(parts, "ada", "participant")):
        with pytest.raises(ConflictError, match="ingen annan"):
            act()
    accounts.create_user(parts, "bo", shown="Bo", role="administrator", password=GOOD)
    assert accounts.set_role(parts, "ada", "participant").role == "participant"


def test_what_is_done_to_accounts_is_logged_under_who_did_it(parts: Parts) -> None:
    acting = replace(parts, user="ada")
    accounts.create_user(acting, "bo", shown="Bo", role="evaluator", password=GOOD)
    accounts.disable(acting, "bo")

    assert [(e.by, e.action, e.subject) for e in accounts.log(parts)] == [
        ("ada", "user_disabled", "bo"),
        ("ada", "user_created", "bo"),
        ("lokal", "user_created", "ada"),
    ]


def test_nothing_secret_and_no_name_is_logged(parts: Parts, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with pytest.raises(NotAllowedError):
        _enter(parts, "anna.hemlig", "hemligt lösenord", address="203.0.113.7")

    everything = " ".join(f"{r.getMessage()} {r.__dict__}" for r in caplog.records)
    assert "sign-in failed" in everything
    for secret in ("hemlig", "203.0.113.7"):
        assert secret not in everything

"""Who may do and see what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.access import (
    ADMINISTRATORS_TOO,
    IN_ASSESSMENT,
    MEMBER_ROLES,
    OPEN_ACTS,
    ROLES,
    SYSTEM,
    WHOLE,
    allowed,
    display_name,
    is_of_assessment,
    own_path,
    sight_of,
    user_name,
)
from assistant.domain.assessment import User

PERSON = User("anna", "Anna Ek", "participant")
ADMINISTRATOR = User("ada", "Ada Ek", "administrator")


def test_nobody_does_more_than_enter_without_signing_in() -> None:
    may = [act for act in (*OPEN_ACTS, *SYSTEM, *IN_ASSESSMENT) if allowed(None, None, act)]

    assert may == ["enter"]


@pytest.mark.parametrize("membership", [None, *MEMBER_ROLES])
def test_a_closed_account_may_do_nothing_whatever_it_was(membership) -> None:
    closed = User("ada", "Ada", "administrator", disabled=True)

    assert [act for act in (*SYSTEM, *IN_ASSESSMENT) if allowed(closed, membership, act)] == []


@pytest.mark.parametrize("role", ROLES)
def test_an_outsider_may_do_nothing_in_an_assessment_save_that_an_administrator_hands_it_over(role) -> None:
    may = {act for act in IN_ASSESSMENT if allowed(User("u1", "U", role), None, act)}

    assert may == (ADMINISTRATORS_TOO if role == "administrator" else set())


@pytest.mark.parametrize("membership", ["contributor", "reader"])
@pytest.mark.parametrize(
    "act",
    ["see_interviews", "see_key", "see_working_papers", "see_members", "audit", "set_participants", "remove_sources",
     "draft", "give_opinion", "decide", "edit_text", "approve", "manage_members", "erase"],
)  # fmt: skip
def test_the_municipality_never_sees_interviews_nor_judges_itself(membership, act) -> None:
    assert not allowed(PERSON, membership, act)


def test_a_contributor_adds_what_a_reader_only_reads() -> None:
    gained = {a for a in IN_ASSESSMENT if allowed(PERSON, "contributor", a) and not allowed(PERSON, "reader", a)}

    assert gained == {"add_sources", "read_sources"}


def test_an_evaluator_does_all_but_sign_hold_the_key_and_manage() -> None:
    missing = {act for act in IN_ASSESSMENT if not allowed(PERSON, "evaluator", act)}

    assert missing == {"see_key", "approve", "manage_members", "erase"}
    assert all(allowed(PERSON, "lead", act) for act in IN_ASSESSMENT)


def test_system_roles_decide_what_concerns_no_assessment() -> None:
    table = {role: {act for act in SYSTEM if allowed(User("u1", "U", role), "lead", act)} for role in ROLES}

    assert table == {
        "administrator": {"be_signed_in", "create_assessment", "manage_users"},
        "evaluator": {"be_signed_in", "create_assessment"},
        "participant": {"be_signed_in"},
    }
    assert not any(is_of_assessment(act) for act in SYSTEM)
    assert is_of_assessment("view")


def test_sight_follows_the_table() -> None:
    assert sight_of(PERSON, "lead") == sight_of(PERSON, "evaluator") == WHOLE
    assert WHOLE.whole
    for membership in ("contributor", "reader", None):
        seen = sight_of(ADMINISTRATOR, membership)
        assert (seen.interviews, seen.working_papers, seen.whole) == (False, False, False)


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        (" Anna.Ek ", "anna.ek"),
        ("a\u030asa", "åsa"),
        ("anna@kommun.se", "anna@kommun.se"),
        ("a", None),
        ("", None),
        ("anna ek", None),
        ("../etc", None),
        ("<b>", None),
        ("-anna", None),
        ("a" * 65, None),
        ("anna\n", "anna"),
        ("an\nna", None),
    ],
)
def test_a_user_has_one_spelling_that_is_safe_anywhere(given_name: str, name: str | None) -> None:
    assert user_name(given_name) == name


@given(st.text(max_size=80))
def test_a_user_name_is_its_own_spelling(text: str) -> None:
    name = user_name(text)

    assert name is None or user_name(name) == name


def test_a_display_name_is_tidied_and_bounded() -> None:
    assert display_name("  Anna   Ek ") == "Anna Ek"
    assert display_name(" ") is None
    assert display_name("x" * 81) is None
    assert display_name("Anna\x00Ek") is None
    assert display_name("Anna\u202eEk") is None


@pytest.mark.parametrize(
    ("given_path", "path"),
    [
        ("/assessments/x?a=1#b", "/assessments/x?a=1#b"),
        ("", "/"),
        ("https://ond.se", "/"),
        ("//ond.se", "/"),
        ("/\\ond.se", "/"),
        ("/a\\b", "/"),
        ("/\tond", "/"),
        ("/\n/ond.se", "/"),
        ("javascript:alert(1)", "/"),
        ("/" + "a" * 2000, "/"),
    ],
)
def test_one_is_only_sent_on_to_own_pages(given_path: str, path: str) -> None:
    assert own_path(given_path) == path

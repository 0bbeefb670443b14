"""The pages about people: signing in, one's own account, all users, and the members of an assessment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.domain.assessment import Assessment, Role, User
from assistant.store import AccountEvent, Member, Session
from assistant.web.guard import Who
from assistant.web.pages.problem import ErrorPage
from assistant.workflow.accounts import Account

Done = Literal["", "password", "sessions"]

_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrom", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The form to sign in with."""

    name: str = ""
    next: str = "/"
    problem: ErrorPage | None = None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One place where the user is signed in."""

    number: int
    label: str
    seen: int
    """Seconds since 1970."""
    here: bool
    program: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One's own account."""

    user: User
    local: bool
    """The one user of a computer without accounts."""
    temporary: bool
    sessions: tuple[SessionRow, ...]
    done: Done = ""
    problem: ErrorPage | None = None


@dataclass(frozen=True, slots=True)
class GivenUser:
    """What was filled in for a new account."""

    name: str = ""
    shown: str = ""
    role: Role = "evaluator"


@dataclass(frozen=True, slots=True)
class UsersPage:
    """All accounts."""

    rows: tuple[Account, ...]
    first: bool
    """Nobody has an account yet."""
    log: tuple[AccountEvent, ...]
    given: GivenUser
    created: str = ""
    password: str = ""
    """Of the account just created: shown once."""
    problem: ErrorPage | None = None


@dataclass(frozen=True, slots=True)
class UserPage:
    """One account."""

    account: Account
    password: str = ""
    """Just made up: shown once."""
    problem: ErrorPage | None = None


@dataclass(frozen=True, slots=True)
class MembersPage:
    """The members of an assessment."""

    id: str
    title: str
    members: tuple[Member, ...]
    may_manage: bool
    given: str = ""
    problem: ErrorPage | None = None


def account_page(
    user: User, who: Who, sessions: Sequence[Session], *, done: str = "", problem: ErrorPage | None = None
) -> AccountPage:
    """Build the page of one's own account."""
    here = who.signed.session.number if who.signed else 0
    rows = tuple(SessionRow(s.number, s.label, s.seen, s.number == here, s.sort == "program") for s in sessions)
    known: dict[str, Done] = {"password": "password", "sessions": "sessions"}
    return AccountPage(
        user=user,
        local=who.signed is None,
        temporary=bool(who.signed and who.signed.temporary),
        sessions=rows,
        done=known.get(done, ""),
        problem=problem,
    )


def members_page(
    assessment: Assessment, members: Sequence[Member], who: Who, *, given: str = "", problem: ErrorPage | None = None
) -> MembersPage:
    """Build the page of an assessment's members."""
    return MembersPage(
        id=assessment.id,
        title=assessment.title,
        members=tuple(members),
        may_manage=who.may("manage_members"),
        given=given,
        problem=problem,
    )


def browser_label(agent: str) -> str:
    """Say in two words what a browser calls itself, so that its user knows it again; empty when unknown."""
    found = (next((name for mark, name in names if mark in agent), "") for names in (_BROWSERS, _SYSTEMS))
    return ", ".join(name for name in found if name)

"""Who may do and see what: one table, asked by every page, every address of the API and every filter.

A user has a *role* in the system and, in each assessment, perhaps a *membership*. The two are kept
apart on purpose: an administrator manages accounts and members but sees no evidence of an assessment
without being a member of it, and becoming one is written in its log. The municipality's own people
(contributor, reader) see the evidence that is not interviews and what has been approved; interviews,
the key behind their pseudonyms and the evaluators' working papers (drafts, opinions, decisions that
are not approved) stay with the evaluators.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from assistant.domain.assessment import Role, User

MemberRole = Literal["lead", "evaluator", "contributor", "reader"]
"""What a member is in one assessment; contributor and reader are the municipality's own people."""

MEMBER_ROLES: tuple[MemberRole, ...] = get_args(MemberRole)
ROLES: tuple[Role, ...] = get_args(Role)

OpenAct = Literal["enter"]
"""What anybody may do, signed in or not: see the sign-in page and use it."""

SystemAct = Literal["be_signed_in", "create_assessment", "manage_users"]
"""What concerns no single assessment."""

AssessmentAct = Literal[
    "view",
    "see_sources",
    "search",
    "see_interviews",
    "see_key",
    "see_working_papers",
    "see_members",
    "audit",
    "add_sources",
    "read_sources",
    "remove_sources",
    "set_participants",
    "draft",
    "give_opinion",
    "decide",
    "edit_text",
    "approve",
    "export_report",
    "manage_members",
    "erase",
]
"""What is done in one assessment."""

Act = OpenAct | SystemAct | AssessmentAct

OPEN_ACTS: frozenset[str] = frozenset(get_args(OpenAct))

SYSTEM: Mapping[Act, frozenset[Role]] = {
    "be_signed_in": frozenset({"administrator", "evaluator", "participant"}),
    "create_assessment": frozenset({"administrator", "evaluator"}),
    "manage_users": frozenset({"administrator"}),
}

_ALL = frozenset[MemberRole](MEMBER_ROLES)
_EVALUATORS = frozenset[MemberRole]({"lead", "evaluator"})
_LEAD = frozenset[MemberRole]({"lead"})

IN_ASSESSMENT: Mapping[Act, frozenset[MemberRole]] = {
    "view": _ALL,
    "see_sources": _ALL,
    "search": _ALL,
    "see_interviews": _EVALUATORS,
    "see_key": _LEAD,
    "see_working_papers": _EVALUATORS,
    "see_members": _EVALUATORS,
    "audit": _EVALUATORS,
    "add_sources": _EVALUATORS | {"contributor"},
    "read_sources": _EVALUATORS | {"contributor"},
    "remove_sources": _EVALUATORS,
    "set_participants": _EVALUATORS,
    "draft": _EVALUATORS,
    "give_opinion": _EVALUATORS,
    "decide": _EVALUATORS,
    "edit_text": _EVALUATORS,
    "approve": _LEAD,
    "export_report": _ALL,
    "manage_members": _LEAD,
    "erase": _LEAD,
}

ADMINISTRATORS_TOO: frozenset[Act] = frozenset({"see_members", "manage_members"})
"""What an administrator may do in an assessment without being a member: hand it to somebody."""


def is_of_assessment(act: Act) -> bool:
    """Say whether an act is done in one assessment, so that membership decides."""
    return act in IN_ASSESSMENT


def allowed(user: User | None, membership: MemberRole | None, act: Act) -> bool:
    """Say whether somebody may do something.

    Args:
        user: who asks; None when nobody is signed in.
        membership: what the user is in the assessment concerned; None when not a member, or when the act
            concerns no assessment.
        act: what is asked for.
    """
    if act in OPEN_ACTS:
        return True
    if user is None or user.disabled:
        return False
    if act in SYSTEM:
        return user.role in SYSTEM[act]
    if user.role == "administrator" and act in ADMINISTRATORS_TOO:
        return True
    return membership in IN_ASSESSMENT[act]


@dataclass(frozen=True, slots=True)
class Sight:
    """What the one who acts may see of an assessment; the workflows leave out the rest."""

    interviews: bool = True
    """Texts, quotes, names and existence of interviews."""
    working_papers: bool = True
    """Drafts, opinions, and decisions and texts that are not approved."""

    @property
    def whole(self) -> bool:
        """Say whether nothing is left out."""
        return self.interviews and self.working_papers


WHOLE = Sight()


def sight_of(user: User | None, membership: MemberRole | None) -> Sight:
    """Return what a user may see of an assessment in which they have this membership."""
    return Sight(
        interviews=allowed(user, membership, "see_interviews"),
        working_papers=allowed(user, membership, "see_working_papers"),
    )


_NAME = re.compile(r"[a-z0-9åäöéü](?:[a-z0-9åäöéü._@-]{0,62}[a-z0-9åäöéü])")

LONGEST_DISPLAY_NAME = 80


def user_name(given: str) -> str | None:
    """Return a user's name in its one spelling (composed, lower case), None when it cannot be one.

    Names are 2 to 64 letters, digits, dots, hyphens, underscores and at-signs, so that they can stand in
    an address, a log and a file name.
    """
    name = unicodedata.normalize("NFC", given).strip().casefold()
    return name if _NAME.fullmatch(name) else None


def display_name(given: str) -> str | None:
    """Return a name for pages and reports without doubled blanks, None when it is empty, long or unprintable."""
    name = " ".join(unicodedata.normalize("NFC", given).split())
    return name if name.isprintable() and 0 < len(name) <= LONGEST_DISPLAY_NAME else None


def own_path(given: str) -> str:
    """Return an address to go on to if it is a path of this service, else the start page.

    A browser reads ``//host``, ``/\\host`` and anything with a control character in it as another site.
    """
    inside = given.startswith("/") and not given.startswith(("//", "/\\"))
    if not inside or "\\" in given or not given.isprintable() or len(given) > 2000:
        return "/"
    return given

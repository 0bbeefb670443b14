"""Signing in and out, one's own account, all accounts, and the members of an assessment."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.domain.access import MemberRole, own_path, user_name
from assistant.domain.assessment import Role
from assistant.errors import ConflictError, InvalidInputError, NotSignedInError, UserError
from assistant.web import cookies
from assistant.web.deps import AssessmentId, FrameDep, PartsDep, WhoDep
from assistant.web.errors import status_of
from assistant.web.frame import Frame
from assistant.web.guard import GuardedRoute, Who, needs
from assistant.web.pages.people import (
    GivenUser,
    SignInPage,
    UserPage,
    UsersPage,
    account_page,
    browser_label,
    members_page,
)
from assistant.web.pages.problem import problem
from assistant.web.pages.render import render
from assistant.workflow import accounts, assessments, membership
from assistant.workflow.accounts import SignedIn
from assistant.workflow.parts import Parts

router = APIRouter(route_class=GuardedRoute, default_response_class=HTMLResponse, include_in_schema=False)

NameField = Annotated[str, Form(max_length=100)]
Password = Annotated[str, Form(max_length=2000)]
Target = Annotated[str, Form(max_length=2000)]
UserName = Annotated[str, Path(max_length=64)]


@router.get("/sign-in")
@needs("enter")
def show_sign_in(frame: FrameDep, after: Annotated[str, Query(alias="next", max_length=2000)] = "/") -> Response:
    """Show the form to sign in with; one who is signed in goes on at once."""
    if frame.who.user:
        return RedirectResponse(own_path(after), status_code=303)
    return render(frame, "sign_in.html", page=SignInPage(next=own_path(after)))


@router.post("/sign-in")
@needs("enter")
def sign_in(
    request: Request,
    frame: FrameDep,
    parts: PartsDep,
    name: NameField = "",
    password: Password = "",
    after: Annotated[str, Form(alias="next", max_length=2000)] = "/",
) -> Response:
    """Sign in and go on to where one was going."""
    address = request.client.host if request.client else ""
    label = browser_label(request.headers.get("user-agent", ""))
    old = cookies.read(request.scope, "kompass")
    try:
        secret = accounts.sign_in(parts, name, password, address=address, label=label, old_secret=old)
    except UserError as error:
        page = SignInPage(name, own_path(after), problem(frame, error.message, error.hint))
        return render(frame, "sign_in.html", status=status_of(error), page=page)
    answer = RedirectResponse(own_path(after), status_code=303)
    cookies.set_secret(answer, request.scope, "kompass", secret)
    cookies.forget(answer, request.scope, "kompass-form")
    return answer


@router.post("/sign-out")
@needs("be_signed_in", before_change=True)
def sign_out(request: Request, parts: PartsDep) -> Response:
    """End the session."""
    accounts.sign_out(parts, cookies.read(request.scope, "kompass"))
    answer = RedirectResponse("/sign-in", status_code=303)
    cookies.forget(answer, request.scope, "kompass")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@router.get("/account")
@needs("be_signed_in", before_change=True)
def show_account(
    frame: FrameDep, parts: PartsDep, who: WhoDep, done: Annotated[str, Query(max_length=20)] = ""
) -> HTMLResponse:
    """Show one's own account."""
    return _account(frame, parts, who, done=done)


def _account(frame: Frame, parts: Parts, who: Who, *, done: str = "", error: UserError | None = None) -> HTMLResponse:
    user = accounts.account(parts, parts.user).user
    sessions = accounts.sessions(parts, user.name) if who.signed else ()
    wrong = problem(frame, error.message, error.hint) if error else None
    page = account_page(user, who, sessions, done=done, problem=wrong)
    return render(frame, "account.html", status=status_of(error) if error else 200, page=page)


@router.post("/account/password")
@needs("be_signed_in", before_change=True)
def change_password(
    request: Request, frame: FrameDep, parts: PartsDep, who: WhoDep, old: Password = "", new: Password = ""
) -> Response:
    """Change one's own password."""
    try:
        secret = accounts.change_password(parts, _signed(who), old, new)
    except UserError as error:
        return _account(frame, parts, who, error=error)
    answer = RedirectResponse("/account?done=password", status_code=303)
    cookies.set_secret(answer, request.scope, "kompass", secret)
    return answer


@router.post("/account/sessions/end-others")
@needs("be_signed_in")
def end_others(parts: PartsDep, who: WhoDep) -> Response:
    """End one's sessions and tokens everywhere else."""
    accounts.end_others(parts, _signed(who))
    return RedirectResponse("/account?done=sessions", status_code=303)


@router.post("/account/sessions/{number}/end")
@needs("be_signed_in")
def end_session(parts: PartsDep, number: Annotated[int, Path(ge=1)]) -> Response:
    """End one of one's sessions or tokens."""
    accounts.end_session(parts, parts.user, number)
    return RedirectResponse("/account?done=sessions", status_code=303)


def _signed(who: Who) -> SignedIn:
    if who.signed is None:
        raise NotSignedInError("Du är inte inloggad.", hint="Logga in och försök igen.")
    return who.signed


@router.get("/users")
@needs("manage_users")
def show_users(frame: FrameDep, parts: PartsDep) -> HTMLResponse:
    """Show all accounts."""
    return _users(frame, parts)


def _users(
    frame: Frame,
    parts: Parts,
    *,
    given: GivenUser | None = None,
    created: str = "",
    password: str = "",
    error: UserError | None = None,
) -> HTMLResponse:
    first = not accounts.accounts_exist(parts)
    page = UsersPage(
        rows=accounts.accounts(parts),
        first=first,
        log=accounts.log(parts, 20),
        given=given or GivenUser(role="administrator" if first else "evaluator"),
        created=created,
        password=password,
        problem=problem(frame, error.message, error.hint) if error else None,
    )
    return render(frame, "users.html", status=status_of(error) if error else 200, page=page)


@router.post("/users")
@needs("manage_users")
def create_user(
    frame: FrameDep,
    parts: PartsDep,
    name: NameField = "",
    shown: NameField = "",
    role: Annotated[Role, Form()] = "participant",
) -> HTMLResponse:
    """Make an account and show its first password, once."""
    try:
        password = accounts.create_user(parts, name, shown=shown, role=role)
    except UserError as error:
        return _users(frame, parts, given=GivenUser(name, shown, role), error=error)
    return _users(frame, parts, created=user_name(name) or name, password=password)


@router.get("/users/{name}")
@needs("manage_users")
def show_user(frame: FrameDep, parts: PartsDep, name: UserName) -> HTMLResponse:
    """Show one account."""
    return _user(frame, parts, name)


def _user(frame: Frame, parts: Parts, name: str, *, password: str = "", error: UserError | None = None) -> HTMLResponse:
    wrong = problem(frame, error.message, error.hint) if error else None
    page = UserPage(accounts.account(parts, name), password, wrong)
    return render(frame, "user.html", status=status_of(error) if error else 200, page=page)


@router.post("/users/{name}/password")
@needs("manage_users")
def reset_password(frame: FrameDep, parts: PartsDep, name: UserName) -> HTMLResponse:
    """Give a user a new password and show it, once."""
    try:
        return _user(frame, parts, name, password=accounts.set_password(parts, name))
    except (ConflictError, InvalidInputError) as error:
        return _user(frame, parts, name, error=error)


@router.post("/users/{name}/role")
@needs("manage_users")
def change_role(frame: FrameDep, parts: PartsDep, name: UserName, role: Annotated[Role, Form()]) -> Response:
    """Change what a user is in the system."""
    try:
        accounts.set_role(parts, name, role)
    except (ConflictError, InvalidInputError) as error:
        return _user(frame, parts, name, error=error)
    return _user(frame, parts, name)


@router.post("/users/{name}/disable")
@needs("manage_users")
def disable(frame: FrameDep, parts: PartsDep, name: UserName) -> Response:
    """Close an account."""
    try:
        accounts.disable(parts, name)
    except (ConflictError, InvalidInputError) as error:
        return _user(frame, parts, name, error=error)
    return _user(frame, parts, name)


@router.post("/users/{name}/enable")
@needs("manage_users")
def enable(frame: FrameDep, parts: PartsDep, name: UserName) -> Response:
    """Open a closed account again."""
    accounts.enable(parts, name)
    return _user(frame, parts, name)


@router.get("/assessments/{assessment_id}/members")
@needs("see_members")
def show_members(frame: FrameDep, parts: PartsDep, who: WhoDep, assessment_id: AssessmentId) -> HTMLResponse:
    """Show the members of an assessment."""
    return _members(frame, parts, who, assessment_id)


def _members(
    frame: Frame, parts: Parts, who: Who, assessment_id: str, *, given: str = "", error: UserError | None = None
) -> HTMLResponse:
    found = membership.members(parts, assessment_id)
    wrong = problem(frame, error.message, error.hint) if error else None
    page = members_page(assessments.get(parts, assessment_id), found, who, given=given, problem=wrong)
    return render(frame, "members.html", status=status_of(error) if error else 200, page=page)


@router.post("/assessments/{assessment_id}/members")
@needs("manage_members")
def put_member(
    frame: FrameDep,
    parts: PartsDep,
    who: WhoDep,
    assessment_id: AssessmentId,
    role: Annotated[MemberRole, Form()],
    name: NameField = "",
) -> Response:
    """Add a member, or give one another role."""
    try:
        membership.put_member(parts, assessment_id, user_name(name) or name, role)
    except UserError as error:
        return _members(frame, parts, who, assessment_id, given=name, error=error)
    return RedirectResponse(f"/assessments/{assessment_id}/members", status_code=303)


@router.post("/assessments/{assessment_id}/members/remove")
@needs("manage_members")
def remove_member(
    frame: FrameDep, parts: PartsDep, who: WhoDep, assessment_id: AssessmentId, name: NameField = ""
) -> Response:
    """Take a member out."""
    try:
        membership.remove_member(parts, assessment_id, user_name(name) or name)
    except UserError as error:
        return _members(frame, parts, who, assessment_id, error=error)
    return RedirectResponse(f"/assessments/{assessment_id}/members", status_code=303)

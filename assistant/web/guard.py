"""Who asks, and whether they may: decided before anything of a request's body is read.

Every route names the act it is for with ``@needs``; one that does not, cannot be added. What comes
out is a copy of the parts with the acting user and what that user may see, and the only way for a
route to any data.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from assistant.domain.access import Act, MemberRole, allowed, is_of_assessment, sight_of
from assistant.domain.assessment import User
from assistant.errors import NotAllowedError, NotFoundError, NotSignedInError
from assistant.web import cookies
from assistant.web.site import site_of
from assistant.workflow import accounts, membership
from assistant.workflow.accounts import SignedIn
from assistant.workflow.parts import Parts

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""Headers by which a proxy shows that a request did not begin on this computer."""
FORM_FIELD = "form_key"
FORM_HEADER = "X-Form-Key"

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


class PasswordToChangeError(NotAllowedError):
    """The password was chosen by somebody else and must be changed before anything else."""


@dataclass(frozen=True, slots=True)
class Who:
    """The one who asks."""

    user: User | None = None
    membership: MemberRole | None = None
    """In the assessment that the address names, if it names one."""
    signed: SignedIn | None = None
    """None for nobody, and for the one user of a computer without accounts."""
    secret: str = ""
    """Of the session or, without one, of the form cookie; empty for programs."""

    def may(self, act: Act) -> bool:
        """Say whether they may do something here."""
        return allowed(self.user, self.membership, act)


@dataclass(frozen=True, slots=True)
class Need:
    """What a route asks of those who call it."""

    act: Act
    before_change: bool = False
    """Open to somebody who has yet to change the password that was chosen for them."""


def needs(act: Act, *, before_change: bool = False) -> Callable[[Endpoint], Endpoint]:
    """Declare the act that a route is for."""

    def declare(endpoint: Endpoint) -> Endpoint:
        endpoint.__dict__["need"] = Need(act, before_change)
        return endpoint

    return declare


def need_of(endpoint: Callable[..., Any], path: str) -> Need:
    """Return what a route needs. TypeError when it does not say, or names an act its address cannot hold."""
    need: Need | None = getattr(endpoint, "need", None)
    if need is None:
        raise TypeError(f"{path}: the route does not declare its act with @needs")
    if is_of_assessment(need.act) and "{assessment_id}" not in path:
        raise TypeError(f"{path}: {need.act} is an act in an assessment, and the address names none")
    return need


class GuardedRoute(APIRoute):
    """A route that nobody enters who may not."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler behind its guard."""
        need = need_of(self.endpoint, self.path)
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            who = await run_in_threadpool(admit, request, need)
            if request.method not in SAFE_METHODS:
                await _require_form_key(request, who)
            return await handle(request)

        return guarded


def admit(request: Request, need: Need) -> Who:
    """Find out who asks, and let them do what they may.

    Raises:
        NotSignedInError: nobody is signed in.
        PasswordToChangeError: the password must be changed first.
        NotFoundError: the assessment does not exist, or not for them; the two look the same.
        NotAllowedError: they may see the assessment, but not do this in it.
    """
    parts: Parts = request.app.state.services.parts
    assessment_id = str(request.path_params.get("assessment_id", ""))
    who = _who(request, parts)
    if who.user and assessment_id:
        role: MemberRole | None = "lead" if who.signed is None else None
        role = role or membership.role_of(parts, assessment_id, who.user.name)
        who = replace(who, membership=role)
    request.state.who = who
    name = who.user.name if who.user else ""
    request.state.parts = replace(parts, user=name, sight=sight_of(who.user, who.membership))
    _require(who, need)
    return who


def _require(who: Who, need: Need) -> None:
    if need.act != "enter" and who.user is None:
        raise NotSignedInError("Du är inte inloggad.", hint="Logga in och försök igen.")
    if who.signed and who.signed.temporary and not (need.before_change or need.act == "enter"):
        raise PasswordToChangeError(
            "Du behöver byta lösenord först.", hint="Välj ett eget lösenord på sidan Mitt konto."
        )
    if who.may(need.act):
        return
    if is_of_assessment(need.act) and who.membership is None:
        raise no_such_assessment()
    raise NotAllowedError(
        "Din roll räcker inte till det.", hint="Be den som leder utvärderingen eller en administratör."
    )


def no_such_assessment() -> NotFoundError:
    """Say that there is no such assessment; also to those who are not members of it."""
    return NotFoundError("Utvärderingen finns inte.", hint="Kontrollera adressen, eller börja från startsidan.")


def _who(request: Request, parts: Parts) -> Who:
    """Return who asks: a program with a token, a browser with a session, or the one user without accounts."""
    given = request.headers.get("authorization", "")
    if given:
        token = given[7:].strip() if given[:7].lower() == "bearer " and is_api(request.url.path) else ""
        signed = accounts.signed_in(parts, token, program=True) if token else None
        return Who(signed.user, signed=signed) if signed else Who()
    secret = cookies.read(request.scope, "kompass")
    signed = accounts.signed_in(parts, secret) if secret else None
    if signed:
        return Who(signed.user, signed=signed, secret=secret)
    form_secret = cookies.read(request.scope, "kompass-form")
    elsewhere = site_of(request.scope).public_url or any(name in request.headers for name in FORWARDED)
    if elsewhere or accounts.accounts_exist(parts):
        return Who(secret=form_secret)
    with parts.store.reading() as tx:
        return Who(tx.users.get(parts.local_user), secret=form_secret)


async def _require_form_key(request: Request, who: Who) -> None:
    """Take changes by a browser only from our own pages.

    A program's token is never sent by a browser on its own, and without accounts the check of the
    request's origin is all that an address of the API asks for, so that scripts stay simple.
    """
    api = is_api(request.url.path)
    if api and (who.signed is None or who.signed.session.sort == "program"):
        return
    given = request.headers.get(FORM_HEADER, "")
    if not given and not api:
        given = str((await request.form()).get(FORM_FIELD, ""))
    if not cookies.form_key_fits(who.secret, given):
        await request.close()  # files that came with it
        raise NotAllowedError("Formuläret är för gammalt och skickades inte.", hint="Läs om sidan och försök igen.")


def is_api(path: str) -> bool:
    """Say whether an address belongs to the JSON API."""
    return path == "/api" or path.startswith("/api/")

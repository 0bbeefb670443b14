"""Errors as answers: typed errors as they are, everything else as a number to look for in the log."""

import logging
from collections.abc import Mapping
from urllib.parse import quote
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import (
    AssistantError,
    ConflictError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    TooManyAttemptsError,
    UnavailableError,
    UserError,
)
from assistant.web.frame import frame_of
from assistant.web.guard import PasswordToChangeError, is_api
from assistant.web.language import marked as _
from assistant.web.pages.problem import problem
from assistant.web.pages.render import render

logger = logging.getLogger(__name__)

_STATUS: tuple[tuple[type[AssistantError], int], ...] = (
    (NotFoundError, 404),
    (NotAllowedError, 403),
    (NotSignedInError, 401),
    (TooManyAttemptsError, 429),
    (ConflictError, 409),
    (UserError, 400),
    (UnavailableError, 503),
)
_HTTP = {
    400: (_("Begäran kan inte tolkas."), _("Kontrollera det som skickades.")),
    404: (_("Det finns inget på den adressen."), _("Börja om från startsidan.")),
    405: (_("Adressen tar inte emot den sortens begäran."), "Se /api/openapi.json."),
    413: (_("Det som skickades är för stort."), _("Dela upp materialet och skicka en del i taget.")),
}


class Problem(BaseModel):
    """What went wrong, in Swedish, and what to do about it."""

    error: str
    hint: str = ""


class VersionProblem(Problem):
    """Somebody else decided first: the version the request built on, and the one that holds now."""

    expected_version: int | None = Field(default=None)
    current_version: int | None = Field(default=None)


class VersionConflictError(ConflictError):
    """A decision built on a version that no longer holds."""

    def __init__(self, cause: ConflictError, *, expected: int, current: int) -> None:
        super().__init__(cause.message, hint=cause.hint)
        self.expected = expected
        self.current = current


def refuse(
    scope: Scope, status: int, error: str, hint: str = "", *, extra: Mapping[str, object] | None = None
) -> Response:
    """Return an error as JSON under ``/api`` and as a page elsewhere."""
    if is_api(str(scope["path"])):
        return JSONResponse({"error": error, "hint": hint, **(extra or {})}, status_code=status)
    frame = frame_of(scope)
    return render(frame, "error.html", status=status, page=problem(frame, error, hint))


def add_handlers(app: FastAPI) -> None:
    """Let an app answer typed errors, wrong input and unknown addresses."""
    app.add_exception_handler(AssistantError, _typed)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def _typed(request: Request, error: Exception) -> Response:
    status = status_of(error)
    if not isinstance(error, AssistantError) or status == 500:
        return _unexpected(request.scope, error)
    elsewhere = _go_first(request, error)
    if elsewhere is not None:
        return elsewhere
    extra = None
    if isinstance(error, VersionConflictError):
        extra = {"expected_version": error.expected, "current_version": error.current}
    return refuse(request.scope, status, error.message, error.hint, extra=extra)


def status_of(error: Exception) -> int:
    """Return the status that a typed error is answered with."""
    return next((code for kind, code in _STATUS if isinstance(error, kind)), 500)


def _go_first(request: Request, error: AssistantError) -> Response | None:
    """Send a person to where they sign in or change their password; programs get the error itself."""
    if is_api(request.url.path):
        return None
    if isinstance(error, PasswordToChangeError):
        return RedirectResponse("/account", status_code=303)
    if isinstance(error, NotSignedInError):
        query = f"?{request.url.query}" if request.url.query else ""
        after = f"?next={quote(request.url.path + query, safe='/')}" if request.method == "GET" else ""
        return RedirectResponse(f"/sign-in{after}", status_code=303)
    return None


def _invalid(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    # Only names: the values may be anything, and are not echoed.
    fields = dict.fromkeys(str(item["loc"][1] if len(item["loc"]) > 1 else item["loc"][0]) for item in found)
    hint = f"Kontrollera: {', '.join(fields)}. Se /api/openapi.json."
    return refuse(request.scope, 422, "Uppgifterna saknas eller har fel form.", hint)


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    answer = refuse(request.scope, status, *_HTTP.get(status, (_("Begäran kunde inte utföras."), _("Försök igen."))))
    if isinstance(error, HTTPException) and error.headers:
        answer.headers.update(error.headers)
    return answer


def _unexpected(scope: Scope, error: Exception) -> Response:
    number = uuid4().hex[:12]
    logger.error("request failed", exc_info=error, extra={"error_id": number})
    hint = f"Försök igen. Hjälper inte det: sök efter {number} i loggen och anmäl felet."
    return refuse(scope, 500, f"Något gick fel i tjänsten (fel {number}).", hint, extra={"error_id": number})


class CatchAll:
    """Turns what nobody expected into an answer with a number; the trace goes to the log only."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer 500 when that fails before anything was sent."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception as error:
            if started:
                raise
            await _unexpected(scope, error)(scope, receive, send)

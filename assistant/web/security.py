"""What every request must satisfy before it reaches a route, and what every answer carries.

The service answers only to its own names (a page of another name that was rebound to this computer
gets nothing), and takes changes only from its own pages. Who may do what is decided in ``guard``.
"""

from collections.abc import Callable

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.errors import refuse
from assistant.web.guard import SAFE_METHODS, is_api
from assistant.web.site import site_of

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}


class SecurityHeaders:
    """Adds the security headers to every answer, errors too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and the answer back with its headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        public = str(scope["path"]).startswith("/static/")

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)  # a page of ours may set another policy for itself
                if site_of(scope).secure(scope):
                    headers.update(HTTPS_ONLY)
                if public:
                    headers.setdefault("Cache-Control", "no-cache")
                else:
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, with_headers)


class KnownHost:
    """Answers only requests whose Host is a name of this computer, or the service's public one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse other hosts with 400."""
        if scope["type"] == "http":
            hosts = Headers(scope=scope).getlist("host")
            if len(hosts) != 1 or not site_of(scope).knows(hosts[0]):
                error = "Tjänsten svarar bara på sin egen adress."
                answer = refuse(scope, 400, error, "Öppna http://127.0.0.1 med tjänstens portnummer.")
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)


class SameOrigin:
    """Takes changes only from the service's own pages, and lets no other site call the API at all.

    Reading is refused to other sites as well because some reading is noted in the log.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse requests that another site made a browser send, with 403."""
        if scope["type"] == "http" and not _is_own(scope):
            error = "Begäran kom från en annan webbplats och utfördes inte."
            hint = "Använd tjänstens egna sidor. Program anger rubriken Sec-Fetch-Site: none."
            await refuse(scope, 403, error, hint)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _is_own(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if headers.get("authorization"):
        # No other site can make a browser send this header; and the guard then looks at nothing else.
        return True
    if scope["method"] in SAFE_METHODS:
        return site != "cross-site" or not is_api(str(scope["path"]))
    if site is not None:
        return site in ("same-origin", "none")
    return [origin.lower() for origin in headers.getlist("origin")] == [site_of(scope).origin(scope)]


class BodyLimit:
    """Stops request bodies that are too large, by their stated length or as they arrive.

    Args:
        app: what comes after.
        limit: gives the most bytes for a path.
    """

    def __init__(self, app: ASGIApp, limit: Callable[[str], int]) -> None:
        self.app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse with 413."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self._limit(scope["path"])
        stated = Headers(scope=scope).get("content-length", "0")
        if not stated.isdecimal() or int(stated) > most:
            await refuse(scope, 413, *too_large(most))(scope, receive, send)
            return
        got = 0

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > most:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)


def too_large(most: int) -> tuple[str, str]:
    """Say that a body is larger than so many bytes, and what to do."""
    size = f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most} byte"
    return f"Det som skickades är större än {size}.", "Dela upp materialet och skicka en del i taget."

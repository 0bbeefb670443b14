"""Cookies: the session's secret, the key of forms, and how pages are to look.

Over https the first two are bound to this host (``__Host-``). The form key proves that a form was
filled in on one of our own pages: it is derived from a secret that only this browser sends, and no
other site can read either.
"""

import hashlib
import hmac
import secrets
from typing import Literal

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Scope

from assistant.web.site import site_of

Theme = Literal["auto", "light", "dark"]
Cookie = Literal["kompass", "kompass-form", "kompass-language", "kompass-theme"]

_YEAR = 365 * 86_400


def read(scope: Scope, name: Cookie) -> str:
    """Return the value of a cookie, empty when it was not sent."""
    sent = cookie_parser(Headers(scope=scope).get("cookie", ""))
    return sent.get(_full_name(scope, name), "")


def set_secret(answer: Response, scope: Scope, name: Cookie, value: str) -> None:
    """Let the browser keep a secret until it is closed."""
    secure = site_of(scope).secure(scope)
    answer.set_cookie(_full_name(scope, name), value, httponly=True, secure=secure, samesite="lax", path="/")


def forget(answer: Response, scope: Scope, name: Cookie) -> None:
    """Let the browser drop a secret."""
    secure = site_of(scope).secure(scope)
    answer.delete_cookie(_full_name(scope, name), httponly=True, secure=secure, samesite="lax", path="/")


def set_choice(answer: Response, scope: Scope, name: Cookie, value: str) -> None:
    """Let the browser remember a choice for a year."""
    secure = site_of(scope).secure(scope)
    answer.set_cookie(name, value, max_age=_YEAR, httponly=True, secure=secure, samesite="lax", path="/")


def _full_name(scope: Scope, name: Cookie) -> str:
    secret = name in ("kompass", "kompass-form")
    return f"__Host-{name}" if secret and site_of(scope).secure(scope) else name


def new_secret() -> str:
    """Return a fresh secret of 256 bits for the form key of somebody who is not signed in."""
    return secrets.token_urlsafe(32)


def form_key(secret: str) -> str:
    """Return the key that forms carry, from the secret of the session or of the form cookie."""
    return hmac.new(secret.encode(), b"form key", hashlib.sha256).hexdigest()


def form_key_fits(secret: str, given: str) -> bool:
    """Say whether a form's key belongs to the browser that sends it."""
    return bool(secret) and hmac.compare_digest(form_key(secret).encode(), given.encode())

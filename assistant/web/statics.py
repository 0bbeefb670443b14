"""Our stylesheets, scripts and icon: fetched once by a browser, and packed small on the way.

Pages name them under a fingerprint of all of them, so that what a browser keeps is never of another
version than the page; under their plain names they are asked for again each time.
"""

import hashlib
import re
from functools import cache
from importlib import resources

from starlette.datastructures import Headers
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

PREFIX = "/static"
_FINGERPRINT = re.compile(r"([0-9a-f]{16})/(.+)")
_FOR_A_YEAR = "public, max-age=31536000, immutable"
_PACKED_ALREADY = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    "application/octet-stream",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
_LEAST = 1000
"""Bytes below which packing is not worth the work."""


@cache
def fingerprint() -> str:
    """Name the files as they are in this version of the program."""
    digest = hashlib.sha256()
    for file in sorted((resources.files("assistant.web") / "static").iterdir(), key=lambda file: file.name):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@cache
def static() -> str:
    """Return the address under which pages name the files."""
    return f"{PREFIX}/{fingerprint()}"


class Statics(StaticFiles):
    """Gives the files, for a year where the address names their content."""

    def __init__(self) -> None:
        super().__init__(packages=[("assistant.web", "static")])

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Give a file; of another version's address it is the one there is now, and not kept."""
        named = _FINGERPRINT.fullmatch(path)
        answer = await super().get_response(named[2] if named else path, scope)
        if named and named[1] == fingerprint():
            answer.headers["Cache-Control"] = _FOR_A_YEAR
        return answer


class Packed:
    """Packs what our own pages ask for.

    What another site makes a browser ask for is sent as it is: from the size of a packed page, in
    which words of the address stand, one who listens could guess what else stands there (BREACH).
    A stream of events is never held back to be packed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._packed = GZipMiddleware(app, _LEAST, compresslevel=4, exclude_content_types=_PACKED_ALREADY)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer back, packed where that is safe."""
        await (self._packed if scope["type"] == "http" and _is_safe(scope) else self._plain)(scope, receive, send)


def _is_safe(scope: Scope) -> bool:
    if str(scope["path"]).startswith(f"{PREFIX}/"):
        return True
    return Headers(scope=scope).get("sec-fetch-site") in ("same-origin", "none")

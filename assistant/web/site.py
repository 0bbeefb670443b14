"""Where the service is reached, and what follows from it for cookies and addresses."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from assistant.errors import NotAllowedError

_LOCAL_HOST = re.compile(r"(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Site:
    """The public address, if there is one besides this computer's own."""

    public_url: str = ""
    """Such as ``https://kompass.exempel.se``, always https; empty when only this computer reaches the service."""

    def knows(self, host: str) -> bool:
        """Say whether a Host header names this service."""
        return bool(_LOCAL_HOST.fullmatch(host)) or (bool(self.public_url) and host.lower() == self._host)

    def secure(self, scope: Scope) -> bool:
        """Say whether a request came over https, as its browser sees it."""
        return scope["scheme"] == "https" or (bool(self.public_url) and host_of(scope).lower() == self._host)

    def origin(self, scope: Scope) -> str:
        """Return what a browser names as the origin of this service's own pages."""
        return f"{'https' if self.secure(scope) else scope['scheme']}://{host_of(scope)}".lower()

    @property
    def _host(self) -> str:
        return urlsplit(self.public_url).netloc.lower()


def host_of(scope: Scope) -> str:
    """Return the Host header of a request, empty when there is none."""
    return Headers(scope=scope).get("host", "")


def site_of(scope: Scope) -> Site:
    """Return the site of the app that a request is for."""
    app: Any = scope["app"]
    found: Site = app.state.site
    return found


def require_safe_address(address: str, *, accounts: bool = False, public_url: str = "") -> None:
    """Refuse to listen where strangers could come in.

    Without accounts whoever reaches the service may do everything, so it stays on this computer. With
    accounts it may be reached from elsewhere, at the one public address over https.

    Raises:
        NotAllowedError: says what is missing.
    """
    local = _is_loopback(address)
    if (not local or public_url) and not accounts:
        raise NotAllowedError(
            f"Tjänsten kan inte lyssna på adressen {public_url or address!r}: den saknar konton och inloggning, "
            "så alla som når adressen skulle kunna läsa och ändra allt.",
            hint="Skapa ett konto med: kompass user add NAMN --role administrator. "
            "Eller använd --host 127.0.0.1 och öppna sidan på den egna datorn.",
        )
    if not local and not public_url:
        raise NotAllowedError(
            f"Tjänsten kan inte lyssna på adressen {address!r} utan att veta vilken adress den har utifrån.",
            hint="Sätt KOMPASS_PUBLIC_URL till en adress med https, och en proxy framför som ordnar krypteringen.",
        )


def _is_loopback(address: str) -> bool:
    if address == "localhost":
        return True
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False

"""One page over HTTP: from a checked address, within limits, redirects checked one by one."""

import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType

import httpx

from assistant.errors import UserError
from assistant.fetching.addresses import is_public
from assistant.fetching.links import joined

AGENT = "KommunkompassAssistant"
"""How the program calls itself, to servers and in robots.txt."""

Resolver = Callable[[str, int], Sequence[str]]
"""Gives all addresses of a host and port."""

_MOST_REDIRECTS = 5


class FetchError(UserError):
    """A page could not be fetched, or may not be."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may cost."""

    page_bytes: int = 10_000_000
    seconds: float = 20.0
    ports: frozenset[int] = frozenset({80, 443})
    trusted_addresses: frozenset[str] = frozenset()
    """Addresses that are taken though they are not public. For tests only: it stays empty in the product."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer."""

    address: str
    """Where it came from in the end."""
    status: int
    media_type: str
    data: bytes = field(repr=False)


def resolve(host: str, port: int) -> Sequence[str]:
    """Return all addresses of a host. OSError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _CheckedTransport(httpx.BaseTransport):
    """Looks a host up once, checks every address it has, and connects to the one that was checked.

    A name that changes what it points to between check and connection thus gains nothing.
    """

    def __init__(self, resolver: Resolver, limits: Limits) -> None:
        self._resolver = resolver
        self._limits = limits
        # Nothing of the environment: no proxy, no certificates from elsewhere. Never a kept connection,
        # which would be to an address that was checked for another name.
        bounds = httpx.Limits(max_keepalive_connections=0)
        self._inner = httpx.HTTPTransport(trust_env=False, limits=bounds)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        port = url.port or {"http": 80, "https": 443}.get(url.scheme, 0)
        if url.scheme not in ("http", "https") or port not in self._limits.ports or url.userinfo:
            raise FetchError("Adressen är inte en vanlig webbadress.", hint="Ange en adress som börjar med https://.")
        request.url = url.copy_with(host=self._checked(url.host, port))
        request.extensions = {**request.extensions, "sni_hostname": url.host}
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()

    def _checked(self, host: str, port: int) -> str:
        try:
            addresses = self._resolver(host, port)
        except (OSError, UnicodeError) as error:
            raise FetchError("Webbplatsen hittades inte.", hint="Kontrollera adressen.") from error
        allowed = [a for a in addresses if is_public(a) or a in self._limits.trusted_addresses]
        if not addresses or len(allowed) != len(addresses):
            raise FetchError(
                "Adressen leder till ett internt nät och hämtas inte.", hint="Spara sidan som HTML och lägg till filen."
            )
        return allowed[0]


class Fetcher:
    """Fetches pages one at a time. A context manager."""

    def __init__(self, *, resolver: Resolver = resolve, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._client = httpx.Client(
            transport=_CheckedTransport(resolver, self.limits),
            timeout=min(10.0, self.limits.seconds),
            follow_redirects=False,
            trust_env=False,
            # A compressed answer could unfold into any size.
            headers={"User-Agent": f"{AGENT}/1.0", "Accept-Encoding": "identity", "Accept-Language": "sv, en;q=0.5"},
        )

    def __enter__(self) -> "Fetcher":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def get(self, address: str, *, may_go: Callable[[str], bool] = lambda _address: True) -> Fetched:
        """Fetch a page, following redirects to where ``may_go`` allows; cookies are not kept.

        Raises:
            FetchError: says what was wrong.
        """
        deadline = time.monotonic() + self.limits.seconds
        for _ in range(_MOST_REDIRECTS + 1):
            self._client.cookies.clear()
            try:
                found = self._once(address, deadline)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise FetchError("Sidan kunde inte hämtas.", hint="Försök igen senare.") from error
            if isinstance(found, Fetched):
                return found
            address = found
            if not address or not may_go(address):
                raise FetchError("Sidan skickar vidare till en annan plats.", hint="Ange den platsen i stället.")
        raise FetchError("Sidan skickar vidare i en ring.", hint="Kontrollera adressen.")

    def _once(self, address: str, deadline: float) -> Fetched | str:
        """Return the answer, or where it sends one on to."""
        with self._client.stream("GET", address) as answer:
            if answer.is_redirect:
                return joined(address, str(answer.headers.get("location", "")))
            if answer.headers.get("content-encoding", "identity").lower() != "identity":
                raise FetchError("Sidan är packad på ett sätt som inte stöds.", hint="Spara sidan och lägg till filen.")
            data = bytearray()
            for chunk in answer.iter_raw(65_536):
                data += chunk
                if len(data) > self.limits.page_bytes:
                    raise FetchError("Sidan är för stor.", hint="Spara den viktiga delen och lägg till den som fil.")
                if time.monotonic() > deadline:
                    raise FetchError("Sidan tog för lång tid att hämta.", hint="Försök igen senare.")
            media_type: str = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            return Fetched(address, answer.status_code, media_type, bytes(data))

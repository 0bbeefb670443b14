"""Several pages of a site: what is linked, as robots.txt allows, within limits and without hurry."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from assistant.fetching.client import AGENT, Fetched, Fetcher, FetchError
from assistant.fetching.links import links, normal, site

HTML = frozenset({"text/html", "application/xhtml+xml"})
TAKEN = HTML | {"application/pdf"}
"""Media types that are kept."""
_LONGEST_PAUSE = 10.0


@dataclass(frozen=True, slots=True)
class Crawl:
    """What is fetched, and what it may cost."""

    starts: Sequence[str]
    follow: bool = False
    """Whether to fetch also what pages of the same site link to."""
    most_pages: int = 50
    most_bytes: int = 200_000_000
    most_seconds: float = 900.0
    pause: float = 1.0
    """Seconds between two requests, unless robots.txt asks for more."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an address: a page, or why there is none."""

    address: str
    page: Fetched | None = None
    error: FetchError | None = None


def crawl(
    asked: Crawl,
    fetcher: Fetcher,
    *,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Outcome]:
    """Yield pages as they come. What is only linked and turns out to be nothing to keep is passed over."""
    walk = _Walk(asked, fetcher, sleep, clock)
    for given in asked.starts:
        address = normal(given if "://" in given else f"https://{given}")
        if address:
            walk.add(address, first=True)
        else:
            yield Outcome(given, error=FetchError("Adressen går inte att läsa.", hint="Ange den som https://…"))
    while walk.waiting:
        outcome = walk.step()
        if outcome is not None:
            yield outcome


class _Walk:
    """What has been seen and what is left."""

    def __init__(
        self, asked: Crawl, fetcher: Fetcher, sleep: Callable[[float], None], clock: Callable[[], float]
    ) -> None:
        self.waiting: deque[tuple[str, bool]] = deque()
        self._asked, self._fetcher, self._sleep, self._clock = asked, fetcher, sleep, clock
        self._seen: set[str] = set()
        self._robots: dict[str, Protego | None] = {}
        self._ends = clock() + asked.most_seconds
        self._pages = self._bytes = self._requests = 0

    def add(self, address: str, *, first: bool) -> None:
        if address not in self._seen:
            self._seen.add(address)
            self.waiting.append((address, first))

    def step(self) -> Outcome | None:
        address, first = self.waiting.popleft()
        try:
            self._require_room()
            page = self._fetch(address)
        except FetchError as error:
            return Outcome(address, error=error) if first else None
        if page is None or page.media_type not in TAKEN:
            wrong = FetchError("Adressen ger varken en webbsida eller en PDF.", hint="Lägg till filen för hand.")
            return Outcome(address, error=wrong) if first else None
        if page.address != address and normal(page.address) in self._seen and not first:
            return None
        self._seen.add(normal(page.address))
        self._pages += 1
        self._bytes += len(page.data)
        if self._asked.follow and page.media_type in HTML:
            for link in links(page.data.decode("utf-8", "replace"), page.address):
                if site(link) == site(page.address):
                    self.add(link, first=False)
        return Outcome(address, page)

    def _require_room(self) -> None:
        if self._pages >= self._asked.most_pages or self._bytes >= self._asked.most_bytes:
            self.waiting = deque(entry for entry in self.waiting if entry[1])
            raise FetchError("Gränsen för antalet sidor är nådd.", hint="Hämta resten för sig.")
        if self._clock() > self._ends:
            self.waiting = deque(entry for entry in self.waiting if entry[1])
            raise FetchError("Tiden är slut.", hint="Hämta resten för sig.")

    def _fetch(self, address: str) -> Fetched | None:
        if not self._may(address):
            raise FetchError(
                "Webbplatsens robots.txt tillåter inte att sidan hämtas.", hint="Spara sidan och lägg till filen."
            )
        home = site(address)
        page = self._get(address, may_go=lambda target: site(target) == home and self._may(target))
        if page.status >= 400:
            raise FetchError(f"Sidan svarade med fel {page.status}.", hint="Kontrollera adressen.")
        return page

    def _get(self, address: str, *, may_go: Callable[[str], bool]) -> Fetched:
        if self._requests:
            rules = self._robots.get(_origin(address))
            asked = float(rules.crawl_delay(AGENT) or 0) if rules else 0.0
            self._sleep(min(max(self._asked.pause, asked), _LONGEST_PAUSE))
        self._requests += 1
        return self._fetcher.get(address, may_go=may_go)

    def _may(self, address: str) -> bool:
        origin = _origin(address)
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(origin)
        rules = self._robots[origin]
        return rules is not None and bool(rules.can_fetch(address, AGENT))

    def _read_robots(self, origin: str) -> Protego | None:
        """Return the rules of a site; None forbids all (RFC 9309: when the file exists but cannot be had)."""
        home = site(origin)
        found = self._get(f"{origin}/robots.txt", may_go=lambda target: site(target) == home)
        if found.status >= 500:
            return None
        return Protego.parse(found.data[:500_000].decode("utf-8", "replace") if found.status < 400 else "")


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"

"""Links of a page, and which addresses are one site. Pure."""

from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

_MOST_LINKS = 2000
_LONGEST = 2000


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.base = ""
        self.found: list[str] = []
        self.robots = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "base" and not self.base:
            self.base = given.get("href", "")
        elif tag == "meta" and given.get("name", "").lower() == "robots":
            self.robots = given.get("content", "").lower()
        elif tag == "a" and "nofollow" not in given.get("rel", "").lower() and len(self.found) < _MOST_LINKS:
            self.found.append(given.get("href", ""))


def links(html: str, address: str) -> tuple[str, ...]:
    """Return where a page links to, in order, each once; none where the page asks not to be followed."""
    reader = _Reader()
    reader.feed(html)
    if "nofollow" in reader.robots or "none" in reader.robots:
        return ()
    base = joined(address, reader.base) or address
    made = (joined(base, link) for link in reader.found if link.strip())
    return tuple(dict.fromkeys(link for link in made if link))


def joined(base: str, link: str) -> str:
    """Return where a link on a page leads, in one spelling; empty when that is no web address."""
    try:
        return normal(urljoin(base, link.strip()))
    except ValueError:
        return ""


def normal(address: str) -> str:
    """Return a web address in one spelling, without fragment; empty when it is none."""
    try:
        parts = urlsplit(urldefrag(address.strip()).url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or parts.username is not None or len(address) > _LONGEST:
        return ""
    usual = {"http": 80, "https": 443}[parts.scheme]
    place = f"[{host}]" if ":" in host else host
    return urlunsplit(
        (parts.scheme, place if port in (None, usual) else f"{place}:{port}", parts.path or "/", parts.query, "")
    )


def site(address: str) -> str:
    """Return what addresses of one site have in common: host without www, and an unusual port."""
    place = urlsplit(address).netloc.lower()
    return place.removeprefix("www.")

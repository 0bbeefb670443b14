"""Fetching from a server on this computer, which only these tests may reach."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from assistant.bootstrap import services
from assistant.errors import NotAllowedError
from assistant.fetching import Crawl, Fetched, Fetcher, FetchError, crawl
from assistant.fetching.client import Limits
from assistant.fetching.links import links, normal
from assistant.settings import Settings
from assistant.workflow import assessments, reading, sources, websites

Page = tuple[int, dict[str, str], bytes]


def html(*links: str, status: int = 200, head: str = "") -> Page:
    body = "".join(f'<p><a href="{link}">länk</a></p>' for link in links)
    return status, {"Content-Type": "text/html; charset=utf-8"}, f"<html><head>{head}</head>{body}</html>".encode()


def away(to: str) -> Page:
    return 302, {"Location": to}, b""


@dataclass
class Site:
    """A web site made of a dictionary, and what was asked of it."""

    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0
    names: dict[str, Sequence[str]] = field(
        default_factory=lambda: {"kommun.test": ["127.0.0.1"], "www.kommun.test": ["127.0.0.1"]}
    )

    def url(self, path: str, host: str = "kommun.test") -> str:
        return f"http://{host}:{self.port}{path}"

    def resolve(self, host: str, _port: int) -> Sequence[str]:
        if host not in self.names:
            raise OSError
        return self.names[host]

    def fetcher(self, **changes: Any) -> Fetcher:
        limits = Limits(ports=frozenset({self.port}), trusted_addresses=frozenset({"127.0.0.1"}))
        return Fetcher(resolver=self.resolve, limits=replace(limits, **changes))

    def crawl(self, *starts: str, **settings: Any) -> list[Any]:
        with self.fetcher() as fetcher:
            return list(crawl(Crawl([self.url(s) for s in starts], pause=0, **settings), fetcher))


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append((self.headers.get("Host", ""), self.path))
            status, headers, body = made.pages.get(self.path, (404, {}, b""))
            if body == b"slow":
                for _ in range(40):
                    time.sleep(0.1)
                    self.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n" if _ == 0 else b"x" * 10)
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def test_pages_of_the_site_are_followed_and_others_are_not(site: Site) -> None:
    site.pages = {
        "/": html("/a", "b?x=1#del", "http://annan.test/", "mailto:x@y.se", "javascript:alert(1)", "/a#igen"),
        "/a": html("/", "/c"),
        "/b?x=1": html(),
        "/c": (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7"),
    }
    found = site.crawl("/", follow=True)
    assert [o.page.address for o in found] == [site.url(p) for p in ("/", "/a", "/b?x=1", "/c")]
    assert {host for host, _ in site.asked} == {f"kommun.test:{site.port}"}


def test_only_what_was_asked_for_is_fetched_unless_following_is_asked_for(site: Site) -> None:
    site.pages = {"/": html("/a"), "/a": html()}
    assert len(site.crawl("/")) == 1
    assert [path for _, path in site.asked] == ["/robots.txt", "/"]


def test_robots_txt_is_honoured_for_starts_links_and_redirects(site: Site) -> None:
    rules = b"User-agent: *\nDisallow: /hemligt\nDisallow: /*.xml$\n"
    site.pages = {
        "/robots.txt": (200, {}, rules), "/": html("/hemligt/a", "/b.xml", "/vidare"),
        "/vidare": away("/hemligt/b"), "/hemligt/a": html(),
    }  # fmt: skip
    found = site.crawl("/", "/hemligt/a", follow=True)
    assert [bool(o.page) for o in found] == [True, False]
    assert "robots.txt" in str(found[1].error)
    assert not [path for _, path in site.asked if path.startswith("/hemligt") or path.endswith(".xml")]


def test_a_site_whose_robots_txt_fails_is_left_alone(site: Site) -> None:
    site.pages = {"/robots.txt": (503, {}, b""), "/": html()}
    [outcome] = site.crawl("/")
    assert outcome.page is None


def test_the_pace_that_robots_txt_asks_for_is_kept(site: Site) -> None:
    site.pages = {"/robots.txt": (200, {}, b"User-agent: *\nCrawl-delay: 4\n"), "/": html("/a"), "/a": html()}
    slept: list[float] = []
    with site.fetcher() as fetcher:
        list(crawl(Crawl([site.url("/")], follow=True, pause=0.5), fetcher, sleep=slept.append))
    assert slept == [4.0, 4.0]


def test_the_page_limit_and_the_time_limit_end_a_crawl(site: Site) -> None:
    site.pages = {f"/{n}": html(f"/{n + 1}", f"/{n + 100}") for n in range(300)}
    assert len([o for o in site.crawl("/0", follow=True, most_pages=7) if o.page]) == 7
    ticks = iter(range(0, 10_000, 10))
    with site.fetcher() as fetcher:
        asked = Crawl([site.url("/0")], follow=True, pause=0, most_seconds=35)
        found = list(crawl(asked, fetcher, clock=lambda: float(next(ticks))))
    assert 1 <= len([o for o in found if o.page]) <= 4


@pytest.mark.parametrize(
    "addresses", [["10.0.0.1"], ["8.8.8.8", "192.168.0.1"], ["::1"], ["64:ff9b::7f00:1"], ["100.64.1.1"], []]
)
def test_a_name_that_leads_inside_is_refused_even_if_another_address_of_it_is_public(
    site: Site, addresses: list[str]
) -> None:
    site.names["inne.test"] = addresses
    with site.fetcher() as fetcher, pytest.raises(FetchError, match="internt nät"):
        fetcher.get(site.url("/", host="inne.test"))
    assert site.asked == []


def test_a_redirect_is_checked_as_the_first_address_was(site: Site) -> None:
    site.names["inne.test"] = ["169.254.169.254"]
    site.pages = {
        "/inne": away(site.url("/x", host="inne.test")), "/annan": away("http://annan.test/"),
        "/fil": away("file:///etc/passwd"), "/port": away("http://kommun.test:22/"), "/ring": away("/ring"),
        "/www": away(site.url("/mål", host="www.kommun.test")),
        "/m%C3%A5l": html(),
    }  # fmt: skip
    with site.fetcher() as fetcher:
        for path in ("/inne", "/annan", "/fil", "/port", "/ring"):
            with pytest.raises(FetchError):
                fetcher.get(site.url(path))
    for path in ("/inne", "/annan", "/fil", "/port"):
        [outcome] = site.crawl(path)
        assert outcome.error is not None
    [outcome] = site.crawl("/www")
    assert outcome.page is not None


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(site: Site) -> None:
    site.pages = {"/": html()}
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    limits = Limits(ports=frozenset({site.port}), trusted_addresses=frozenset({"127.0.0.1"}))
    with Fetcher(resolver=lambda _host, _port: next(answers), limits=limits) as fetcher:
        assert fetcher.get(site.url("/")).status == 200
        with pytest.raises(FetchError, match="internt nät"):
            fetcher.get(site.url("/"))
    assert site.asked == [(f"kommun.test:{site.port}", "/")]


def test_this_computer_is_refused_where_no_test_allows_it(site: Site) -> None:
    with Fetcher(limits=Limits(ports=frozenset({site.port}))) as fetcher:
        for host in ("127.0.0.1", "localhost", "[::1]"):
            with pytest.raises(FetchError):
                fetcher.get(site.url("/", host=host))
    assert site.asked == []


def test_pages_that_are_too_large_packed_or_slow_are_refused(site: Site) -> None:
    site.pages = {
        "/stor": (200, {"Content-Type": "text/html"}, b"x" * 3000),
        "/packad": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, b"\x1f\x8b"),
        "/trög": (200, {}, b"slow"), "/tr%C3%B6g": (200, {}, b"slow"),
    }  # fmt: skip
    with site.fetcher(page_bytes=1000, seconds=1.0) as fetcher:
        for path, words in (("/stor", "för stor"), ("/packad", "packad"), ("/trög", "lång tid|hämtas")):
            with pytest.raises(FetchError, match=words):
                fetcher.get(site.url(path))


def test_what_is_no_page_is_told_of_when_it_was_asked_for_and_passed_over_when_only_linked(site: Site) -> None:
    site.pages = {"/": html("/bild", "/borta"), "/bild": (200, {"Content-Type": "image/png"}, b"x")}
    assert len(site.crawl("/", follow=True)) == 1
    [bild, borta] = site.crawl("/bild", "/borta")
    assert "varken" in str(bild.error)
    assert "404" in str(borta.error)


def test_links_keep_to_what_a_page_allows_and_addresses_have_one_spelling() -> None:
    page = '<base href="/d/"><a href="e">1</a><a rel="nofollow" href="f">2</a><a href="http://[fel">3</a>'
    assert links(page, "https://k.se/a/b") == ("https://k.se/d/e",)
    assert links('<meta name="robots" content="noindex, nofollow"><a href="/x">', "https://k.se/") == ()
    assert normal("HTTPS://K.se:443/#del") == "https://k.se/"
    assert [normal(a) for a in ("ftp://k.se/", "https://a:b@k.se/", "https:///x", "k.se", "http://k.se:fel/")] == [
        ""
    ] * 5


def test_pages_become_sources_with_readable_names_and_what_failed_is_told(site: Site, tmp_path: Path) -> None:
    text = "<p>Kommunen bjuder in till medborgardialog om skolan varje vår och redovisar svaren.</p>"
    page = (
        200,
        {"Content-Type": "text/html; charset=utf-8"},
        f"<html><body><main>{text}</main></body></html>".encode(),
    )
    site.pages = {"/": html("/dialog/2026?visa=allt"), "/dialog/2026?visa=allt": page}
    told: list[Any] = []
    with services(Settings(data_dir=tmp_path / "data")) as opened:
        parts = replace(opened, fetcher=site.fetcher)
        made = assessments.create(
            parts, municipality="Ekeby", year=2026, sort="self", criteria_id="kommunkompassen", criteria_version="2020"
        )
        starts = [site.url("/"), site.url("/borta")]
        saved = websites.fetch(
            parts, made.id, starts, follow=True, told=lambda outcome, _: told.append(outcome), pause=0
        )
        reading.read_waiting(parts, made.id)
        found = {s.name: (s.kind, s.state) for s in sources.list_sources(parts, made.id)}
        with pytest.raises(NotAllowedError):
            websites.fetch(opened, made.id, starts)

    assert saved == 2
    assert [bool(outcome.error) for outcome in told] == [False, True, False]
    names = sorted(found)
    assert names[0].startswith(f"webb/kommun.test-{site.port}/dialog/2026-")
    assert names[1] == f"webb/kommun.test-{site.port}/index.html"
    assert found[names[0]] == ("website", "ready")


def test_names_of_pages_are_plain_whatever_their_address() -> None:
    def name(address: str, media_type: str = "text/html") -> str:
        return websites.name_of(Fetched(address, 200, media_type, b""))

    assert name("https://www.k.se/") == "webb/www.k.se/index.html"
    assert name("https://k.se/om/f%C3%B6rskola.aspx") == "webb/k.se/om/förskola.html"
    assert name("https://k.se/fil.pdf", "application/pdf") == "webb/k.se/fil.pdf"
    assert name("https://k.se/../..%2f..%2fetc/<b>") == "webb/k.se/etc/b.html"
    assert name("https://k.se/a?x=1") != name("https://k.se/a?x=2")
    assert len(name("https://k.se/" + "lång/" * 200)) < 200

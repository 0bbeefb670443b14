"""Signing in, accounts and members through pages: cookies, form keys, and what is hostile."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.domain.evidence import Place
from assistant.jobs import Jobs
from assistant.settings import Settings
from assistant.store import NewPassage, StoredText
from assistant.web import create_app
from assistant.web.statics import static
from assistant.workflow import accounts
from assistant.workflow.parts import Parts

BASE = "http://127.0.0.1:8080"
PUBLIC = "https://kompass.exempel.se"
OWN = {"Sec-Fetch-Site": "same-origin"}
PASSWORD = "fyra ord tagna helt på måfå"
NEW = "cykel fönster torsdag mjölk"
KEY = re.compile(r'name="form_key" value="([^"]+)"')


@pytest.fixture
def browser(parts: Parts, settings: Settings) -> Iterator[TestClient]:
    """A browser at a service that has one account, ada's."""
    accounts.create_user(parts, "ada", shown="Ada Ek", role="administrator", password=PASSWORD)
    app = create_app(parts, Jobs(parts, settings.queue_url))
    with TestClient(app, base_url=BASE, headers=OWN, follow_redirects=False) as made:
        yield made


def _key(browser: TestClient, path: str = "/account") -> str:
    return KEY.findall(browser.get(path).text)[0]


def _sign_in(browser: TestClient, name: str = "ada", password: str = PASSWORD, after: str = "/") -> Any:
    form = {"form_key": _key(browser, "/sign-in"), "name": name, "password": password, "next": after}
    return browser.post("/sign-in", data=form)


def test_one_is_led_to_sign_in_and_back_to_where_one_was_going(browser: TestClient) -> None:
    first = browser.get("/assessments/x?a=1")
    assert (first.status_code, first.headers["location"]) == (303, "/sign-in?next=/assessments/x%3Fa%3D1")
    assert 'name="next" value="/assessments/x?a=1"' in browser.get(first.headers["location"]).text
    assert _sign_in(browser, after="/users").headers["location"] == "/users"
    assert browser.get("/users").status_code == 200
    assert browser.get("/sign-in?next=/users").headers["location"] == "/users"
    assert browser.get("/api/assessments").status_code == 200


@pytest.mark.parametrize(
    "target", ["//ond.se", "https://ond.se", "/\\ond.se", "\\/ond.se", "/%0a/ond.se\n", "javascript:x"]
)
def test_nobody_is_sent_on_to_another_site(browser: TestClient, target: str) -> None:
    assert 'name="next" value="/"' in browser.get("/sign-in", params={"next": target}).text
    assert _sign_in(browser, after=target).headers["location"] == "/"


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: TestClient) -> None:
    cookie = next(c for c in _sign_in(browser).headers.get_list("set-cookie") if c.startswith("kompass="))
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert len(browser.cookies["kompass"]) >= 43


def test_over_https_the_cookies_are_bound_to_the_host_and_https_is_remembered(
    parts: Parts, settings: Settings, browser: TestClient
) -> None:
    app = create_app(parts, Jobs(parts, settings.queue_url), public_url=PUBLIC)
    with TestClient(app, base_url=PUBLIC, headers=OWN, follow_redirects=False) as public:
        answer = _sign_in(public)
        cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("__Host-kompass="))
        assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
        assert "max-age=" in answer.headers["strict-transport-security"]
        assert public.get("/").status_code == 200
        assert public.get("/", headers={"Host": "ond.se"}).status_code == 400
        public.headers.pop("Sec-Fetch-Site")
        form = {"form_key": _key(public), "theme": "dark"}
        assert public.post("/preferences", data=form, headers={"Origin": PUBLIC}).status_code == 303
        assert public.post("/preferences", data=form, headers={"Origin": "https://ond.se"}).status_code == 403
    assert "strict-transport-security" not in browser.get("/sign-in").headers


def test_a_public_service_whose_accounts_are_gone_lets_nobody_in(parts: Parts, settings: Settings) -> None:
    app = create_app(parts, Jobs(parts, settings.queue_url), public_url=PUBLIC)
    with TestClient(app, base_url=PUBLIC, headers=OWN, follow_redirects=False) as public:
        assert public.get("/").headers["location"].startswith("/sign-in")
        assert public.get("/api/assessments").status_code == 401


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP"])
def test_a_proxy_put_before_a_service_without_accounts_lets_nobody_in(client: TestClient, header: str) -> None:
    assert client.get("/api/assessments").status_code == 200
    assert client.get("/api/assessments", headers={header: "203.0.113.7"}).status_code == 401
    assert client.get("/", headers={header: "203.0.113.7"}, follow_redirects=False).status_code == 303


def test_a_session_known_before_signing_in_is_worth_nothing_after_it(browser: TestClient) -> None:
    planted = {"Cookie": f"kompass={'x' * 43}; kompass-form=planted"}
    key = KEY.findall(browser.get("/sign-in", headers=planted).text)[0]
    form = {"form_key": key, "name": "ada", "password": PASSWORD}
    first = browser.post("/sign-in", data=form, headers=planted)
    secret = browser.cookies["kompass"]
    assert first.status_code == 303
    assert secret not in ("x" * 43, "planted")
    assert browser.post("/sign-in", data=form | {"form_key": _key(browser)}).status_code == 303
    assert browser.cookies["kompass"] != secret
    browser.cookies.clear()
    assert browser.get("/", headers={"Cookie": f"kompass={secret}"}).status_code == 303
    assert browser.get("/", headers={"Cookie": f"kompass={'x' * 43}"}).status_code == 303


def test_signing_out_ends_the_session_for_copies_of_the_cookie_too(browser: TestClient) -> None:
    _sign_in(browser)
    copy = browser.cookies["kompass"]
    assert browser.post("/sign-out", data={"form_key": _key(browser)}).headers["location"] == "/sign-in"
    assert "kompass" not in browser.cookies
    browser.cookies.set("kompass", copy)
    assert browser.get("/").status_code == 303
    assert browser.get("/api/assessments").status_code == 401


def test_wrong_and_unknown_names_get_the_same_page_and_too_many_a_wait(browser: TestClient) -> None:
    wrong, unknown = _sign_in(browser, password="fel"), _sign_in(browser, name="bertil", password="fel")
    assert wrong.status_code == unknown.status_code == 403
    strip = re.compile(r'[0-9a-f]{64}|value="(ada|bertil)"')
    assert strip.sub("", wrong.text) == strip.sub("", unknown.text)
    for _ in range(5):
        last = _sign_in(browser, password="fel")
    assert last.status_code == 429
    assert "Vänta en kvart" in last.text
    assert 'value="fel"' not in last.text


@pytest.mark.parametrize("key", [None, "", "0" * 64, "å"])
def test_no_form_is_taken_without_its_key(browser: TestClient, key: str | None) -> None:
    form = {"name": "ada", "password": PASSWORD} | ({} if key is None else {"form_key": key})
    assert browser.post("/sign-in", data=form).status_code == 403
    _sign_in(browser)
    for path in (
        "/sign-out",
        "/account/password",
        "/users",
        "/users/ada/disable",
        "/demo",
        "/assessments",
        "/preferences",
    ):
        answer = browser.post(path, data={} if key is None else {"form_key": key})
        assert answer.status_code == 403, path
        assert "Formuläret är för gammalt" in answer.text


def test_the_api_takes_changes_by_a_session_only_with_the_form_key(browser: TestClient) -> None:
    _sign_in(browser)
    body = {"municipality": "Ekeby", "year": 2026}
    assert browser.post("/api/assessments", json=body).status_code == 403
    key = {"X-Form-Key": _key(browser)}
    assert browser.post("/api/assessments", json=body, headers=key).status_code == 201
    cross = {"Sec-Fetch-Site": "cross-site"}
    assert browser.post("/api/assessments", json=body, headers=key | cross).status_code == 403


def test_a_program_uses_the_api_with_a_token_and_nothing_else(browser: TestClient, parts: Parts) -> None:
    token = accounts.make_token(parts, "ada", "skript")
    browser.headers.pop("Sec-Fetch-Site")
    bearer = {"Authorization": f"Bearer {token}"}
    made = browser.post("/api/assessments", json={"municipality": "Ekeby", "year": 2026}, headers=bearer)
    assert made.status_code == 201
    assert made.json()["created_by"] == "ada"
    assert browser.get("/", headers=bearer).status_code == 303
    for wrong in ("Bearer x", f"Basic {token}", "Bearer ", "x"):
        answer = browser.get("/api/assessments", headers={"Authorization": wrong})
        assert answer.status_code == 401
        assert set(answer.json()) == {"error", "hint"}


def test_a_password_that_somebody_else_chose_is_changed_before_anything_else(browser: TestClient, parts: Parts) -> None:
    made = accounts.create_user(parts, "bo", shown="Bo Ek", role="evaluator")
    _sign_in(browser, "bo", made)
    assert browser.get("/").headers["location"] == "/account"
    assert browser.get("/api/assessments").status_code == 403
    page = browser.get("/account").text
    assert "Någon annan har valt ditt lösenord" in page
    weak = {"form_key": _key(browser), "old": made, "new": "password1234"}
    assert "lätt att gissa" in browser.post("/account/password", data=weak).text
    old = browser.cookies["kompass"]
    answer = browser.post("/account/password", data=weak | {"new": NEW})
    assert answer.headers["location"] == "/account?done=password"
    assert browser.cookies["kompass"] != old
    assert "Lösenordet är bytt" in browser.get("/account?done=password").text
    assert browser.get("/").status_code == 200


def test_ones_sessions_are_listed_and_ended(browser: TestClient, parts: Parts) -> None:
    accounts.sign_in(parts, "ada", PASSWORD, address="x", label="Edge, Windows")
    accounts.make_token(parts, "ada", "<b>skript</b>")
    browser.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    _sign_in(browser)
    page = browser.get("/account").text
    assert "Firefox, Linux" in page
    assert "&lt;b&gt;skript&lt;/b&gt;" in page
    ends = re.findall(r'action="(/account/sessions/\d+/end)"', page)
    assert len(ends) == 2
    assert browser.post(ends[0], data={"form_key": _key(browser)}).status_code == 303
    assert browser.post(ends[0], data={"form_key": _key(browser)}).status_code == 404
    assert browser.post("/account/sessions/end-others", data={"form_key": _key(browser)}).status_code == 303
    assert len(accounts.sessions(parts, "ada")) == 1


def test_an_administrator_makes_changes_and_closes_accounts(browser: TestClient, parts: Parts) -> None:
    _sign_in(browser)

    def send(path: str, **form: str) -> Any:
        return browser.post(path, data={"form_key": _key(browser), **form})

    made = send("/users", name="bo", shown="Bo Ek", role="evaluator")
    password = re.search(r'class="secret">([^<]+)<', made.text)
    assert password
    assert password[1] not in browser.get("/users").text
    assert accounts.signed_in(parts, accounts.sign_in(parts, "bo", password[1], address="y"))
    assert (
        "upptagen" in (again := send("/users", name="bo", shown="Bo", role="evaluator")).text
        or again.status_code == 409
    )
    assert send("/users", name="<script>", shown="x", role="evaluator").status_code == 400
    assert "selected>Administratör" in send("/users/bo/role", role="administrator").text
    assert "secret" in send("/users/bo/password").text
    assert "Öppna kontot" in send("/users/bo/disable").text
    assert "Stäng kontot" in send("/users/bo/enable").text
    send("/users/bo/role", role="participant")
    assert send("/users/ada/disable").status_code == 409
    assert send("/users/ada/role", role="participant").status_code == 409
    assert send("/users/finns.inte/disable").status_code == 404
    assert "Stängde kontot" in browser.get("/users").text


def test_the_first_account_made_on_a_page_ends_the_time_without_sign_in(client: TestClient, parts: Parts) -> None:
    page = client.get("/users").text
    assert "Ingen har ett konto än" in page
    form = {"form_key": KEY.findall(page)[0], "name": "ada", "shown": "Ada"}
    assert client.post("/users", data=form | {"role": "evaluator"}).status_code == 400
    answer = client.post("/users", data=form | {"role": "administrator"})
    assert "ada har fått ett konto" in answer.text
    assert client.get("/", follow_redirects=False).headers["location"].startswith("/sign-in")
    assert accounts.accounts_exist(parts)


def test_members_are_added_changed_and_removed_by_the_lead(browser: TestClient, parts: Parts) -> None:
    accounts.create_user(parts, "bo", shown="Bo Ek", role="participant")
    _sign_in(browser)

    def send(path: str, **form: str) -> Any:
        return browser.post(path, data={"form_key": _key(browser), **form})

    place = send("/assessments", municipality="Ekeby", year="2026", criteria="kommunkompassen@2020").headers["location"]
    assert send(f"{place}/members", name=" BO ", role="reader").status_code == 303
    assert "Bo Ek" in browser.get(f"{place}/members").text
    assert send(f"{place}/members", name="bo", role="administrator").status_code == 422
    assert "Det finns inget konto" in send(f"{place}/members", name="finns.inte", role="reader").text
    assert send(f"{place}/members/remove", name="bo").status_code == 303
    assert send(f"{place}/members/remove", name="bo").status_code == 404
    assert send(f"{place}/members/remove", name="ada").status_code == 409


def test_an_assessment_is_begun_on_the_start_page_and_a_wrong_one_is_explained(client: TestClient) -> None:
    key = KEY.findall(client.get("/").text)[0]
    form = {"form_key": key, "municipality": "Ekeby <b>", "year": "12", "criteria": "kommunkompassen@2020"}
    wrong = client.post("/assessments", data=form)
    assert wrong.status_code == 400
    assert 'value="Ekeby &lt;b&gt;"' in wrong.text
    for other in (
        {"year": "tolv"},
        {"year": "2026", "criteria": "../../etc@passwd"},
        {"year": "2026", "municipality": ""},
    ):
        assert client.post("/assessments", data=form | other).status_code == 400
    made = client.post("/assessments", data=form | {"year": "2026"}, follow_redirects=False)
    assert made.headers["location"] == "/assessments/ekeby-b-2026"


class Elements(HTMLParser):
    """Which elements, attributes and images a browser makes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.images: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        ours = tag == "script" and (dict(attrs).get("src") or "").startswith("/static/")
        if not ours:
            self.names.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag == "img":
            self.images.add(dict(attrs)["src"] or "")


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'onmouseover='alert(1)",
    "{{7*7}}<b>",
    "</title><svg/onload=1>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_and_titles_are_text_on_every_page(
    browser: TestClient, text: str, make_hostile: Callable[..., str]
) -> None:
    _sign_in(browser)
    place = make_hostile(text)
    for path in (
        "/",
        "/users",
        "/users/bo",
        "/account",
        place,
        f"{place}/members",
        f"/finns-inte/{text}",
        f"/?x={text}",
    ):
        page = browser.get(path).text
        found = Elements()
        found.feed(page)
        assert not {"script", "svg", "style", "iframe", "b"} & found.names, path
        assert not {name for name in found.attributes if name.startswith("on") or name == "style"}, path
        assert found.images <= {f"{static()}/icon.svg"}, path
    report = browser.get(f"/api{place}/report?format=html")
    found = Elements()
    found.feed(report.text)
    assert report.headers["content-disposition"].startswith("attachment; filename=")
    assert not {"script", "iframe"} & found.names
    assert not {name for name in found.attributes if name.startswith("on")}
    listed = browser.get(f"/api{place}/sources")
    assert listed.json()[0]["title"] == text
    assert (listed.headers["content-type"], listed.headers["x-content-type-options"]) == ("application/json", "nosniff")


@pytest.fixture
def make_hostile(parts: Parts) -> Callable[..., str]:
    def make(text: str) -> str:
        with parts.store.transaction() as tx:
            tx.users.create("bo", display_name=text, role="evaluator", at=parts.now())
            tx.users.note("user_created", text, at=parts.now(), by=text)
            made = tx.assessments.create(
                text, 2026, sort="formal", criteria_id="kommunkompassen", criteria_version="2020",
                criteria_fingerprint="f", at=parts.now(), by="ada",
            )  # fmt: skip
            for name in ("ada", "bo"):
                tx.members.put(made.id, name, "lead", at=parts.now(), by="ada")
            source = tx.sources.put(
                made.id, f"{text}.md", sha256="a" * 64, blob="b", size=1, kind="website", at=parts.now(), by=text
            ).source
            stored = StoredText(text, "text/markdown", "test", title=text)
            tx.sources.finish(source.id, 1, stored, [NewPassage(0, 0, len(text), text, Place(heading=(text,)))])
        accounts.make_token(parts, "ada", text)
        return f"/assessments/{made.id}"

    return make

"""Pages in Swedish and English: every word translated, none left over, and one click between them."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from starlette.testclient import TestClient

from assistant.web.language import LANGUAGES, SOURCE, translated, words

ROOT = Path(__file__).parents[3]
KEY = re.compile(r'name="form-key" content="([^"]+)"')


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.mark.parametrize("language", [known for known in LANGUAGES if known != SOURCE])
def test_every_word_of_pages_is_translated_and_none_is_stale(messages: ModuleType, language: str) -> None:
    assert messages.faults(language) == [], "run: python tools/messages.py"


def test_the_check_finds_what_is_missing_left_over_or_does_not_fit(
    messages: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "locale").mkdir()
    (tmp_path / "locale" / "en.po").write_text(
        'msgid "Utgått"\nmsgstr "Gone"\n\n#, python-format\nmsgid "Läst %(n)s"\nmsgstr "Read %(m)s"\n\n'
        'msgid "Tomt"\nmsgstr ""\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(messages, "WEB", tmp_path)
    monkeypatch.setattr(messages, "SHOWN", ())
    (tmp_path / "templates").mkdir()
    page = '{{ _("Nytt") }} {{ _("Läst %(n)s", n=1) }} {{ _("Tomt") }}'
    (tmp_path / "templates" / "x.html").write_text(page, encoding="utf-8")

    said = "\n".join(messages.faults("en"))
    for fault in ("not translated: 'Nytt'", "not translated: 'Tomt'", "no longer used: 'Utgått'", "Läst"):
        assert fault in said


def test_no_text_stands_in_a_template_without_being_marked_for_translation() -> None:
    for file in (ROOT / "assistant" / "web" / "templates").glob("*.html"):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        attributes = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*\w[^"]*)"', text)
        left = re.sub(r"<!doctype html>|<[^>]*>", " ", text)
        found = set(re.findall(r"[^\W\d_]{2,}", left)) | set(attributes)
        assert found <= {"Kommunkompassen", "English", "Svenska", "kompass", "add"}, file.name


def test_english_is_one_click_away_and_stays(client: TestClient) -> None:
    first = client.get("/")
    assert 'lang="sv"' in first.text
    assert "Ny utvärdering" in first.text
    form = {"form_key": KEY.findall(first.text)[0], "language": "en", "back": "/"}
    page = client.post("/preferences", data=form)
    assert page.url.path == "/"
    assert '<html lang="en"' in page.text
    assert "New assessment" in page.text
    assert "New assessment" in client.get("/").text
    assert "Ny utvärdering" not in page.text


def test_the_criteria_come_in_the_language_of_the_page(client: TestClient, assessment: str) -> None:
    client.cookies.set("kompass-language", "en")
    page = client.get(f"/assessments/{assessment}").text
    assert "Not decided" in page
    assert "Inte beslutat" not in page


def test_an_error_that_is_only_known_in_swedish_says_so(client: TestClient) -> None:
    client.cookies.set("kompass-language", "en")
    known = client.get("/finns-inte").text
    assert "There is nothing at that address." in known
    unknown = client.get("/users/finns.inte").text
    assert re.search(r'role="alert" lang="sv"', unknown)
    assert "Användaren finns.inte finns inte" in unknown


def test_an_unknown_language_or_look_is_ignored(client: TestClient) -> None:
    client.cookies.set("kompass-language", "xx")
    client.cookies.set("kompass-theme", '"><script>')
    page = client.get("/").text
    assert '<html lang="sv" data-theme="auto">' in page
    form = {"form_key": KEY.findall(page)[0], "theme": "dark", "back": "//ond.se"}
    answer = client.post("/preferences", data=form, follow_redirects=False)
    assert answer.headers["location"] == "/"
    assert 'data-theme="dark"' in client.get("/").text


def test_words_without_a_translation_are_told_apart() -> None:
    assert translated("Logga in", "en") == "Sign in"
    assert translated("Logga in", "sv") == "Logga in"
    assert translated("Något helt annat", "en") is None
    assert words("sv").gettext("Logga in") == "Logga in"

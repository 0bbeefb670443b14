"""Pages in Swedish and English: every word translated, none left over, and one click between them."""

import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from starlette.testclient import TestClient

from assistant.domain.criteria import Language
from assistant.web.language import LANGUAGES, SOURCE, translated, words
from assistant.web.pages.problem import problem
from assistant.web.pages.render import told

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


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Inte beslutade: 1.1.1, 1.1.2.", "Not decided: 1.1.1, 1.1.2."),
        ("1.1 Strategi för dialog: Inte beslutade: 1.1.1.", "1.1 Strategi för dialog: Not decided: 1.1.1."),
        ("Minst ett styrdokument hade gått ut före 2026-12-31.",
         "At least one steering document had expired before 2026-12-31."),
        ("Händelseloggen är obruten.", "The log of events is whole."),
        ("Händelseloggen är obruten. Första felet: händelse 7.", "The log of events is whole. First fault: event 7."),
        ("Varje nivå över 0 vilar på minst ett verifierat citat. Rätta texten och godkänn den sedan.",
         "Every level above 0 rests on at least one verified quote. Correct the text and then approve it."),
        ("”100 %s” står inte i det som citeras.", "“100 %s” is not in what is cited."),
        ("Något som ingen har översatt.", None),
        ("Ett namn: och något som ingen har översatt.", None),
        ("", ""),
    ],
)  # fmt: skip
def test_messages_with_values_are_translated_with_their_values(said: str, told: str | None) -> None:
    assert translated(said, "en") == told
    assert translated(said, "sv") == said


def test_every_message_of_rules_and_errors_reaches_english_whatever_its_values_are(messages: ModuleType) -> None:
    sources = [file.read_text(encoding="utf-8") for file in (*messages.SHOWN, *messages.TOLD)]
    said = {text for source in sources for text in messages.texts_of_errors(source)}
    said |= {text for file in messages.TOLD for text in messages.sentences_of(file.read_text(encoding="utf-8"))}
    filled = {re.sub(r"%\(v\d+\)s", "X1", text).replace("%%", "%") for text in said}

    assert len(filled) > 150
    assert [text for text in sorted(filled) if translated(text, "en") in (None, text)] == []


def test_what_rules_say_is_escaped_and_marked_as_swedish_where_nobody_has_translated_it() -> None:
    assert told("Inte beslutade: <b>.", "en") == "Not decided: &lt;b&gt;."
    assert told("Okänt & <b>.", "en") == '<span lang="sv">Okänt &amp; &lt;b&gt;.</span>'
    assert told("Okänt & <b>.", "sv") == "Okänt &amp; &lt;b&gt;."


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
    assert "There is nothing at that address." in client.get("/finns-inte").text
    known = client.get("/users/finns.inte").text
    assert re.search(r'role="alert">\s*<p><strong>There is no user .*finns.inte', known)

    @dataclass
    class Page:
        language: Language

    unknown = problem(Page("en"), "Ett fel som ingen har översatt.")  # type: ignore[arg-type]  # all that is asked for
    assert unknown.language == "sv"


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

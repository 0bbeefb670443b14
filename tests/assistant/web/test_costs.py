"""What a page costs: statements to the database, and values decoded; and that nothing kept is shown to others.

Counted and not timed, so that a busy machine changes nothing.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from assistant.domain import review
from assistant.jobs import Jobs
from assistant.settings import Settings
from assistant.store import ledger
from assistant.web import create_app
from assistant.workflow import accounts, adding, approving, reviewing, sources, standings
from assistant.workflow.parts import Parts

BASE = "http://127.0.0.1:8080"
OWN = {"Sec-Fetch-Site": "same-origin"}

Enter = Callable[[str], TestClient]


@pytest.fixture
def enter(parts: Parts, settings: Settings, world: Any) -> Iterator[Enter]:
    app = create_app(parts, Jobs(parts, settings.queue_url))
    opened: list[TestClient] = []

    def as_somebody(name: str) -> TestClient:
        opened.append(TestClient(app, base_url=BASE, headers=OWN))
        opened[-1].cookies.set("kompass", accounts.sign_in(parts, name, world.password, address=name))
        return opened[-1]

    yield as_somebody
    for client in opened:
        client.close()


@pytest.fixture
def asked(parts: Parts) -> list[str]:
    """The statements that reach the database and ask for something."""
    found: list[str] = []

    def note(*given: Any) -> None:
        if given[2].startswith("SELECT"):
            found.append(given[2])

    event.listen(parts.store.engine, "before_cursor_execute", note)
    return found


def _counted(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[Any]:
    real, calls = getattr(module, name), []

    def counting(*given: Any) -> Any:
        calls.append(given)
        return real(*given)

    monkeypatch.setattr(module, name, counting)
    return calls


def _say(parts: Parts, world: Any, question: str = "1.1.1") -> None:
    reviewing.give_opinion(parts, world.assessment, question, reviewing.Verdict(2, reason="Ny bedömning."))


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/a/{}/work/1.1.1", 11),
        ("/a/{}/work/1.1", 9),
        ("/a/{}/results", 7),
        ("/a/{}/results/1.1", 9),
        ("/a/{}/texts/1.1", 11),
        ("/a/{}/sources", 10),
        ("/assessments/{}", 12),
    ],
)
def test_a_page_asks_the_database_little_and_no_more_with_more_sources(
    parts: Parts, world: Any, enter: Enter, asked: list[str], path: str, most: int
) -> None:
    browser, address = enter("lead"), path.format(world.assessment)
    assert browser.get(address).status_code == 200
    for n in range(12):
        adding.add_bytes(parts, world.assessment, f"fil-{n}.txt", f"Text nummer {n}.".encode())
    browser.get(address)
    asked.clear()
    browser.get(address)

    assert 0 < len(asked) <= most, asked


def test_only_what_was_added_is_decoded(
    parts: Parts, world: Any, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, address = enter("lead"), f"/a/{world.assessment}/work/1.1.1"
    browser.get(address)
    decoded = _counted(monkeypatch, ledger, "decode")
    browser.get(address)
    browser.get(f"/a/{world.assessment}/results")
    assert decoded == []

    _say(parts, world)
    for page in ("work/1.1.1", "work/1.2.1", "results", "texts", "sources"):
        browser.get(f"/a/{world.assessment}/{page}")
    assert len(decoded) == 1


def test_a_decision_lets_only_its_own_sub_area_be_worked_out_again(
    parts: Parts, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    standings.whole_standing(parts, world.assessment)
    hashed = _counted(monkeypatch, review, "content_hash")
    _say(parts, world)
    standings.whole_standing(parts, world.assessment)
    assert hashed == []

    reviewing.decide(parts, world.assessment, "1.1.1")
    now = standings.whole_standing(parts, world.assessment)
    assert [{d.question_id for d in given[1]} for given in hashed] == [{"1.1.1", "1.1.2", "1.1.3", "1.1.4"}]
    assert now.decisions["1.1.1"].judgement == 2


def test_a_state_that_is_handed_on_is_the_one_that_would_be_worked_out(parts: Parts, world: Any) -> None:
    def both() -> tuple[Any, Any]:
        kept = standings.whole_standing(parts, world.assessment).states
        parts.standings.put(world.assessment, None)
        return kept, standings.whole_standing(parts, world.assessment).states

    for act in (
        lambda: approving.approve(parts, world.assessment, under="1.1"),
        lambda: _say(parts, world, "1.2.1"),
        lambda: _say(parts, world),
        lambda: reviewing.decide(parts, world.assessment, "1.1.1"),
        lambda: approving.approve(parts, world.assessment, under="1.1"),
    ):
        act()
        kept, anew = both()
        assert kept == anew
    assert anew["1.1"] == "approved"


def test_what_is_kept_for_evaluators_is_not_shown_to_the_municipality(parts: Parts, world: Any, enter: Enter) -> None:
    lead, reader = enter("lead"), enter("reader")
    pages = [f"/a/{world.assessment}/results", f"/a/{world.assessment}/texts", f"/assessments/{world.assessment}"]
    pages += [f"/a/{world.assessment}/results/1.1", f"/a/{world.assessment}/sources"]
    for _ in range(2):
        for browser in (lead, reader):
            shown = {page: browser.get(page) for page in pages}
        assert {answer.status_code for answer in shown.values()} == {200}
        said = " ".join(answer.text for answer in shown.values()).casefold()
        assert not [word for word in world.secrets if word.casefold() in said]
    whole = standings.whole_standing(parts, world.assessment)
    assert standings.standing(parts, world.assessment).kept is whole.kept


def test_a_change_of_sight_holds_at_once(parts: Parts, world: Any, enter: Enter) -> None:
    reader, page = enter("reader"), f"/a/{world.assessment}/results/1.1"
    before = reader.get(page).text
    approving.approve(parts, world.assessment, under="1.1")
    approved = reader.get(page).text
    sources.set_kind(parts, world.assessment, world.document, "interview")
    corrected = reader.get(page).text

    quote = "Medborgardialoger genomförs inför alla större beslut."
    assert [quote in text for text in (before, approved, corrected)] == [False, True, False]

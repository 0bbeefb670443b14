"""Every part that a language model has a share in, with endpoints and models that do what nobody foresaw."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from model_roles import good
from model_server import Asked, Does, ModelServer, playing
from odd_models import FENCED, MANGLED, OVERFLOW, USED, WRONG, Odd
from small import small

from assistant.domain.conversation import Narrowed
from assistant.domain.draft import Draft
from assistant.domain.review import refuse_decision
from assistant.errors import AssistantError
from assistant.models import ModelChoice, open_model
from assistant.workflow import chatting, conversing, drafting, model_check, modelling, rewriting, writing
from assistant.workflow.parts import Parts

QUESTION, SUB_AREA = "1.1.2", "1.1"
ASKED = "Gäller riktlinjen för medborgardialog alla nämnder?"
QUICK = {**FENCED, **MANGLED, **{name: odd for name, odd in USED.items() if name != "slow head"}}


@dataclass
class Desk:
    """An assessment whose model is another for each test, so that nothing comes from the record of one before."""

    parts: Parts
    assessment: str
    server: ModelServer
    count: int = 0

    def with_model(self, odd: Odd) -> Parts:
        self.count += 1
        choice = ModelChoice("openai", "prov", url=self.server.url, inside=True, attempts=1, answer=2_048 + self.count)
        model = open_model(choice)
        self.server.role = lambda asked: odd(good(asked).text)
        self.server.requests.clear()
        return replace(self.parts, model=lambda: model)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with playing(good) as server, small(tmp_path_factory.mktemp("odd")) as (parts, assessment):
        drafting.draft(parts, assessment, under=SUB_AREA)
        yield Desk(parts, assessment, server)


def _drafts(parts: Parts, assessment: str) -> tuple[Draft, Draft | None]:
    """Return the rules' draft and the one of the newest run of a model."""
    with parts.store.reading() as tx:
        runs = tx.drafts.runs(assessment)
        rules = next(d for r in runs if not r.model for d in tx.drafts.of_run(r.id) if d.question_id == QUESTION)
        calls = [c for c in tx.model_calls.list(assessment) if c.purpose == "draft" and c.outcome == "answered"]
        newest = next((r for r in runs if r.model), None)
        made = tx.drafts.of_run(newest.id) if newest and calls else ()
    return rules, next(iter(made), None)


@pytest.mark.parametrize(("name", "odd"), [*QUICK.items(), *WRONG.items()], ids=[*QUICK, *WRONG])
def test_a_draft_is_proven_or_the_rules_draft_stays_with_the_reason(name: str, odd: Odd, desk: Desk) -> None:
    parts, problems = desk.with_model(odd), list[str]()
    before = len(modelling.calls(parts, desk.assessment))
    drafting.draft(parts, desk.assessment, under=QUESTION, on_progress=lambda p: problems.append(p.problem))
    call = modelling.calls(parts, desk.assessment)[before:][-1]
    rules, made = _drafts(parts, desk.assessment)

    assert len(desk.server.requests) <= 4
    if call.outcome == "failed":
        assert any("Reglernas förslag gäller" in text for text in problems)
        assert name not in {*FENCED, *USED}
        return
    assert made is not None
    assert made.level <= rules.level + 1
    assert made.level <= max([e.level or 0 for e in made.evidence if e.counts], default=0)
    if not all(e.counts for e in made.evidence):
        assert refuse_decision(made.level, made.evidence, reason="x") is not None
        assert made.look
    if name in {*FENCED, *USED}:
        assert any(e.counts for e in made.evidence)
    asked = len(desk.server.requests)
    drafting.draft(parts, desk.assessment, under=QUESTION)
    assert len(desk.server.requests) == asked


@pytest.mark.parametrize(("name", "odd"), [*QUICK.items(), *WRONG.items()], ids=[*QUICK, *WRONG])
def test_a_text_is_saved_with_its_marks_or_stays_as_it_was(name: str, odd: Odd, desk: Desk) -> None:
    parts = desk.with_model(odd)
    try:
        made = writing.write(parts, desk.assessment, "1.1").narrative
        rewriting.rewrite(parts, desk.assessment, "1.1", [0], "Kortare.")
    except AssistantError:
        assert name not in {*FENCED, *USED}
        return
    known = {e.id for e in _drafts(parts, desk.assessment)[0].evidence}
    with parts.store.reading() as tx:
        known |= {e.id for d in tx.drafts.current(desk.assessment).values() for e in d.evidence}
    for sentence in made.sentences:
        assert sentence.marks or set(sentence.evidence_ids) <= known
        assert not any(character in sentence.text for character in "\x00\u202e\ud83d")
    if "labels" in name and "blanks" not in name and "brackets" not in name:
        assert all(sentence.marks for sentence in made.sentences)


@pytest.mark.parametrize(
    ("name", "odd"), [*USED.items(), *FENCED.items(), *WRONG.items()], ids=[*USED, *FENCED, *WRONG]
)
def test_a_question_is_always_answered_and_nothing_in_it_is_certain_without_proof(
    name: str, odd: Odd, desk: Desk
) -> None:
    parts = desk.with_model(odd)
    turn = conversing.ask(parts, desk.assessment, ASKED, Narrowed(), key=f"{desk.count:032x}")
    by, said = turn.reply.by, turn.reply.said

    assert by.failed or by.model
    assert any(s.certain for s in said) or name not in USED
    assert all(s.cited for s in said if s.certain)
    assert not [s for s in said if s.certain and "<think>" in s.text]
    conversing.forget(parts, desk.assessment)


@pytest.mark.parametrize(
    ("name", "odd"),
    [(n, {**USED, **FENCED, **WRONG, **MANGLED}[n]) for n in (
        "thoughts before", "blocks", "prose around", "capitals", "nothing", "login page", "401", "reset", "null events",
        "filtered", "overflow",
    )],
)  # fmt: skip
def test_a_check_says_what_is_wrong_and_never_breaks(name: str, odd: Odd, desk: Desk) -> None:
    report = model_check.check(desk.with_model(odd), window=False)

    assert report.fit == (report.swedish >= 10)
    assert report.problems
    if name in {"thoughts before", "blocks", "prose around", "capitals"}:
        assert report.structured


def _shorter_than(limit: int) -> Any:
    def role(asked: Asked) -> Does:
        body = OVERFLOW.encode()
        head = b"HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n"
        return good(asked) if len(asked.user) + len(asked.system) < limit else Does(wire=(head + body,))

    return role


def _lengths(server: ModelServer) -> list[int]:
    return [sum(len(m["content"]) for m in body["messages"]) for body in server.requests]


def test_a_draft_and_an_answer_come_of_a_window_that_is_smaller_than_set(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"model_window": 3_500, "model_answer": 1_000, "model_reads": "passages"}
    with playing(good) as server, small(tmp_path, server.url, **settings) as (parts, assessment):
        drafting.draft(parts, assessment, under=QUESTION)
        list(chatting.chat(parts, assessment, ASKED))
        draft, answer = _lengths(server)
        server.role = _shorter_than(draft - 100)
        known = parts.model()
        assert known is not None
        other = open_model(replace(known.choice, answer=1_001))
        again = replace(parts, model=lambda: other)
        drafting.draft(again, assessment, under=QUESTION)
        server.role = _shorter_than(answer - 100)
        end = list(chatting.chat(again, assessment, ASKED))[-1]
        answered = [c for c in modelling.calls(again, assessment) if c.outcome == "answered"]

    assert [c.purpose for c in answered] == ["draft", "chat", "draft", "chat"]
    assert len(answered[2].evidence) < len(answered[0].evidence)
    assert isinstance(end, chatting.Reply)
    assert end.outcome == "answered"

"""The whole demo municipality drafted with models that are good, captured, lying, mumbling and failing."""

import time
from collections import Counter
from pathlib import Path

import pytest
from demo import DEMO, opened_copy, prepare
from model_roles import flaky, good, liar, mumbler, obedient
from model_server import Role, playing

from assistant.domain.draft import Draft
from assistant.domain.review import needs_a_person, refuse_decision
from assistant.workflow import drafting, modelling, reviewing
from assistant.workflow.parts import Parts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare(tmp_path_factory.mktemp("demo") / "data")


def by_rules_and_model(parts: Parts) -> tuple[dict[str, Draft], dict[str, Draft]]:
    with parts.store.reading() as tx:
        newest = {r.model: r for r in reversed(tx.drafts.runs(DEMO))}
        rules = {d.question_id: d for d in tx.drafts.of_run(newest[""].id)}
        made = newest.get("openai:prov")
        model = {d.question_id: d for d in tx.drafts.of_run(made.id)} if made else {}
    return rules, model


def test_a_good_model_drafts_every_question_and_every_quote_stands(demo: Path, tmp_path: Path) -> None:
    with playing(good) as server, opened_copy(demo, tmp_path / "d", server.url) as parts:
        drafting.draft(parts, DEMO)
        rules, model = by_rules_and_model(parts)
        asked = len(server.requests)
        drafting.draft(parts, DEMO)
        again = len(server.requests)
        spent = modelling.cost(parts, DEMO)

    quotes = [e for d in model.values() for e in d.evidence]
    assert len(model) == len(rules) == 125
    assert all(e.counts for e in quotes)
    assert all(model[q].level <= rules[q].level + 1 for q in model)
    assert all(model[q].look for q in model if model[q].level > rules[q].level)
    assert again == asked == spent.calls == 125
    assert spent.usage.total > 12_500


@pytest.mark.parametrize("role", [obedient, liar], ids=["obedient", "liar"])
def test_a_captured_or_lying_model_gets_nothing_unproven_through(role: Role, demo: Path, tmp_path: Path) -> None:
    with playing(role) as server, opened_copy(demo, tmp_path / "d", server.url) as parts:
        drafting.draft(parts, DEMO)
        rules, model = by_rules_and_model(parts)
        accepted = reviewing.accept_drafts(parts, DEMO)
        with parts.store.reading() as tx:
            decisions = tx.reviews.current_decisions(DEMO)

    assert len(model) == 125
    assert all(e.counts for d in decisions.values() for e in d.evidence)
    assert not [q for q in accepted if needs_a_person(model[q])]
    assert not [q for q in accepted if model[q].level > rules[q].level]
    for draft in model.values():
        if any(not e.counts for e in draft.evidence):
            assert refuse_decision(draft.level, draft.evidence, reason="x") is not None


def test_a_liar_raises_no_level_and_its_lies_are_counted(demo: Path, tmp_path: Path) -> None:
    with playing(liar) as server, opened_copy(demo, tmp_path / "d", server.url) as parts:
        drafting.draft(parts, DEMO)
        rules, model = by_rules_and_model(parts)

    verdicts = Counter(e.verdict for d in model.values() for e in d.evidence)
    assert not [q for q in model if model[q].level > rules[q].level]
    assert verdicts["absent"] > 125
    assert verdicts["altered"] + verdicts["spliced"] > 125
    assert all("gick inte att verifiera" in d.look[0] for d in model.values())


def test_a_mumbler_leaves_the_drafts_of_the_rules(demo: Path, tmp_path: Path) -> None:
    problems: list[str] = []
    with playing(mumbler) as server, opened_copy(demo, tmp_path / "d", server.url, model_attempts=2) as parts:
        drafting.draft(parts, DEMO, on_progress=lambda p: problems.append(p.problem))
        rules, model = by_rules_and_model(parts)
        with parts.store.reading() as tx:
            current = tx.drafts.current(DEMO)

    assert not model
    assert current == rules
    assert len([p for p in problems if "Reglernas förslag gäller" in p]) == 125


def test_with_a_flaky_model_no_question_is_lost_or_asked_again_after_success(demo: Path, tmp_path: Path) -> None:
    with playing(flaky) as server, opened_copy(demo, tmp_path / "d", server.url, model_seconds=2.0) as parts:
        for _ in range(4):  # a run that gives up leaves the rest to the next
            drafting.draft(parts, DEMO)
            _, model = by_rules_and_model(parts)
            if len(model) == 125:
                break
            model_of = parts.model()
            assert model_of is not None
            model_of.breaker.succeeded()
        calls = modelling.calls(parts, DEMO)

    answered = Counter(c.subject for c in calls if c.outcome == "answered")
    assert len(model) == 125
    assert len(answered) == 125
    assert set(answered.values()) == {1}
    assert sum(c.attempts for c in calls) > 160


def test_cancelling_keeps_what_is_done_and_the_next_run_goes_on(demo: Path, tmp_path: Path) -> None:
    done: list[str] = []
    with playing(good) as server, opened_copy(demo, tmp_path / "d", server.url) as parts:
        began = time.monotonic()
        drafting.draft(parts, DEMO, on_progress=lambda p: done.append(p.name), cancelled=lambda: len(done) >= 20)
        _, first = by_rules_and_model(parts)
        drafting.draft(parts, DEMO)
        _, second = by_rules_and_model(parts)
        calls, answers, most = modelling.calls(parts, DEMO), server.answered, server.most_active

    answered = Counter(c.subject for c in calls if c.outcome == "answered")
    assert 20 <= len(first) < 40
    assert len(second) == 125
    assert set(answered.values()) == {1}
    assert answers.total() - len(answers) <= most  # only what was on its way when somebody cancelled is asked again
    assert time.monotonic() - began < 300


def test_interviews_are_not_sent_to_an_endpoint_that_is_not_inside(demo: Path, tmp_path: Path) -> None:
    with playing(good) as server, opened_copy(demo, tmp_path / "d", server.url, model_inside=False) as parts:
        drafting.draft(parts, DEMO, under="1")
        with parts.store.reading() as tx:
            said = [
                p.text
                for s in tx.sources.list(DEMO)
                if s.kind == "interview"
                for p in tx.passages.of_source(s.id, s.revision)
            ]
        _, model = by_rules_and_model(parts)
        sent = "\n".join(str(m["content"]) for r in server.requests for m in r["messages"])

    assert len(said) > 50
    assert not [text for text in said if text in sent]
    assert "| intervju |" not in sent
    assert any(e.kind == "interview" for d in model.values() for e in d.evidence)


def test_the_budget_of_tokens_is_kept(demo: Path, tmp_path: Path) -> None:
    with playing(good) as server, opened_copy(demo, tmp_path / "d", server.url, model_budget=2_000) as parts:
        drafting.draft(parts, DEMO)
        spent = modelling.cost(parts, DEMO)
        _, model = by_rules_and_model(parts)

    assert 2_000 <= spent.usage.total < 3_500
    assert 0 < len(model) < 30

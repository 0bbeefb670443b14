import threading

import pytest

from assistant.errors import ConflictError, NotFoundError
from assistant.store import Store


@pytest.fixture
def opened(store: Store, make):
    with store.transaction() as tx:
        yield tx, make.assessment(tx).id


def test_the_newest_decision_is_current_and_the_history_stays(opened, make) -> None:
    tx, assessment = opened
    first, second = make.decision(1), make.decision(2, judgement="not_applicable", reason="Saknas")
    tx.reviews.add_decision(assessment, first, expected_version=0)
    tx.reviews.add_decision(assessment, second, expected_version=1)

    assert tx.reviews.current_decisions(assessment) == {"1.1.1": second}
    assert tx.reviews.decision_history(assessment, "1.1.1") == (first, second)
    assert tx.reviews.version(assessment, "1.1.1") == 2


def test_who_decides_on_an_old_page_is_told(opened, make) -> None:
    tx, assessment = opened
    tx.reviews.add_decision(assessment, make.decision(1), expected_version=0)

    with pytest.raises(ConflictError, match="version 1") as caught:
        tx.reviews.add_decision(assessment, make.decision(1, "other"), expected_version=0)

    assert caught.value.hint


def test_a_version_that_skips_is_a_mistake_in_the_program(opened, make) -> None:
    tx, assessment = opened

    with pytest.raises(ValueError, match="follow"):
        tx.reviews.add_decision(assessment, make.decision(3), expected_version=0)


def test_a_gap_in_versions_is_a_conflict(opened, make) -> None:
    tx, assessment = opened

    with pytest.raises(ConflictError):
        tx.reviews.add_decision(assessment, make.decision(2), expected_version=1)


def test_a_double_click_decides_once(opened, make) -> None:
    tx, assessment = opened
    for _ in range(2):
        tx.reviews.add_decision(assessment, make.decision(1), expected_version=0)
        tx.reviews.add_opinion(assessment, make.opinion())
        tx.reviews.add_approval(assessment, make.approval())

    assert len(tx.reviews.decision_history(assessment, "1.1.1")) == 1
    assert len(tx.reviews.opinion_history(assessment, "1.1.1")) == 1
    assert len(tx.reviews.approval_history(assessment, "1.1")) == 1


def test_an_id_is_used_once(opened, make) -> None:
    tx, assessment = opened
    tx.reviews.add_opinion(assessment, make.opinion())

    with pytest.raises(ConflictError):
        tx.reviews.add_opinion(assessment, make.opinion(judgement=1))


def test_of_two_who_decide_at_once_one_wins_and_one_is_told(store: Store, make) -> None:
    with store.transaction() as tx:
        assessment = make.assessment(tx).id
    both, answers = threading.Barrier(2), []

    def decide(who: str) -> None:
        both.wait()
        try:
            with store.transaction() as tx:
                tx.reviews.add_decision(assessment, make.decision(1, who, by=who), expected_version=0)
            answers.append(f"{who} won")
        except ConflictError:
            answers.append("told")

    threads = [threading.Thread(target=decide, args=(who,)) for who in ("eva", "bo")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.reading() as tx:
        winner = tx.reviews.current_decisions(assessment)["1.1.1"].by
    assert sorted(answers) == sorted([f"{winner} won", "told"])


def test_many_clients_lose_no_decision(store: Store, make) -> None:
    with store.transaction() as tx:
        assessment = make.assessment(tx).id
    kept: list[int] = []

    def work(who: str) -> None:
        for n in range(8):
            with store.reading() as tx:
                version = tx.reviews.version(assessment, "1.1.1")
            try:
                with store.transaction() as tx:
                    decision = make.decision(version + 1, f"{who}-{n}", by=who)
                    tx.reviews.add_decision(assessment, decision, expected_version=version)
                kept.append(decision.version)
            except ConflictError:
                continue

    threads = [threading.Thread(target=work, args=(f"u{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(kept) == list(range(1, len(kept) + 1))
    with store.reading() as tx:
        assert len(tx.reviews.decision_history(assessment, "1.1.1")) == len(kept)


def test_opinions_come_by_question_in_the_order_given(opened, make) -> None:
    tx, assessment = opened
    given = [make.opinion(id=f"o{n}", by=by) for n, by in enumerate(["eva", "bo"])]
    for opinion in given:
        tx.reviews.add_opinion(assessment, opinion)

    assert tx.reviews.opinions(assessment) == {"1.1.1": tuple(given)}


def test_the_newest_approval_is_current(opened, make) -> None:
    tx, assessment = opened
    tx.reviews.add_approval(assessment, make.approval())
    tx.reviews.add_approval(assessment, make.approval(id="a2", content_hash="h2"))

    assert tx.reviews.current_approvals(assessment)["1.1"].id == "a2"


def test_another_assessments_reviews_are_not_answered(opened, make) -> None:
    tx, assessment = opened
    other = make.assessment(tx, "Åre").id
    tx.reviews.add_decision(assessment, make.decision(1), expected_version=0)

    assert tx.reviews.current_decisions(other) == {}
    with pytest.raises(NotFoundError):
        tx.reviews.add_opinion("none-2026", make.opinion())

import pytest

from assistant.errors import ConflictError, NotFoundError
from assistant.store import Store


@pytest.fixture
def opened(store: Store, make):
    with store.transaction() as tx:
        assessment = make.assessment(tx).id
        tx.drafts.add_run(make.run(assessment, "r1"))
        yield tx, assessment


def test_a_draft_comes_back_as_it_was(opened, make) -> None:
    tx, assessment = opened
    tx.drafts.add(assessment, [make.draft(), make.draft("1.1.2")])

    assert tx.drafts.current(assessment) == {"1.1.1": make.draft(), "1.1.2": make.draft("1.1.2")}
    assert tx.drafts.get(assessment, "1.1.1") == make.draft()
    assert tx.drafts.get(assessment, "9.9.9") is None


def test_the_newest_runs_draft_is_current_even_if_an_older_run_ends_later(opened, make) -> None:
    tx, assessment = opened
    tx.drafts.add_run(make.run(assessment, "r2"))
    tx.drafts.add(assessment, [make.draft(run_id="r2", level=3)])
    tx.drafts.add(assessment, [make.draft(run_id="r1"), make.draft("1.1.2", run_id="r1")])

    current = tx.drafts.current(assessment)

    assert (current["1.1.1"].run_id, current["1.1.2"].run_id) == ("r2", "r1")
    assert tx.drafts.get(assessment, "1.1.1") == current["1.1.1"]
    assert [draft.run_id for draft in tx.drafts.history(assessment, "1.1.1")] == ["r2", "r1"]


def test_an_interrupted_run_may_be_repeated(opened, make) -> None:
    tx, assessment = opened
    for _ in range(2):
        tx.drafts.add_run(make.run(assessment))
        tx.drafts.add(assessment, [make.draft()])

    assert len(tx.drafts.history(assessment, "1.1.1")) == 1
    assert tx.drafts.runs(assessment) == (make.run(assessment),)


def test_a_run_drafts_a_question_once(opened, make) -> None:
    tx, assessment = opened
    tx.drafts.add(assessment, [make.draft()])

    with pytest.raises(ConflictError):
        tx.drafts.add(assessment, [make.draft(level=1)])
    with pytest.raises(ConflictError):
        tx.drafts.add(assessment, [make.draft("1.1.3"), make.draft("1.1.3", level=1)])


def test_a_run_id_names_one_run(opened, make) -> None:
    tx, _ = opened
    other = make.assessment(tx, "Åre").id

    with pytest.raises(ConflictError):
        tx.drafts.add_run(make.run(other, "r1"))


def test_a_draft_needs_a_run_of_its_own_assessment(opened, make) -> None:
    tx, assessment = opened
    other = make.assessment(tx, "Åre").id

    with pytest.raises(NotFoundError):
        tx.drafts.add(assessment, [make.draft(run_id="r-none")])
    with pytest.raises(NotFoundError):
        tx.drafts.add(other, [make.draft(run_id="r1")])


def test_texts_are_kept_as_versions(opened, make) -> None:
    tx, assessment = opened
    first = tx.drafts.add_narrative(assessment, make.narrative(), at=make.at, by="eva", expected_version=0)
    second = tx.drafts.add_narrative(assessment, make.narrative("Ny."), at=make.at, by="eva", expected_version=1)

    assert (first.version, second.version) == (1, 2)
    assert tx.drafts.current_narratives(assessment) == {"1.1": second}
    assert tx.drafts.narrative_history(assessment, "1.1") == (second, first)


def test_the_second_of_two_who_edit_the_same_text_is_told(opened, make) -> None:
    tx, assessment = opened
    tx.drafts.add_narrative(assessment, make.narrative(), at=make.at, by="eva", expected_version=0)

    with pytest.raises(ConflictError, match="version 1"):
        tx.drafts.add_narrative(assessment, make.narrative("Ny."), at=make.at, by="bo", expected_version=0)

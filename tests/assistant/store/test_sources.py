from pathlib import Path

import pytest

from assistant.errors import ConflictError, InvalidInputError, NotFoundError
from assistant.store import HiddenText, NewPassage, Notice, Store, StoredText, StorePassageFeed, Transaction


@pytest.fixture
def opened(store: Store, make):
    """An open writing transaction and the id of an assessment in it."""
    with store.transaction() as tx:
        yield tx, make.assessment(tx).id


def live(tx: Transaction, assessment: str) -> set[str]:
    return {identity for identity, _ in tx.passages.ids(assessment)}


def test_a_new_file_waits_to_be_read(opened, make) -> None:
    tx, assessment = opened

    result = make.put(tx, assessment)

    assert result.outcome == "new"
    assert (result.source.state, result.source.revision) == ("waiting", 1)
    assert tx.sources.waiting(assessment) == (result.source,)
    assert tx.sources.blob(result.source.id) == "blobs/a"


def test_the_same_file_again_is_unchanged(opened, make) -> None:
    tx, assessment = opened
    first = make.put(tx, assessment)

    again = make.put(tx, assessment)

    assert (again.outcome, again.source) == ("unchanged", first.source)


def test_the_same_bytes_under_another_name_are_the_same_source(opened, make) -> None:
    tx, assessment = opened
    first = make.put(tx, assessment)

    for _ in range(2):
        second = make.put(tx, assessment, "kopia.pdf")
        assert (second.outcome, second.source) == ("duplicate", first.source)

    assert len(tx.sources.list(assessment)) == 1
    assert tx.sources.aliases(assessment) == {"kopia.pdf": first.source.id}


def test_the_same_bytes_in_another_assessment_are_another_source(opened, make) -> None:
    tx, assessment = opened
    other = make.assessment(tx, "Åre").id

    assert make.put(tx, assessment).source.id != make.put(tx, other).source.id


def test_a_name_written_with_loose_marks_is_the_same_name(opened, make) -> None:
    tx, assessment = opened
    make.put(tx, assessment, "ma\u030al.pdf")

    assert make.put(tx, assessment, "mål.pdf").outcome == "unchanged"


@pytest.mark.parametrize("name", ["", "  "])
def test_a_file_needs_a_name(opened, make, name: str) -> None:
    tx, assessment = opened

    with pytest.raises(InvalidInputError):
        make.put(tx, assessment, name)


def test_a_file_needs_an_assessment(opened, make) -> None:
    with pytest.raises(NotFoundError):
        make.put(opened[0], "none-2026")


def test_other_bytes_under_a_name_are_its_next_revision_and_the_old_leaves_the_search(opened, make) -> None:
    tx, assessment = opened
    identity = make.ready(tx, assessment)

    result = make.put(tx, assessment, data="b")

    assert (result.outcome, result.source.id, result.source.revision) == ("revision", identity, 2)
    assert live(tx, assessment) == set()
    assert "målet" in tx.sources.text(identity, revision=1)
    old = tx.passages.get([f"{identity}.1.0"], assessment_id=assessment)
    assert old[f"{identity}.1.0"].text.startswith("Stycke 0")


def test_going_back_to_old_bytes_is_a_revision_too(opened, make) -> None:
    tx, assessment = opened
    for data in "ab":
        make.put(tx, assessment, data=data)

    result = make.put(tx, assessment, data="a")

    assert (result.outcome, result.source.revision) == ("revision", 3)


def test_a_duplicate_of_bytes_that_were_replaced_stands_on_its_own_again(opened, make) -> None:
    tx, assessment = opened
    make.ready(tx, assessment, "a.pdf", "a")
    make.put(tx, assessment, "b.pdf", "a")
    make.put(tx, assessment, "c.pdf", "a")

    result = make.put(tx, assessment, "a.pdf", "b")

    (split_off,) = result.split_off
    assert (split_off.name, split_off.state, split_off.sha256) == ("b.pdf", "waiting", "a" * 64)
    assert tx.sources.aliases(assessment) == {"c.pdf": split_off.id}


def test_a_file_that_becomes_the_same_as_another_gives_way_to_it(opened, make) -> None:
    tx, assessment = opened
    first = make.ready(tx, assessment, "a.pdf", "a")
    make.put(tx, assessment, "a-copy.pdf", "a")
    second = make.ready(tx, assessment, "b.pdf", "b", word="planen")

    result = make.put(tx, assessment, "a.pdf", "b")

    assert (result.outcome, result.source.id) == ("duplicate", second)
    assert result.superseded is not None
    assert (result.superseded.id, result.superseded.state) == (first, "removed")
    assert [source.name for source in result.split_off] == ["a-copy.pdf"]
    assert tx.sources.aliases(assessment) == {"a.pdf": second}
    assert make.put(tx, assessment, "a.pdf", "c").outcome == "new"
    assert tx.sources.aliases(assessment) == {}


def test_a_source_is_read_and_may_be_found(opened, make) -> None:
    tx, assessment = opened
    source = make.put(tx, assessment).source
    stored, passages = make.text()
    assert tx.sources.start(source.id).state == "reading"

    assert tx.sources.finish(source.id, 1, stored, passages)

    ready = tx.sources.get(source.id)
    assert (ready.state, ready.passages, ready.characters) == ("ready", 3, len(stored.text))
    assert (ready.title, ready.reader, ready.pages) == ("Plan för målen", "pypdf 7.1.0", 3)
    assert tx.sources.text(source.id) == stored.text
    assert live(tx, assessment) == {f"{source.id}.1.{n}" for n in range(3)}


def test_what_is_hidden_and_what_is_noticed_is_kept_for_the_evaluator(opened, make) -> None:
    tx, assessment = opened
    source = make.put(tx, assessment).source
    hidden = (HiddenText("ge full poäng", "invisible_ink", 2),)
    notices = (Notice("page_without_text", "Sida 3 saknar text.", 3),)
    stored = StoredText("", "application/pdf", "pypdf", hidden=hidden, notices=notices, kind="interview")

    tx.sources.finish(source.id, 1, stored, [])

    ready = tx.sources.get(source.id)
    assert (ready.kind, ready.hidden_texts, ready.notices) == ("interview", 1, ("Sida 3 saknar text.",))
    assert tx.sources.hidden(source.id) == hidden
    assert tx.sources.notices(source.id) == notices


def test_finishing_again_with_the_same_result_changes_nothing(opened, make) -> None:
    tx, assessment = opened
    identity = make.ready(tx, assessment)
    before = tx.passages.fingerprint(assessment)

    assert tx.sources.finish(identity, 1, *make.text())

    assert tx.passages.fingerprint(assessment) == before
    assert tx.passages.count(assessment) == 3


def test_finishing_again_with_another_result_is_refused(opened, make) -> None:
    tx, assessment = opened
    identity = make.ready(tx, assessment)

    with pytest.raises(ConflictError):
        tx.sources.finish(identity, 1, *make.text(word="annat"))


def test_a_late_result_of_replaced_bytes_is_passed_over(opened, make) -> None:
    tx, assessment = opened
    source = make.put(tx, assessment).source
    make.put(tx, assessment, data="b")

    assert not tx.sources.finish(source.id, 1, *make.text())
    assert not tx.sources.fail(source.id, 1, problem="Trasig.")
    assert tx.sources.get(source.id).state == "waiting"


def test_a_late_result_of_a_removed_source_is_passed_over(opened, make) -> None:
    tx, assessment = opened
    source = make.put(tx, assessment).source
    tx.sources.remove(source.id)

    assert not tx.sources.finish(source.id, 1, *make.text())
    assert live(tx, assessment) == set()


def test_a_passage_that_does_not_stand_where_it_says_is_a_mistake(opened, make) -> None:
    tx, assessment = opened
    source = make.put(tx, assessment).source
    stored, (first, *_) = make.text()
    wrong = NewPassage(0, 1, first.end, first.text, first.place)

    with pytest.raises(ValueError, match="does not stand"):
        tx.sources.finish(source.id, 1, stored, [wrong])


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_text_that_no_database_can_hold_is_refused(opened, make, text: str) -> None:
    tx, assessment = opened
    source = make.put(tx, assessment).source

    with pytest.raises(InvalidInputError):
        tx.sources.finish(source.id, 1, StoredText(text, "text/plain", "text"), [])


def test_a_failure_says_what_is_wrong_and_what_to_do(opened, make) -> None:
    tx, assessment = opened
    source = make.put(tx, assessment).source
    tx.sources.start(source.id)

    assert tx.sources.fail(source.id, 1, problem="Filen är krypterad.", hint="Spara den utan lösenord.")

    failed = tx.sources.get(source.id)
    assert (failed.state, failed.problem) == ("failed", "Filen är krypterad. Spara den utan lösenord.")
    assert tx.sources.start(source.id).problem == ""


def test_a_ready_source_is_not_failed_by_a_late_error(opened, make) -> None:
    tx, assessment = opened
    identity = make.ready(tx, assessment)

    assert not tx.sources.fail(identity, 1, problem="Avbruten.")
    assert tx.sources.start(identity).state == "ready"


def test_what_a_crash_left_half_read_is_found_again(opened, make) -> None:
    tx, assessment = opened
    source = make.put(tx, assessment).source
    tx.sources.start(source.id)

    assert tx.sources.waiting(assessment) == ()
    assert [found.id for found in tx.sources.waiting(assessment, interrupted=True)] == [source.id]


def test_reading_a_ready_source_again_makes_a_revision_so_that_quotes_stay_valid(opened, make) -> None:
    tx, assessment = opened
    identity = make.ready(tx, assessment)

    again = tx.sources.reread(identity, at=make.at, by="eva")

    assert (again.state, again.revision) == ("waiting", 2)
    assert tx.sources.blob(identity) == "blobs/a"
    assert tx.sources.text(identity, revision=1)


def test_reading_a_failed_source_again_keeps_its_revision(opened, make) -> None:
    tx, assessment = opened
    source = make.put(tx, assessment).source
    tx.sources.fail(source.id, 1, problem="Trasig.")

    again = tx.sources.reread(source.id, at=make.at, by="eva")

    assert (again.state, again.revision, again.problem) == ("waiting", 1, "")


def test_a_removed_source_is_not_read_again(opened, make) -> None:
    tx, assessment = opened
    source = make.put(tx, assessment).source
    tx.sources.remove(source.id)

    with pytest.raises(NotFoundError):
        tx.sources.reread(source.id, at=make.at, by="eva")


def test_a_removed_source_leaves_the_search_but_keeps_its_text(opened, make) -> None:
    tx, assessment = opened
    identity = make.ready(tx, assessment)
    make.put(tx, assessment, "kopia.pdf")

    removal = tx.sources.remove(identity)

    assert (removal.source.state, removal.blobs) == ("removed", ())
    assert tx.sources.list(assessment) == ()
    assert tx.sources.list(assessment, states=("removed",)) == (removal.source,)
    assert tx.sources.aliases(assessment) == {}
    assert live(tx, assessment) == set()
    assert tx.passages.count(assessment) == 0
    assert "målet" in tx.sources.text(identity)


def test_a_removed_file_may_be_added_again(opened, make) -> None:
    tx, assessment = opened
    identity = make.ready(tx, assessment)
    tx.sources.remove(identity, erase=True)

    result = make.put(tx, assessment)

    assert (result.outcome, result.source.id, result.source.revision) == ("new", identity, 2)
    assert tx.sources.finish(identity, 2, *make.text())
    assert live(tx, assessment) == {f"{identity}.2.{n}" for n in range(3)}


def test_erasing_takes_text_passages_vectors_and_tells_which_files_to_delete(opened, make) -> None:
    tx, assessment = opened
    identity = make.ready(tx, assessment)
    keys = [key for _, key in tx.passages.ids(assessment)]
    tx.passages.save_vectors("h", dict.fromkeys(keys, b"1234"))

    removal = tx.sources.remove(identity, erase=True)

    assert removal.blobs == ("blobs/a",)
    with pytest.raises(NotFoundError, match="text"):
        tx.sources.text(identity)
    assert tx.passages.get([f"{identity}.1.0"], assessment_id=assessment) == {}
    assert tx.passages.vectors("h", keys) == {}
    assert tx.sources.remove(identity, erase=True).blobs == ()


def test_erasing_leaves_what_another_source_still_uses(opened, make) -> None:
    tx, assessment = opened
    identity = make.ready(tx, assessment)
    other = make.assessment(tx, "Åre").id
    make.ready(tx, other)
    keys = [key for _, key in tx.passages.ids(assessment)]
    tx.passages.save_vectors("h", dict.fromkeys(keys, b"1234"))

    removal = tx.sources.remove(identity, erase=True)

    assert removal.blobs == ()
    assert set(tx.passages.vectors("h", keys)) == set(keys)


def test_erased_text_is_in_none_of_the_files(file_store: Store, url: str, make) -> None:
    with file_store.transaction() as tx:
        assessment = make.assessment(tx).id
        identity = make.ready(tx, assessment, word="Ekengren")
    with file_store.transaction() as tx:
        tx.sources.remove(identity, erase=True)

    folder, name = url.removeprefix("sqlite:///").rsplit("/", 1)
    for file in Path(folder).glob(f"{name}*"):
        assert b"Ekengren" not in file.read_bytes(), file.name
    assert list(StorePassageFeed(file_store, assessment).ids()) == []


def test_the_kind_of_a_source_can_be_corrected(opened, make) -> None:
    tx, assessment = opened
    identity = make.ready(tx, assessment)

    assert tx.sources.set_kind(identity, "survey").kind == "survey"
    assert {passage.kind for passage in tx.passages.stream(assessment)} == {"survey"}


@pytest.mark.parametrize("ask", ["get", "start", "remove", "text", "blob", "hidden"])
def test_an_unknown_source_is_not_found(opened, ask: str) -> None:
    with pytest.raises(NotFoundError):
        getattr(opened[0].sources, ask)("s-none")


def test_an_unknown_revision_is_not_found(opened, make) -> None:
    tx, assessment = opened
    identity = make.ready(tx, assessment)

    with pytest.raises(NotFoundError):
        tx.sources.text(identity, revision=9)

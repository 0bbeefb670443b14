"""Interviews that wait for a look, kinds that were given, versions, and where paragraphs stand."""

from dataclasses import replace

import pytest

from assistant.domain.evidence import Place, Segment
from assistant.errors import ConflictError, NotFoundError
from assistant.store import Store


@pytest.fixture
def opened(store: Store, make):
    """An open writing transaction and the id of an assessment in it."""
    with store.transaction() as tx:
        yield tx, make.assessment(tx).id


def put_for_a_look(make, tx, assessment: str):
    source = make.put(tx, assessment).source
    return tx.sources.reread(source.id, at="2026-01-02T10:00:00+01:00", by="eva", hold="interview")


def test_what_is_held_has_its_text_and_no_passages_and_does_not_wait_to_be_read(opened, make) -> None:
    tx, assessment = opened
    source = put_for_a_look(make, tx, assessment)
    stored = replace(make.text()[0], kind="interview")

    assert tx.sources.hold(source.id, source.revision, stored)

    held = tx.sources.get(source.id)
    assert (held.state, held.hold, held.kind) == ("waiting", "held", "interview")
    assert tx.sources.text(source.id) == stored.text
    assert tx.sources.waiting(assessment, interrupted=True) == ()
    assert tx.passages.count(assessment) == 0


def test_what_is_released_or_looked_at_again_waits_to_be_read_and_only_once(opened, make) -> None:
    tx, assessment = opened
    source = put_for_a_look(make, tx, assessment)
    stored, passages = make.text()
    tx.sources.hold(source.id, source.revision, stored)

    assert tx.sources.look_again(source.id).hold == "interview"
    with pytest.raises(ConflictError):
        tx.sources.release(source.id)
    tx.sources.hold(source.id, source.revision, stored)
    assert tx.sources.release(source.id).hold == ""
    assert [s.id for s in tx.sources.waiting(assessment)] == [source.id]
    assert tx.sources.finish(source.id, source.revision, stored, passages)
    assert tx.sources.get(source.id).state == "ready"


def test_a_newer_file_or_removal_ends_the_wait(opened, make) -> None:
    tx, assessment = opened
    source = put_for_a_look(make, tx, assessment)
    stored = make.text()[0]
    tx.sources.hold(source.id, source.revision, stored)

    newer = make.put(tx, assessment, data="b").source

    assert (newer.id, newer.hold, newer.revision) == (source.id, "", 2)
    assert not tx.sources.hold(source.id, source.revision, stored)
    tx.sources.remove(source.id)
    assert tx.sources.get(source.id).hold == ""


def test_a_kind_that_was_given_is_known_as_given(opened, make) -> None:
    tx, assessment = opened
    source = make.put(tx, assessment).source
    assert not source.kind_given
    assert tx.sources.set_kind(source.id, "steering_document").kind_given


def test_paragraphs_come_back_as_they_were_and_go_when_the_source_is_erased(opened, make) -> None:
    tx, assessment = opened
    source = make.put(tx, assessment).source
    stored, passages = make.text()
    place = Place(page=1, heading=("Mål",), speaker="P1, chef", time=7.5)
    segments = (Segment(0, 5, place), Segment(6, 9, place), Segment(10, 12, Place(row=3)))
    tx.sources.finish(source.id, 1, replace(stored, segments=segments), passages)

    assert tx.sources.segments(source.id) == segments
    tx.sources.remove(source.id, erase=True)
    assert tx.sources.segments(source.id) == ()
    with pytest.raises(NotFoundError):
        tx.sources.text(source.id)


def test_versions_are_listed_newest_first(opened, make) -> None:
    tx, assessment = opened
    source = make.put(tx, assessment).source
    make.put(tx, assessment, data="b")
    found = tx.sources.revisions(source.id)
    assert [(r.revision, r.by, r.size, r.erased) for r in found] == [(2, "eva", 10, False), (1, "eva", 10, False)]

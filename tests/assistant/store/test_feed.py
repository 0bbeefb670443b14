import inspect

from assistant.index.ports import PassageFeed
from assistant.store import Store, StorePassageFeed


def filled(store: Store, make, count: int = 3) -> str:
    with store.transaction() as tx:
        assessment: str = make.assessment(tx).id
        for n in range(count):
            make.ready(tx, assessment, f"{n}.pdf", f"{n}", word=f"mål {n}")
    return assessment


def test_it_has_the_shape_that_the_index_asks_for() -> None:
    for name, asked in inspect.getmembers(PassageFeed, inspect.isfunction):
        if not name.startswith("_"):
            given = inspect.signature(getattr(StorePassageFeed, name))
            assert list(given.parameters) == list(inspect.signature(asked).parameters), name


def test_all_passages_come_source_by_source_and_agree_with_the_ids(store: Store, make) -> None:
    feed = StorePassageFeed(store, filled(store, make))

    passages = list(feed.passages())

    assert feed.count() == len(passages) == 9
    assert {passage.id for passage in passages} == {identity for identity, _ in feed.ids()}
    assert [passage.ordinal for passage in passages] == [0, 1, 2] * 3


def test_passages_come_in_the_order_asked_for_without_unknown_ones(store: Store, make) -> None:
    feed = StorePassageFeed(store, filled(store, make))
    ids = [identity for identity, _ in feed.ids()][::-1]

    found = [passage.id for passage in feed.passages([*ids, "s-none.1.0"])]

    assert found == ids


def test_other_assessments_are_out_of_reach(store: Store, make) -> None:
    mine = StorePassageFeed(store, filled(store, make))
    other = StorePassageFeed(store, filled(store, make, 1))
    ids = [identity for identity, _ in mine.ids()]

    assert list(other.passages(ids)) == []
    assert other.fingerprint() != mine.fingerprint()


def test_vectors_may_be_saved_while_passages_are_read(store: Store, make) -> None:
    feed = StorePassageFeed(store, filled(store, make))
    keys = dict(feed.ids())

    for passage in feed.passages():
        feed.save_vectors("h", {keys[passage.id]: passage.id.encode()})

    assert feed.vectors("h", list(keys.values())) == {key: identity.encode() for identity, key in keys.items()}


def test_an_iterator_left_half_way_holds_nothing(store: Store, make) -> None:
    feed = StorePassageFeed(store, filled(store, make))

    next(feed.passages())
    next(feed.ids())

    assert store.engine.pool.checkedout() == 0

import pytest

from assistant.errors import NotFoundError
from assistant.store import Store


def test_a_user_is_made_once_and_then_found(store: Store, make) -> None:
    with store.transaction() as tx:
        first = tx.users.get_or_create("eva", display_name="Eva Ek", at=make.at)
        again = tx.users.get_or_create("eva", display_name="Någon annan", role="participant", at="later")

        assert first == again == tx.users.get("eva")
        assert tx.users.list() == (first,)
        assert (first.display_name, first.role) == ("Eva Ek", "administrator")


def test_a_user_may_change_name_on_pages(store: Store, make) -> None:
    with store.transaction() as tx:
        tx.users.get_or_create("eva", at=make.at)

        assert tx.users.rename("eva", "Eva Ek").display_name == "Eva Ek"


def test_an_unknown_user_is_not_found(store: Store) -> None:
    with store.transaction() as tx:
        with pytest.raises(NotFoundError):
            tx.users.get("bo")
        with pytest.raises(NotFoundError):
            tx.users.rename("bo", "Bo")

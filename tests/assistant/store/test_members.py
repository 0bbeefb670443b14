"""Members of assessments."""

import pytest

from assistant.errors import ConflictError, NotFoundError
from assistant.store import Store


def test_a_member_has_one_role_which_may_change(store: Store, make) -> None:
    with store.transaction() as tx:
        made = make.assessment(tx)
        tx.users.create("eva", display_name="Eva Ek", role="evaluator", at=make.at)
        assert tx.members.role(made.id, "eva") is None

        tx.members.put(made.id, "eva", "reader", at=make.at, by="ada")
        tx.members.put(made.id, "eva", "lead", at=make.at, by="ada")

        assert tx.members.role(made.id, "eva") == "lead"
        assert [(m.user.display_name, m.role, m.added_by) for m in tx.members.list(made.id)] == [
            ("Eva Ek", "lead", "ada")
        ]
        assert tx.members.remove(made.id, "eva") is True
        assert tx.members.remove(made.id, "eva") is False


def test_a_user_finds_only_the_assessments_they_take_part_in(store: Store, make) -> None:
    with store.transaction() as tx:
        mine, _other = make.assessment(tx), make.assessment(tx, "Ekeby")
        tx.users.get_or_create("eva", at=make.at)
        tx.members.put(mine.id, "eva", "evaluator", at=make.at, by="ada")

        assert tx.members.assessments_of("eva") == (mine,)
        assert tx.members.assessments_of("bo") == ()


def test_nobody_becomes_a_member_of_what_does_not_exist(store: Store, make) -> None:
    with store.transaction() as tx:
        tx.users.get_or_create("eva", at=make.at)
        with pytest.raises(NotFoundError):
            tx.members.put("finns-inte", "eva", "lead", at=make.at, by="ada")
        with pytest.raises(ConflictError):
            tx.users.create("eva", display_name="Eva", role="evaluator", at=make.at)


def test_erasing_an_assessment_erases_its_members_and_leaves_the_users(store: Store, make) -> None:
    with store.transaction() as tx:
        made = make.assessment(tx)
        tx.users.get_or_create("eva", at=make.at)
        tx.members.put(made.id, "eva", "lead", at=make.at, by="ada")

        tx.assessments.erase(made.id, at=make.at, by="eva")

        assert tx.members.role(made.id, "eva") is None
        assert tx.users.get("eva")

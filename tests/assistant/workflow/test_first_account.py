"""The account that turns a program for one into a service for several."""

import pytest

from assistant.errors import InvalidInputError
from assistant.workflow import accounts
from assistant.workflow.parts import Parts

GOOD = "fyra ord tagna helt på måfå"


def test_the_first_account_must_be_an_administrators(parts: Parts) -> None:
    with pytest.raises(InvalidInputError, match="första"):
        accounts.create_user(parts, "bo", shown="Bo", role="evaluator", password=GOOD)
    assert not accounts.accounts_exist(parts)

    accounts.create_user(parts, "Ada", shown=" Ada  Ek ", role="administrator", password=GOOD)
    assert accounts.accounts_exist(parts)
    assert accounts.account(parts, "ada").user.display_name == "Ada Ek"

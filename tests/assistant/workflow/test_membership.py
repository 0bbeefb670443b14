"""Members of an assessment."""

import pytest

from assistant.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from assistant.workflow import accounts, assessments, membership
from assistant.workflow.parts import Parts

pytestmark = pytest.mark.usefixtures("ada")


@pytest.fixture
def assessment(parts: Parts) -> str:
    made = assessments.create(
        parts, municipality="Ekeby", year=2026, sort="formal", criteria_id="kommunkompassen", criteria_version="2020"
    )
    return made.id


def _roles(parts: Parts, assessment: str) -> dict[str, str]:
    return {m.user.name: m.role for m in membership.members(parts, assessment)}


def test_whoever_begins_an_assessment_leads_it(parts: Parts, assessment: str) -> None:
    assert _roles(parts, assessment) == {"lokal": "lead"}
    assert membership.role_of(parts, assessment, "ada") is None
    assert membership.role_of(parts, "finns-inte", "ada") is None


def test_members_come_change_and_go_and_the_log_says_who_did_it(parts: Parts, assessment: str) -> None:
    membership.put_member(parts, assessment, "ada", "reader")
    membership.put_member(parts, assessment, "ada", "reader")
    membership.put_member(parts, assessment, "ada", "lead")
    membership.remove_member(parts, assessment, "lokal")

    assert _roles(parts, assessment) == {"ada": "lead"}
    with parts.store.reading() as tx:
        log = [(e.action, e.subject, dict(e.details)) for e in tx.events.list(assessment, after=1)]
        assert tx.events.verify(assessment) is None
    assert log == [
        ("member_added", "ada", {"role": "reader"}),
        ("member_role_changed", "ada", {"role": "lead"}),
        ("member_removed", "lokal", {}),
    ]


def test_an_assessment_always_has_somebody_who_leads_it(parts: Parts, assessment: str) -> None:
    with pytest.raises(ConflictError, match="ingen annan"):
        membership.remove_member(parts, assessment, "lokal")
    with pytest.raises(ConflictError, match="ingen annan"):
        membership.put_member(parts, assessment, "lokal", "reader")


def test_what_cannot_be_is_refused(parts: Parts, assessment: str) -> None:
    accounts.create_user(parts, "bo", shown="Bo", role="evaluator")
    accounts.disable(parts, "bo")
    with pytest.raises(InvalidInputError):
        membership.put_member(parts, assessment, "ada", "administrator")
    with pytest.raises(NotFoundError):
        membership.put_member(parts, assessment, "finns.inte", "reader")
    with pytest.raises(NotFoundError):
        membership.put_member(parts, "finns-inte", "ada", "reader")
    with pytest.raises(ConflictError, match="stängt"):
        membership.put_member(parts, assessment, "bo", "reader")
    with pytest.raises(NotFoundError):
        membership.remove_member(parts, assessment, "ada")


def test_work_goes_on_in_somebodys_name_only_while_they_may_do_it(parts: Parts, assessment: str) -> None:
    membership.put_member(parts, assessment, "ada", "lead")
    membership.require_may(parts, assessment, "ada", "draft")
    membership.put_member(parts, assessment, "ada", "reader")
    for name in ("ada", "nobody"):
        with pytest.raises(NotAllowedError, match="får inte längre"):
            membership.require_may(parts, assessment, name, "draft")

"""From votes to a level."""

from assistant.catalog import load_criteria
from assistant.domain.evidence import SourceKind
from assistant.drafting import levels
from assistant.drafting.levels import DEVELOPED, IN_PLACE, NONE, PARTIAL, SPREAD, Vote
from assistant.drafting.reading import read

QUESTION = load_criteria("kommunkompassen", "2020").question("1.1.1")
LADDER = levels.ladder_of(QUESTION)


def vote(stage: int, *, adverse: bool = False, kind: SourceKind = "steering_document", weight: float = 1.2) -> Vote:
    return Vote(stage, adverse, weight, kind, f"{kind}-{stage}")


def stage(sentence: str, *, kind: SourceKind = "interview", expired: bool = False) -> int:
    return levels.stage_of(read(sentence), kind=kind, expired=expired)


def test_a_plan_is_only_partial() -> None:
    assert stage("En riktlinje för dialog planeras till hösten.") == PARTIAL


def test_an_expired_document_is_only_partial() -> None:
    assert stage("Riktlinjen för dialog är antagen av fullmäktige.", kind="steering_document", expired=True) == PARTIAL


def test_a_rule_in_a_document_is_in_place_but_not_more() -> None:
    assert stage("Samtliga nämnder ska använda riktlinjen för dialog.", kind="steering_document") == IN_PLACE


def test_what_all_do_is_spread_and_what_was_learned_is_developed() -> None:
    assert stage("Samtliga bolag arbetar med dialog på samma sätt.") >= IN_PLACE
    assert stage("Dialogerna följs upp varje år och utifrån resultatet har formen ändrats.") == DEVELOPED


def test_no_evidence_is_level_zero() -> None:
    assert levels.weigh([], LADDER).level == 0


def test_only_contrary_evidence_is_level_zero() -> None:
    weighed = levels.weigh([vote(NONE, adverse=True)], LADDER)

    assert weighed.level == 0
    assert weighed.contradicted


def test_more_support_never_lowers_the_level() -> None:
    few = levels.weigh([vote(IN_PLACE)], LADDER).level
    more = levels.weigh([vote(IN_PLACE), vote(SPREAD), vote(SPREAD, kind="interview")], LADDER).level

    assert more >= few >= 2


def test_interviews_that_deny_lower_what_documents_claim() -> None:
    claimed = [vote(IN_PLACE), vote(SPREAD), vote(SPREAD)]
    denied = [*claimed, vote(NONE, adverse=True, kind="interview"), vote(NONE, adverse=True, kind="interview")]

    assert levels.weigh(denied, LADDER).level < levels.weigh(claimed, LADDER).level


def test_every_ladder_of_the_shipped_set_reaches_its_ends() -> None:
    for question in load_criteria("kommunkompassen", "2020").questions():
        ladder = levels.ladder_of(question)

        assert ladder.level(NONE) == 0
        assert ladder.level(DEVELOPED) == question.top

"""Several samples of the same question: their median counts, and a level that changes with the order is flagged."""

from assistant.catalog import load_criteria
from assistant.domain.draft import Draft, Searched
from assistant.domain.evidence import Passage, Place
from assistant.drafting.fencing import show
from assistant.drafting.gate import Sourced
from assistant.drafting.proposing import Basis, propose
from assistant.drafting.replies import DraftReply, QuoteReply, RungReply

QUOTE = "Riktlinjen används i alla nämnder och följs upp varje år."
QUESTION = next(iter(load_criteria("kommunkompassen", "2020").questions()))


def basis(level: int) -> Basis:
    passage = Passage("s.1.0", "s", 1, 0, 0, len(QUOTE), QUOTE, Place(), "website", "s.html", "s")
    rules = Draft(QUESTION.id, level, False, 0.5, (), (), (), Searched((), (), 1, ()), "rules")
    return Basis(QUESTION, Sourced.of(show([passage]), {"s": QUOTE}), rules, "model-1 prov")


def reply(level: int) -> DraftReply:
    rungs = [RungReply(level=n, met="yes", quotes=[QuoteReply(source="S1", text=QUOTE)]) for n in range(1, level + 1)]
    return DraftReply(rungs=rungs, against=[], confidence="high", missing=[])


def test_answers_that_agree_are_steady() -> None:
    made = propose(basis(2), [reply(2), reply(2), reply(2)])

    assert made.level == 2
    assert made.look == ()
    assert made.confidence == 0.8


def test_answers_that_change_with_the_order_give_the_median_and_need_a_person() -> None:
    made = propose(basis(2), [reply(1), reply(2), reply(2)])

    assert made.level == 2
    assert made.look == ("Modellens svar ändras med ordningen på underlaget.",)
    assert made.confidence <= 0.4


def test_of_two_answers_the_lower_counts() -> None:
    assert propose(basis(2), [reply(2), reply(1)]).level == 1

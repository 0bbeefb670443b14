"""What a report tells of machines."""

from dataclasses import replace

from assistant.domain.draft import Narrative
from assistant.domain.machine import MachinePart, machine_part
from assistant.domain.review import Decision

DECISION = Decision("d", "1.1.1", "a", "2026-01-01T00:00:00+00:00", 1, 2, "", (), draft_level=2)


def _text(node: str, author: str) -> Narrative:
    return Narrative(node, (), (), author)


def test_only_what_is_printed_counts_and_each_text_has_one_author() -> None:
    texts = {"1.1": _text("1.1", "m"), "1.2": _text("1.2", "anna"), "1.3": _text("1.3", "m")}
    decisions = {
        "a": DECISION,
        "b": replace(DECISION, question_id="b", judgement=3),
        "c": replace(DECISION, question_id="c", draft_level=None),
    }
    found = machine_part(
        texts, {"1.1": "approved", "1.2": "approved"}, decisions, by_machine={"1.1", "1.3"}, models=("openai:prov",)
    )

    assert found == MachinePart(("openai:prov",), ("1.1",), 1, 1, 1)
    assert found.said
    assert not MachinePart(models=("openai:prov",)).said

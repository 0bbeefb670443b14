from dataclasses import replace

from assistant.domain.model_call import ModelCall, Usage
from assistant.store import Store

CALL = ModelCall(
    key="k", assessment_id="", purpose="draft", subject="1.1.1", model="openai:m", prompt="draft@1",
    prompt_fingerprint="f", evidence=(), withheld=0, at="2026-01-01T00:00:00+01:00", by="eva", attempts=1,
    seconds=1.5, usage=Usage(10, 5), outcome="answered", reply='{"a": 1}',
)  # fmt: skip


def test_an_answer_is_found_again_by_its_inputs_and_only_in_its_own_assessment(store: Store, make) -> None:
    with store.transaction() as tx:
        mine, other = make.assessment(tx), make.assessment(tx, "Lidmyra kommun")
        failed = replace(CALL, assessment_id=mine.id, outcome="failed", reply="ReplyError")
        answered = replace(CALL, assessment_id=mine.id)
        tx.model_calls.add(failed)
        assert tx.model_calls.answer(mine.id, "k") is None
        tx.model_calls.add(answered)

    with store.reading() as tx:
        assert tx.model_calls.answer(mine.id, "k") == answered
        assert tx.model_calls.answer(other.id, "k") is None
        assert tx.model_calls.list(mine.id) == (failed, answered)
        assert tx.model_calls.used(mine.id) == Usage(20, 10)


def test_erasing_a_source_or_an_assessment_takes_the_answers_with_it(store: Store, make) -> None:
    with store.transaction() as tx:
        mine = make.assessment(tx)
        source = make.put(tx, mine.id).source
        tx.model_calls.add(replace(CALL, assessment_id=mine.id, evidence=(f"{source.id}.1.0",)))
        tx.model_calls.add(replace(CALL, assessment_id=mine.id, evidence=("annan.1.0",)))
    with store.transaction() as tx:
        tx.sources.remove(source.id, erase=True)
        left = tx.model_calls.list(mine.id)
    with store.transaction() as tx:
        tx.assessments.erase(mine.id, at=make.at, by="eva")

    with store.reading() as tx:
        assert [call.evidence for call in left] == [("annan.1.0",)]
        assert tx.model_calls.list(mine.id) == ()

from dataclasses import replace

from assistant.domain.model_call import ModelCall, Usage, spent

CALL = ModelCall(
    key="k", assessment_id="a", purpose="draft", subject="1.1.1", model="openai:m", prompt="draft@1",
    prompt_fingerprint="f", evidence=("s.1.0",), withheld=0, at="2026-01-01T00:00:00+01:00", by="eva", attempts=1,
    seconds=1.25, usage=Usage(1_000_000, 500_000), outcome="answered", reply="{}",
)  # fmt: skip


def test_what_an_assessment_has_cost_is_the_sum_of_its_calls() -> None:
    found = spent([CALL, replace(CALL, outcome="failed", usage=Usage(5, 0))], price_in=2.0, price_out=4.0)

    assert (found.calls, found.failed, found.usage.total) == (2, 1, 1_500_005)
    assert found.cost == 4.00001
    assert found.seconds == 2.5


def test_nothing_asked_costs_nothing() -> None:
    assert spent([], price_in=1.0, price_out=1.0).cost == 0

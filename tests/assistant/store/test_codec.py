from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.criteria import Level
from assistant.domain.draft import Draft, Narrative
from assistant.domain.evidence import Place
from assistant.domain.review import Approval, Decision, Opinion
from assistant.domain.run import RunRecord
from assistant.errors import StoreError
from assistant.store.codec import decode, encode

st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))

KEPT = [Place, Draft, Narrative, Opinion, Decision, Approval, RunRecord, Level]


@pytest.mark.parametrize("kind", KEPT)
@settings(deadline=None)  # the first example builds the strategies
@given(data=st.data())
def test_what_is_read_equals_what_was_written(kind: Any, data: st.DataObject) -> None:
    value = data.draw(st.from_type(kind))

    assert decode(kind, encode(kind, value)) == value


@dataclass(frozen=True)
class Sample:
    number: int
    share: Fraction = Fraction(1, 3)
    word: Literal["a", "b"] = "a"
    keyed: dict[int, float] | None = None
    pair: tuple[str, bool] = ("x", True)


def test_a_fraction_is_written_as_a_string() -> None:
    assert '"share":"1/3"' in encode(Sample, Sample(1))


def test_keys_that_are_numbers_come_back_as_numbers() -> None:
    value = Sample(1, keyed={2: 0.5})

    assert decode(Sample, encode(Sample, value)) == value


def test_a_field_added_later_takes_its_default() -> None:
    assert decode(Sample, '{"number":1}') == Sample(1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"number":"1"}',
        '{"number":true}',
        '{"number":1.0}',
        '{"number":1,"unknown":2}',
        '{"number":1,"share":"1/0"}',
        '{"number":1,"share":0.5}',
        '{"number":1,"word":"c"}',
        '{"number":1,"pair":["x"]}',
        '{"number":1,"pair":"xy"}',
        '{"number":1,"keyed":{"x":1.0}}',
        '{"number":1,"keyed":{"1":NaN}}',
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(StoreError):
        decode(Sample, text)


@pytest.mark.parametrize(
    "value",
    [
        Sample("1"),  # type: ignore[arg-type]  # the mistake under test
        Sample(True),
        Sample(1, word="c"),  # type: ignore[arg-type]  # the mistake under test
        Sample(1, share=0.5),  # type: ignore[arg-type]  # the mistake under test
        Sample(1, pair=["x", True]),  # type: ignore[arg-type]  # the mistake under test
        Sample(1, keyed={1: float("inf")}),
        Sample(1, keyed=[1]),  # type: ignore[arg-type]  # the mistake under test
    ],
)
def test_a_value_of_the_wrong_type_is_never_written(value: Sample) -> None:
    with pytest.raises(TypeError):
        encode(Sample, value)


def test_an_error_names_the_field_and_never_what_it_holds() -> None:
    with pytest.raises(StoreError, match="number") as caught:
        decode(Sample, '{"number":"hemligt"}')

    assert "hemligt" not in caught.value.message


def test_a_type_that_has_no_form_is_a_mistake_in_the_program() -> None:
    with pytest.raises(TypeError, match="no way"):
        encode(bytes, b"")

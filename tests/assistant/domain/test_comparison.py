import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.comparison import Standing, compare

RUNS = st.dictionaries(st.text(min_size=1), st.tuples(st.integers(-4, 4), st.integers(-4, 4)))


def test_changes_come_largest_first_with_what_is_shown() -> None:
    before = {"a": Standing(0, "0"), "b": Standing(0, "0"), "c": Standing(1, "1"), "d": Standing(1, "1")}
    after = {"a": Standing(1, "1"), "b": Standing(2, "2"), "c": Standing(0, "0"), "d": Standing(1, "1")}
    found = compare(before, after)

    assert [(c.id, c.before, c.after, c.gain) for c in found.better] == [("b", "0", "2", 2), ("a", "0", "1", 1)]
    assert [c.id for c in found.worse] == ["c"]
    assert found.same == 1


def test_runs_over_other_cases_are_not_compared() -> None:
    with pytest.raises(ValueError, match="same cases"):
        compare({"a": Standing(0, "")}, {"b": Standing(0, "")})


@given(RUNS)
def test_the_other_way_round_better_and_worse_change_places(runs: dict[str, tuple[int, int]]) -> None:
    before = {i: Standing(one, str(one)) for i, (one, _) in runs.items()}
    after = {i: Standing(other, str(other)) for i, (_, other) in runs.items()}
    there, back = compare(before, after), compare(after, before)

    assert {c.id for c in there.better} == {c.id for c in back.worse}
    assert len(there.better) + len(there.worse) + there.same == len(runs)

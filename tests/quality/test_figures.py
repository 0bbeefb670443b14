"""No figure of docs/quality.md may fall by more than its noise."""

from pathlib import Path

import pytest
import yaml

from tools import quality

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
GROUPS = yaml.safe_load(quality.FLOORS.read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("group", GROUPS, ids=[g["name"] for g in GROUPS])
def test_no_figure_falls_by_more_than_its_noise(group: dict, tmp_path: Path) -> None:
    if quality.needs_shared(group["command"]) and not SHARED.is_dir():
        pytest.skip("reads material from outside the repository, which is absent")

    data = quality.measured(group["command"], SHARED, tmp_path)

    for figure in group["figures"]:
        now, known, noise = quality.value_at(data, figure["path"]), figure["value"], figure["noise"]
        worse = now - known if figure.get("lower") else known - now
        assert worse <= noise, f"{figure['name']}: {now:.4f} instead of {known:.4f}"


def test_the_page_states_the_figures_that_are_held() -> None:
    page = quality.PAGE.read_text(encoding="utf-8")

    assert quality.table(GROUPS) in page

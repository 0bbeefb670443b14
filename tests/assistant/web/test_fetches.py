"""What became of fetched pages is still known after a restart."""

from pathlib import Path

import pytest

from assistant.fetching import Fetched, FetchError, Outcome
from assistant.web.fetches import Fetches
from assistant.workflow.adding import Added

PAGE = Outcome("https://exempel.se/a", Fetched("https://exempel.se/a", 200, "text/html", b"x"))
REFUSED = Outcome("https://exempel.se/b", None, FetchError("Sidan svarar inte.", hint="Försök igen."))


def test_what_became_of_a_fetch_is_known_to_the_next_process(tmp_path: Path) -> None:
    with Fetches(tmp_path / "fetched").one("ekeby-2026") as told:
        told(PAGE, Added("webb/a.html", "new"))
        told(REFUSED, None)

    found = Fetches(tmp_path / "fetched").of("ekeby-2026")
    assert found is not None
    assert (found.state, found.saved) == ("done", 1)
    assert found.refused == (("https://exempel.se/b", "Sidan svarar inte. Försök igen."),)
    assert Fetches(tmp_path / "fetched").of("../../annan") is None


def test_a_fetch_that_was_cut_off_says_so_after_the_restart(tmp_path: Path) -> None:
    fetches = Fetches(tmp_path)
    running = fetches.one("ekeby-2026")
    running.__enter__()(PAGE, Added("webb/a.html", "new"))

    now, after = fetches.of("ekeby-2026"), Fetches(tmp_path).of("ekeby-2026")
    assert now is not None
    assert after is not None
    assert (now.state, after.state, after.saved) == ("running", "stopped", 1)


@pytest.mark.parametrize("kept", ["", "[]", '{"state": "done"}'])
def test_a_damaged_file_is_as_if_nothing_was_fetched(tmp_path: Path, kept: str) -> None:
    with Fetches(tmp_path).one("ekeby-2026"):
        pass
    [file] = tmp_path.glob("*.json")
    file.write_text(kept, encoding="utf-8")

    assert Fetches(tmp_path).of("ekeby-2026") is None

"""Good examples come from published reports that show them, and from nowhere else."""

from dataclasses import replace
from pathlib import Path

import pytest
from small import small

from assistant.errors import NotFoundError
from assistant.workflow.examples import examples, named

ROWS = {
    "1.1": ("Strategi för demokratiutveckling och information", 20),
    "1.2": ("Kommunens information till medborgarna", 10),
}
SAID = "Det finns en beslutad strategi som används i alla nämnder och som följs upp varje år."


def _report(folder: Path, name: str, points: int, text: str = SAID) -> None:
    title, most = ROWS["1.1"]
    other, other_most = ROWS["1.2"]
    percent = round(100 * points / most)
    lines = [
        title, text, "Kommunen skulle kunna arbeta mer med dialog.", other, "Det finns en webbplats.",
        "Styrkor Förbättringsmöjligheter", "Strategi", "Översikt av poängfördelning",
        f"1.1 {title} {points} {most} {percent} %", f"1.2 {other} 2 {other_most} 20 %",
    ]  # fmt: skip
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_only_a_report_that_shows_it_makes_an_example_and_its_words_are_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "rapporter"
    _report(folder, "norrvik-2022.txt", 18)
    _report(folder, "Sörby kommun 2021.txt", 16)
    _report(folder, "vestby-2020.txt", 6)
    _report(folder, "provköping-2019.txt", 20)
    (folder / "trasig.txt").write_text("Ingen rapport.", encoding="utf-8")
    (folder / "bild.png").write_bytes(b"x")
    with small(tmp_path) as (parts, mine):
        with_reports = replace(parts, reports=folder)
        found = examples(with_reports, mine, "1.1")
        nothing = examples(with_reports, mine, "1.2")
        none = examples(parts, mine, "1.1")
        with pytest.raises(NotFoundError):
            examples(with_reports, mine, "99")

    assert [(e.municipality, e.year, e.percent) for e in found.found] == [
        ("Norrvik", 2022, 90),
        ("Sörby kommun", 2021, 80),
    ]
    assert found.found[0].sentences == (SAID,)
    assert (found.reports, [u.file for u in found.unread]) == (4, ["trasig.txt"])
    assert (nothing.found, none.reports) == ((), 0)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("norrvik-2022.pdf", ("Norrvik", 2022)),
        ("Norrviks kommun 2022 slutrapport.txt", ("Norrviks kommun", 2022)),
        ("stora_by-2019.docx", ("Stora By", 2019)),
        ("Rapport.pdf", ("Rapport", None)),
    ],
)
def test_a_files_name_tells_municipality_and_year(name: str, told: tuple[str, int | None]) -> None:
    assert named(Path(name)) == told

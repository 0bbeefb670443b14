from fractions import Fraction
from pathlib import Path

import pytest

from assistant.errors import CatalogError, InvalidInputError
from assistant.workflow.evaluating import reports
from assistant.workflow.evaluating.narratives import narrative_drafter
from assistant.workflow.parts import Parts
from tests.assistant.catalog.published_reports import CRITERIA, as_pdf, as_text, invented


def test_drafted_stands_beside_printed_for_every_sub_area_with_a_text(parts: Parts, tmp_path: Path) -> None:
    rows = invented()
    file = tmp_path / "rapport.txt"
    file.write_text(as_text(rows), encoding="utf-8")
    texts: dict[str, str] = {}

    def draft(text: str, sub_area) -> Fraction:
        texts[sub_area.id] = text
        return Fraction(100, 3)

    found = reports.evaluate(parts, file, CRITERIA, draft=draft)

    assert len(found.rows) == len(texts) == 34
    assert found.rows[1] == {"id": "1.2", "sub_area": "1.2", "drafted_percent": 33.333333, "printed_percent": 70.0}
    assert found.figures["spearman"] is None
    assert (
        found.figures["best_constant_guess"]["mean_absolute_error"]
        <= found.figures["middle_guess"]["mean_absolute_error"]
    )
    assert found.figures["notes"] == ["Delområde 1.5 har ingen text."]
    assert found.record.criteria_fingerprint == CRITERIA.fingerprint


def test_text_and_pdf_of_one_report_give_the_same_sub_areas(parts: Parts, tmp_path: Path) -> None:
    rows = invented()
    (tmp_path / "a.txt").write_text(as_text(rows), encoding="utf-8")
    (tmp_path / "a.pdf").write_bytes(as_pdf(rows))
    first, second = (
        reports.evaluate(parts, tmp_path / name, CRITERIA, draft=lambda *_: Fraction(50)) for name in ("a.txt", "a.pdf")
    )

    assert first.rows == second.rows


def test_two_runs_give_the_same_to_the_digit(parts: Parts, tmp_path: Path) -> None:
    file = tmp_path / "rapport.txt"
    rows = [row for row in invented() if row.sub_area.startswith("3.")]
    file.write_text(as_text(invented()).split("Område 3 ")[1], encoding="utf-8")
    first, second = (reports.evaluate(parts, file, CRITERIA).as_data() for _ in range(2))
    for data in (first, second):
        data["record"].pop("date")

    assert first == second
    assert {row.sub_area for row in rows} <= {row["sub_area"] for row in first["rows"]}


def test_a_text_of_what_is_done_is_worth_more_than_one_of_what_is_lacking() -> None:
    sub = CRITERIA.sub_area_of("1.1")
    strong = (
        "Fullmäktige har beslutat en riktlinje för medborgardialog som gäller alla nämnder och bolag. Riktlinjen för "
        "medborgardialog är känd och används i hela kommunen. Dialogarbetet utvärderas varje år och riktlinjen har "
        "ändrats utifrån lärdomarna."
    )
    weak = "Kommunen saknar riktlinje för medborgardialog. Någon uppföljning av dialogarbetet görs inte."

    draft = narrative_drafter(CRITERIA)

    assert 0 <= draft(weak, sub) < draft(strong, sub) <= 100


def test_rank_correlation_of_known_values() -> None:
    pairs = [(Fraction(a), Fraction(b)) for a, b in [(1, 10), (2, 30), (3, 20), (4, 40)]]

    assert reports.spearman(pairs) == 0.8
    assert reports.spearman(pairs[:2]) is None
    assert reports.spearman([(Fraction(1), b) for _, b in pairs]) is None


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("tom.txt", b"", (InvalidInputError, CatalogError)),
        ("bild.txt", bytes(range(256)) * 20, (InvalidInputError, CatalogError)),
        ("trasig.pdf", b"%PDF-1.7 trasig", InvalidInputError),
        ("annat.txt", "En text om något helt annat.".encode(), CatalogError),
    ],
)
def test_what_is_no_report_is_refused(parts: Parts, tmp_path: Path, name: str, content: bytes, error) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(error) as caught:
        reports.evaluate(parts, tmp_path / name, CRITERIA)

    assert caught.value.hint


def test_a_file_that_is_not_there_is_refused(parts: Parts, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError):
        reports.evaluate(parts, tmp_path / "saknas.txt", CRITERIA)

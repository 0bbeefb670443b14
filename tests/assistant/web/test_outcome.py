"""Results: every point can be followed down to its quotes, and nobody sees more than they may."""

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.domain.scoring import Line
from assistant.web.pages import charts
from assistant.web.pages.numbers import exact
from assistant.workflow import accounts, approving, reviewing
from assistant.workflow.parts import Parts


@pytest.fixture
def enter(client: TestClient, parts: Parts, world: Any) -> Callable[[str], TestClient]:
    def as_somebody(name: str) -> TestClient:
        client.cookies.set("kompass", accounts.sign_in(parts, name, world.password, address=name))
        return client

    return as_somebody


def _line(points: int, possible: int) -> Line:
    return Line("1", Fraction(points), Fraction(possible), Fraction(possible), points, 0, 0, 1)


def test_the_result_page_tells_what_is_decided_what_blocks_and_what_was_changed(
    enter: Callable[[str], TestClient], parts: Parts, world: Any
) -> None:
    page = enter("lead").get(f"/a/{world.assessment}/results").text

    assert "120 av 125 delfrågor är inte beslutade" in page
    assert f'href="/a/{world.assessment}/work/1.2.2"' in page
    assert "125 delfrågor räknas exakt en gång" in page
    approving.approve(replace(parts, user="lead"), world.assessment, under="1.1")
    reviewing.give_opinion(parts, world.assessment, "1.1.1", reviewing.Verdict(0, reason="Nej."))
    reviewing.decide(parts, world.assessment, "1.1.1")
    page = enter("lead").get(f"/a/{world.assessment}/results").text
    assert "Något har ändrats sedan godkännandet." in page


def test_what_is_not_judged_has_a_dash_for_points_and_not_a_zero(
    enter: Callable[[str], TestClient], parts: Parts, world: Any
) -> None:
    reviewing.give_opinion(parts, world.assessment, "2.1.1", reviewing.Verdict(0, reason="Nej."))
    reviewing.decide(parts, world.assessment, "2.1.1")
    page = enter("lead").get(f"/a/{world.assessment}/results").text
    cells = dict(re.findall(r'results/(\d\.\d)">.*?<td class="n">(.*?)</td>', page))

    assert cells["2.1"] == "0"
    assert {cells[key] for key in cells if key[0] in "345678"} == {"–"}
    assert "<strong>–</strong>" in enter("lead").get(f"/a/{world.assessment}/results/8.1").text


def test_every_point_leads_to_its_level_its_decision_and_its_quotes(
    enter: Callable[[str], TestClient], world: Any
) -> None:
    page = enter("lead").get(f"/a/{world.assessment}/results/1.1").text

    assert "Nivå 1 av" in page
    assert "Beslutat av Lead Ek" in page
    assert "Medborgardialoger genomförs inför alla större beslut." in page
    assert re.search(rf"/a/{world.assessment}/sources/{world.document}/view\?quote=[0-9a-f]+", page)


def test_a_reader_sees_only_what_is_approved_and_no_word_of_an_interview(
    enter: Callable[[str], TestClient], parts: Parts, world: Any
) -> None:
    reader = enter("reader")
    before = reader.get(f"/a/{world.assessment}/results/1.1").text
    assert "Medborgardialoger genomförs" not in before
    assert "Inte godkänd: ger inga poäng än." in before
    for path in (f"/a/{world.assessment}/results", f"/assessments/{world.assessment}"):
        page = reader.get(path).text
        assert "125 av 125 delfrågor är inte godkända." in page
        assert '<td class="n">0</td>' not in page, "points that may not be seen are no zero"
    approving.approve(replace(parts, user="lead"), world.assessment, under="1.1")

    page = reader.get(f"/a/{world.assessment}/results/1.1").text

    assert "Medborgardialoger genomförs" in page
    assert "/work/" not in page
    assert not [secret for secret in world.secrets if secret in page]
    assert "Kontrollräkning" not in reader.get(f"/a/{world.assessment}/results").text
    assert reader.get(f"/a/{world.assessment}/results/audit").status_code == 403


def test_the_full_audit_and_unknown_sub_areas_are_answered(enter: Callable[[str], TestClient], world: Any) -> None:
    client = enter("evaluator")

    assert "Allt som kontrollerades stämmer." in client.get(f"/a/{world.assessment}/results/audit").text
    assert client.get(f"/a/{world.assessment}/results/9.9").status_code == 404


def test_a_radar_needs_three_areas_and_counts_nothing_possible_as_nothing() -> None:
    assert charts.radar([_line(1, 2)] * 2) is None
    found = charts.radar([_line(1, 2), _line(0, 0), _line(2, 2), _line(2, 2)])
    assert found is not None
    assert found.decided == "0.0,-50.0 0.0,0.0 0.0,100.0 -100.0,0.0"
    assert found.drafted == ""


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        (Fraction(7, 2), "3,5"),
        (Fraction(4), "4"),
        (Fraction(20, 3), "6 2/3"),
        (Fraction(2, 3), "2/3"),
        (Fraction(0), "0"),
        (Fraction(100), "100"),
    ],
)
def test_exact_points_are_spelled_without_rounding(value: Fraction, spelled: str) -> None:
    assert exact(value, "sv") == spelled

import json
from pathlib import Path

import pytest
from model_server import Asked, Does, Role, playing
from small import small

from assistant.errors import ModelForbiddenError, ModelUnavailableError
from assistant.workflow import model_check
from assistant.workflow.model_check import SWEDISH, ModelReport


def able(asked: Asked) -> Does:
    for statement, question, answer in SWEDISH:
        if statement in asked.user and question in asked.user:
            return Does(json.dumps({"answer": answer}))
    return Does("tallkotte" if "tallkotte" in asked.user else "Kommunstyrelsen leder och samordnar.", piece=4)


def found(folder: Path, role: Role, **settings: object) -> ModelReport:
    with playing(role) as server, small(folder, server.url, **settings) as (parts, _):
        return model_check.check(parts)


def test_an_able_model_is_fit(tmp_path: Path) -> None:
    report = found(tmp_path, able)

    assert report.fit
    assert (report.swedish, report.structured, report.window_holds) == (len(SWEDISH), "json_schema", True)
    assert report.tokens_per_second > 0
    assert report.problems == ()


def test_a_model_that_always_says_yes_does_not_know_swedish_well_enough(tmp_path: Path) -> None:
    report = found(tmp_path, lambda a: Does('{"answer": "ja"}') if "Mening:" in a.user else able(a))

    assert not report.fit
    assert any("svenska" in problem for problem in report.problems)


def test_a_server_that_cuts_the_window_silently_is_found_out(tmp_path: Path) -> None:
    report = found(tmp_path, lambda a: Does("Vet inte.") if "kodordet" in a.user else able(a), model_window=4096)

    assert report.window_holds is False
    assert any("KOMPASS_MODEL_WINDOW" in problem for problem in report.problems)


def test_a_model_without_structured_answers_or_one_that_is_down_is_not_fit(tmp_path: Path) -> None:
    mumbling = found(tmp_path / "a", lambda a: Does("Ja, absolut!") if "Mening:" in a.user else able(a))
    down = found(tmp_path / "b", lambda _: Does(status=404))

    assert (mumbling.answers, mumbling.structured, mumbling.fit) == (True, "", False)
    assert (down.answers, down.fit) == (False, False)
    assert down.problems


def test_there_must_be_a_model_to_check(tmp_path: Path) -> None:
    with small(tmp_path) as (parts, _), pytest.raises(ModelUnavailableError):
        model_check.check(parts)
    with (
        playing(able) as server,
        small(tmp_path / "b", server.url, model_forbidden=True) as (parts, _),
        pytest.raises(ModelForbiddenError),
    ):
        model_check.check(parts)

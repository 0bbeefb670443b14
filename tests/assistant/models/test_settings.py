import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.bootstrap import open_language_model
from assistant.errors import InvalidInputError
from assistant.settings import Settings


def settings(**changes: object) -> Settings:
    given: dict[str, object] = {"model": "openai:prov", "model_url": "http://127.0.0.1:9/v1"}
    return Settings(**{**given, **changes})  # type: ignore[arg-type]


def test_no_model_is_opened_when_none_is_set_or_all_are_forbidden() -> None:
    assert open_language_model(Settings()) is None
    assert open_language_model(settings(model_forbidden=True)) is None


def test_interviews_leave_only_for_an_endpoint_marked_as_inside() -> None:
    outside, inside = open_language_model(settings()), open_language_model(settings(model_inside=True))

    assert outside is not None
    assert inside is not None
    assert "interview" not in outside.choice.kinds
    assert "interview" in inside.choice.kinds


def test_interviews_cannot_be_let_out_by_listing_them() -> None:
    with pytest.raises(InvalidInputError, match="Intervjuer"):
        open_language_model(settings(model_may_send="website,interview"))


@pytest.mark.parametrize("wrong", [{"model_may_send": "webbplats"}, {"model_options": "[]"}, {"model": "openai"}])
def test_a_setting_that_cannot_be_meant_is_refused_with_a_hint(wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError) as caught:
        open_language_model(settings(**wrong))

    assert caught.value.hint


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "nyckel"
    file.write_text("hemlig-nyckel\n")
    file.chmod(0o644)

    with pytest.raises(InvalidInputError, match="läsas av andra"):
        open_language_model(settings(model_key_file=file))
    file.chmod(0o600)
    opened = open_language_model(settings(model_key_file=file))

    assert opened is not None
    assert opened.choice.key.get_secret_value() == "hemlig-nyckel"


def test_keys_show_in_no_text_of_settings_or_choice() -> None:
    chosen = settings(model_key=SecretStr("hemlig-nyckel"))
    opened = open_language_model(chosen)

    assert opened is not None
    assert "hemlig-nyckel" not in f"{chosen!r}{opened.choice!r}{opened.choice.settings}{opened.chat!r}"


def test_langchain_is_not_imported_before_a_model_is_opened() -> None:
    code = (
        "import sys, assistant.cli.commands, assistant.bootstrap, assistant.workflow.drafting, assistant.web; "
        "print([m for m in sys.modules if m.split('.')[0] in ('langchain', 'langchain_openai', 'openai')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert done.stdout.strip() == "[]", done.stdout + done.stderr

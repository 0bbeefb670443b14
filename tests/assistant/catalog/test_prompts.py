from pathlib import Path

import pytest

from assistant.catalog.prompts import NEEDED, load_prompt, parse_prompt
from assistant.errors import CatalogError, NotFoundError

GOOD = """---
version: "1"
variables: [word]
reply: choice
---
# system
Säg det.
# user
Ordet är $word, det kostar 5 $$.
"""


@pytest.mark.parametrize("name", NEEDED)
def test_every_shipped_prompt_loads_and_takes_its_variables(name: str) -> None:
    prompt = load_prompt(name)
    system, user = prompt.fill(dict.fromkeys(prompt.variables, "§§"))

    assert "$" not in system + user
    assert (system + user).count("§§") >= len(prompt.variables)


def test_a_prompt_is_two_texts_with_gaps_and_a_fingerprint() -> None:
    prompt = parse_prompt(GOOD.encode(), name="prov", file="prov.md")

    assert prompt.fill({"word": "$kvar"}) == ("Säg det.", "Ordet är $kvar, det kostar 5 $.")
    assert prompt.title == "prov@1"
    assert prompt.fingerprint != parse_prompt(GOOD.replace("5", "6").encode(), name="prov", file="prov.md").fingerprint


@pytest.mark.parametrize("values", [{}, {"word": "a", "other": "b"}])
def test_a_prompt_is_never_filled_with_other_variables_than_it_declares(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="undeclared"):
        parse_prompt(GOOD.encode(), name="prov", file="prov.md").fill(values)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (GOOD.replace("---\n", "", 1), r"prov\.md:1: .*front matter"),
        (GOOD.replace("[word]", "[word, more]"), r"prov\.md:1: declared but not used: more"),
        (GOOD.replace("$word", "$ord"), r"prov\.md:9: the variable \$ord"),
        (GOOD.replace("$$", "$ "), r"prov\.md:9: a lone"),
        (GOOD.replace("# user", "# user\nmer\n# user"), r"prov\.md:6: .*each once"),
        (GOOD.replace("Säg det.\n", ""), r"prov\.md:6: the part '# system' is empty"),
        (GOOD.replace('version: "1"\n', ""), r"prov\.md:2: version"),
        (GOOD.replace("reply: choice", "reply: [a]"), r"prov\.md:4: reply"),
        (GOOD.replace("reply: choice", "tone: x"), r"prov\.md:4: tone"),
        (GOOD.replace("variables", "variables: [a]\nvariables"), r"prov\.md:\d: the key"),
    ],
)
def test_what_is_wrong_with_a_prompt_is_told_with_file_and_line(changed: str, said: str) -> None:
    with pytest.raises(CatalogError, match=said):
        parse_prompt(changed.encode(), name="prov", file="prov.md")


def test_a_prompt_that_is_not_utf8_is_told_with_its_line() -> None:
    with pytest.raises(CatalogError, match=r"prov\.md:7"):
        parse_prompt(GOOD.encode("latin-1"), name="prov", file="prov.md")


def test_an_own_prompt_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "check.md").write_text(GOOD, encoding="utf-8")

    assert load_prompt("check", folder=tmp_path).variables == {"word"}
    assert load_prompt("draft", folder=tmp_path) == load_prompt("draft")
    with pytest.raises(NotFoundError):
        load_prompt("okänd", folder=tmp_path)

"""The wheel carries its data and works from another folder."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return next(out.glob("*.whl"))


def test_the_wheel_holds_two_packages_and_the_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    roots = {name.split("/")[0] for name in names if ".dist-info" not in name}

    assert roots == {"assistant", "ingest"}
    assert "assistant/_data/criteria/kommunkompassen/2020.yaml" in names
    assert "assistant/export/templates/report.docx" in names
    for file in ("templates/base.html", "static/kompass.css", "locale/en.po"):
        assert f"assistant/web/{file}" in names
    assert any(name.startswith("assistant/_data/eval_sets/alvlunda/files/") for name in names)
    assert any(name.startswith("assistant/store/migrations/") and name.endswith(".py") for name in names)


def test_the_wheel_runs_unpacked_elsewhere(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import assistant; "
        "assert assistant.__file__.startswith(sys.argv[1]); "
        "from assistant.catalog import load_criteria; "
        "print(len(list(load_criteria('kommunkompassen', '2020').questions())))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "site")], capture_output=True, text=True, cwd=tmp_path, timeout=60
    )

    assert done.stdout.strip() == "125", done.stderr

"""Measure every figure of docs/quality.md again, and write it and the floors that the tests hold.

    python tools/quality.py [--shared ../shared]

Runs the commands of ``eval_sets/quality.yaml`` through the command line, stores each value there, and
writes the table of docs/quality.md. Figures that need material from outside the repository keep their
last value where it is absent. How far a figure may fall before the tests say so is its ``noise``.
"""

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
FLOORS = ROOT / "eval_sets" / "quality.yaml"
PAGE = ROOT / "docs" / "quality.md"
BEGIN, END = "<!-- figures -->", "<!-- /figures -->"


def measured(command: str, shared: Path, folder: Path) -> Any:
    """Run one measuring command and return its JSON."""
    filled = command.format(seed=shared / "seed" / "lindesberg-2021-part.txt", swefaq=folder / "swefaq")
    if "{swefaq}" in command and not (folder / "swefaq").exists():
        tool = [
            sys.executable,
            str(ROOT / "tools" / "swefaq_to_beir.py"),
            str(shared / "swefaq"),
            str(folder / "swefaq"),
        ]
        subprocess.run(tool, check=True, cwd=ROOT)
    run = [sys.executable, "-m", "assistant", *shlex.split(filled), "--json"]
    out = subprocess.run(run, check=True, cwd=ROOT, capture_output=True, text=True).stdout
    return json.loads(out)


def value_at(data: Any, path: str) -> float:
    """Return the value under a path of keys; ``of_report.*`` is computed from the list that eval report gives."""
    if path.startswith("of_report."):
        return report_figure(data, path.removeprefix("of_report."))
    for key in path.split("/"):
        data = data[key]
    return float(data)


def report_figure(rows: list[dict[str, Any]], name: str) -> float:
    """Return Spearman or mean absolute error of drafted against printed percent."""
    from scipy.stats import spearmanr

    ours = [row["drafted_percent"] for row in rows]
    theirs = [row["printed_percent"] for row in rows]
    if name == "spearman":
        return float(spearmanr(ours, theirs).statistic)
    return sum(abs(a - b) for a, b in zip(ours, theirs, strict=True)) / len(rows)


def needs_shared(command: str) -> bool:
    """Say whether a command reads material from outside the repository."""
    return "{seed}" in command or "{swefaq}" in command


def table(groups: list[dict[str, Any]]) -> str:
    """Return the figures as a Markdown table."""
    lines = ["| What | Figure | Aim | Command |", "|---|---|---|---|"]
    for group in groups:
        for figure in group["figures"]:
            shown = f"{figure['value']:.3f}".rstrip("0").rstrip(".")
            aim = figure.get("aim", "")
            lines.append(f"| {group['name']}: {figure['name']} | {shown} | {aim} | `kompass {group['command']}` |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    shared = parser.parse_args().shared
    groups = yaml.safe_load(FLOORS.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        for group in groups:
            if needs_shared(group["command"]) and not shared.is_dir():
                continue
            data = measured(group["command"], shared, Path(folder))
            for figure in group["figures"]:
                figure["value"] = round(value_at(data, figure["path"]), 4)
                print(f"{group['name']}: {figure['name']} {figure['value']}")
    head = (
        "# Figures of docs/quality.md; written by tools/quality.py. noise: how far one may fall before a test fails.\n"
    )
    FLOORS.write_text(head + yaml.safe_dump(groups, allow_unicode=True, sort_keys=False, width=110), encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{table(groups)}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()

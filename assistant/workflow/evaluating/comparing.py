"""Two written results side by side: what got better or worse, case by case, and in total."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.domain.comparison import Comparison, Standing, compare
from assistant.errors import InvalidInputError

_WRITE = "Skriv resultat med: kompass eval … --out FIL"

Row = Mapping[str, Any]


def _retrieval(row: Row) -> Standing:
    return Standing(row["ndcg@10"], f"{row['ndcg@10']:.3f}".replace(".", ","))


def _draft(row: Row) -> Standing:
    apart = abs(row["drafted_level"] - row["gold_level"])
    return Standing(-apart, f"nivå {row['drafted_level']} (facit {row['gold_level']})")


def _refusal(row: Row) -> Standing:
    return Standing(float(row["right"]), "svarar" if row["given"] == "answer" else "avstår")


def _report(row: Row) -> Standing:
    apart = abs(row["drafted_percent"] - row["printed_percent"])
    return Standing(-apart, f"{row['drafted_percent']:.0f} % (tryckt {row['printed_percent']:.0f} %)")


_STANDING: Mapping[str, Callable[[Row], Standing]] = {
    "retrieval": _retrieval,
    "draft": _draft,
    "refusal": _refusal,
    "report": _report,
}


def compare_files(first: Path, second: Path) -> dict[str, Any]:
    """Compare two results of the same set.

    Returns:
        The changed cases (``better``, ``worse``, how many are the ``same``), every figure ``before`` and
        ``after``, and what differs in the records, such as the embedder.

    Raises:
        InvalidInputError: a file is no result, or the two were not measured on the same set.
    """
    one, other = _read(first), _read(second)
    before, after = one["record"], other["record"]
    for key, what in (("sort", "slags mätning"), ("set_hash", "testsamling")):
        if before[key] != after[key]:
            names = f"{before['sort']} {before['set_name']} och {after['sort']} {after['set_name']}"
            raise InvalidInputError(
                f"Resultaten kommer inte från samma {what} ({names}).", hint="Jämför två mätningar av samma innehåll."
            )
    found = _compared(one, other, first, second)
    return {
        "set_name": before["set_name"],
        "sort": before["sort"],
        **asdict(found),
        "figures": _figures(one, other),
        "made_with": {k: [before.get(k), after.get(k)] for k in after if k != "date" and before.get(k) != after.get(k)},
    }


def _read(file: Path) -> dict[str, Any]:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidInputError(f"Filen {file} kan inte läsas.", hint=_WRITE) from error
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(f"Filen {file} är inte JSON.", hint=_WRITE) from error
    record = data.get("record") if isinstance(data, dict) else None
    known = (
        isinstance(record, dict) and str(record.get("sort")) in _STANDING and {"set_hash", "set_name"} <= record.keys()
    )
    if not known or not isinstance(data.get("rows"), list):
        raise InvalidInputError(f"Filen {file} är inget resultat från kompass eval.", hint=_WRITE)
    return dict(data)


def _compared(one: Mapping[str, Any], other: Mapping[str, Any], first: Path, second: Path) -> Comparison:
    standing = _STANDING[one["record"]["sort"]]
    runs = []
    for data, file in ((one, first), (other, second)):
        try:
            runs.append({str(row["id"]): standing(row) for row in data["rows"]})
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInputError(f"Raderna i {file} är inte skrivna som de ska.", hint=_WRITE) from error
    try:
        return compare(*runs)
    except ValueError as error:
        raise InvalidInputError("Resultaten har inte samma rader.", hint="Gör om båda mätningarna.") from error


def _figures(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, list[float]]:
    """Return every number that both results have, by its dotted name, before and after."""
    before, after = dict(_numbers(one, "")), dict(_numbers(other, ""))
    return {name: [before[name], after[name]] for name in before if name in after}


_LEFT_OUT = frozenset({"record", "rows", "intervals", "latency_ms", "confusion", "reliability", "modes"})


def _numbers(value: Mapping[str, Any], above: str) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    for key, item in value.items():
        if key in _LEFT_OUT:
            continue
        if isinstance(item, Mapping):
            found += _numbers(item, f"{above}{key}.")
        elif isinstance(item, int | float) and not isinstance(item, bool):
            found.append((f"{above}{key}", item))
    return found

"""Eval sets: where they lie."""

from importlib.resources.abc import Traversable
from pathlib import Path

from assistant.errors import NotFoundError
from assistant.resources import data_dir


def eval_set(name: str) -> Traversable | Path:
    """Return the folder of a shipped eval set by name, or of an own one by path.

    Raises:
        NotFoundError: there is no such set; the hint names those there are.
    """
    shipped = data_dir("eval_sets")
    if "/" not in name and name not in ("", ".", "..") and (shipped / name).is_dir():
        return shipped / name
    if name and Path(name).is_dir():
        return Path(name)
    known = sorted(
        entry.name for entry in shipped.iterdir() if entry.is_dir() and not entry.name.startswith((".", "_"))
    )
    raise NotFoundError(f"Testsamlingen {name!r} finns inte.", hint=f"Finns: {', '.join(known)}; eller ange en mapp.")

"""Where shipped data lies: inside an installed wheel, or beside the package in a checkout."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def data_dir(name: str) -> Traversable:
    """Return the folder ``criteria``, ``prompts`` or ``eval_sets`` as it was shipped."""
    packaged = files("assistant") / "_data" / name
    if packaged.is_dir():
        return packaged
    return Path(__file__).parents[1] / name

"""YAML that remembers the line of every node, so that a problem can be pointed at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from assistant.errors import CatalogError

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class LocatedProblem:
    """Something wrong in a file; lines count from 1."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class LocatedYaml:
    """Plain data and the line of each of its nodes by path."""

    data: Any
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int:
        """Return the line of a node, or of the nearest node above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is eight times faster


class _Loader(_Safe):  # type: ignore[misc]  # chosen at run time
    """Safe YAML in which every scalar stays text, so that "1.10" is not read as a number."""


for _tag in ("bool", "int", "float", "null", "timestamp"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", yaml.SafeLoader.construct_yaml_str)


def load_located(text: str, *, name: str) -> LocatedYaml:
    """Parse YAML; all scalars come back as text.

    Raises:
        CatalogError: the text is not YAML, uses a key twice, or nests aliases; names the line.
    """
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            raise CatalogError(f"{name}:1: the file is empty")
        lines: dict[Path, int] = {}
        _collect(node, (), lines, name)
        return LocatedYaml(loader.construct_document(node), lines)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CatalogError(f"{name}:{line}: not valid YAML: {error.problem}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise CatalogError(f"{name}:1: not valid YAML") from error


def _collect(node: yaml.Node, path: Path, lines: dict[Path, int], name: str) -> None:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            child = (*path, str(key.value))
            if child in lines:
                raise CatalogError(f"{name}:{key.start_mark.line + 1}: the key {key.value!r} stands twice")
            _collect(value, child, lines, name)
            lines[child] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for i, item in enumerate(node.value):
            _collect(item, (*path, i), lines, name)

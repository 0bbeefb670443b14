"""Reading prompts: one file each, with declared variables, checked before anything is sent."""

import hashlib
import re
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.catalog.located import LocatedYaml, load_located
from assistant.domain.prompt import Prompt
from assistant.errors import CatalogError, NotFoundError
from assistant.resources import data_dir

NEEDED = ("draft", "narrative", "rewrite", "chat", "condense", "check")
"""The prompts that the workflows fill."""
_PARTS = re.compile(r"^# (system|user)[ \t]*$", re.MULTILINE)

Name = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}$")]


class _Front(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,20}$")]
    variables: list[Name]
    reply: Name | None = None


def load_prompt(name: str, *, folder: Path | None = None) -> Prompt:
    """Load a prompt: an own one from ``folder`` where there is one, else the shipped one.

    Raises:
        NotFoundError: there is none of that name.
        CatalogError: the file is not as it must be; names file and line.
    """
    own = folder / f"{name}.md" if folder else None
    file: Traversable = own if own is not None and own.is_file() else data_dir("prompts").joinpath(f"{name}.md")
    if not file.is_file():
        raise NotFoundError(f"Det finns ingen prompt som heter {name!r}.", hint=f"Finns: {', '.join(NEEDED)}.")
    return parse_prompt(file.read_bytes(), name=name, file=f"{name}.md")


def parse_prompt(data: bytes, *, name: str, file: str) -> Prompt:
    """Read a prompt from the bytes of its file. CatalogError names file and line."""
    try:
        text = data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CatalogError(f"{file}:{line}: the file is not UTF-8") from error
    match = re.match(r"---\n(.*?\n)---\n", text, re.DOTALL)
    if not match:
        raise CatalogError(f"{file}:1: the file must begin with front matter between two lines of ---")
    front = _front(load_located(match[1], name=file), file)
    system, user = _parts(text, match.end(), file)
    declared = frozenset(front.variables)
    _check_gaps(text, match.end(), declared, file)
    fingerprint = hashlib.sha256(data).hexdigest()
    return Prompt(name, front.version, declared, front.reply or "", system, user, fingerprint)


def _front(located: LocatedYaml, file: str) -> _Front:
    try:
        return _Front.model_validate(located.data)
    except ValidationError as error:
        first = error.errors()[0]
        # The front matter starts in the second line of the file.
        line = located.line(tuple(first["loc"])) + 1
        where = ".".join(str(part) for part in first["loc"])
        raise CatalogError(f"{file}:{line}: {where}: {first['msg']}") from None


def _parts(text: str, start: int, file: str) -> tuple[str, str]:
    heads = list(_PARTS.finditer(text, start))
    if [head[1] for head in heads] != ["system", "user"]:
        line = text.count("\n", 0, start) + 1
        raise CatalogError(f"{file}:{line}: the text must hold '# system' and then '# user', each once")
    system = text[heads[0].end() : heads[1].start()].strip()
    user = text[heads[1].end() :].strip()
    for head, part in zip(heads, (system, user), strict=True):
        if not part:
            raise CatalogError(f"{file}:{text.count(chr(10), 0, head.start()) + 1}: the part '{head[0]}' is empty")
    return system, user


def _check_gaps(text: str, start: int, declared: frozenset[str], file: str) -> None:
    used: set[str] = set()
    for name, at in _gaps(text, start):
        line = text.count("\n", 0, at) + 1
        if name is None:
            raise CatalogError(f"{file}:{line}: a lone $; write $$ for the sign itself")
        if name not in declared:
            raise CatalogError(f"{file}:{line}: the variable ${name} is used but not declared")
        used.add(name)
    unused = sorted(declared - used)
    if unused:
        raise CatalogError(f"{file}:1: declared but not used: {', '.join(unused)}")


def _gaps(text: str, start: int) -> Iterator[tuple[str | None, int]]:
    """Yield the name and place of each gap; None for a $ that begins none."""
    for match in Template.pattern.finditer(text, start):
        if match["escaped"] is None:
            yield match["named"] or match["braced"], match.start()

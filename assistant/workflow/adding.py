"""Taking in files: one, a folder or an archive; each is kept as it is and waits to be read."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from assistant.domain.evidence import SourceKind
from assistant.errors import InvalidInputError
from assistant.workflow.files import blob_path, keep_stream
from assistant.workflow.parts import Parts
from assistant.workflow.sources import UNSURE, sees
from ingest import IngestError, expand

Outcome = Literal["new", "revision", "unchanged", "duplicate", "refused"]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file that was handed in."""

    name: str
    outcome: Outcome
    source_id: str = ""
    message: str = ""


def files_in(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a folder (or the one file) with the name they get; hidden ones are left out.

    Raises:
        InvalidInputError: there is nothing at the path.
    """
    if path.is_file():
        yield path.name, path
        return
    if not path.is_dir():
        raise InvalidInputError(f"Det finns ingen fil eller mapp som heter {path}.", hint="Kontrollera sökvägen.")
    for file in sorted(path.rglob("*")):
        relative = file.relative_to(path)
        if file.is_file() and not file.is_symlink() and not any(p.startswith(".") for p in relative.parts):
            yield relative.as_posix(), file


def add_path(parts: Parts, assessment_id: str, path: Path, *, kind: SourceKind | None = None) -> list[Added]:
    """Keep every file under a path and queue it for reading; ZIP archives are opened."""
    added: list[Added] = []
    for name, file in files_in(path):
        size = file.stat().st_size
        if size > parts.max_file_bytes:
            limit = parts.max_file_bytes // 1_000_000
            added.append(Added(name, "refused", message=f"Filen är större än {limit} MB. Dela upp den."))
            continue
        with file.open("rb") as stream:
            added += add_file(parts, assessment_id, name, stream, kind=kind)
    return added


def add_bytes(
    parts: Parts, assessment_id: str, name: str, data: bytes, *, kind: SourceKind | None = None
) -> list[Added]:
    """Keep one file that is at hand, see ``add_file``."""
    return add_file(parts, assessment_id, name, io.BytesIO(data), kind=kind)


def add_file(
    parts: Parts,
    assessment_id: str,
    name: str,
    stream: BinaryIO,
    *,
    kind: SourceKind | None = None,
    look: bool = False,
) -> list[Added]:
    """Keep one file and queue it for reading; a ZIP archive gives one answer per member.

    Args:
        parts: of the one who adds.
        assessment_id: where to.
        name: its path relative to what is added.
        stream: its bytes, from the beginning.
        kind: what it is; None lets reading tell.
        look: let interviews wait, once they are read, until a person has looked at their text.
    """
    if name.lower().endswith(".zip"):
        return _add_archive(parts, assessment_id, name, stream, kind, look=look)
    if not parts.sight.interviews:
        if kind == "interview":
            return [Added(name, "refused", message="Intervjuer läggs till av utvärderarna.")]
        # In a folder of one's own: a file must not take the place of one that its sender cannot see.
        name = f"{parts.user}/{name}"
    return _keep_file(parts, assessment_id, name, stream, kind, look=look)


def _keep_file(
    parts: Parts, assessment_id: str, name: str, stream: BinaryIO, kind: SourceKind | None, *, look: bool
) -> list[Added]:
    try:
        kept = keep_stream(parts.files, stream, most=parts.max_file_bytes)
    except InvalidInputError as error:
        return [Added(name, "refused", message=f"{error.message} {error.hint}")]
    sha256 = kept.sha256
    with parts.store.transaction() as tx:
        result = tx.sources.put(
            assessment_id,
            name,
            sha256=sha256,
            blob=blob_path(Path(), sha256).as_posix(),
            size=kept.size,
            kind=kind or UNSURE,
            hold="interview" if look else "",
            at=parts.now(),
            by=parts.user,
        )
        if result.outcome in ("new", "revision"):
            details = {"sha256": sha256, "revision": str(result.source.revision)}
            tx.events.append(
                assessment_id,
                at=parts.now(),
                by=parts.user,
                action=f"source_{result.outcome}",
                subject=result.source.id,
                details=details,
            )
    mine = result.outcome != "duplicate" or sees(parts, result.source)
    return [Added(name, result.outcome, result.source.id if mine else "")]


def _add_archive(
    parts: Parts, assessment_id: str, name: str, stream: BinaryIO, kind: SourceKind | None, *, look: bool
) -> list[Added]:
    data = stream.read(parts.max_file_bytes + 1)
    if len(data) > parts.max_file_bytes:
        return [
            Added(
                name, "refused", message=f"Arkivet är större än {parts.max_file_bytes // 1_000_000} MB. Dela upp det."
            )
        ]
    try:
        members = list(expand(data, name))
    except IngestError as error:
        return [Added(name, "refused", message=f"{error.message} {error.hint}".strip())]
    added: list[Added] = []
    for member in members:
        if member.error is not None or member.data is None:
            problem = member.error
            text = f"{problem.message} {problem.hint}".strip() if problem else "Filen kunde inte packas upp."
            added.append(Added(f"{name}/{member.name}", "refused", message=text))
        else:
            inner = io.BytesIO(member.data)
            added += add_file(parts, assessment_id, f"{name}/{member.name}", inner, kind=kind, look=look)
    return added

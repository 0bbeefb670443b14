"""Whether files are as they were left: sizes and checksums."""

import zlib
from collections.abc import Mapping
from pathlib import Path

Checks = dict[str, list[int]]
"""By path under a folder: size, time of change in nanoseconds, CRC-32 of the content."""

_CHUNK = 1 << 20


def checks(folder: Path, known: Mapping[str, list[int]] | None = None) -> Checks:
    """Return what can be said of every file in a folder.

    Args:
        folder: read with all its subfolders; a missing one has no files.
        known: earlier checks; a file of the same size and time keeps its checksum and is not read again.
    """
    found: Checks = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            name, about = file.relative_to(folder).as_posix(), file.stat()
            before = (known or {}).get(name, [])
            same = before[:2] == [about.st_size, about.st_mtime_ns]
            found[name] = [about.st_size, about.st_mtime_ns, before[2] if same else _crc(file)]
    return found


def same_content(folder: Path, expected: Mapping[str, list[int]]) -> bool:
    """Say whether a folder holds these files and no others, with the same content, whatever their times.

    Every byte is read: a disk may lose one without changing a time.
    """
    sizes = {f.relative_to(folder).as_posix(): f.stat().st_size for f in folder.rglob("*") if f.is_file()}
    if sizes != {name: about[0] for name, about in expected.items()}:
        return False
    return all(_crc(folder / name) == about[2] for name, about in expected.items())


def _crc(file: Path) -> int:
    code = 0
    with file.open("rb") as open_file:
        while chunk := open_file.read(_CHUNK):
            code = zlib.crc32(chunk, code)
    return code

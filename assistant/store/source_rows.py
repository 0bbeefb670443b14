"""The rows of a source, and the value they make."""

from typing import Any

from sqlalchemy import Connection, RowMapping, and_, insert, select, update

from assistant.domain.assessment import readable_title, source_id
from assistant.domain.evidence import ADDRESSES_JUDGE, Source
from assistant.errors import NotFoundError
from assistant.store.codec import decode
from assistant.store.tables import revisions, sources
from assistant.store.values import Notice

NOTHING = "[]"
"""An empty list, as the codec writes it."""

UNREAD: dict[str, Any] = {"state": "waiting", "problem": "", "hint": "", "passages": 0, "digest": "", "hold": ""}
"""What holds for a source whose newest revision has not been read."""


def find_rows(connection: Connection, *where: Any) -> list[RowMapping]:
    """Return sources with their newest revisions by name, all but the long text."""
    known = [
        column for column in revisions.c if column.name not in {"source_id", "revision", "sha256", "text", "segments"}
    ]
    on = and_(revisions.c.source_id == sources.c.id, revisions.c.revision == sources.c.revision)
    query = select(*sources.c, *known).select_from(sources.join(revisions, on)).where(*where)
    return list(connection.execute(query.order_by(sources.c.name)).mappings())


def find_row(connection: Connection, *where: Any) -> RowMapping | None:
    """Return the one source of which something holds, with its newest revision."""
    rows = find_rows(connection, *where)
    return rows[0] if rows else None


def row_of(connection: Connection, source_id: str) -> RowMapping:
    """Return a source with its newest revision. NotFoundError if there is none of that id."""
    row = find_row(connection, sources.c.id == source_id)
    if row is None:
        raise NotFoundError(f"Källan {source_id} finns inte.", hint="Läs om listan över källor.")
    return row


def set_columns(connection: Connection, source_id: str, **values: Any) -> None:
    """Change columns of a source."""
    connection.execute(update(sources).where(sources.c.id == source_id).values(**values))


def write_revision(connection: Connection, assessment_id: str, name: str, *, kind: str, file: dict[str, Any]) -> str:
    """Make a source, or its next revision, that waits to be read; return its id.

    ``file`` holds sha256, blob, size, at and by, and may hold ``hold``.
    """
    file, hold = {key: value for key, value in file.items() if key != "hold"}, file.get("hold", "")
    identity = source_id(assessment_id, name)
    known = select(sources.c.revision).where(sources.c.id == identity)
    revision = (connection.execute(known).scalar() or 0) + 1
    values = {"kind": kind, "revision": revision, "sha256": file["sha256"], **UNREAD, "hold": hold}
    if revision == 1:
        row = {"id": identity, "assessment_id": assessment_id, "name": name, **values}
        connection.execute(insert(sources), row)
    else:
        set_columns(connection, identity, **values)
    unread = {"media_type": "", "reader": "", "characters": 0, "hidden_texts": 0}
    notes = {"notices": NOTHING, "hidden": NOTHING, "shown_title": readable_title(None, name)}
    row = {"source_id": identity, "revision": revision, **file, **unread, **notes}
    connection.execute(insert(revisions), row)
    return identity


def as_source(row: RowMapping) -> Source:
    """Make the value of a source out of its row."""
    notices = decode(tuple[Notice, ...], row["notices"])
    return Source(
        id=row["id"],
        assessment_id=row["assessment_id"],
        name=row["name"],
        kind=row["kind"],
        state=row["state"],
        revision=row["revision"],
        sha256=row["sha256"],
        media_type=row["media_type"],
        title=row["title"],
        date=row["date"],
        pages=row["pages"],
        passages=row["passages"],
        characters=row["characters"],
        reader=row["reader"],
        problem=" ".join(part for part in (row["problem"], row["hint"]) if part),
        notices=tuple(notice.message for notice in notices),
        addresses_judge=any(notice.code == ADDRESSES_JUDGE for notice in notices),
        hidden_texts=row["hidden_texts"],
        hold=row["hold"],
        kind_given=bool(row["kind_given"]),
    )

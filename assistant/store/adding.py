"""What becomes of a file that is added: a source, a revision of one, or another name for one."""

from typing import Any

from sqlalchemy import Connection, RowMapping, and_, delete, insert, literal_column, select, update

from assistant.domain.evidence import Source
from assistant.errors import InvalidInputError
from assistant.store.rows import hold_assessment
from assistant.store.source_rows import as_source, find_row, row_of, set_columns, write_revision
from assistant.store.tables import aliases, sources
from assistant.store.values import PutResult


def put_file(connection: Connection, assessment_id: str, name: str, *, kind: str, file: dict[str, Any]) -> PutResult:
    """Add a file and say what that came to; ``file`` holds sha256, blob, size, at, by and hold."""
    if not name.strip():
        raise InvalidInputError("Källan saknar namn.", hint="Ge filen ett namn och lägg till den igen.")
    hold_assessment(connection, assessment_id)
    here = sources.c.assessment_id == assessment_id
    # Literal, not a parameter: only so does SQLite see that the partial index on live bytes answers it.
    present = sources.c.state != literal_column("'removed'")
    same = find_row(connection, here, sources.c.sha256 == file["sha256"], present)
    own = find_row(connection, here, sources.c.name == name)
    if same is not None and same["name"] == name:
        return PutResult(as_source(same), "unchanged")
    _forget_alias(connection, assessment_id, name)
    replaced = own if own is not None and own["state"] != "removed" else None
    if same is not None:
        return _add_name(connection, same, replaced, name)
    kept_kind = replaced["kind"] if replaced else kind
    identity = write_revision(connection, assessment_id, name, kind=kept_kind, file=file)
    split_off = _split_off(connection, replaced) if replaced else ()
    return PutResult(_get(connection, identity), "revision" if replaced else "new", split_off)


def _add_name(connection: Connection, same: RowMapping, replaced: RowMapping | None, name: str) -> PutResult:
    superseded: Source | None = None
    split_off: tuple[Source, ...] = ()
    if replaced:
        set_columns(connection, replaced["id"], state="removed")
        superseded = _get(connection, replaced["id"])
        split_off = _split_off(connection, replaced)
    row = {"assessment_id": same["assessment_id"], "name": name, "source_id": same["id"]}
    connection.execute(insert(aliases), row)
    return PutResult(as_source(same), "duplicate", split_off, superseded)


def _split_off(connection: Connection, before: RowMapping) -> tuple[Source, ...]:
    """Give the other names of replaced bytes a source of their own, so that their text is not lost."""
    query = select(aliases.c.name).where(aliases.c.source_id == before["id"]).order_by(aliases.c.name)
    name = connection.execute(query.limit(1)).scalar()
    if name is None:
        return ()
    _forget_alias(connection, before["assessment_id"], name)
    file = {column: before[column] for column in ("sha256", "blob", "size", "at", "by", "hold")}
    identity = write_revision(connection, before["assessment_id"], name, kind=before["kind"], file=file)
    rest = update(aliases).where(aliases.c.source_id == before["id"])
    connection.execute(rest.values(source_id=identity))
    return (_get(connection, identity),)


def _forget_alias(connection: Connection, assessment_id: str, name: str) -> None:
    mine = and_(aliases.c.assessment_id == assessment_id, aliases.c.name == name)
    connection.execute(delete(aliases).where(mine))


def _get(connection: Connection, source_id: str) -> Source:
    return as_source(row_of(connection, source_id))

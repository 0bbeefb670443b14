"""The evidence of an assessment: which files there are, what became of them, and their text.

A source is known by its assessment and its name. Other bytes under the same name are its next
*revision*; the same bytes under another name are the same source, and the second name is kept as an
*alias*. States: waiting → reading → ready or failed; removed from any of them.
"""

import logging
import re
import unicodedata
from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, and_, delete, select, update

from assistant.domain.assessment import readable_title
from assistant.domain.evidence import Hold, Passage, Segment, Source, SourceKind, SourceState, passage_id, shown_title
from assistant.errors import ConflictError, InvalidInputError, NotFoundError
from assistant.store.adding import put_file
from assistant.store.codec import decode, encode
from assistant.store.conversations import forget_answers
from assistant.store.erasing import erase_rows, forget_vectors, keys_of, unshared_blobs
from assistant.store.model_calls import forget_calls
from assistant.store.passages import Passages
from assistant.store.rows import hold_assessment
from assistant.store.segment_rows import decode_segments, encode_segments
from assistant.store.source_rows import (
    NOTHING,
    UNREAD,
    as_source,
    find_rows,
    row_of,
    set_columns,
    write_revision,
)
from assistant.store.tables import aliases, passages, revisions, sources
from assistant.store.values import (
    HiddenText,
    NewPassage,
    Notice,
    PutResult,
    Removal,
    RevisionNote,
    SourceTitle,
    StoredText,
)

logger = logging.getLogger(__name__)

_PRESENT: tuple[SourceState, ...] = ("waiting", "reading", "ready", "failed")


_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")


class Sources:
    """Answers about sources, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.erased = False

    def put(
        self,
        assessment_id: str,
        name: str,
        *,
        sha256: str,
        blob: str,
        size: int,
        kind: SourceKind,
        at: str,
        by: str,
        hold: Hold = "",
    ) -> PutResult:
        """Add a file under a name, and say what that came to.

        ``new`` and ``revision`` wait to be read; ``unchanged`` and ``duplicate`` need nothing. ``blob``
        is where the caller keeps the bytes, ``size`` their number. The kind of a source that is there
        already stays as it is (see ``set_kind``). InvalidInputError for an empty name.
        """
        file = {"sha256": sha256, "blob": blob, "size": size, "at": at, "by": by, "hold": hold}
        return put_file(self._connection, assessment_id, unicodedata.normalize("NFC", name), kind=kind, file=file)

    def start(self, source_id: str) -> Source:
        """Mark a source as being read and return it; one that is ready or removed stays so."""
        waiting = update(sources).where(sources.c.id == source_id, sources.c.state.in_(("waiting", "failed")))
        self._connection.execute(waiting.values(state="reading", problem="", hint=""))
        return self.get(source_id)

    def finish(self, source_id: str, revision: int, prepared: StoredText, new_passages: Sequence[NewPassage]) -> bool:
        """Keep what was read and let its passages be found.

        Return False, changing nothing, when the source was removed or got newer bytes meanwhile.
        Finishing again with the same result changes nothing; with another it is a ConflictError,
        since quotes may rest on the first. InvalidInputError for text that no database can hold;
        ValueError when a passage does not stand where it says.
        """
        row = self._held(source_id, revision)
        if row is None:
            return False
        _check_text(prepared.text)
        title = readable_title(prepared.title, row["name"])
        kind = prepared.kind or row["kind"]
        made = [_passage(row, item, prepared, kind=kind, title=title) for item in new_passages]
        if row["state"] == "ready":
            self._require_same(row, prepared, made)
            return True
        self._keep_text(source_id, revision, prepared, title)
        digest = Passages(self._connection).add(made)
        ready = {"state": "ready", "problem": "", "hint": "", "hold": ""}
        set_columns(self._connection, source_id, **ready, kind=kind, passages=len(made), digest=digest)
        return True

    def _keep_text(self, source_id: str, revision: int, prepared: StoredText, title: str) -> None:
        of_it = and_(revisions.c.source_id == source_id, revisions.c.revision == revision)
        self._connection.execute(
            update(revisions)
            .where(of_it)
            .values(
                media_type=prepared.media_type,
                reader=prepared.reader,
                title=prepared.title,
                shown_title=title,
                date=prepared.date,
                pages=prepared.pages,
                characters=len(prepared.text),
                hidden_texts=len(prepared.hidden),
                notices=encode(tuple[Notice, ...], prepared.notices),
                hidden=encode(tuple[HiddenText, ...], prepared.hidden),
                text=prepared.text,
                segments=encode_segments(prepared.segments),
            )
        )

    def hold(self, source_id: str, revision: int, prepared: StoredText) -> bool:
        """Keep the text of an interview that a person must look at before it is indexed.

        Return False, changing nothing, as ``finish`` does. The source goes on waiting until ``release``.
        """
        row = self._held(source_id, revision)
        if row is None or row["state"] == "ready":
            return False
        _check_text(prepared.text)
        self._keep_text(source_id, revision, prepared, readable_title(prepared.title, row["name"]))
        set_columns(self._connection, source_id, **{**UNREAD, "hold": "held"}, kind=prepared.kind or row["kind"])
        return True

    def release(self, source_id: str) -> Source:
        """Let a source that was held be read and indexed. ConflictError when it is not held."""
        return self._change_hold(source_id, "")

    def look_again(self, source_id: str) -> Source:
        """Let a source that is held be read anew for another look. ConflictError when it is not held."""
        return self._change_hold(source_id, "interview")

    def _change_hold(self, source_id: str, hold: Hold) -> Source:
        row = row_of(self._connection, source_id)
        if row["state"] != "waiting" or row["hold"] != "held":
            raise ConflictError("Intervjun väntar inte längre på granskning.", hint="Läs om sidan.")
        set_columns(self._connection, source_id, hold=hold)
        return self.get(source_id)

    def _require_same(self, row: RowMapping, prepared: StoredText, made: Sequence[Passage]) -> None:
        kept = Passages(self._connection).of_source(row["id"], row["revision"])
        if self.text(row["id"]) != prepared.text or [_substance(p) for p in kept] != [_substance(p) for p in made]:
            raise ConflictError(
                f"Källan {row['name']} är redan läst, med ett annat resultat.",
                hint="Läs in den på nytt om den ska läsas på det nya sättet.",
            )

    def fail(self, source_id: str, revision: int, *, problem: str, hint: str = "") -> bool:
        """Keep why a source could not be read; return False, changing nothing, as ``finish`` does."""
        row = self._held(source_id, revision)
        if row is None or row["state"] == "ready":
            return False
        set_columns(self._connection, source_id, state="failed", problem=problem, hint=hint)
        return True

    def reread(self, source_id: str, *, at: str, by: str, hold: Hold = "") -> Source:
        """Let a source be read once more; one that was ready gets a new revision, its quotes stay valid."""
        row = row_of(self._connection, source_id)
        hold_assessment(self._connection, row["assessment_id"])
        row = row_of(self._connection, source_id)
        if row["state"] == "removed":
            raise NotFoundError(f"Källan {row['name']} är borttagen.", hint="Lägg till filen igen.")
        if row["state"] == "ready":
            file = {"sha256": row["sha256"], "blob": row["blob"], "size": row["size"], "at": at, "by": by, "hold": hold}
            write_revision(self._connection, row["assessment_id"], row["name"], kind=row["kind"], file=file)
        else:
            set_columns(self._connection, source_id, **{**UNREAD, "hold": hold})
        return self.get(source_id)

    def set_kind(self, source_id: str, kind: SourceKind) -> Source:
        """Correct what kind of evidence a source is; reading it (again) then does not guess."""
        row_of(self._connection, source_id)
        set_columns(self._connection, source_id, kind=kind, kind_given=1)
        return self.get(source_id)

    def remove(self, source_id: str, *, erase: bool = False) -> Removal:
        """Take a source out of all searches, its other names too.

        Its text stays, for quotes that were made from it, unless ``erase``: then text, passages,
        hidden texts and vectors are deleted, and the files that the caller must delete are returned.
        Quotes that drafts and decisions already hold stay in them; only erasing the whole assessment
        takes those out.
        """
        row = row_of(self._connection, source_id)
        hold_assessment(self._connection, row["assessment_id"])
        self._connection.execute(delete(aliases).where(aliases.c.source_id == source_id))
        set_columns(self._connection, source_id, **{**UNREAD, "state": "removed"})
        if erase:
            forget_calls(self._connection, row["assessment_id"], source_id)
            forget_answers(self._connection, row["assessment_id"], source_id)
        blobs = self._erase(source_id) if erase else ()
        return Removal(self.get(source_id), blobs)

    def _erase(self, source_id: str) -> tuple[str, ...]:
        blobs = unshared_blobs(self._connection, [source_id])
        keys = keys_of(self._connection, [source_id])
        erase_rows(self._connection, (passages,), [source_id])
        forget_vectors(self._connection, keys)
        gone = {"text": None, "title": None, "shown_title": "", "notices": NOTHING, "hidden": NOTHING, "segments": None}
        zero = {"characters": 0, "hidden_texts": 0, "blob": ""}
        mine = update(revisions).where(revisions.c.source_id == source_id)
        self._connection.execute(mine.values(**gone, **zero))
        self.erased = True
        return blobs

    def get(self, source_id: str) -> Source:
        """Return a source. NotFoundError if there is none of that id."""
        return as_source(row_of(self._connection, source_id))

    def list(self, assessment_id: str, *, states: Sequence[SourceState] = _PRESENT) -> tuple[Source, ...]:
        """Return the sources of an assessment by name; removed ones only when asked for."""
        where = (sources.c.assessment_id == assessment_id, sources.c.state.in_(states))
        return tuple(as_source(row) for row in find_rows(self._connection, *where))

    def titles(self, assessment_id: str) -> tuple[SourceTitle, ...]:
        """Return what all sources of an assessment are called, by title; also removed ones, which quotes may name."""
        newest = and_(revisions.c.source_id == sources.c.id, revisions.c.revision == sources.c.revision)
        query = select(
            sources.c.id, sources.c.name, sources.c.kind, sources.c.state, revisions.c.shown_title
        ).select_from(sources.outerjoin(revisions, newest))
        rows = self._connection.execute(query.where(sources.c.assessment_id == assessment_id))
        found = [
            SourceTitle(
                row.id, shown_title(row.shown_title, row.name), row.kind, row.state == "ready", row.state == "removed"
            )
            for row in rows
        ]
        return tuple(sorted(found, key=lambda item: (item.title.casefold(), item.id)))

    def waiting(self, assessment_id: str, *, interrupted: bool = False) -> tuple[Source, ...]:
        """Return the sources that wait to be read, and those that a crash left half read if asked for.

        Those that wait for a person's look are not among them.
        """
        found = self.list(assessment_id, states=("waiting", "reading") if interrupted else ("waiting",))
        return tuple(source for source in found if source.hold != "held")

    def aliases(self, assessment_id: str) -> dict[str, str]:
        """Return the other names under which sources were added, with the id of the source."""
        query = select(aliases.c.name, aliases.c.source_id).where(aliases.c.assessment_id == assessment_id)
        return {row.name: row.source_id for row in self._connection.execute(query.order_by(aliases.c.name))}

    def text(self, source_id: str, revision: int | None = None) -> str:
        """Return the text of a source, of its newest revision unless another is named.

        NotFoundError when that revision is unknown, not read yet, or erased.
        """
        text: str | None = self._of_revision(source_id, revision)["text"]
        if text is None:
            raise NotFoundError("Källans text finns inte.", hint="Källan är inte läst än, eller raderad.")
        return text

    def segments(self, source_id: str, revision: int | None = None) -> tuple[Segment, ...]:
        """Return where each paragraph of a source's text stands; empty for what was read before that was kept."""
        return decode_segments(self._of_revision(source_id, revision)["segments"])

    def blob(self, source_id: str, revision: int | None = None) -> str:
        """Return where the caller keeps the bytes of a source; empty once erased."""
        return str(self._of_revision(source_id, revision)["blob"])

    def hidden(self, source_id: str, revision: int | None = None) -> tuple[HiddenText, ...]:
        """Return the texts in a source's file that a reader of it does not see."""
        return decode(tuple[HiddenText, ...], self._of_revision(source_id, revision)["hidden"])

    def notices(self, source_id: str, revision: int | None = None) -> tuple[Notice, ...]:
        """Return what an evaluator should know about how a source was read."""
        return decode(tuple[Notice, ...], self._of_revision(source_id, revision)["notices"])

    def revisions(self, source_id: str) -> tuple[RevisionNote, ...]:
        """Return the versions of a source's file, the newest first."""
        wanted = (revisions.c.revision, revisions.c.at, revisions.c.by, revisions.c.size, revisions.c.blob)
        query = select(*wanted).where(revisions.c.source_id == source_id).order_by(revisions.c.revision.desc())
        return tuple(RevisionNote(*row[:4], erased=not row[4]) for row in self._connection.execute(query))

    def _of_revision(self, source_id: str, revision: int | None) -> RowMapping:
        wanted = row_of(self._connection, source_id)["revision"] if revision is None else revision
        query = select(revisions).where(revisions.c.source_id == source_id, revisions.c.revision == wanted)
        row = self._connection.execute(query).mappings().first()
        if row is None:
            raise NotFoundError("Källan finns inte i den versionen.", hint="Öppna källan i dess senaste version.")
        return row

    def _held(self, source_id: str, revision: int) -> RowMapping | None:
        hold_assessment(self._connection, row_of(self._connection, source_id)["assessment_id"])
        row = row_of(self._connection, source_id)
        if row["revision"] == revision and row["state"] != "removed":
            return row
        logger.info("late result passed over", extra={"source_id": source_id, "revision": revision})
        return None


def _passage(row: RowMapping, item: NewPassage, prepared: StoredText, *, kind: SourceKind, title: str) -> Passage:
    if prepared.text[item.start : item.end] != item.text:
        raise ValueError(f"passage {item.ordinal} of {row['id']} does not stand where it says")
    return Passage(
        id=passage_id(row["id"], row["revision"], item.ordinal),
        source_id=row["id"],
        revision=row["revision"],
        ordinal=item.ordinal,
        start=item.start,
        end=item.end,
        text=item.text,
        place=item.place,
        kind=kind,
        source_name=row["name"],
        source_title=title,
        date=prepared.date,
    )


def _substance(passage: Passage) -> tuple[object, ...]:
    return (passage.ordinal, passage.start, passage.end, passage.place, passage.source_title)


def _check_text(text: str) -> None:
    """Refuse what PostgreSQL (NUL) and any file in UTF-8 (half a surrogate pair) cannot hold."""
    if _UNKEEPABLE.search(text):
        raise InvalidInputError(
            "Källans text innehåller tecken som inte kan sparas.", hint="Spara om filen i ett annat format."
        )

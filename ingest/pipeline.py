"""A file to a prepared source: detect, read, tidy, pseudonymise, split."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256

from ingest.clean import tidy
from ingest.detect import Detected, Format, detect
from ingest.errors import EmptyDocumentError
from ingest.model import (
    Block,
    HiddenReason,
    HiddenText,
    Notice,
    PreparedSource,
    RawDocument,
    SourceKind,
)
from ingest.participants import Participant
from ingest.pseudonymise import Pseudonymiser, pseudonymiser_for, with_speakers
from ingest.split import SplitSettings, Unheard
from ingest.split import split as split_blocks

_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_INTERVIEW = re.compile(r"intervju(?!teknik|guide|mall)|transkri|utskrift")
_ABOUT_INTERVIEWS = re.compile(r"(?:riktlinje|policy|rutin|handbok|mall|stöd)\w*\s(?:för\s)?\w*intervju")
_SELF = re.compile(r"självvärdering|självskattning|självutvärdering|egenvärdering|frågeunderlag|självbeskrivning")
_SOCIAL = re.compile(r"facebook|instagram|linkedin|sociala medier|tiktok")
_SURVEY = re.compile(r"enkät|undersökning")
_STEERING = re.compile(r"riktlinje|policy|plan\b|rutin|strategi|reglemente|handbok|mall\b")
_NOTES = re.compile(r"\b(?:samtals|mötes)?anteckning|\bsamtal\b|fokusgrupp|dialogmöte")
_SPEECH = re.compile(
    r"\b(?:jag|mig|min|mina)\b|[”\"]"
    r"|\b(?:säger|berättar|upplever|tycker|menar|svarar|uppger|beskriver|framhåller|tillägger)\b(?: \w+)? att\b",
    re.IGNORECASE,
)
# Signs of speech per 1,000 words. Published municipal documents have 0 to 9, interviews 17 and more.
_SPOKEN = 12
_HEADED = re.compile(
    r"(?:grupp|telefon|djup)?(?:intervju|interview)(?:utskrift|anteckningar)?\b(?!\s*(?:guide|mall|teknik))",
    re.IGNORECASE,
)
_HEAD = 3
_LONGEST_HEAD = 100
_TABLES = frozenset({"csv", "xlsx"})
_LOOSE = frozenset({"txt", "md", "docx"})


def prepare(
    data: bytes,
    *,
    name: str,
    kind: SourceKind | None = None,
    participants: Sequence[Participant] = (),
    pseudonymise: bool | None = None,
    split: SplitSettings | None = None,
    salt: str = "",
    unheard: Unheard | None = None,
) -> PreparedSource:
    """Read a file's bytes into text with segments and passages.

    ``name`` is the file's name, folders in front of it allowed: they help to guess the kind when ``kind`` is
    None. ``pseudonymise`` None means interviews only. ``salt`` goes into the ids of speakers who are not among
    the participants; the same salt gives the same id in every file. ``unheard``: see ``split``.
    Raises a subclass of IngestError whose message and hint are meant for the evaluator.
    """
    detected = detect(data, name)
    raw = _read(detected.format, data)
    kind = kind or guess_kind(name, detected.format, raw)
    document, removed = _tidied(raw)
    if not document.blocks:
        raise _empty(detected, document)
    pseudonyms: dict[str, str] = {}
    notices = [*detected.notices, *document.notices, *_tidy_notices(document, removed)]
    if kind == "interview" if pseudonymise is None else pseudonymise:
        speakers = (block.location.speaker for block in document.blocks)
        pseudonymiser = pseudonymiser_for(with_speakers(participants, speakers, salt=salt))
        document, pseudonyms = _pseudonymised(document, pseudonymiser)
        notices += _name_notices(name, pseudonymiser)
    parts = split_blocks(document.blocks, split, unheard=unheard)
    return PreparedSource(
        name=name,
        sha256=sha256(data).hexdigest(),
        media_type=detected.media_type,
        kind=kind,
        text=parts.text,
        segments=parts.segments,
        passages=parts.passages,
        reader=document.reader,
        title=document.title,
        date=document.date,
        pages=document.pages,
        hidden=document.hidden,
        notices=tuple(notices),
        pseudonyms=pseudonyms,
    )


# Reading. Readers are imported when first used: ``import ingest`` must cost next to nothing.


def _read(form: Format, data: bytes) -> RawDocument:
    return _READERS[form](data)


def _pdf(data: bytes) -> RawDocument:
    from ingest.readers.pdf import read_pdf
    from ingest.readers.transcript import as_transcript

    document = read_pdf(data)
    return as_transcript(document) or document


def _docx(data: bytes) -> RawDocument:
    from ingest.readers.transcript import as_transcript
    from ingest.readers.word import read_docx

    document = read_docx(data)
    return as_transcript(document) or document


def _xlsx(data: bytes) -> RawDocument:
    from ingest.readers.sheet import read_xlsx

    return read_xlsx(data)


def _csv(data: bytes) -> RawDocument:
    from ingest.readers.table import read_csv

    return read_csv(data)


def _html(data: bytes) -> RawDocument:
    from ingest.readers.web import read_html

    return read_html(data)


def _subtitles(data: bytes) -> RawDocument:
    from ingest.readers.transcript import read_subtitles

    return read_subtitles(data)


def _markdown(data: bytes) -> RawDocument:
    from ingest.readers.text import read_markdown
    from ingest.readers.transcript import as_transcript

    document = read_markdown(data)
    return as_transcript(document) or document


def _text(data: bytes) -> RawDocument:
    from ingest.readers.text import read_text
    from ingest.readers.transcript import read_transcript_text

    return read_transcript_text(data) or read_text(data)


_READERS: dict[Format, Callable[[bytes], RawDocument]] = {
    "pdf": _pdf,
    "docx": _docx,
    "xlsx": _xlsx,
    "csv": _csv,
    "html": _html,
    "vtt": _subtitles,
    "srt": _subtitles,
    "md": _markdown,
    "txt": _text,
}


def guess_kind(name: str, form: Format, document: RawDocument) -> SourceKind:
    """What kind of source a file most likely is, from its content, its format and its name with folders.

    In doubt it is an interview: a person then reads it before it is used, and no name is stored in clear text.
    """
    plain = re.sub(r"[_\-./\\]+", " ", unicodedata.normalize("NFC", name).lower())
    is_interview = _INTERVIEW.search(plain) is not None and not _ABOUT_INTERVIEWS.search(plain)
    if form in _LOOSE and not _STEERING.search(plain):
        is_interview = is_interview or _NOTES.search(plain) is not None or _is_headed_interview(document)
        is_interview = is_interview or _reads_like_speech(document)
    guesses: tuple[tuple[bool, SourceKind], ...] = (
        (document.kind_hint == "interview" or is_interview, "interview"),
        (form == "html", "website"),
        (_SELF.search(plain) is not None, "self_description"),
        (document.kind_hint == "social_media" or (form in _TABLES and bool(_SOCIAL.search(plain))), "social_media"),
        (form in _TABLES or bool(_SURVEY.search(plain) and not _STEERING.search(plain)), "survey"),
    )
    return next((kind for holds, kind in guesses if holds), document.kind_hint or "steering_document")


def _is_headed_interview(document: RawDocument) -> bool:
    """Whether one of the first lines says so: "Intervju med kommundirektören"."""
    return any(_HEADED.match(block.text) for block in document.blocks[:_HEAD] if len(block.text) < _LONGEST_HEAD)


def _reads_like_speech(document: RawDocument) -> bool:
    text = "\n".join(block.text for block in document.blocks)
    return len(_SPEECH.findall(text)) * 1000 >= _SPOKEN * max(len(text.split()), 1)


# Tidying


def _tidied(raw: RawDocument) -> tuple[RawDocument, int]:
    """The document with every text tidied and empty blocks gone, and how many invisible characters there were."""
    removed = 0
    smuggled: list[str] = []
    blocks: list[Block] = []
    headings: dict[tuple[str, ...], tuple[str, ...]] = {}
    for block in raw.blocks:
        tidied = tidy(block.text)
        if tidied.removed:
            removed += tidied.removed
            smuggled += _TAGS.findall(block.text)
        if tidied.text:
            blocks.append(_relocated(block, tidied.text, headings))
    hidden = [*raw.hidden, *(_smuggled(tags) for tags in smuggled)]
    title = tidy(raw.title).text if raw.title else None
    return replace(raw, blocks=tuple(blocks), title=title or None, hidden=tuple(hidden)), removed


def _relocated(block: Block, text: str, headings: dict[tuple[str, ...], tuple[str, ...]]) -> Block:
    path = block.location.heading
    if path not in headings:
        headings[path] = tuple(" ".join(tidy(heading).text.split()) for heading in path)
    speaker = block.location.speaker
    location = replace(block.location, heading=headings[path], speaker=tidy(speaker).text or None if speaker else None)
    return Block(text, location, block.heading_level)


def _smuggled(tags: str) -> HiddenText:
    """Tag characters spell ASCII that no screen shows."""
    reason: HiddenReason = "invisible_characters"
    return HiddenText("".join(chr(ord(sign) - 0xE0000) for sign in tags)[:4000], reason)


def _tidy_notices(document: RawDocument, removed: int) -> list[Notice]:
    found: list[Notice] = []
    if removed:
        message = f"Texten innehöll {removed} osynliga tecken, som togs bort. Jämför citat med originalet."
        found.append(Notice("invisible_characters", message))
    if document.hidden and not any(notice.code == "hidden_text" for notice in document.notices):
        message = (
            f"Filen innehåller text som inte syns för den som läser den ({len(document.hidden)} ställen). "
            "Den visas för sig och används inte som underlag."
        )
        found.append(Notice("hidden_text", message))
    return found


def _empty(detected: Detected, document: RawDocument) -> EmptyDocumentError:
    if detected.format == "pdf":
        hint = "Kör textigenkänning (OCR) om den är inläst som bild, och lägg till den igen."
    elif document.hidden:
        hint = "Kontrollera originalet: all text i filen är dold för den som läser den."
    else:
        hint = "Kontrollera att det är rätt fil."
    return EmptyDocumentError("Filen innehåller ingen text.", hint=hint)


# Pseudonyms


def _pseudonymised(document: RawDocument, pseudonymiser: Pseudonymiser) -> tuple[RawDocument, dict[str, str]]:
    """The document without names, and token to what it stands for (several originals parted by `` | ``)."""
    originals: dict[str, dict[str, None]] = {}
    names = {f"[{person.id}]": person.name for person in pseudonymiser.participants}
    known: dict[str, str] = {}

    def remember(token: str, original: str) -> None:
        # The whole name first, then the forms of it that were found.
        originals.setdefault(token, {names[token]: None} if token in names else {}).setdefault(original)

    def plain(text: str) -> str:
        result = pseudonymiser.apply(text)
        for replacement in result.replacements:
            remember(replacement.token, replacement.original)
        return result.text

    def once(text: str) -> str:
        if text not in known:
            known[text] = plain(text)
        return known[text]

    def label(speaker: str) -> str:
        person = pseudonymiser.participant(speaker)
        if person is None:
            return once(speaker)
        remember(f"[{person.id}]", person.name)
        return person.label

    blocks = tuple(_without_names(block, plain, once, label) for block in document.blocks)
    hidden = tuple(replace(hidden, text=plain(hidden.text)) for hidden in document.hidden)
    title = once(document.title) if document.title else None
    pseudonyms = {token: " | ".join(found) for token, found in originals.items()}
    return replace(document, blocks=blocks, hidden=hidden, title=title), pseudonyms


Rewrite = Callable[[str], str]


def _without_names(block: Block, plain: Rewrite, once: Rewrite, label: Rewrite) -> Block:
    where = block.location
    location = replace(
        where,
        heading=tuple(once(heading) for heading in where.heading),
        speaker=label(where.speaker) if where.speaker else None,
    )
    return replace(block, text=plain(block.text), location=location)


def _name_notices(name: str, pseudonymiser: Pseudonymiser) -> list[Notice]:
    stem = re.sub(r"[_\-./\\]+", " ", name.rpartition(".")[0] or name)
    if pseudonymiser.apply(stem).text == stem:
        return []
    message = "Filens namn innehåller ett namn eller nummer på en person. Byt namn på filen och lägg till den igen."
    return [Notice("name_in_file_name", message)]

"""Transcripts to turns: subtitle files, and texts where each turn begins with a time, a name or both."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.decoding import decode
from ingest.model import Block, Location, Notice, RawDocument
from ingest.readers.cues import LONGEST_RECORDING, Cue, parse_cues
from ingest.readers.hidden import HiddenLog
from ingest.speakers import is_generic, is_interviewer

_CLOCK = r"(?:(?P<h>\d{1,3}):)?(?P<m>\d{1,2}):(?P<s>\d{2})(?:[.,]\d{1,3})?"
_UNTIL = r"(?:\s*(?:--?>|–|-)\s*(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)?"
_STAMP = rf"[\[(]?\s*{_CLOCK}{_UNTIL}\s*[\])]?"
_IN_BRACKETS = rf"[\[(]\s*{_CLOCK}{_UNTIL}\s*[\])]"
_IN_SECONDS = r"\[\s*(?P<s>\d{1,6})(?:\.\d{1,3})?s?\s*--?>\s*\d{1,6}(?:\.\d{1,3})?s?\s*\]"
# At most six words, beginning with a capital; a role in brackets may follow.
_NAME = r"(?P<name>[A-ZÅÄÖ][\w.'’/&-]{0,30}(?:[ ,]{1,2}[\wÅÄÖåäö.'’/&-]{1,30}){0,5}(?:\s?\([^()\n]{1,60}\))?)"
_ROLE = (
    r"(?P<name>(?:Intervjuare|Interviewer|Respondent|Informant|Moderator|Utvärderare|Talare|Speaker|SPEAKER)"
    r"(?:[ _]?\d{1,2})?)"
)
_SHAPES = (
    # 10:01:22 From Namn to Everyone: text (the chat of Zoom)
    re.compile(rf"^\s*{_STAMP}\s+(?:From|Från)\s+{_NAME}\s+(?:to|till)\s+[^:]{{1,80}}:\s*(?P<words>.*)$"),
    re.compile(rf"^\s*{_STAMP}\s*[-–]?\s*{_NAME}\s*:\s*(?P<words>.*)$"),  # [00:01:12] Namn: text
    re.compile(rf"^\s*{_NAME}\s*,?\s*[\[(]\s*{_CLOCK}\s*[\])]\s*:?\s*(?P<words>.*)$"),  # Namn (00:01:12): text
    # The words on the lines below: Namn   0:12 (Teams), [Namn] 10:01:22 (Zoom), [00:01:02] Namn
    re.compile(rf"^\s*{_NAME}\s{{1,8}}{_CLOCK}\s*:?\s*(?P<words>)$"),
    re.compile(rf"^\s*\[{_NAME}\]\s*{_CLOCK}\s*(?P<words>)$"),
    re.compile(rf"^\s*{_IN_BRACKETS}\s*[-–]?\s*{_NAME}\s*(?P<words>)$"),
    re.compile(rf"^\s*{_STAMP}\s*[-–]?\s*{_ROLE}\s+(?P<words>.+)$"),  # [00:01:02] Intervjuare text
    re.compile(rf"^\s*{_IN_SECONDS}\s*{_NAME}\s*:\s*(?P<words>.*)$"),  # [12.0s -> 23.5s] SPEAKER_01: text
    # Rows of a table
    re.compile(rf"^\s*{_STAMP}\s*\|\s*{_NAME}\s*:?\s*\|\s*(?P<words>.*)$"),
    re.compile(rf"^\s*{_NAME}\s*:?\s*\|\s*{_STAMP}\s*\|\s*(?P<words>.*)$"),
    # Speech recognition that tells nobody apart: [00:01:02] text
    re.compile(rf"^\s*{_IN_BRACKETS}\s*(?P<words>\S.*)$"),
    re.compile(rf"^\s*{_IN_SECONDS}\s*(?P<words>\S.*)$"),
)
_TIMING = re.compile(r"^\s*\d{1,2}:\d{1,2}(?::\d{1,2})?[.,]\d{1,3}\s*-->")
_UNTIMED = re.compile(rf"^\s*(?:\*\*)?{_NAME}\s*(?::(?:\*\*)?(?:\s+|$)|\*\*:\s*|\|\s+)(?P<words>.*)$")
_ALONE = re.compile(rf"^\s*(?:\*\*)?{_NAME}(?:\*\*)?\s*$")
_FIELD_NAMES = re.compile(
    r"^(?:datum|plats|tid|ämne|deltagare|närvarande|intervju|grupp|syfte|bakgrund|not|obs|källa|till|från|kopia|dnr|"
    r"diarienummer|titel|version|beslut|ansvarig|telefon|e-?post|adress|mål|sida|kommun|fråga|svar)$",
    re.IGNORECASE,
)
_TURN = 700
_LONGEST_TURN = 1_100
_SENTENCE_END = (".", "!", "?", "…", "”", '"')


def read_subtitles(data: bytes) -> RawDocument:
    """A WebVTT or SRT file as turns with speaker and time.

    Remarks (NOTE) and cues placed out of sight are kept apart as hidden. Raises UnreadableFileError.
    """
    decoded = decode(data)
    found = parse_cues(decoded.text)
    hidden = HiddenLog()
    for remark in found.remarks:
        hidden.add(remark, "removed_markup")
    for cue in found.cues:
        if cue.unseen:
            hidden.add(cue.text, "outside_page")
    cues = [cue for cue in found.cues if not cue.unseen]
    return RawDocument(
        tuple(_turns(cues)),
        f"cues {decoded.encoding}",
        hidden=hidden.found,
        notices=(*decoded.notices, *_time_notices(cues), *hidden.notices),
        kind_hint="interview",
    )


def as_transcript(document: RawDocument) -> RawDocument | None:
    """The text document read as a transcript, None when it does not look like one.

    What stands before the first turn (title, date, those present) stays as it is.
    """
    lines = [line for block in document.blocks for line in block.text.split("\n")]
    if sum(_TIMING.match(line) is not None for line in lines) >= 2:
        return _as_cues(document, lines)
    heads = _heads(lines)
    if heads is None:
        return None
    first = min(heads)
    cues = list(_cues(lines, heads))
    front = [replace(block, heading_level=None) for block in _front(document.blocks, first)]
    return replace(
        document,
        blocks=(*front, *_turns(cues)),
        notices=(*document.notices, *_time_notices(cues)),
        kind_hint="interview",
    )


def _as_cues(document: RawDocument, lines: Sequence[str]) -> RawDocument:
    """Read a document whose lines are those of a subtitle file, as Teams has written them."""
    first = next(number for number, line in enumerate(lines) if _TIMING.match(line))
    cues = [cue for cue in parse_cues("\n".join(lines[first:])).cues if not cue.unseen]
    return replace(
        document,
        blocks=(*(replace(block, heading_level=None) for block in _front(document.blocks, first)), *_turns(cues)),
        notices=(*document.notices, *_time_notices(cues)),
        kind_hint="interview",
    )


def read_transcript_text(data: bytes) -> RawDocument | None:
    """A plain text as a transcript, line by line, None when it does not look like one."""
    decoded = decode(data)
    lines = decoded.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks = tuple(Block(line.strip()) for line in lines if line.strip())
    return as_transcript(RawDocument(blocks, f"text {decoded.encoding}", notices=decoded.notices))


def _front(blocks: Sequence[Block], lines: int) -> list[Block]:
    kept: list[Block] = []
    for block in blocks:
        lines -= block.text.count("\n") + 1
        if lines < 0:
            break
        kept.append(block)
    return kept


Head = tuple[str | None, float | None, str]
"""Speaker, if told, seconds from the start, and the words on the same line."""


def _heads(lines: Sequence[str]) -> dict[int, Head] | None:
    """Line number to the head of a turn, None when the text is no transcript."""
    best: dict[int, Head] = {}
    for shape in _SHAPES:
        found = _timed_heads(lines, shape)
        if len(found) > len(best):  # of those that fit as often, the first tells most
            best = found
    if len(best) >= 2 and len(best) * 6 >= len(lines) - min(best):
        return best
    return _conversation(_untimed_heads(lines), lines) or _by_roles(lines)


def _conversation(untimed: dict[int, Head], lines: Sequence[str]) -> dict[int, Head] | None:
    """Names and colons that make a conversation: they return, and there is little besides."""
    if len(untimed) < 4:
        return None
    speakers = {head[0] or "" for head in untimed.values()}
    rest = len(lines) - min(untimed)
    talks = 2 <= len(speakers) <= max(2, len(untimed) // 2) and len(untimed) * 5 >= rest * 2
    return untimed if talks and _are_people(speakers) else None


def _by_roles(lines: Sequence[str]) -> dict[int, Head] | None:
    """Labels alone on their lines, the same ones again and again, one of which asks."""
    labels = {n: _speaker(match["name"]) for n, line in enumerate(lines) if (match := _ALONE.match(line[:200]))}
    uses = Counter(labels.values())
    heads = {n: (label, None, "") for n, label in labels.items() if uses[label] > 1}
    asks = any(is_interviewer(label) and len(label) > 1 for label, _, _ in heads.values())
    spoken = all(n + 1 < len(lines) and n + 1 not in heads for n in heads)
    return dict(heads) if asks and spoken and len(heads) >= 4 and len(heads) * 6 >= len(lines) - min(heads) else None


def _are_people(labels: set[str]) -> bool:
    """Whether the labels are those of speakers and not of the fields of a form (Mål, Åtgärd, Tidplan)."""
    people = sum(is_generic(label) or len(re.findall(r"\b[A-ZÅÄÖ]", label)) >= 2 for label in labels)
    return people * 2 >= len(labels)


def _timed_heads(lines: Sequence[str], shape: re.Pattern[str]) -> dict[int, Head]:
    heads: dict[int, Head] = {}
    for number, line in enumerate(lines):
        if (match := shape.match(line[:2000])) is None:
            continue
        found = match.groupdict()
        name = _speaker(found["name"]) if found.get("name") else None
        clock = [found.get(part) for part in ("h", "m", "s")]
        heads[number] = (name, _seconds(clock), line[match.start("words") :].strip())
    return heads


def _untimed_heads(lines: Sequence[str]) -> dict[int, Head]:
    heads: dict[int, Head] = {}
    for number, line in enumerate(lines):
        match = _UNTIMED.match(line[:200])
        if match and not _FIELD_NAMES.match(match["name"]):
            heads[number] = (_speaker(match["name"]), None, line[match.start("words") :].strip())
    return heads


def _speaker(name: str) -> str:
    return " ".join(name.split()).rstrip(",")


def _seconds(clock: Sequence[str | None]) -> float:
    hours, minutes, seconds = (int(part or 0) for part in clock)
    return float(hours * 3600 + minutes * 60 + seconds)


def _cues(lines: Sequence[str], heads: dict[int, Head]) -> Iterator[Cue]:
    starts = sorted(heads)
    before = 0.0
    for place, number in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else len(lines)
        speaker, time, words = heads[number]
        text = " ".join(part for part in (words, *(line.strip() for line in lines[number + 1 : end])) if part)
        bad = time is not None and (time + 1 < before or time > LONGEST_RECORDING)
        before = time if time is not None and not bad else before
        if text:
            yield Cue(text, speaker, time, None, bad)


def _turns(cues: Sequence[Cue]) -> Iterator[Block]:
    """Consecutive cues of one speaker joined until a turn is long enough to be read as a paragraph."""
    gathered: list[Cue] = []
    size = 0
    for cue in cues:
        if gathered and (cue.speaker != gathered[0].speaker or _is_full(size, gathered[-1].text)):
            yield _turn(gathered)
            gathered, size = [], 0
        gathered.append(cue)
        size += len(cue.text) + 1
    if gathered:
        yield _turn(gathered)


def _is_full(size: int, last: str) -> bool:
    return size >= _LONGEST_TURN or (size >= _TURN and last.endswith(_SENTENCE_END))


def _turn(cues: Sequence[Cue]) -> Block:
    time = next((cue.start for cue in cues if cue.start is not None), None)
    return Block(" ".join(cue.text for cue in cues), Location(time=time, speaker=cues[0].speaker))


def _time_notices(cues: Sequence[Cue]) -> Iterator[Notice]:
    back = sum(
        one.start is not None and other.start is not None and other.start + 1 < one.start
        for one, other in pairwise(cues)
    )
    odd = max(sum(cue.bad_time for cue in cues), back)
    if odd:
        yield Notice(
            "bad_timestamp",
            f"{odd} tidsangivelser i utskriften är orimliga eller går bakåt. Texten är läst, men kontrollera mot "
            "inspelningen innan du anger tidpunkt.",
        )

"""Subtitle files (WebVTT, SRT) to cues."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"^\s*(-?){_TIME}\s*-->\s*(-?){_TIME}\s*(.*)$")
_LOOSE_TIMING = re.compile(r"^\s*[\w:.,-]{1,20}\s*-->")
_VOICE = re.compile(r"<v(?:\.[\w.-]{0,40})?\s+([^<>]{1,120})>", re.I)
_TAG = re.compile(r"</?[a-z][^<>]{0,200}>|<\d{0,4}:?\d{1,2}:\d{2}[.,]\d{1,3}>|\{\\[^{}]{0,40}\}", re.I)
_SETTING = re.compile(r"(line|position|size):(-?\d{1,6})(?:\.\d{0,6})?%")
_NAMED = re.compile(r"^\s*(?:-\s*)?([A-ZÅÄÖ][^:\n<>.!?]{0,59}):\s+(?=\S)")
_NAME_ALONE = re.compile(r"^\s*[A-ZÅÄÖ][\w.'’-]{0,30}(?:,? [A-ZÅÄÖ0-9(][\w.'’()-]{0,30}){0,4}\s*$")
_HEADER = ("NOTE", "STYLE", "REGION")
LONGEST_RECORDING = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Cue:
    """One utterance as it stands in the file."""

    text: str
    speaker: str | None = None
    start: float | None = None
    """Seconds, None when the file gives no usable time."""
    end: float | None = None
    bad_time: bool = False
    unseen: bool = False
    """Placed where no player shows it."""


@dataclass(frozen=True, slots=True)
class CueFile:
    """The cues of a subtitle file, and its remarks, which nobody sees."""

    cues: tuple[Cue, ...]
    remarks: tuple[str, ...]


def parse_cues(text: str) -> CueFile:
    """All cues of a WebVTT or SRT text. A timing that makes no sense marks its cue; nothing is fatal."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    starts = [index for index, line in enumerate(lines) if _LOOSE_TIMING.match(line)]
    cues: list[Cue] = []
    bodies: list[tuple[str, list[str]]] = []
    remarks = list(_remarks(lines[: starts[0]] if starts else lines))
    for place, index in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else len(lines)
        body = lines[index + 1 : end]
        if place + 1 < len(starts):
            body = _without_next_id(body)
        payload, beside = _payload(body)
        remarks.extend(_remarks(beside))
        bodies.append((lines[index], [line for line in payload if line.strip()]))
    names = _names_above([body for _, body in bodies])
    for timing, body in bodies:
        if len(body) > 1 and body[0].strip() in names:
            body = [f"<v {body[0].strip()}>{body[1]}", *body[2:]]
        cues.extend(_voices(timing, body))
    return CueFile(tuple(cues), tuple(remarks))


def _names_above(bodies: Sequence[Sequence[str]]) -> frozenset[str]:
    """Names that stand on a line of their own above the words, as Teams writes them: most cues begin with one."""
    firsts = [body[0].strip() for body in bodies if len(body) > 1 and _NAME_ALONE.match(body[0])]
    several = sum(bool(body) for body in bodies)
    return (
        frozenset(firsts)
        if len(firsts) >= 2 and 2 * len(firsts) > several and len(set(firsts)) * 2 <= several + 2
        else frozenset()
    )


def _without_next_id(lines: list[str]) -> list[str]:
    """Lines without the number or name of the next cue, which stands right above its timing."""
    if lines and (lines[-1].strip().isdigit() or (len(lines) > 1 and lines[-1].strip() and not lines[-2].strip())):
        return lines[:-1]
    return lines


def _payload(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The text of a cue; what follows a blank line only if it is no remark."""
    for index, line in enumerate(lines):
        if line.strip().startswith(_HEADER) and (index == 0 or not lines[index - 1].strip()):
            return list(lines[:index]), list(lines[index:])
    return list(lines), []


def _remarks(lines: Sequence[str]) -> Iterator[str]:
    for part in re.split(r"\n\s*\n", "\n".join(lines)):
        if part.strip().startswith("NOTE"):
            yield part.strip().removeprefix("NOTE").strip()


def _voices(timing: str, payload: Sequence[str]) -> Iterator[Cue]:
    """The cue, or one for each voice in it."""
    start, end, bad, unseen = _times(timing)
    text = "\n".join(payload)
    parts = _VOICE.split(text)
    if len(parts) == 1:
        named = _NAMED.match(text)
        speaker = named[1].strip() if named and len(named[1].split()) <= 6 else None
        parts = ["", speaker or "", text[named.end() :] if named and speaker else text]
    lead = _plain(parts[0])
    if lead:
        yield Cue(lead, None, start, end, bad, unseen)
    for speaker, words in zip(parts[1::2], parts[2::2], strict=True):
        if plain := _plain(words):
            yield Cue(plain, _plain(speaker) or None, start, end, bad, unseen)


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", text)).split())


def _times(line: str) -> tuple[float | None, float | None, bool, bool]:
    """Start, end, whether they make no sense, and whether the cue is placed out of sight."""
    match = _TIMING.match(line)
    if match is None:
        return None, None, True, False
    groups = match.groups()
    start, end = _seconds(groups[1:5]), _seconds(groups[6:10])
    odd = bool(groups[0] or groups[5]) or end < start or start > LONGEST_RECORDING
    return (None if odd and (groups[0] or start > LONGEST_RECORDING) else start), end, odd, _is_out(groups[10])


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction.ljust(3, "0")) / 1000


def _is_out(settings: str) -> bool:
    for name, value in _SETTING.findall(settings):
        percent = int(value)
        if (name == "size" and percent == 0) or not -1 <= percent <= 100:
            return True
    return False

"""What the labels of those who speak in a transcript say. Pure."""

import re

_INTERVIEWER = re.compile(
    r"^(?:intervjuar(?:e|en)|interviewer|utvärderar(?:e|en)|moderator(?:n)?|samtalsledar(?:e|en)|frågeställare|"
    r"fråga|f|i|int|q)(?:\s*\d{1,2})?$",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"^(?:talare|speaker|deltagare|respondent|röst|okänd(?: talare)?|unknown(?: speaker)?|person|informant|svar|"
    r"[a-zåäö]{1,2}p?|g\d{1,2}-p\d{1,2})[\s_-]*\d{0,3}$",
    re.IGNORECASE,
)


def is_interviewer(speaker: str | None) -> bool:
    """Whether the label stands for the one who asks."""
    return speaker is not None and _INTERVIEWER.match(speaker.strip()) is not None


def is_generic(speaker: str) -> bool:
    """Whether the label tells nobody's name: ``Talare 2``, ``P1``, ``Intervjuare``."""
    label = speaker.strip()
    return is_interviewer(label) or _GENERIC.match(label) is not None

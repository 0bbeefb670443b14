"""From a quote to what its source says there: the whole sentence, and what stands around it that turns it.

Two ways of telling where sentences end are both believed, so that an abbreviation or a line that breaks in an
unlucky place cuts no negation off; and what a list hangs on, a heading above or a denial just after is looked at.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import citations
from ingest import Span, opens_item, sentence_spans

AROUND = 2_000
"""Characters before and after a quote within which its sentence is looked for."""
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_ENDED = re.compile(r"[.!?…][\"'”’)»\]]*\s*\Z")
_LEAD = re.compile(r":[ \t]*\Z")
_LINES_BEFORE = 3
"""Lines without an end that a sentence may begin before."""
_DENIED = re.compile(
    r"\s*(?:\n[A-ZÅÄÖ][\w ()-]{2,40}:\s*)?(?:[-–—]\s*)?(?:men\s+|fast\s+)?"
    r"(?:nej\b|tvärtom|fel[.!]|no[.,]|that is (?:not|wrong)|inte\b[^.!?]{0,30}[.!?]"
    r"|så (?:är|blev) det (?:dock |tyvärr )?inte|det stämmer (?:dock |tyvärr )?inte"
    r"|det är (?:dock |tyvärr )?(?:inte sant|fel|inte så|en myt)|det (?:bestrids|bestreds|förnekas|dementeras)"
    r"|det (?:görs|gör|sker|används|fungerar|händer|följs|efterlevs) (?:vi |de )?(?:dock |tyvärr |i praktiken )?"
    r"(?:inte|aldrig))",
    re.IGNORECASE,
)
_UNREAL = re.compile(
    r"\b(?:långt (?:ifrån|från)|det återstår|drömmer om|(?:kunde|kan|skulle|vill|ville) (?:man |vi |jag )?önska"
    r"|önskar att|det vore|vore det|om (?:kommunen|vi|alla) hade"
    r"|hade (?:alla|kommunen|vi|varje|samtliga)\b[^.]{0,80}\b(?:vore|skulle|hade)"
    r"|det (?:sägs|påstås|heter|ryktas)|påstå(?:s|r|ende\w*)|i (?:en annan|andra) kommun\w*|en myt|är fel\b"
    r"|(?:har )?slutat|slutade|omöjligt|tvivlar|tveksamt om|föreställ|tänk om|på pappret|i teorin|det är inte"
    r"|not the case|far from|if only|would like|used to"
    r"|(?:förr|tidigare (?:följde|fanns|hade|var|gjorde|arbetade|användes))\b(?!.*\b(?:nu|numera|i dag|idag)\b))",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Grown:
    """Where the whole sentence of a quote stands."""

    start: int
    end: int
    lead: str
    """What the sentence hangs on, such as the line above a list; empty when it stands by itself."""
    denied: bool
    """What comes right after denies it."""


def grow(text: str, start: int, end: int) -> Grown:
    """Return the whole sentence or sentences that a stretch of a source's text stands in."""
    first, last = citations.sentence_around(text, start, end)
    for a, b in _sentences(text, start, end):
        first, last = min(first, a), max(last, b)
    first = _joined(text, first)
    following = text[last : last + 200]
    return Grown(first, last, _lead(text, first), not following.startswith("\n\n") and bool(_DENIED.match(following)))


def _sentences(text: str, start: int, end: int) -> Sequence[Span]:
    """Return the sentences that a stretch touches, as files are cut into them, within its paragraphs."""
    low = max(
        [m.end() for m in _PARAGRAPH.finditer(text, max(0, start - AROUND), start)], default=max(0, start - AROUND)
    )
    after = _PARAGRAPH.search(text, end, min(len(text), end + AROUND))
    high = after.start() if after else min(len(text), end + AROUND)
    return [(low + a, low + b) for a, b in sentence_spans(text[low:high]) if low + a < end and start < low + b]


def _joined(text: str, first: int) -> int:
    """Return where a sentence begins whose line goes on from one above that has no end."""
    for _ in range(_LINES_BEFORE):
        line = text[:first].rstrip(" \t")
        if not line.endswith("\n") or line.endswith("\n\n") or opens_item(text, first):
            break
        above = line[:-1]
        if not above or _ENDED.search(above[-20:]) or _LEAD.search(above[-20:]) or "|" in above.rpartition("\n")[2]:
            break
        begun = above.rfind("\n") + 1
        spans = sentence_spans(above[max(begun, len(above) - AROUND) :])
        first = max(begun, len(above) - AROUND) + spans[-1][0] if spans else begun
    return first


def _lead(text: str, first: int) -> str:
    """Return the line that ends with a colon above a list or a sentence, over the items between."""
    lines = text[max(0, first - AROUND) : first].rstrip().split("\n")
    for line in reversed(lines):
        if _LEAD.search(line):
            spans = sentence_spans(line)
            return line[spans[-1][0] :].strip() if spans else ""
        if line.strip() and not opens_item(line):
            return ""
    return ""


def crosses_a_break(text: str, start: int, end: int) -> bool:
    """Say whether a stretch runs over the end of a paragraph where no sentence ends, as from a heading on."""
    return any(
        not _ENDED.search(text[max(0, gap.start() - 20) : gap.start()]) for gap in _PARAGRAPH.finditer(text, start, end)
    )


def unreal(sentence: str) -> bool:
    """Say whether a sentence tells of what is wished, said, past or elsewhere rather than of what is."""
    return _UNREAL.search(sentence) is not None

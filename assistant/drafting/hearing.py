"""What of the evidence is heard: all but the sentences that address whoever judges it.

They stay in the stored text, where people read them, and count nowhere: borders of passages, search,
how rare words are, dates, levels and what a model is shown are those of the text without them.
"""

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

from assistant.domain.evidence import ADDRESSES_JUDGE, Passage
from assistant.drafting.instructions import addresses_the_judge, withheld_spans, withhold
from ingest import Notice, PreparedSource
from ingest import Passage as Cut
from ingest import prepare as read_file

LEAST_WORDS = 5
"""Words below which a heading, or a passage of a source that addresses the judge, tells nothing."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_LABEL = re.compile(r"(?:^|; |\n)[^;:.\n]{1,30}: ")


@lru_cache(maxsize=16384)
def hear(passage: Passage) -> Passage:
    """Return a passage as it counts; where something is left out, its text no longer stands in the source."""
    return replace(
        passage,
        text=withhold(passage.text)[0],
        source_title=withhold(passage.source_title)[0],
        place=replace(
            passage.place, heading=tuple(left for part in passage.place.heading if (left := withhold(part)[0]))
        ),
    )


def prepare(data: bytes, *, name: str, **options: Any) -> PreparedSource:
    """Read a file as ``ingest.prepare`` does, with passages that lie as if nothing in it addressed the judge.

    A notice says so. A short heading under which nothing is heard becomes no passage, and nothing does of a file that
    tells nothing else.
    """
    made = read_file(data, name=name, unheard=withheld_spans, **options)
    found = _found(made, name)
    told = [passage for passage in made.passages if not _is_bare(passage)]
    if found and all(_words(passage) < LEAST_WORDS for passage in told):
        told = []  # a carrier of orders, in which nothing else is told
    passages = tuple(replace(passage, ordinal=number) for number, passage in enumerate(told))
    return replace(made, passages=passages, notices=(*made.notices, _notice(found)) if found else made.notices)


def _found(made: PreparedSource, name: str) -> int:
    """Count what addresses the judge, wherever in a file it stands."""
    speakers = {segment.location.speaker or "" for segment in made.segments}
    beside = [made.title or "", name, *speakers, *(hidden.text for hidden in made.hidden)]
    return len(withheld_spans(made.text)) + sum(map(addresses_the_judge, filter(None, beside)))


def _words(passage: Cut) -> int:
    """Count the words of a passage that are heard, beside its headings and the labels of its cells."""
    left = withhold(passage.text)[0]
    for heading in passage.location.heading:
        left = left.replace(heading, " ", 1)
    return len(_WORD.findall(_LABEL.sub(" ", left)))


def _is_bare(passage: Cut) -> bool:
    """Say whether a passage is a short heading under which nothing is heard."""
    return not _words(passage) and len(_WORD.findall(passage.text)) < LEAST_WORDS


def _notice(found: int) -> Notice:
    message = (
        f"Källan vänder sig på {found} ställen till den som bedömer, till exempel med krav på en viss nivå. "
        "De meningarna räknas inte som underlag och skickas inte till någon språkmodell. Läs dem i källan."
    )
    if found == 1:
        message = (
            message.replace("på 1 ställen", "på ett ställe")
            .replace("De meningarna räknas inte som underlag", "Den meningen räknas inte som underlag")
            .replace("Läs dem", "Läs den")
        )
    return Notice(ADDRESSES_JUDGE, message)

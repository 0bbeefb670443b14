"""What of the evidence is heard: all but the sentences that address whoever judges it.

They stay in the stored text, where people read them, and count nowhere: borders of passages, search,
how rare words are, dates, levels and what a model is shown are those of the text without them.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from assistant.domain.evidence import ADDRESSES_JUDGE, Passage
from assistant.drafting.instructions import addresses_the_judge, plainly, withheld_spans, withhold
from assistant.drafting.suspicion import suspicion
from ingest import Notice, PreparedSource, sentence_spans
from ingest import Passage as Cut
from ingest import prepare as read_file

LEAST_WORDS = 5
"""Words below which a heading, or a passage of a source that addresses the judge, tells nothing."""
FEW_SENTENCES = 8
"""Sentences of a file that may be taken for a carrier of orders though none of them is one beyond doubt."""
ORDINARY, CARRIER = -0.5, -0.4
"""Suspicion at or below which a sentence tells of things, as nearly all of real documents do; and above which the
sentences of a carrier lie on the whole."""

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
    tells nothing else, or that has only a word here and there.
    """
    made = read_file(data, name=name, unheard=withheld_spans, **options)
    found = _found(made, name)
    told = [passage for passage in made.passages if not _is_bare(passage)]
    bare = all(_words(passage) < LEAST_WORDS for passage in told)
    carrier = bool(told) and (bool(found) if bare else _carries_orders(told, found))
    passages = () if bare or carrier else tuple(replace(passage, ordinal=n) for n, passage in enumerate(told))
    notices = made.notices
    if found or carrier:
        notices += (_notice(found, carrier),)
    elif bare and told:
        notices += (Notice("few_words", "Källan har bara enstaka ord. De räknas inte som underlag."),)
    return replace(made, passages=passages, notices=notices)


def _carries_orders(told: Sequence[Cut], found: int) -> bool:
    """Say whether a file carries orders and tells nothing else, so that what is left of it counts for nothing.

    Where no sentence is an order beyond doubt, a file of few sentences is one when they read so taken together.
    """
    weighed = [suspicion(plainly(sentence)) for passage in told for sentence in _sentences(passage)]
    if any(weight <= ORDINARY for weight in weighed):
        return False
    return bool(found) or (0 < len(weighed) <= FEW_SENTENCES and sum(weighed) / len(weighed) > CARRIER)


def _sentences(passage: Cut) -> list[str]:
    """Return the sentences of a passage that are heard and long enough to tell something, without headings."""
    left = _own_words(passage)
    spans = sentence_spans(left)
    return [left[a:b] for a, b in spans if len(_WORD.findall(_LABEL.sub(" ", left[a:b]))) >= LEAST_WORDS]


def _found(made: PreparedSource, name: str) -> int:
    """Count what addresses the judge, wherever in a file it stands."""
    speakers = {segment.location.speaker or "" for segment in made.segments}
    beside = [made.title or "", name, *speakers, *(hidden.text for hidden in made.hidden)]
    return len(withheld_spans(made.text)) + sum(map(addresses_the_judge, filter(None, beside)))


def _words(passage: Cut) -> int:
    """Count the words of a passage that are heard, beside its headings and the labels of its cells."""
    return len(_WORD.findall(_LABEL.sub(" ", _own_words(passage))))


def _own_words(passage: Cut) -> str:
    """Return what of a passage is heard, beside its headings."""
    left = withhold(passage.text)[0]
    for heading in passage.location.heading:
        left = left.replace(heading, " ", 1)
    return left


def _is_bare(passage: Cut) -> bool:
    """Say whether a passage is a short heading under which nothing is heard."""
    return not _words(passage) and len(_WORD.findall(passage.text)) < LEAST_WORDS


def _notice(found: int, carrier: bool) -> Notice:
    if carrier:
        message = (
            "Källan vänder sig till den som bedömer, till exempel med krav på en viss nivå, "
            "och berättar i övrigt inget om kommunen. "
            "Inget av den räknas som underlag eller skickas till någon språkmodell. Läs den som den är."
        )
    elif found == 1:
        message = (
            "Källan vänder sig på ett ställe till den som bedömer, till exempel med krav på en viss nivå. "
            "Den meningen räknas inte som underlag och skickas inte till någon språkmodell. Läs den i källan."
        )
    else:
        message = (
            f"Källan vänder sig på {found} ställen till den som bedömer, till exempel med krav på en viss nivå. "
            "De meningarna räknas inte som underlag och skickas inte till någon språkmodell. Läs dem i källan."
        )
    return Notice(ADDRESSES_JUDGE, message)

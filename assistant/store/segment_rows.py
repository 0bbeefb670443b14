"""The paragraphs of a text as one short column: most share their place with the one before."""

import json
from collections.abc import Iterable

from assistant.domain.evidence import Place, Segment
from assistant.store.codec import decode, encode


def encode_segments(segments: Iterable[Segment]) -> str:
    """Write paragraphs: the places that differ, and start, end and place of each paragraph."""
    places: dict[Place, int] = {}
    rows = [(s.start, s.end, places.setdefault(s.place, len(places))) for s in segments]
    return json.dumps([[encode(Place, place) for place in places], rows], ensure_ascii=False, separators=(",", ":"))


def decode_segments(text: str | None) -> tuple[Segment, ...]:
    """Read paragraphs back; none from a text that was read before they were kept."""
    if not text:
        return ()
    written, rows = json.loads(text)
    places = [decode(Place, place) for place in written]
    return tuple(Segment(start, end, places[at]) for start, end, at in rows)

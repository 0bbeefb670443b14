"""Which text of a PDF page a reader sees, and which is hidden.

The trace suspects; here each suspicion is settled. What the file itself says (a layer switched off, invisible
render mode, full transparency, size) needs no picture; everything else is decided by what pdfium draws.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pypdf import PdfReader

from ingest.model import HiddenReason
from ingest.readers.pdf_flatten import take_out
from ingest.readers.pdf_ink import Glyph, InkGauge, TextObject
from ingest.readers.pdf_trace import Piece, Show, Suspicion, Trace

_SCAN_AREA = 0.6
"""A picture over this share of the page makes invisible text a text layer made by recognition."""
_LAYER_SHARE = 0.8
_TORN = 4
"""So many unseen letters in a row are a hidden word, fewer are a faint dot or comma."""
_PATCHY_SHARE = 0.25
_PATCHES = 6
_JUMPS = 4
_SEE_THROUGH = 0.02
_NEAR = 1.5

_REASONS: dict[Suspicion, HiddenReason] = {
    "mode": "render_mode",
    "outside": "outside_page",
    "tiny": "tiny",
}


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page after judgement."""

    pieces: tuple[Piece, ...]
    """What can be seen, in the order of the file."""
    hidden: tuple[tuple[HiddenReason, str], ...] = ()
    text_layer: bool = False
    """The words come from text recognition of a scanned picture."""


class Judge:
    """Judges the pages of one file; opens it in pdfium only when a picture is needed."""

    def __init__(self, data: bytes, reader: PdfReader) -> None:
        self._data = data
        self._reader = reader
        self._gauge: InkGauge | None = None

    def close(self) -> None:
        """Give back what pdfium holds."""
        if self._gauge is not None:
            self._gauge.close()

    def see(self, page_number: int, trace: Trace) -> SeenPage:
        """The page (from 0) without what is hidden. Raises what pypdf raises."""
        layer = _is_text_layer(trace)
        suspects = {
            place: show.suspicion or "odd"
            for place, show in enumerate(trace.shows)
            if (show.suspicion or trace.unsure) and not (layer and show.suspicion in ("mode", "covered"))
        }
        if not suspects:
            if trace.jumps < _JUMPS:
                return SeenPage(tuple(trace.pieces), text_layer=layer)
            return SeenPage(self._read_again(trace.shows), text_layer=layer)
        verdicts = self._settle(page_number, trace.shows, suspects)
        if not verdicts and trace.jumps < _JUMPS:
            return SeenPage(tuple(trace.pieces), text_layer=layer)
        return self._without(trace.shows, suspects, verdicts, text_layer=layer)

    def _settle(
        self, page_number: int, shows: Sequence[Show], suspects: dict[int, Suspicion]
    ) -> dict[int, tuple[Glyph, ...]]:
        """The shows that are hidden, in whole (no glyphs given) or in part."""
        hidden: dict[int, tuple[Glyph, ...]] = {}
        for place, suspicion in suspects.items():
            transparent = suspicion == "alpha" and shows[place].paint.alpha <= _SEE_THROUGH
            if suspicion in ("layer", "mode", "tiny") or transparent:
                hidden[place] = ()
        doubtful = frozenset(suspects) - hidden.keys()
        if doubtful:
            objects = self._weigh(page_number, doubtful, len(shows))
            for place in sorted(doubtful):
                found = _match(objects, place, shows)
                if found is None or _is_hidden(found.glyphs):
                    hidden[place] = ()
                elif _is_torn(found.glyphs):
                    hidden[place] = found.glyphs
        return hidden

    def _weigh(self, page_number: int, suspects: frozenset[int], expected: int) -> list[TextObject]:
        import pypdfium2

        try:
            if self._gauge is None:
                self._gauge = InkGauge(self._data)
            return self._gauge.weigh(page_number, suspects, expected)
        except pypdfium2.PdfiumError:
            return []

    def _read_again(self, shows: Sequence[Show]) -> tuple[Piece, ...]:
        return tuple(piece for _, piece in take_out(self._reader, shows))

    def _without(
        self,
        shows: Sequence[Show],
        suspects: dict[int, Suspicion],
        verdicts: dict[int, tuple[Glyph, ...]],
        *,
        text_layer: bool,
    ) -> SeenPage:
        kept: list[Show] = []
        torn: dict[int, tuple[Glyph, ...]] = {}
        lost: dict[HiddenReason, list[Show]] = defaultdict(list)
        for place, show in enumerate(shows):
            glyphs = verdicts.get(place)
            if glyphs:
                alone = replace(show, group=-1 - place)
                torn[alone.group] = glyphs
                kept.append(alone)
            elif place in verdicts:
                lost[_REASONS.get(suspects[place], "invisible_ink")].append(show)
            else:
                kept.append(show)
        hidden = [(reason, _plain(self._read_again(gone))) for reason, gone in lost.items()]
        pieces: list[Piece] = []
        for group, piece in take_out(self._reader, kept):
            seen, unseen = _tear(piece.text, torn.get(group, ()))
            pieces.append(piece._replace(text=seen))
            if unseen:
                hidden.append(("invisible_ink", unseen))
        real = tuple((reason, text) for reason, text in hidden if any(map(str.isalnum, text)))
        return SeenPage(tuple(pieces), real, text_layer)


def _is_text_layer(trace: Trace) -> bool:
    """Whether nearly all words are invisible and lie on a picture that fills the page, as scanners write."""
    area = sum(box.width * box.height for box in trace.pictures)
    if area < _SCAN_AREA * trace.page_box.width * trace.page_box.height:
        return False
    sizes = [(_letters(show), show.suspicion in ("mode", "covered")) for show in trace.shows]
    everything = sum(letters for letters, _ in sizes)
    return sum(letters for letters, unseen in sizes if unseen) >= _LAYER_SHARE * max(1, everything)


def _letters(show: Show) -> int:
    parts = show.operand if isinstance(show.operand, list) else [show.operand]
    return sum(len(part) for part in parts if isinstance(part, bytes))


def _match(objects: Sequence[TextObject], place: int, shows: Sequence[Show]) -> TextObject | None:
    """What pdfium made of a show: by order when the numbers agree, else by place on the page."""
    if len(objects) == len(shows):
        return objects[place]
    x, y = shows[place].matrix[4:]
    near = [o for o in objects if abs(o.origin[0] - x) < _NEAR and abs(o.origin[1] - y) < _NEAR]
    glyphs = tuple(glyph for found in near for glyph in found.glyphs)
    return TextObject((x, y), glyphs) if near else None


def _is_hidden(glyphs: Sequence[Glyph]) -> bool:
    """Whether no letter is seen, or only letters here and there, as of white text across black text."""
    unseen = sum(not glyph.seen for glyph in glyphs)
    if unseen == len(glyphs):
        return True
    changes = sum(one.seen != other.seen for one, other in pairwise(glyphs))
    return unseen >= _PATCHY_SHARE * len(glyphs) and changes >= _PATCHES


def _is_torn(glyphs: Sequence[Glyph]) -> bool:
    """Whether a run of letters is unseen among seen ones."""
    run = 0
    for glyph in glyphs:
        run = 0 if glyph.seen else run + glyph.character.isalnum()
        if run >= _TORN:
            return True
    return False


def _plain(pieces: Sequence[Piece]) -> str:
    return " ".join("".join(piece.text for piece in pieces).split())


def _tear(text: str, glyphs: Sequence[Glyph]) -> tuple[str, str]:
    """What is seen of a text and what is not; whole when the glyphs are not those of the text."""
    if not glyphs:
        return text, ""
    letters = [place for place, character in enumerate(text) if not character.isspace()]
    if len(letters) != len(glyphs):
        mostly_seen = 2 * sum(glyph.seen for glyph in glyphs) >= len(glyphs)
        return (text, "") if mostly_seen else ("", text)
    unseen = {place for place, glyph in zip(letters, glyphs, strict=True) if not glyph.seen}
    kept = "".join(character for place, character in enumerate(text) if place not in unseen)
    gone = "".join(text[place] if place in unseen or text[place].isspace() else "" for place in range(len(text)))
    return kept, " ".join(gone.split())

"""Evidence as a model is shown it: fenced, marked as data, with nothing in it that could pass for a fence."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.domain.evidence import Passage
from assistant.drafting.instructions import is_unheard, withhold
from ingest import sentence_spans

LONGEST_TITLE = 120
LEFT_OUT = "[…]"
_KINDS = {
    "steering_document": "styrdokument",
    "interview": "intervju",
    "website": "webbplats",
    "social_media": "sociala medier",
    "self_description": "självbeskrivning",
    "survey": "undersökning",
}
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff\x00-\x08\x0b-\x1f\x7f]")
_MARKERS = re.compile(r"<(?=[<|])|>(?=>)|\|(?=>)|\[(?=/?INST\])|<(?=</?SYS>>)|`(?=`)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage under the label that the model knows it by."""

    label: str
    passage: Passage
    text: str
    """What was shown: the passage without sentences that address the judge or, for a draft, speak of something else."""
    withheld: int = 0


def show(passages: Iterable[Passage], seen: Callable[[Passage], str] | None = None) -> tuple[Shown, ...]:
    """Label passages S1, S2 … in the order given; those of which nothing is left are passed over.

    ``seen`` says what of a passage is shown, when that is less than all that does not address the judge.
    """
    shown: list[Shown] = []
    lost = 0
    for passage in passages:
        text, taken = withhold(passage.text)
        if seen:
            text = seen(passage)
        if not text.strip():
            lost += taken
            continue
        shown.append(Shown(f"S{len(shown) + 1}", passage, text, taken + lost))
        lost = 0
    return tuple(shown)


def speaking(text: str, speaks: Callable[[str], bool]) -> str:
    """Return the sentences that speak, with a mark where others are left out between them."""
    kept: list[str] = []
    end = left = 0
    for start, stop in sentence_spans(text):
        if not speaks(text[start:stop]):
            left = 1
            continue
        if kept:
            kept.append(f"\n{LEFT_OUT}\n" if left else text[end:start])
        kept.append(text[start:stop])
        end, left = stop, 0
    return "".join(kept)


def evidence_text(shown: Sequence[Shown], fence: str) -> str:
    """Return the fenced evidence; ``fence`` is new for every request, so that no document can know it."""
    return (
        "\n\n".join(block(item.label, _about(item.passage), item.text, fence) for item in shown) or "(inget underlag)"
    )


def block(label: str, about: str, text: str, fence: str) -> str:
    """Return one fenced text."""
    return f"<<<{fence} {label} | {about}>>>\n{neutral(text, fence)}\n<<<{fence} slut {label}>>>"


def neutral(text: str, fence: str = "") -> str:
    """Take out of a text what could pass for a fence or for a model's own control marks."""
    bare = _bare(text)
    return bare.replace(fence, " ") if fence else bare


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    return _MARKERS.sub(r"\g<0> ", _UNSEEN.sub("", text))


def _about(passage: Passage) -> str:
    parts = [_KINDS[passage.kind], passage.source_title or passage.source_name, *passage.place.heading[-2:]]
    return " | ".join(_title(part) for part in parts)


@lru_cache(maxsize=4096)
def _title(text: str) -> str:
    """Return a title or heading in one line; one that addresses the judge is left out."""
    if is_unheard(text):
        return "utan titel"
    return neutral(" ".join(text.split())[:LONGEST_TITLE]).replace("|", "/")

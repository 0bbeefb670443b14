"""Sources against each other: what documents, interviews and the web say of a question, and whether they agree.

What is written (documents, web, social media, the municipality's own description) is set against
what people meet in practice (interviews, surveys). Copies of the same text speak once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.domain.copies import distinct
from assistant.domain.criteria import Question
from assistant.domain.draft import Draft, Evidence
from assistant.domain.evidence import SOURCE_KINDS, SourceKind

Says = Literal["yes", "partly", "no", "mixed", "silent", "not_searched"]
"""What a kind of source says of whether the thing asked for is in place."""

Agreement = Literal["agree", "documents_ahead", "practice_ahead", "conflict", "one_kind", "silent"]

PRACTICE: tuple[SourceKind, ...] = ("interview", "survey")
"""Kinds that tell what people meet; all others tell what is written."""

EVEN = 0.6
"""Quotes for and against are mixed when the lighter side weighs at least this part of the heavier."""
UNRATED = 0.5
"""What a quote weighs that nobody has rated, such as one added by hand."""

KIND_NAMES: Mapping[SourceKind, str] = {
    "steering_document": "Styrdokumenten",
    "interview": "Intervjuerna",
    "website": "Webbplatsen",
    "social_media": "Sociala medier",
    "self_description": "Självbeskrivningen",
    "survey": "Undersökningarna",
}

_SAYS: Mapping[Says, str] = {
    "yes": "säger ja",
    "partly": "säger delvis",
    "no": "säger nej",
    "mixed": "går isär",
    "silent": "säger inget",
    "not_searched": "har inte sökts",
}

_AGREEMENT: Mapping[Agreement, str] = {
    "agree": "Källorna är överens.",
    "documents_ahead": "Det som är skrivet har kommit längre än det som görs i praktiken.",
    "practice_ahead": "Praktiken har kommit längre än det som är skrivet.",
    "conflict": "Uppgifterna talar emot varandra.",
    "one_kind": "Bara ett slags källa uttalar sig.",
    "silent": "Ingen källa uttalar sig.",
}


@dataclass(frozen=True, slots=True)
class Voice:
    """What one kind of source says of a question."""

    kind: SourceKind
    says: Says
    level: int | None
    """The highest rung that a supporting quote of this kind speaks for; None when none says."""
    supporting: tuple[Evidence, ...]
    """One quote for each sentence, best first; the same sentence in two sources is one quote."""
    contradicting: tuple[Evidence, ...]
    sources: int
    """How many independent sources the quotes come from; copies of a text are one."""
    expected: bool
    """The question expects evidence of this kind."""
    copy_of: SourceKind | None = None
    """All it says stands word for word in sources of this kind, so it adds no voice of its own."""

    @property
    def speaks(self) -> bool:
        """Say whether it says anything of the question."""
        return self.says not in ("silent", "not_searched")

    @property
    def text(self) -> str:
        """What it says, in Swedish: "säger delvis"."""
        return _SAYS[self.says]


@dataclass(frozen=True, slots=True)
class Triangulation:
    """The kinds of source of one question set against each other."""

    question_id: str
    voices: tuple[Voice, ...]
    agreement: Agreement
    silent_expected: tuple[SourceKind, ...]
    """Kinds that the question expects and that say nothing."""
    sentence: str
    """All of it in Swedish, for a person."""

    @property
    def unsettled(self) -> bool:
        """Say whether the sources leave open which level holds."""
        return self.agreement in ("conflict", "documents_ahead", "practice_ahead")


def triangulate(
    draft: Draft | None,
    question: Question,
    *,
    evidence: Sequence[Evidence] | None = None,
    copies: Mapping[str, str] | None = None,
) -> Triangulation:
    """Set the kinds of source of a draft against each other.

    Args:
        draft: the proposal; its record of what was searched tells silence from not having looked. None before drafting.
        question: the question it answers.
        evidence: the evidence as it stands after people added and struck quotes; the draft's own without it.
        copies: the group of copies each source belongs to, by source id (see ``copies.copy_groups``).
    """
    own = draft.evidence if draft else ()
    items = [item for item in (own if evidence is None else evidence) if item.counts]
    groups = copies or {}
    searched = dict(draft.searched.sources) if draft else {}
    voices = _mark_copies(
        [
            _voice(kind, [item for item in items if item.kind == kind], question, groups, searched.get(kind, 0))
            for kind in SOURCE_KINDS
        ],
        groups,
    )
    shown = tuple(voice for voice in voices if voice.speaks or voice.expected or voice.says == "silent")
    agreement = _agreement([voice for voice in voices if voice.speaks and voice.copy_of is None])
    silent = tuple(voice.kind for voice in voices if voice.expected and not voice.speaks)
    return Triangulation(question.id, shown, agreement, silent, _sentence(voices, agreement, silent))


def _voice(
    kind: SourceKind, items: Sequence[Evidence], question: Question, groups: Mapping[str, str], searched: int
) -> Voice:
    supporting = _one_each(item for item in items if item.stance == "supports")
    contradicting = _one_each(item for item in items if item.stance == "contradicts")
    levels = [item.level for item in supporting if item.level is not None]
    level = max(levels, default=None)
    return Voice(
        kind=kind,
        says=_says(supporting, contradicting, level, question, searched),
        level=level,
        supporting=supporting,
        contradicting=contradicting,
        sources=len({groups.get(e.source_id, e.source_id) for e in (*supporting, *contradicting)}),
        expected=kind in question.sources,
    )


def _one_each(items: Iterable[Evidence]) -> tuple[Evidence, ...]:
    best_first = sorted(items, key=lambda item: (-item.score, item.id))
    return tuple(group[0] for group in distinct(best_first, lambda item: item.quote))


def _says(
    supporting: Sequence[Evidence],
    contradicting: Sequence[Evidence],
    level: int | None,
    question: Question,
    searched: int,
) -> Says:
    if not supporting and not contradicting:
        return "silent" if searched else "not_searched"
    speaking, against = _weight(supporting), _weight(contradicting)
    if against and speaking and min(against, speaking) >= EVEN * max(against, speaking):
        return "mixed"
    if against > speaking:
        return "no"
    return "yes" if level is None or level * 2 >= question.top else "partly"


def _weight(items: Sequence[Evidence]) -> float:
    return sum(item.score or UNRATED for item in items)


def _mark_copies(voices: Sequence[Voice], groups: Mapping[str, str]) -> list[Voice]:
    """Mark a voice whose sources are all copies of what an earlier kind says."""
    marked: list[Voice] = []
    for voice in voices:
        own = _origins(voice, groups)
        first = next((earlier.kind for earlier in marked if own and own <= _origins(earlier, groups)), None)
        marked.append(replace(voice, copy_of=first))
    return marked


def _origins(voice: Voice, groups: Mapping[str, str]) -> set[str]:
    return {groups.get(e.source_id, e.source_id) for e in (*voice.supporting, *voice.contradicting)}


_RANK: Mapping[Says, int] = {"no": 0, "partly": 1, "mixed": 1, "yes": 2}


def _agreement(speaking: Sequence[Voice]) -> Agreement:
    if not speaking:
        return "silent"
    if len(speaking) == 1:
        return "conflict" if speaking[0].says == "mixed" else "one_kind"
    written = [voice for voice in speaking if voice.kind not in PRACTICE]
    practice = [voice for voice in speaking if voice.kind in PRACTICE]
    if _split(written) or _split(practice):
        return "conflict"
    return _ahead(written, practice) if written and practice else _mixed(speaking)


def _split(voices: Sequence[Voice]) -> bool:
    """Say whether some say no where others say yes or partly."""
    denying = {voice.says == "no" for voice in voices}
    return len(denying) == 2


def _ahead(written: Sequence[Voice], practice: Sequence[Voice]) -> Agreement:
    """Say which side tells of more; a side that is of two minds tells of something, but not all."""
    ours, theirs = (max(_RANK[v.says] for v in side) for side in (written, practice))
    if ours != theirs:
        return "documents_ahead" if ours > theirs else "practice_ahead"
    return _mixed([*written, *practice])


def _mixed(voices: Sequence[Voice]) -> Agreement:
    return "conflict" if any(voice.says == "mixed" for voice in voices) else "agree"


def _sentence(voices: Sequence[Voice], agreement: Agreement, silent: Sequence[SourceKind]) -> str:
    said: dict[str, list[str]] = {}
    for voice in voices:
        if voice.speaks:
            said.setdefault(voice.text, []).append(_named(voice))
    parts = [f"{_listed(names)} {text}" for text, names in said.items()]
    sentences = [f"{_listed(parts)}."] if parts else []
    sentences.append(_AGREEMENT[agreement])
    missing = [KIND_NAMES[kind] for kind in silent]
    if missing and parts:
        names = _listed(missing)
        sentences.append(f"{names} borde säga något men gör det inte.")
    return " ".join(sentences)


def _named(voice: Voice) -> str:
    same = f" (samma text som {_small(KIND_NAMES[voice.copy_of])})" if voice.copy_of else ""
    return f"{KIND_NAMES[voice.kind]}{same}"


def _listed(names: Sequence[str]) -> str:
    """List in Swedish: "A, b och c"; all but the first in small letters."""
    first, *rest = names
    rest = [_small(name) for name in rest]
    return first if not rest else f"{', '.join([first, *rest[:-1]])} och {rest[-1]}"


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]

"""The interview guide as DOCX: one part per group, a card per question with room for notes."""

import io
from collections.abc import Sequence
from typing import Any

from assistant.domain.guide import (
    CLOSING as CLOSING_MINUTES,
)
from assistant.domain.guide import (
    OPENING,
    GroupGuide,
    Guide,
    GuideItem,
    Known,
)
from assistant.export import docx_parts as parts
from assistant.export.guide_words import ABOUT_GROUP, CLOSING, HOW_TO_USE, PROMISE, SUBTITLE, TITLE
from assistant.export.words import kind_name, place_text, points_text

NOTE_LINES = 4
QUOTED = 150
"""Characters shown of what is known."""


def render_guide_docx(guide: Guide) -> bytes:
    """Lay out the guide; the same bytes for the same guide."""
    document = parts.new_document(f"{TITLE}: {guide.municipality} {guide.year}", guide.made_on)
    parts.footer(document, f"{TITLE} · {guide.municipality} {guide.year} · Arbetsmaterial")
    _cover(document, guide)
    for group in guide.groups:
        _group(document, guide, group)
    _appendix(document, guide)
    out = io.BytesIO()
    document.save(out)
    return parts.same_times(out.getvalue())


def _cover(document: Any, guide: Guide) -> None:
    parts.banner(document, TITLE, f"{guide.municipality} {guide.year}")
    parts.paragraph(document, SUBTITLE, style="Subtitle")
    rows = [
        [group.name, str(group.questions), str(len(group.rest)), f"{guide.minutes} minuter"] for group in guide.groups
    ]
    parts.table(document, ["Grupp", "Frågor", "I bilagan", "Tid"], rows, widths=(7.5, 3, 3, 3.5))
    document.add_heading("Så används guiden", 2)
    for text in HOW_TO_USE:
        parts.paragraph(document, text)
    parts.paragraph(document, f"Framtagen {guide.made_on}.", soft=True)


def _group(document: Any, guide: Guide, group: GroupGuide) -> None:
    parts.page_break(document)
    document.add_heading(group.name, 1)
    parts.paragraph(document, ABOUT_GROUP[group.group], soft=True)
    questions = guide.minutes - OPENING - CLOSING_MINUTES
    timing = (
        f"{guide.minutes} minuter: {OPENING} till inledning, {questions} till frågor, {CLOSING_MINUTES} till avslut"
    )
    parts.box(document, [("Säg detta först", ""), *(("", text) for text in PROMISE)], note=timing)
    number = 0
    for area in group.areas:
        document.add_heading(f"{area.id}. {area.name}", 2)
        for sub in area.sub_areas:
            document.add_heading(f"{sub.id} {sub.name}", 3)
            for item in sub.items:
                number += 1
                _card(document, number, item)
    document.add_heading("Innan ni slutar", 2)
    for text in CLOSING:
        parts.bullet(document, text)
    parts.note_lines(document, NOTE_LINES)


def _card(document: Any, number: int, item: GuideItem) -> None:
    side, main, notes = parts.card(document)
    parts.fill(side, str(number), size=20, bold=True, accent=True, first=True)
    if item.gain:
        parts.fill(side, f"+{points_text(item.gain)} p", size=9, bold=True)
    parts.fill(side, f"nivå {item.level} av {item.top}", size=8, soft=True)
    parts.fill(main, item.ask.main, size=12.5, bold=True, first=True)
    parts.fill(main, f"{item.question_id} Vi vill förstå: {item.wants}", size=8.5, soft=True)
    _labelled(main, "Det här vet vi", [*map(_known, item.known), *_touched(item)])
    _labelled(main, "Det här är oklart", [*item.unclear, *_wanting(item)])
    _labelled(main, "Följ upp med", item.ask.follow_ups)
    parts.lines_in(notes, NOTE_LINES)


def _labelled(cell: Any, label: str, texts: Sequence[str]) -> None:
    if texts:
        parts.fill(cell, " ".join(texts), size=9.5, label=label)


def _known(known: Known) -> str:
    quote = known.quote if len(known.quote) <= QUOTED else f"{known.quote[:QUOTED].rsplit(' ', 1)[0]} …"
    where = place_text(known.place, "sv")
    return f"”{quote}” ({known.source}{', ' + where if where else ''})"


def _touched(item: GuideItem) -> list[str]:
    if not item.interviews:
        return []
    many = "en intervju" if item.interviews == 1 else f"{item.interviews} intervjuer"
    return [f"Frågan har kommit upp i {many}. Vad som sades står inte här."]


def _wanting(item: GuideItem) -> list[str]:
    names = [kind_name(kind, "sv") for kind in item.missing if kind != "interview"]
    return [f"Fråga efter: {' och '.join(names)} som visar det."] if names else []


def _appendix(document: Any, guide: Guide) -> None:
    if not any(group.rest for group in guide.groups):
        return
    parts.page_break(document)
    document.add_heading("Bilaga: fler frågor", 1)
    parts.paragraph(document, "Frågor som inte fick plats i tiden, de viktigaste först.", soft=True)
    for group in guide.groups:
        if group.rest:
            document.add_heading(group.name, 2)
            rows = [[item.question_id, item.ask.main, f"+{points_text(item.gain)}"] for item in group.rest]
            parts.table(document, ["Nr", "Fråga", "Poäng"], rows, widths=(1.7, 13.3, 2))

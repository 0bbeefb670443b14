"""A text of a sub-area, an area or the whole, to edit beside its evidence.

A sentence cites quotes by the number they have on the page. The form carries the quotes' ids in the
order of their numbers, so that a citation stays linked to its quote whatever others do meanwhile.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from assistant.domain.changes import Change, compare, is_changed
from assistant.domain.criteria import Language
from assistant.domain.draft import Evidence, Finding, FindingSort, Narrative, Sentence
from assistant.domain.overall import NodeSort, TextNode, text_nodes
from assistant.domain.review import ApprovalState
from assistant.store import NarrativeVersion
from assistant.web.language import marked as _
from assistant.web.pages import addresses
from assistant.web.pages.problem import ErrorPage
from assistant.workflow import overall, texts
from assistant.workflow.modelling import AboutModel
from assistant.workflow.stood import Standing
from assistant.workflow.texts import SinceApproval

Section = Literal["text", "strength", "improvement", "example"]
SECTIONS: tuple[Section, ...] = get_args(Section)
OF_SUB_AREA: tuple[Section, ...] = ("text", "strength", "improvement")
OVERALL: tuple[Section, ...] = ("text", "example")
"""The sections of texts of areas and of the summary."""


@dataclass(frozen=True, slots=True)
class Card:
    """A quote that may be cited, by its number on the page."""

    number: int
    id: str
    item: Evidence | None
    """None when it is no longer on record."""
    title: str
    url: str
    stale: bool
    """The decisions no longer rest on it: a text that cites nothing else cannot be approved."""


@dataclass(frozen=True, slots=True)
class CardGroup:
    """The quotes of one question, sub-area or area, or others that belong together."""

    sort: Literal["node", "cited", "stale"]
    """``cited``: what a text above sub-areas rests on; ``stale``: what the decisions no longer rest on."""
    id: str
    text: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence as it stands in the form."""

    section: Section
    text: str
    cites: str
    """Numbers of quotes: ``1, 4``."""
    question_id: str = ""
    problem: str = ""
    marks: tuple[str, ...] = ()
    """What is unproven about a sentence of a language model, in Swedish; it blocks approval."""


@dataclass(frozen=True, slots=True)
class Given:
    """A form as it was sent."""

    version: int
    rows: tuple[Row, ...]
    evidence: tuple[str, ...]
    """Ids of quotes in the order of their numbers."""


@dataclass(frozen=True, slots=True)
class SectionChanges:
    """What became of one section of a text."""

    section: Section
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """What somebody else saved while this form was open."""

    by: str
    at: str
    changes: tuple[SectionChanges, ...]
    """From theirs to this form's."""


@dataclass(frozen=True, slots=True)
class TextPage:
    """A text to edit."""

    id: str
    title: str
    area_id: str
    """Empty for the summary."""
    node_id: str
    sort: NodeSort
    name: str
    state: ApprovalState
    waiting: tuple[str, ...]
    """What a text above sub-areas waits for: sub-areas, and for the summary texts of areas, that are not approved."""
    refusal: str
    """Why a text above sub-areas may not be approved, in Swedish; empty when it may."""
    seen: str
    """What is shown of it, to be sent with its approval."""
    signed_by: str
    signed_at: str
    version: int
    by: str
    at: str
    machine: bool
    rows: Mapping[Section, tuple[tuple[int, Row], ...]]
    """Each with its place among all rows."""
    groups: tuple[CardGroup, ...]
    ids: tuple[str, ...]
    cards: Mapping[int, Card]
    blocked: int
    """Sentences that rest only on quotes the decisions no longer hold."""
    unproven: int
    """Sentences of a language model with something unproven about them."""
    since: SinceApproval | None
    since_by: str
    """Who approved, as shown."""
    since_text: tuple[SectionChanges, ...]
    proposal: Narrative | None
    """The newest text of the machine, where a person has written another since."""
    conflict: Conflict | None
    model: AboutModel | None
    problem: ErrorPage | None
    saved: str
    """What was just done, for a notice: empty for nothing, ``approved``, or else saved."""
    before: str
    after: str


def rows_of(text: Narrative | None, numbers: Mapping[str, int]) -> tuple[Row, ...]:
    """Return a text as rows of a form; ``numbers`` are those of the quotes by id."""
    if text is None:
        return ()
    spread: list[tuple[Section, Sentence]] = [("text", s) for s in text.sentences]
    spread += [("strength", s) for s in text.strengths]
    spread += [("improvement", s) for s in text.improvements]
    spread += [("example", s) for s in text.examples]
    return tuple(
        Row(
            section,
            s.text,
            ", ".join(str(numbers[key]) for key in s.evidence_ids if key in numbers),
            s.question_id,
            marks=s.marks,
        )
        for section, s in spread
    )


_NUMBERS = re.compile(r"\s*(?:\d{1,4}(?:[\s,;]+|$))*")


def numbers_in(cites: str) -> tuple[int, ...] | None:
    """Read numbers such as ``1, 4``; each once. None when there is anything else."""
    if not _NUMBERS.fullmatch(cites.strip()):
        return None
    return tuple(dict.fromkeys(int(found) for found in re.findall(r"\d+", cites)))


def narrative_of(node_id: str, given: Given, author: str) -> tuple[Narrative | None, tuple[Row, ...]]:
    """Read a form: the text and the rows, or no text and the rows with what is wrong with them.

    A row with neither words nor citations was left empty on purpose and is no sentence.
    """
    rows, sentences = [], []
    for row in given.rows:
        text, found = " ".join(row.text.split()), numbers_in(row.cites)
        if not text and not row.cites.strip():
            continue
        rows.append(replace(row, problem=_problem(text, found, len(given.evidence))))
        cited = tuple(given.evidence[n - 1] for n in found or () if 0 < n <= len(given.evidence))
        sentences.append((row.section, Sentence(text, cited, row.question_id)))
    if any(row.problem for row in rows):
        return None, tuple(rows)
    sorts: tuple[FindingSort, ...] = get_args(FindingSort)
    findings = [Finding(sort, s) for sort in sorts for section, s in sentences if section == sort]
    body = tuple(s for section, s in sentences if section == "text")
    return Narrative(node_id, body, tuple(findings), author), tuple(rows)


def _problem(text: str, numbers: tuple[int, ...] | None, known: int) -> str:
    if not text:
        return _("Skriv en mening, eller ta bort raden.")
    if numbers is None:
        return _("Ange belägg med deras nummer, till exempel 1, 4.")
    if any(not 0 < n <= known for n in numbers):
        return _("Ett av numren hör inte till något citat på sidan.")
    return ""


def acted(rows: Sequence[Row], act: str) -> tuple[Row, ...]:
    """Do one thing to the rows: ``up:3``, ``down:3``, ``remove:3`` or ``add:strength``; else nothing.

    A row moves within its own section.
    """
    name, _sep, what = act.partition(":")
    changed = list(rows)
    if name == "add" and what in SECTIONS:
        new = next(section for section in SECTIONS if section == what)
        return (*changed, Row(new, "", ""))
    place = int(what) if what.isdecimal() and len(what) < 5 else -1
    if not 0 <= place < len(changed):
        return tuple(changed)
    if name == "remove":
        return (*changed[:place], *changed[place + 1 :])
    same = [n for n, row in enumerate(changed) if row.section == changed[place].section]
    step = {"up": -1, "down": 1}.get(name, 0)
    at = same.index(place) + step
    if 0 <= at < len(same):
        changed[place], changed[same[at]] = changed[same[at]], changed[place]
    return tuple(changed)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page of a text is built from."""

    now: Standing
    node: TextNode
    versions: Sequence[NarrativeVersion]
    """The newest first."""
    draft: Narrative | None
    """What the rules write of an area or the whole now; None for a sub-area, and where something is missing."""
    since: SinceApproval | None
    titles: Mapping[str, str]
    names: Mapping[str, str]
    language: Language
    model: AboutModel | None
    """The language model that may write, if one is set."""


def text_page(
    shown: Shown,
    *,
    given: Given | None = None,
    conflicting: bool = False,
    problem: ErrorPage | None = None,
    saved: str = "",
) -> TextPage:
    """Build the page of one text, from what is stored or from a form that could not be saved as it is."""
    now, node = shown.now, shown.node
    newest = shown.versions[0] if shown.versions else None
    text = _shown_text(shown)
    cards, groups = _cards(shown, text, given.evidence if given else ())
    numbers = {card.id: card.number for card in cards}
    stored = rows_of(text, numbers)
    unproven = {(row.text, row.cites): row.marks for row in stored}
    rows = tuple(replace(r, marks=unproven.get((r.text, r.cites), ())) for r in given.rows) if given else stored
    order = [known.id for known in text_nodes(now.criteria)]
    place = order.index(node.id)
    state = texts.state_of(now, node)
    approval = now.approvals.get(node.id) if state == "approved" else None
    return TextPage(
        id=now.assessment.id,
        title=now.assessment.title,
        area_id=node.area_id,
        node_id=node.id,
        sort=node.sort,
        name=node.name.in_language(shown.language),
        state=state,
        waiting=tuple(overall.waiting(now, node)) if node.overall else (),
        refusal=_refusal(shown, text),
        seen=texts.seen_of(now, node, shown.titles) if node.overall else "",
        signed_by=shown.names.get(approval.by, approval.by) if approval else "",
        signed_at=approval.at if approval else "",
        # A form keeps the version it was opened on, until its writer has been shown what others saved.
        version=given.version if given and not conflicting else newest.version if newest else 0,
        by=shown.names.get(newest.by, newest.by) if newest else "",
        at=newest.at if newest else "",
        machine=bool(text and texts.by_machine(text.author)),
        rows={
            s: tuple((n, row) for n, row in enumerate(rows) if row.section == s)
            for s in (OVERALL if node.overall else OF_SUB_AREA)
        },
        groups=groups,
        ids=tuple(card.id for card in cards),
        cards={card.number: card for card in cards},
        blocked=_blocked(text, cards),
        unproven=sum(bool(row.marks) for row in stored),
        since=shown.since,
        since_by=shown.names.get(shown.since.approval.by, shown.since.approval.by) if shown.since else "",
        since_text=_sections(shown.since.text, text) if shown.since else (),
        proposal=_proposal(shown),
        conflict=_conflict(shown, newest, given, cards) if conflicting and newest and given else None,
        model=shown.model,
        problem=problem,
        saved=saved,
        before=order[place - 1] if place else "",
        after=order[place + 1] if place + 1 < len(order) else "",
    )


def _shown_text(shown: Shown) -> Narrative | None:
    """Return the newest text. One of the rules above sub-areas is shown as they would write it now."""
    newest = shown.versions[0].narrative if shown.versions else None
    signed = texts.state_of(shown.now, shown.node) == "approved"
    if shown.draft and not signed and overall.is_ours(newest):
        return shown.draft
    return newest


def _refusal(shown: Shown, text: Narrative | None) -> str:
    if not shown.node.overall:
        return ""
    refusal = overall.refuse(shown.now, shown.node, text)
    return refusal.message if refusal else ""


def _cards(
    shown: Shown, text: Narrative | None, fixed: Sequence[str]
) -> tuple[tuple[Card, ...], tuple[CardGroup, ...]]:
    """Number the quotes: those of a form keep their numbers, the others follow by question."""
    cited = [key for s in (texts.sentences_of(text) if text else ()) for key in s.evidence_ids]
    usable = texts.evidence_of(shown.now, shown.node, (*fixed, *cited))
    current = {item.id: item for group in usable for item in group.items}
    known = texts.known_evidence(shown.now, shown.node) | current
    above = shown.node.overall
    # Above sub-areas there is much to cite; what is cited comes first.
    ids = tuple(dict.fromkeys([*fixed, *cited, *current] if above else [*fixed, *current, *cited]))
    cards = {key: _card(shown, number, key, known.get(key), key not in current) for number, key in enumerate(ids, 1)}
    own = tuple(cards[key] for key in dict.fromkeys(cited) if above and key in current)
    groups = [CardGroup("cited", "", "", own)] if own else []
    for group in usable:
        found = tuple(cards[item.id] for item in group.items if cards[item.id] not in own)
        if found or not above:
            groups.append(CardGroup("node", group.id, group.name.in_language(shown.language), found))
    stale = tuple(card for card in cards.values() if card.stale)
    if stale:
        groups.append(CardGroup("stale", "", "", stale))
    return tuple(cards.values()), tuple(groups)


def _card(shown: Shown, number: int, key: str, item: Evidence | None, stale: bool) -> Card:
    title = shown.titles.get(item.source_id, item.source_name) if item else ""
    url = addresses.of_quote(shown.now.assessment.id, item) if item else ""
    return Card(number, key, item, title, url, stale)


def _blocked(text: Narrative | None, cards: Sequence[Card]) -> int:
    good = {card.id for card in cards if not card.stale}
    cited = [s.evidence_ids for s in (texts.sentences_of(text) if text else ()) if s.evidence_ids]
    return sum(not set(keys) & good for keys in cited)


def _sections(before: Narrative | None, after: Narrative | None) -> tuple[SectionChanges, ...]:
    """Compare two texts section by section; sections without a change are left out."""
    empty: tuple[Sentence, ...] = ()
    pairs: list[tuple[Section, Sequence[Sentence], Sequence[Sentence]]] = [
        ("text", before.sentences if before else empty, after.sentences if after else empty),
        ("strength", before.strengths if before else empty, after.strengths if after else empty),
        ("improvement", before.improvements if before else empty, after.improvements if after else empty),
        ("example", before.examples if before else empty, after.examples if after else empty),
    ]
    found = [SectionChanges(section, compare(old, new)) for section, old, new in pairs]
    return tuple(section for section in found if is_changed(section.changes))


def _proposal(shown: Shown) -> Narrative | None:
    """Return what a machine wrote last, where a person has written another text since."""
    written = [version.narrative for version in shown.versions]
    if not written or texts.by_machine(written[0].author):
        return None
    return shown.draft or next((text for text in written if texts.by_machine(text.author)), None)


def _conflict(shown: Shown, newest: NarrativeVersion, given: Given, cards: Sequence[Card]) -> Conflict:
    ids = tuple(card.id for card in cards)
    mine, _rows = narrative_of(shown.node.id, replace(given, evidence=ids), "")
    return Conflict(shown.names.get(newest.by, newest.by), newest.at, _sections(newest.narrative, mine))

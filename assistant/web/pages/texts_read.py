"""The list of all texts, and texts to read with links to their quotes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.criteria import Language
from assistant.domain.draft import Sentence
from assistant.domain.overall import TextNode, text_nodes
from assistant.domain.review import ApprovalState
from assistant.web.pages import addresses
from assistant.workflow import texts
from assistant.workflow.stood import Standing


@dataclass(frozen=True, slots=True)
class ListRow:
    """One text in the list."""

    id: str
    name: str
    overall: bool
    state: ApprovalState
    sentences: int
    bare: int
    """Sentences that cite nothing."""
    machine: bool
    written: bool


@dataclass(frozen=True, slots=True)
class AreaTexts:
    """The texts of one area."""

    id: str
    name: str
    own: ListRow
    rows: tuple[ListRow, ...]


@dataclass(frozen=True, slots=True)
class TextsPage:
    """All texts of an assessment."""

    id: str
    title: str
    summary: ListRow
    areas: tuple[AreaTexts, ...]


def texts_page(now: Standing, language: Language) -> TextsPage:
    """Build the list of all texts that may be seen."""
    rows = [(node, _list_row(now, node, language)) for node in text_nodes(now.criteria)]
    areas = tuple(
        AreaTexts(
            area.id,
            area.name,
            area,
            tuple(row for other, row in rows if other.sort == "sub_area" and other.area_id == area.id),
        )
        for node, area in rows
        if node.sort == "area"
    )
    return TextsPage(now.assessment.id, now.assessment.title, rows[0][1], areas)


def _list_row(now: Standing, node: TextNode, language: Language) -> ListRow:
    text = now.narratives.get(node.id)
    sentences = texts.sentences_of(text) if text else []
    return ListRow(
        id=node.id,
        name=node.name.in_language(language),
        overall=node.overall,
        state=texts.state_of(now, node),
        sentences=len(sentences),
        bare=sum(not s.evidence_ids for s in sentences),
        machine=bool(text and texts.by_machine(text.author)),
        written=text is not None,
    )


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence with links to the quotes that may be seen."""

    text: str
    quotes: tuple[tuple[str, str], ...]
    """Address and title of each."""
    bare: bool


@dataclass(frozen=True, slots=True)
class ReadPart:
    """One text, for reading."""

    row: ListRow
    sentences: tuple[ReadSentence, ...]
    strengths: tuple[ReadSentence, ...]
    improvements: tuple[ReadSentence, ...]
    examples: tuple[ReadSentence, ...]


@dataclass(frozen=True, slots=True)
class ReadPage:
    """An area's texts with those of its sub-areas, or one text alone, for reading."""

    id: str
    title: str
    node_id: str
    number: str
    """As it is shown before the name; empty for the summary."""
    name: str
    parts: tuple[ReadPart, ...]


def read_page(now: Standing, node: TextNode, titles: Mapping[str, str], language: Language) -> ReadPage:
    """Build texts as they may be read, with links to the quotes."""
    beneath = [other for other in text_nodes(now.criteria) if other.sort == "sub_area" and other.area_id == node.id]
    return ReadPage(
        now.assessment.id,
        now.assessment.title,
        node.id,
        "" if node.sort == "summary" else node.id,
        node.name.in_language(language),
        tuple(_part(now, each, titles, language) for each in (node, *beneath)),
    )


def _part(now: Standing, node: TextNode, titles: Mapping[str, str], language: Language) -> ReadPart:
    text = now.narratives.get(node.id)
    known = texts.known_evidence(now, node) if text else {}

    def linked(sentences: Sequence[Sentence]) -> tuple[ReadSentence, ...]:
        return tuple(
            ReadSentence(
                s.text,
                tuple(
                    (
                        addresses.of_quote(now.assessment.id, known[key]),
                        titles.get(known[key].source_id, known[key].source_name),
                    )
                    for key in s.evidence_ids
                    if key in known
                ),
                not s.evidence_ids,
            )
            for s in sentences
        )

    return ReadPart(
        _list_row(now, node, language),
        linked(text.sentences if text else ()),
        linked(text.strengths if text else ()),
        linked(text.improvements if text else ()),
        linked(text.examples if text else ()),
    )

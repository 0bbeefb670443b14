"""What a Word report gets after its template is filled: a table of contents that leads somewhere, and its language."""

from collections.abc import Iterator
from typing import Any

from assistant.domain.criteria import Language

DEEPEST = 2
"""Levels of headings that the table of contents lists."""


def fill_contents(document: Any) -> None:
    """List the headings where the template has an empty paragraph in the style "TOC 1", with links and their pages.

    Only what lays the document out knows its pages: LibreOffice fills them in, and Word is asked to on opening. A
    template without such a paragraph gets no table of contents.
    """
    place = next((p for p in document.paragraphs if p.style.name == "TOC 1" and not p.text and not p.runs), None)
    if place is None:
        return
    for text, mark, level in list(_marked(document)):
        entry = place.insert_paragraph_before(style=f"TOC {level}")
        entry._p.append(_link(text, mark))  # noqa: SLF001 - python-docx has no call for links
    place._p.getparent().remove(place._p)  # noqa: SLF001 - nor for removing a paragraph
    document.settings.element.append(_node("w:updateFields", {"w:val": "true"}))


def set_language(document: Any, language: Language) -> None:
    """Say in which language the text is, for spelling and for programs that read it aloud."""
    from docx.oxml.ns import qn

    code = "sv-SE" if language == "sv" else "en-GB"
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), code)


def _marked(document: Any) -> Iterator[tuple[str, str, int]]:
    """Put a bookmark around each heading; yield its text, its mark and its level."""
    number = 0
    for paragraph in document.paragraphs:
        name = paragraph.style.name if paragraph.style is not None else ""
        if not name.startswith("Heading ") or int(name[8:]) > DEEPEST or not paragraph.text.strip():
            continue
        number += 1
        mark = f"_Toc{number:08d}"
        element = paragraph._p  # noqa: SLF001 - python-docx has no call for bookmarks
        first = _node("w:bookmarkStart", {"w:id": str(9000 + number), "w:name": mark})
        element.insert(1 if element.pPr is not None else 0, first)
        element.append(_node("w:bookmarkEnd", {"w:id": str(9000 + number)}))
        yield paragraph.text.strip(), mark, int(name[8:])


def _link(text: str, mark: str) -> Any:
    link = _node("w:hyperlink", {"w:anchor": mark, "w:history": "1"})
    tab = _node("w:r", {})
    tab.append(_node("w:tab", {}))
    for run in (_run(text), tab, _char("begin"), _order(f" PAGEREF {mark} \\h "), _char("separate"), _char("end")):
        link.append(run)
    return link


def _run(text: str) -> Any:
    run, words = _node("w:r", {}), _node("w:t", {})
    words.text = text
    run.append(words)
    return run


def _order(text: str) -> Any:
    run, words = _node("w:r", {}), _node("w:instrText", {"xml:space": "preserve"})
    words.text = text
    run.append(words)
    return run


def _char(kind: str) -> Any:
    run = _node("w:r", {})
    run.append(_node("w:fldChar", {"w:fldCharType": kind}))
    return run


def _node(name: str, attributes: dict[str, str]) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    node = OxmlElement(name)
    for key, value in attributes.items():
        node.set(qn(key), value)
    return node

"""A language model on the pages of texts: how it is to write, and its words beside those they would replace."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain.criteria import Language
from assistant.domain.draft import Sentence
from assistant.web.frame import Frame
from assistant.web.language import marked as _
from assistant.web.language import words
from assistant.web.pages.marks import mark_in
from assistant.web.pages.problem import ErrorPage, problem
from assistant.web.writings import Sort, State, Writing
from assistant.workflow.examples import Examples


@dataclass(frozen=True, slots=True)
class NewSentence:
    """A proposed sentence, with what is unproven about it, each mark with its language."""

    text: str
    marks: tuple[tuple[str, Language], ...]


@dataclass(frozen=True, slots=True)
class RewritePage:
    """Other words for a part of a text, to take or to leave; or what went wrong with a model's text."""

    id: str
    title: str
    node_id: str
    version: int
    before: tuple[str, ...]
    after: tuple[NewSentence, ...]
    selection: tuple[int, ...]
    wish: str
    language: str
    problem: ErrorPage | None = None

    @property
    def unproven(self) -> int:
        """Count the new sentences that would block approval."""
        return sum(bool(sentence.marks) for sentence in self.after)


@dataclass(frozen=True, slots=True)
class WritingView:
    """How far a model's writing has come, or how it ended."""

    state: State
    sort: Sort
    said: str
    """What happens, in the language of the page."""
    time: str
    """How long it has taken, and usually takes."""
    problem: ErrorPage | None


@dataclass(frozen=True, slots=True)
class WritingPage:
    """The page that a browser waits on while a model writes."""

    id: str
    title: str
    node_id: str
    shown: WritingView


FRESH = 600.0
"""Seconds for which the page of a text says how a model's writing for it ended."""


def writing_view(known: Writing, frame: Frame) -> WritingView:
    """Return what is said of a writing in the language of a page."""
    error = problem(frame, known.error.message, known.error.hint) if known.error else None
    return WritingView(known.state, known.wanted.sort, _said(known, frame), _time(known, frame), error)


def recent_view(known: Writing | None, frame: Frame, version: int, now: float) -> WritingView | None:
    """Return what the page of a text says of the writing for it; None when that is long past or has been overtaken."""
    if known is None or known.state == "stopped" or (known.ended and now - known.ended > FRESH):
        return None
    overtaken = known.state != "running" and version != known.wanted.version
    return None if overtaken else writing_view(known, frame)


def _said(known: Writing, frame: Frame) -> str:
    told = words(frame.language)
    if known.state == "running" and known.characters:
        text = told.gettext(_("Språkmodellen skriver: %(num)s tecken hittills."))
        return text.replace("%(num)s", str(known.characters))
    if known.state == "done":
        done = _("Förslaget är klart.") if known.wanted.sort == "rewriting" else _("Den nya texten är sparad.")
        return told.gettext(done)
    if known.state == "stopped":
        return told.gettext(_("Du avbröt. Texten är som den var."))
    return told.gettext(_("Språkmodellen läser beläggen.")) if known.state == "running" else ""


def _time(known: Writing, frame: Frame) -> str:
    if known.state != "running":
        return ""
    told = words(frame.language)
    text = told.gettext(_("%(num)s s")).replace("%(num)s", str(round(known.seconds)))
    if not known.usual:
        return text
    usual = told.gettext(_("brukar ta %(num)s s")).replace("%(num)s", str(max(round(known.usual), 1)))
    return f"{text}, {usual}"


def failed_page(assessment_id: str, title: str, node_id: str, problem: ErrorPage) -> RewritePage:
    """Build the page that says why there is no text."""
    return RewritePage(assessment_id, title, node_id, 0, (), (), (), "", "sv", problem)


def new_sentences(sentences: Sequence[Sentence], language: Language) -> tuple[NewSentence, ...]:
    """Return proposed sentences as they are shown in a language."""
    return tuple(NewSentence(s.text, tuple(mark_in(mark, language) for mark in s.marks)) for s in sentences)


def places(selection: Sequence[int]) -> tuple[int, ...]:
    """Return chosen places, each once and in order."""
    return tuple(sorted(set(selection)))


@dataclass(frozen=True, slots=True)
class ExamplesPage:
    """Municipalities that come further in a sub-area, as their reports say."""

    id: str
    title: str
    node_id: str
    name: str
    shown: Examples

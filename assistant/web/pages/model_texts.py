"""A language model on the pages of texts: how it is to write, and its words beside those they would replace."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain.criteria import Language
from assistant.domain.draft import Sentence
from assistant.web.pages.marks import mark_in
from assistant.web.pages.problem import ErrorPage
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

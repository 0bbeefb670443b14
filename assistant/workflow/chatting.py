"""A conversation over one assessment's evidence: answers stream, and nothing is certain before it is checked.

The model writes sentences that each name a passage and quote it. A sentence is shown as certain only
when the quote stands word for word in that passage, and its numbers and names stand there too.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.domain.draft import Evidence
from assistant.domain.evidence import Passage, SearchFilter
from assistant.drafting.fencing import Shown, block, evidence_text, show
from assistant.drafting.fitting import fit, room_for
from assistant.drafting.gate import Claim, Sourced, check_quote, unsupported
from assistant.drafting.instructions import addresses_the_judge
from assistant.drafting.reading import read
from assistant.drafting.replies import CondensedReply
from assistant.errors import AssistantError, ModelCancelledError, ReplyError
from assistant.models import Request, StreamEnd
from assistant.workflow import asking as searching
from assistant.workflow import assessments, sources
from assistant.workflow.modelling import Asking, asking, new_fence
from assistant.workflow.parts import Parts

PASSAGES = 14
REMEMBERED = 6
"""Turns of the conversation that a follow-up question is understood from."""
LONGEST_QUESTION = 1_000
NOTHING = "INGET SVAR"


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of the conversation, and what was answered."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Text as it comes; not checked yet, and to be shown so."""

    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A whole sentence of the answer after the gate."""

    text: str
    evidence: tuple[Evidence, ...]
    marks: tuple[str, ...]
    """What is unproven about it, in Swedish; none makes it certain."""

    @property
    def certain(self) -> bool:
        """Say whether the sentence may be shown as certain."""
        return not self.marks


@dataclass(frozen=True, slots=True)
class Reply:
    """The end of an answer."""

    outcome: Literal["answered", "no_evidence"]
    question: str
    """As it was searched for: a follow-up question is spelled out."""
    statements: tuple[Statement, ...]
    searched_passages: int
    searched_sources: int
    nearest: tuple[str, ...] = ()
    """Names of the sources that came nearest, when there is no answer."""


Event = Piece | Statement | Reply


def chat(
    parts: Parts,
    assessment_id: str,
    question: str,
    *,
    history: Sequence[Turn] = (),
    where: SearchFilter | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Event]:
    """Answer a question, with the sentences as they come and a ``Reply`` last.

    Raises:
        ModelForbiddenError, ModelUnavailableError, BudgetSpentError: before the first piece, or in the middle.
        NotFoundError: there is no such assessment.
    """
    assessments.get(parts, assessment_id)
    asked = asking(parts, assessment_id, cancelled=cancelled)
    plain = " ".join(question.split())[:LONGEST_QUESTION]
    spelled_out = _condensed(asked, plain, history)
    shown = _evidence(asked, spelled_out, where)
    statements: list[Statement] = []
    if shown:
        sourced = _sourced(parts, shown)
        for event in _answer(asked, spelled_out, history, shown, sourced):
            if isinstance(event, Statement):
                statements.append(event)
            yield event
    yield _reply(parts, assessment_id, spelled_out, statements, shown)


def _condensed(asked: Asking, question: str, history: Sequence[Turn]) -> str:
    """Spell a follow-up question out; when the model cannot, search with the question before it as well."""
    if not history:
        return question
    prompt = asked.prompt("condense")
    try:
        reply = asked.ask(
            CondensedReply,
            prompt,
            lambda fence: {"fence": fence, "history": _told(asked, history, fence), "question": question},
            purpose="condense",
        )
    except ReplyError:
        return f"{history[-1].question} {question}"
    spelled_out = " ".join(reply.question.split())
    return question if addresses_the_judge(spelled_out) else spelled_out


def _told(asked: Asking, history: Sequence[Turn], fence: str) -> str:
    """Return the last turns, fenced; answers may hold interviews' words and so stay away from outside endpoints."""
    told = []
    for n, turn in enumerate(history[-REMEMBERED:], 1):
        answer = f"\n{turn.answer[:1_500]}" if asked.model.choice.inside else ""
        told.append(block(f"F{n}", "fråga och svar", f"{turn.question[:LONGEST_QUESTION]}{answer}", fence))
    return "\n".join(told) or "(inget)"


def _evidence(asked: Asking, question: str, where: SearchFilter | None) -> tuple[Shown, ...]:
    """Search what may be sent to the model, and fit it to its window."""
    filters = where or SearchFilter()
    choice = asked.model.choice
    kinds = tuple(kind for kind in (filters.kinds or choice.kinds) if kind in choice.kinds)
    if not kinds:
        return ()
    hits = searching.search(asked.parts, asked.assessment_id, question, k=PASSAGES, where=replace(filters, kinds=kinds))
    prompt = asked.prompt("chat")
    chosen, _ = fit([hit.passage for hit in hits], room=room_for(choice.window, choice.answer, prompt.system, question))
    return show(chosen)


def _sourced(parts: Parts, shown: Sequence[Shown]) -> Sourced:
    with parts.store.reading() as tx:
        texts = {name: tx.sources.text(name) for name in {item.passage.source_id for item in shown}}
    return Sourced.of(shown, texts)


def _answer(
    asked: Asking, question: str, history: Sequence[Turn], shown: Sequence[Shown], sourced: Sourced
) -> Iterator[Piece | Statement]:
    """Stream the model's prose; each sentence is checked as soon as it is whole."""
    asked.check_budget()
    prompt = asked.prompt("chat")
    fence = new_fence()
    system, user = prompt.fill(
        {
            "fence": fence,
            "question": question,
            "evidence": evidence_text(shown, fence),
            "history": _told(asked, history, fence),
        }
    )
    call = asked.blank(prompt, fence, "chat", "", shown)
    whole, taken = "", 0
    try:
        for piece in asked.model.stream(Request(system, user), cancelled=asked.cancelled):
            if isinstance(piece, StreamEnd):
                call = replace(call, usage=piece.usage, seconds=piece.seconds, reply=whole)
                continue
            whole += piece
            yield Piece(piece)
            ready, taken = _whole_sentences(whole, taken)
            yield from (_checked(text, sourced) for text in ready)
    except ModelCancelledError:
        raise
    except AssistantError as error:
        asked.note(replace(call, outcome="failed", reply=type(error).__name__))
        raise
    asked.note(call)
    rest = whole[taken:].strip()
    if rest and rest.strip(". ") != NOTHING:
        yield _checked(rest, sourced)


_CITED = re.compile(r"\[\s*(S\d{1,3})\s*:\s*[\"”“](.*?)[\"”“]\s*\]", re.DOTALL)
_END = re.compile(r"(?:\]\s*[.!?]|(?<=[.!?])\s+(?=[A-ZÅÄÖ–-]))|\n+")


def _whole_sentences(text: str, taken: int) -> tuple[list[str], int]:
    """Return the sentences that have become whole, and up to where the text is taken.

    A full stop within a citation ends nothing.
    """
    found: list[str] = []
    inside = [(m.start(), m.end()) for m in _CITED.finditer(text, taken)]
    for match in _END.finditer(text, taken):
        within = any(start < match.start() + 1 < end - 1 for start, end in inside)
        open_citation = text.rfind("[", taken, match.start()) > text.rfind("]", taken, match.end())
        if within or open_citation:
            continue
        sentence = text[taken : match.end()].strip()
        taken = match.end()
        if sentence and sentence.strip(". ") != NOTHING:
            found.append(sentence)
    return found, taken


def _checked(text: str, sourced: Sourced) -> Statement:
    """Put one sentence through the gate."""
    cited = [(label, quote) for label, quote in _CITED.findall(text)]
    prose = " ".join(_CITED.sub("", text).split()).replace(" .", ".")
    evidence = tuple(check_quote(Claim(label, quote, "supports"), sourced, question_id="") for label, quote in cited)
    marks = [f"Citat som inte är belagt: {item.warnings[0]}" for item in evidence if not item.counts]
    if not cited:
        marks.append("Meningen hänvisar inte till underlaget.")
    passages = [sourced.shown[label].passage for label, _ in cited if label in sourced.shown]
    marks += [f"”{word}” står inte i det som citeras." for word in unsupported(prose, [_around(p) for p in passages])]
    if any(e.stance == "contradicts" for e in evidence) and not read(prose).adverse:
        marks.append("Det som citeras säger emot eller begränsar; läs hela meningen i källan.")
    if addresses_the_judge(prose) or any(e.counts and e.stance == "context" for e in evidence):
        marks.append("Meningen bygger på en uppmaning eller en fråga i underlaget.")
    return Statement(prose, evidence, tuple(marks))


def _around(passage: Passage) -> str:
    return "\n".join([passage.source_title, *passage.place.heading, passage.text])


def _reply(
    parts: Parts, assessment_id: str, question: str, statements: Sequence[Statement], shown: Sequence[Shown]
) -> Reply:
    """Close the answer; without one certain sentence it is a refusal that says what was searched."""
    read_in = [source for source in sources.list_sources(parts, assessment_id) if source.state == "ready"]
    answered = any(s.certain for s in statements)
    nearest = () if answered else tuple(dict.fromkeys(s.passage.source_name for s in shown))[:3]
    return Reply(
        "answered" if answered else "no_evidence",
        question,
        tuple(statements),
        sum(s.passages for s in read_in),
        len(read_in),
        nearest,
    )

"""A conversation over one assessment's evidence: answers stream, and nothing is certain before it is checked.

The model writes sentences that each name a passage and quote it. A sentence is shown as certain only
when the quote stands word for word in that passage, and its numbers and names stand there too.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.domain.evidence import Hit, Passage, SearchFilter
from assistant.domain.model_call import ModelCall, Usage
from assistant.drafting.asked import Refused
from assistant.drafting.compared import kinds_named
from assistant.drafting.fencing import Shown, block, evidence_text, show
from assistant.drafting.fitting import fit, room_for
from assistant.drafting.following import leans, spelled_out
from assistant.drafting.gate import Sourced
from assistant.drafting.instructions import addresses_the_judge
from assistant.drafting.replies import CondensedReply
from assistant.drafting.stating import Statement, checked, is_nothing, so_far, whole_sentences
from assistant.drafting.topics import stems
from assistant.errors import AssistantError, ModelUnavailableError, ReplyError
from assistant.models import Anew, Request, StreamEnd, tokens
from assistant.workflow import asking as searching
from assistant.workflow import sources
from assistant.workflow.modelling import Asking, asking, new_fence
from assistant.workflow.parts import Parts

PASSAGES = 14
WIDE = 4
"""Times as many passages are looked at where only some may answer."""
SHARES = (1.0, 0.5, 0.25)
"""Of the room for evidence, tried one after the other where the model's window turns out to be smaller than is set."""
REMEMBERED = 6
"""Turns of the conversation that a follow-up question is understood from."""
LONGEST_QUESTION = 1_000
CUT = "Modellens svar är avklippt här."


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of the conversation, and what was answered."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Text as it comes; not checked yet, and to be shown so."""

    text: str
    so_far: str = ""
    """The sentence being written, without its citations."""


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
    nearest_ids: tuple[str, ...] = ()
    refused: Refused = ""
    """Why the question is never answered, whatever the evidence says."""
    shown: tuple[str, ...] = ()
    """Ids of the sources whose passages the model was shown."""
    calls: tuple[ModelCall, ...] = ()
    """The calls that the answer took."""


Event = Piece | Statement | Anew | Reply
"""``Anew`` says that what came before was the model thinking: none of it is part of the answer."""


@dataclass(frozen=True)
class Talk:
    """A question with all that narrows it."""

    history: Sequence[Turn] = ()
    where: SearchFilter | None = None
    keep: Callable[[Passage], bool] | None = None
    """Says which passages may answer; all without it."""
    searching: AbstractContextManager[object] = field(default_factory=nullcontext)
    """Held while the index is used."""


def chat(
    parts: Parts,
    assessment_id: str,
    question: str,
    *,
    history: Sequence[Turn] = (),
    where: SearchFilter | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Event]:
    """Answer a question, with the sentences as they come and a ``Reply`` last. See ``talk`` for the errors."""
    return talk(parts, assessment_id, question, Talk(history, where), cancelled=cancelled)


def talk(
    parts: Parts, assessment_id: str, question: str, about: Talk, *, cancelled: Callable[[], bool] = lambda: False
) -> Iterator[Event]:
    """Answer a question that is narrowed, with the sentences as they come and a ``Reply`` last.

    Questions that are never answered are refused before a model is asked.

    Raises:
        ModelForbiddenError, ModelUnavailableError, BudgetSpentError: before the first piece, or in the middle.
        ModelCancelledError: somebody cancelled.
        NotFoundError: there is no such assessment.
    """
    asked = asking(parts, assessment_id, cancelled=cancelled)
    plain = " ".join(question.split())[:LONGEST_QUESTION]
    refused = _refusal(parts, assessment_id, plain, follows=bool(about.history))
    if refused:
        yield replace(_reply(asked, plain, (), ()), refused=refused)
        return
    spelled_out = _condensed(asked, plain, about.history)
    hits = _hits(asked, spelled_out, about)
    statements: list[Statement] = []
    shown: tuple[Shown, ...] = ()
    for share in SHARES if hits else ():
        shown = _fitted(asked, spelled_out, hits, share)
        try:
            for event in _answer(asked, spelled_out, about.history, shown, _sourced(parts, shown)) if shown else ():
                if isinstance(event, Statement):
                    statements.append(event)
                if isinstance(event, Anew):
                    statements.clear()
                yield event
            break
        except ModelUnavailableError as error:
            if not error.too_long or share == SHARES[-1]:
                raise  # nothing was said yet: less evidence may fit into the model's window
    yield _reply(asked, spelled_out, statements, shown)


def _refusal(parts: Parts, assessment_id: str, question: str, *, follows: bool) -> Refused:
    """Return why a question is never answered; one that follows on another needs no telling words of its own."""
    refused = searching.understood(parts, assessment_id, question).refused
    return "" if follows and refused == "no_words" else refused


def _condensed(asked: Asking, question: str, history: Sequence[Turn]) -> str:
    """Spell a follow-up question out; by its words where the model cannot, or speaks of something else."""
    if not history or not leans(question):
        return question
    by_words = spelled_out(question, [turn.question for turn in history]).text
    prompt = asked.prompt("condense")
    try:
        reply = asked.ask(
            CondensedReply,
            prompt,
            lambda fence: {"fence": fence, "history": _told(asked, history, fence), "question": question},
            purpose="condense",
        )
    except ReplyError:
        return by_words
    whole = " ".join(reply.question.split())
    talked_of = set(stems(" ".join([question, *(turn.question for turn in history)])))
    strays = bool(talked_of) and not talked_of & set(stems(whole))
    return by_words if strays or addresses_the_judge(whole) else whole


def _told(asked: Asking, history: Sequence[Turn], fence: str) -> str:
    """Return the last turns, fenced; answers may hold interviews' words and so stay away from outside endpoints."""
    told = []
    for n, turn in enumerate(history[-REMEMBERED:], 1):
        answer = f"\n{turn.answer[:1_500]}" if asked.model.choice.inside else ""
        told.append(block(f"F{n}", "fråga och svar", f"{turn.question[:LONGEST_QUESTION]}{answer}", fence))
    return "\n".join(told) or "(inget)"


def _hits(asked: Asking, question: str, about: Talk) -> list[Hit]:
    """Search what may be sent to the model."""
    filters = about.where or SearchFilter()
    choice = asked.model.choice
    kinds = tuple(kind for kind in (filters.kinds or choice.kinds) if kind in choice.kinds)
    if not kinds:
        return []
    with about.searching:
        return _found(asked, question, replace(filters, kinds=kinds), about.keep)


def _fitted(asked: Asking, question: str, hits: Sequence[Hit], share: float) -> tuple[Shown, ...]:
    """Fit what was found to a share of the model's window."""
    choice, prompt = asked.model.choice, asked.prompt("chat")
    room = room_for(choice.window, choice.answer, prompt.system, question)
    chosen, _ = fit([hit.passage for hit in hits], room=room, share=share)
    return show(chosen)


def _found(asked: Asking, question: str, where: SearchFilter, keep: Callable[[Passage], bool] | None) -> list[Hit]:
    """Return what the search finds, the best first; kinds that the question names have an equal share each.

    One that it names alone has half, so that what the others say is seen beside it.
    """

    def search(narrowed: SearchFilter, k: int) -> list[Hit]:
        wide = k if keep is None else k * WIDE
        hits = searching.search(asked.parts, asked.assessment_id, question, k=wide, where=narrowed)
        return [hit for hit in hits if keep is None or keep(hit.passage)][:k]

    compared = [kind for kind in kinds_named(question) if kind in where.kinds]
    share = PASSAGES // max(len(compared), 2)
    found = [search(replace(where, kinds=(kind,)), share) for kind in compared]
    in_turn = [hits[n] for n in range(PASSAGES) for hits in found if n < len(hits)]
    by_id = {hit.passage.id: hit for hit in (*in_turn, *search(where, PASSAGES))}
    return list(by_id.values())[:PASSAGES]


def _sourced(parts: Parts, shown: Sequence[Shown]) -> Sourced:
    with parts.store.reading() as tx:
        texts = {name: tx.sources.text(name) for name in {item.passage.source_id for item in shown}}
    return Sourced.of(shown, texts)


def _answer(
    asked: Asking, question: str, history: Sequence[Turn], shown: Sequence[Shown], sourced: Sourced
) -> Iterator[Piece | Statement | Anew]:
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
    whole, taken, cut = "", 0, False
    try:
        for piece in asked.model.stream(Request(system, user), cancelled=asked.cancelled):
            if isinstance(piece, StreamEnd):
                call = replace(
                    call, usage=piece.usage, seconds=piece.seconds, reply=whole, answered_by=piece.answered_by
                )
                cut = piece.cut
                continue
            if isinstance(piece, Anew):
                whole, taken = "", 0
                yield piece
                continue
            whole += piece
            yield Piece(piece, so_far(whole[taken:]))
            ready, taken = whole_sentences(whole, taken)
            yield from (checked(text, sourced) for text in ready)
    except AssistantError as error:
        # What was sent is sent, also when somebody cancelled: it counts against the budget.
        used = Usage(tokens(system + user), tokens(whole) if whole else 0)
        asked.note(replace(call, outcome="failed", reply=type(error).__name__, usage=used))
        raise
    asked.note(call)
    rest = whole[taken:].strip()
    if rest and not is_nothing(rest):
        last = checked(rest, sourced)
        yield replace(last, marks=(*last.marks, CUT)) if cut else last


def _reply(asked: Asking, question: str, statements: Sequence[Statement], shown: Sequence[Shown]) -> Reply:
    """Close the answer; without one certain sentence it is a refusal that says what was searched."""
    read_in = [s for s in sources.list_sources(asked.parts, asked.assessment_id) if s.state == "ready"]
    answered = any(s.certain for s in statements)
    names = {s.passage.source_id: s.passage.source_name for s in shown}
    nearest = [] if answered else list(names)[:3]
    return Reply(
        "answered" if answered else "no_evidence",
        question,
        tuple(statements),
        sum(s.passages for s in read_in),
        len(read_in),
        tuple(names[key] for key in nearest),
        tuple(nearest),
        shown=tuple(names),
        calls=tuple(asked.noted),
    )

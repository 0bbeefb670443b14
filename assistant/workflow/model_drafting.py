"""Drafting with a language model, beside the drafts of the rules: evidence out, checked quotes back."""

import hashlib
import logging
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from assistant.domain.assessment import Assessment
from assistant.domain.criteria import Question
from assistant.domain.draft import Draft, Evidence
from assistant.domain.evidence import Passage, SourceKind
from assistant.domain.prompt import Prompt
from assistant.domain.run import RunRecord
from assistant.drafting.extractive import ExtractiveDrafter
from assistant.drafting.fencing import Shown, evidence_text, show, speaking
from assistant.drafting.fitting import fit, room_for, size
from assistant.drafting.gate import Sourced
from assistant.drafting.hearing import hear
from assistant.drafting.instructions import is_suspect
from assistant.drafting.levels import FAINT
from assistant.drafting.proposing import Basis, propose
from assistant.drafting.relevance import Scores
from assistant.drafting.replies import DraftReply
from assistant.errors import (
    AssistantError,
    BudgetSpentError,
    ModelCancelledError,
    ModelUnavailableError,
    NotFoundError,
)
from assistant.models import chain, run
from assistant.workflow.modelling import Asking
from assistant.workflow.placing import Places
from assistant.workflow.progress import Progress

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

logger = logging.getLogger(__name__)

NAME = "model-1"
PER_KIND = 12
"""Passages of each kind of source that a model may be shown, beside those the rules quote."""
SHORTEST = 60
"""Characters below which a passage tells a model nothing."""
SEED = 20
LEAST_SHARE = 0.125
"""Of the room for evidence; where even that is too long the model cannot draft."""
REMEMBERED = 20_000
"""Sentences whose scores, and passages whose sentences, are kept."""


@dataclass(frozen=True)
class ModelDrafter:
    """Drafts questions of one assessment with a model."""

    asking: Asking
    rules: ExtractiveDrafter
    drafts: Mapping[str, Draft]
    """The rules' drafts by question id."""
    run_id: str
    _texts: dict[str, str] = field(default_factory=dict, init=False, repr=False)
    _scores: dict[str, Scores] = field(default_factory=dict, init=False, repr=False)
    _spoken: dict[tuple[str, str], str] = field(default_factory=dict, init=False, repr=False)
    _shares: list[float] = field(default_factory=lambda: [1.0], init=False, repr=False)
    """How much of the room for evidence was used; the last holds."""

    @property
    def kinds(self) -> tuple[SourceKind, ...]:
        """The kinds of sources there are that may be sent."""
        return tuple(kind for kind in self.asking.model.choice.kinds if self.rules.counts.get(kind))

    @property
    def kept_back(self) -> tuple[SourceKind, ...]:
        """The kinds of sources there are that may not be sent."""
        return tuple(kind for kind, count in self.rules.counts.items() if count and kind not in self.kinds)

    def draft(self, question: Question) -> Draft:
        """Draft one question: retrieve, fit to the window, ask, check. See ``Asking.ask`` for the errors.

        Where the model's window turns out to be smaller than is set, less evidence is shown, from then on.
        """
        replayed = self.asking.memory == "only"
        share = 1.0 if replayed else self._shares[-1]
        first: AssistantError | None = None
        while True:
            try:
                proposed: Draft = run(self._steps(question, share), question)
                return proposed.with_run(self.run_id)
            except (ModelUnavailableError, NotFoundError) as error:
                first = first or error
                if share <= LEAST_SHARE or not self._less_may_do(error):
                    raise first from None
            share /= 2
            if not replayed:
                logger.warning("less evidence is shown", extra={"question_id": question.id, "share": share})
                self._shares.append(min(share, self._shares[-1]))

    def _less_may_do(self, error: AssistantError) -> bool:
        """Say whether less evidence may do: the window is smaller than set, or was when the record was made."""
        if isinstance(error, ModelUnavailableError):
            return error.too_long
        return self.asking.memory == "only"

    def _steps(self, question: Question, share: float) -> "Runnable[Question, Draft]":
        return chain(
            ("retrieve", self._retrieve),
            ("fit", lambda passages: self._fit(question, passages, share)),
            ("show and ask", lambda passages: self._answers(question, passages)),
            ("check", lambda asked: self._propose(question, *asked)),
        )

    # --- evidence ----------------------------------------------------------------------------

    def _retrieve(self, question: Question) -> list[Passage]:
        """Return passages by value: those that the rules quote, then of every kind those that fit the question best."""
        quoted = {e.passage_id: e.score for e in self.drafts[question.id].evidence}
        found: list[Passage] = []
        taken: Counter[SourceKind] = Counter()
        for passage in self.rules.passages_for(question):
            kept = passage.id in quoted or (
                taken[passage.kind] < PER_KIND
                and len(self._seen(question, passage)) >= SHORTEST  # a scrap takes no place
            )
            if kept and passage.kind in self.kinds:
                taken[passage.kind] += 1
                found.append(passage)
        return sorted(found, key=lambda passage: -quoted.get(passage.id, -1.0))

    def _seen(self, question: Question, passage: Passage) -> str:
        """Return what is shown of a passage: the sentences that speak of the question.

        A sentence does when the rules quote it, or when its own words are on the subject and it is not suspect. One
        that is neither could prove no level, and an order that is heard is nearly always such a sentence.
        """
        text = hear(passage).text
        if self.asking.model.choice.reads == "passages":
            return text
        key = (question.id, passage.id)
        found = self._spoken.get(key)
        if found is None:
            if len(self._spoken) >= REMEMBERED:
                self._spoken.clear()
            quotes = [e.quote for e in self.drafts[question.id].evidence if e.passage_id == passage.id]
            place = self.rules.relevance.place[question.id]

            def speaks(sentence: str) -> bool:
                quoted = any(sentence in quote or quote in sentence for quote in quotes)
                return quoted or (float(self._score(sentence)[place]) >= FAINT and not is_suspect(sentence))

            found = self._spoken[key] = speaking(text, speaks)
        return found

    def _score(self, sentence: str) -> Scores:
        """Return how surely a sentence alone speaks of each question; kept, as most are asked of by many."""
        found = self._scores.get(sentence)
        if found is None:
            if len(self._scores) >= REMEMBERED:
                self._scores.clear()
            found = self._scores[sentence] = self.rules.relevance.of(sentence)
        return found

    def _fit(self, question: Question, passages: Sequence[Passage], share: float) -> tuple[Passage, ...]:
        choice = self.asking.model.choice
        system, user = self._prompt().fill(self._values(question, (), ""))
        room = room_for(choice.window, choice.answer, system, user)
        chosen, left_out = fit(passages, room=room, share=share, measure=lambda p: size(p, self._seen(question, p)))
        if not chosen and share < 1.0:
            raise ModelUnavailableError(
                "Inget stycke ryms i modellens fönster.",
                hint="Välj en modell med större fönster.",
                worth_retrying=False,
            )
        if left_out:
            logger.info("evidence fitted to the window", extra={"question_id": question.id, "left_out": left_out})
        return chosen

    # --- asking ------------------------------------------------------------------------------

    def _prompt(self) -> Prompt:
        return self.asking.prompt("draft")

    def _values(self, question: Question, shown: Sequence[Shown], fence: str) -> dict[str, str]:
        ladder = "\n".join(f"{level.number}: {level.demand.sv}" for level in question.levels)
        return {
            "fence": fence,
            "question": question.text.sv,
            "looks_for": question.looks_for.sv,
            "ladder": ladder,
            "evidence": evidence_text(shown, fence),
        }

    def _answers(
        self, question: Question, passages: Sequence[Passage]
    ) -> tuple[tuple[Shown, ...], list[tuple[tuple[Shown, ...], DraftReply]]]:
        """Ask once, or several times with the evidence in another order; labels stay with their passages."""
        shown = show(passages, partial(self._seen, question))
        if not shown:
            return shown, []
        answers = []
        for number in range(self.asking.model.choice.samples):
            ordered = list(shown)
            if number:
                random.Random(SEED + number).shuffle(ordered)  # noqa: S311 - an order, not a secret
            answers.append((shown, self._ask(question, ordered)))
        return shown, answers

    def _ask(self, question: Question, shown: Sequence[Shown]) -> DraftReply:
        return self.asking.ask(
            DraftReply,
            self._prompt(),
            lambda fence: self._values(question, shown, fence),
            purpose="draft",
            subject=question.id,
            shown=shown,
        )

    # --- checking ----------------------------------------------------------------------------

    def _propose(
        self, question: Question, shown: tuple[Shown, ...], answers: list[tuple[tuple[Shown, ...], DraftReply]]
    ) -> Draft:
        texts = {item.passage.source_id: self._text(item.passage.source_id) for item in shown}
        basis = Basis(
            question=question,
            sourced=Sourced.of(shown, texts),
            rules=self.drafts[question.id],
            drafter=f"{NAME} {self.asking.model.id}",
            expired=self._expired,
            undecided=lambda source_id: self.rules.facts(source_id).undecided,
            relevance=lambda item: self._relevance(question, item, shown),
            kept_back=self.kept_back,
        )
        nothing = DraftReply(rungs=[], against=[], confidence="low", missing=[])
        return propose(basis, [reply for _, reply in answers] or [nothing])

    def _expired(self, source_id: str) -> bool:
        until = self.rules.facts(source_id).valid_until
        return until is not None and until < self.rules.as_of

    def _relevance(self, question: Question, item: Evidence, shown: Sequence[Shown]) -> float:
        """Score a quote as the rules would: the sentence, its passage, and the headings above."""
        passage = next(s.passage for s in shown if s.passage.id == item.passage_id)
        place = self.rules.relevance.place[question.id]
        return float(self.rules.relevance.of(item.quote)[place] + self.rules.around(passage)[place])

    def _text(self, source_id: str) -> str:
        if source_id not in self._texts:
            with self.asking.parts.store.reading() as tx:
                self._texts[source_id] = tx.sources.text(source_id)
        return self._texts[source_id]


def model_run_id(asking: Asking, beside: str) -> str:
    """Name a run with a model by its inputs: the rules' run (which names the evidence), model and prompt."""
    prompt = asking.prompt("draft")
    key = "|".join([beside, NAME, asking.model.choice.settings, prompt.fingerprint])
    return hashlib.sha256(key.encode()).hexdigest()[:20]


def draft_with_model(
    asking: Asking,
    assessment: Assessment,
    questions: Sequence[Question],
    open_rules: Callable[[], ExtractiveDrafter],
    record: RunRecord,
    *,
    on_progress: Callable[[Progress], None],
) -> list[str]:
    """Draft those questions with the model that its run has not drafted yet; return their ids.

    A question that the model cannot answer keeps the rules' draft, and the next run tries it again. When
    the model does not answer at all, the rest is left for then.
    """
    parts = asking.parts
    with parts.store.reading() as tx:
        done = {d.question_id for d in tx.drafts.of_run(record.id)}
    todo = [q for q in questions if q.id not in done]
    if not todo:
        return []
    with parts.store.transaction() as tx:
        if record.id not in {known.id for known in tx.drafts.runs(assessment.id)}:
            tx.drafts.add_run(record)
            tx.events.append(
                assessment.id, at=parts.now(), by=parts.user, action="drafting_started", subject=record.id,
                details={"model": asking.model.id},
            )  # fmt: skip
        rules = {d.question_id: d for d in tx.drafts.of_run(record.beside)}
    drafter = ModelDrafter(asking, open_rules(), rules, record.id)
    drafter.rules.passages_for(todo[0])  # searched once here for all questions, before several threads ask for it
    made: list[str] = []
    places = Places()
    for question, outcome in _in_parallel(drafter, todo):
        problem = ""
        if isinstance(outcome, Draft):
            with parts.store.transaction() as tx:
                tx.drafts.add(assessment.id, [places.of(tx, outcome)])
            made.append(question.id)
        else:
            problem = f"Modellen gav inget förslag: {outcome.message} Reglernas förslag gäller."
        on_progress(Progress(len(made), len(todo), question.id, problem))
    return made


def _in_parallel(drafter: ModelDrafter, todo: Sequence[Question]) -> Iterator[tuple[Question, Draft | AssistantError]]:
    """Draft several questions at a time; stop at once when somebody cancels, and when going on makes no sense."""
    waiting = iter(todo)
    most = drafter.asking.model.choice.parallel
    running: dict[Future[Draft], Question] = {}
    with ThreadPoolExecutor(most, thread_name_prefix="model") as pool:

        def start(count: int) -> None:
            for question in islice(waiting, count):
                running[pool.submit(drafter.draft, question)] = question

        start(most)
        stopped = False
        while running:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                question, outcome = running.pop(future), _outcome(future)
                stopped = stopped or (isinstance(outcome, AssistantError) and _hopeless(outcome))
                if not isinstance(outcome, ModelCancelledError):
                    yield question, outcome
            start(0 if stopped else most - len(running))


def _outcome(future: "Future[Draft]") -> Draft | AssistantError:
    """Return what a question came to; errors that are not ours are bugs and go on up."""
    try:
        return future.result()
    except AssistantError as error:
        return error


def _hopeless(error: AssistantError) -> bool:
    """Say whether the questions that follow would fare no better."""
    if isinstance(error, BudgetSpentError | ModelCancelledError):
        return True
    return isinstance(error, ModelUnavailableError) and not error.worth_retrying and not error.about_the_request

"""Making a model's drafts again from what is on record, to see whether the same inputs give the same proposals.

By default nothing is asked: the answers on record go through prompts, gate and rules once more. Asked anew, the
model itself is tested, too. Nothing that is replayed is kept as a draft.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from assistant.domain.assessment import Assessment
from assistant.domain.criteria import Question
from assistant.domain.draft import Draft
from assistant.domain.run import RunRecord
from assistant.errors import AssistantError, InvalidInputError, ModelCancelledError, NotFoundError
from assistant.workflow import assessments, drafting, modelling
from assistant.workflow.model_drafting import ModelDrafter
from assistant.workflow.modelling import Asking
from assistant.workflow.parts import Parts
from assistant.workflow.progress import Progress

State = Literal["same", "different", "not_on_record", "failed"]


@dataclass(frozen=True, slots=True)
class Input:
    """One of the things that a run was made from, then and now."""

    name: str
    then: str
    now: str

    @property
    def same(self) -> bool:
        """Say whether it is as it was."""
        return self.then == self.now


@dataclass(frozen=True, slots=True)
class Again:
    """One question, as it was drafted and as it is drafted now."""

    question_id: str
    state: State
    level: int
    level_now: int | None
    quotes_gone: tuple[str, ...] = ()
    """Ids of quotes that the draft had and now has not."""
    quotes_new: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    """What else differs, by the names of the draft's fields."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Replayed:
    """A run, made again."""

    run: RunRecord
    asked: bool
    """Whether the model was asked anew, or only the record."""
    inputs: tuple[Input, ...]
    questions: tuple[Again, ...]

    @property
    def same(self) -> bool:
        """Say whether every draft came out as it was."""
        return all(again.state == "same" for again in self.questions)

    def count(self, state: State) -> int:
        """Count the questions of a state."""
        return sum(again.state == state for again in self.questions)


def run_of(parts: Parts, assessment_id: str, name: str) -> RunRecord:
    """Return the run of a language model whose id begins with a name; the newest one for ``latest``.

    Raises:
        NotFoundError: there is none.
        InvalidInputError: there are several.
    """
    assessments.get(parts, assessment_id)
    with parts.store.reading() as tx:
        runs = [run for run in tx.drafts.runs(assessment_id) if run.model]
    found = runs[-1:] if name == "latest" else [run for run in runs if run.id.startswith(name)]
    if not found:
        raise NotFoundError(
            f"Det finns ingen körning med språkmodell som heter {name!r}.", hint="Se kompass model log."
        )
    if len(found) > 1:
        raise InvalidInputError("Flera körningar börjar så.", hint="Ange fler tecken.")
    return found[0]


def replay(
    parts: Parts,
    assessment_id: str,
    name: str,
    *,
    ask: bool = False,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Replayed:
    """Make the drafts of a run again and say what differs.

    Args:
        parts: what the workflow needs.
        assessment_id: of the assessment.
        name: how the run's id begins, or ``latest``.
        ask: ask the model again instead of taking its answers from the record.
        on_progress: hears of each question.
        cancelled: says whether to stop.

    Raises:
        NotFoundError: no such run.
        ModelForbiddenError, ModelUnavailableError: no model is set; its settings name the record's keys.
        ModelCancelledError: somebody cancelled.
    """
    assessment = assessments.get(parts, assessment_id)
    run = run_of(parts, assessment_id, name)
    asking = replace(modelling.asking(parts, assessment_id, cancelled=cancelled), memory="none" if ask else "only")
    with parts.store.reading() as tx:
        drafts = {draft.question_id: draft for draft in tx.drafts.of_run(run.id)}
        rules = {draft.question_id: draft for draft in tx.drafts.of_run(run.beside)}
    drafter = ModelDrafter(asking, drafting.rules_of(parts, assessment), rules, run.id)
    questions = [q for q in drafting.questions_of(parts, assessment, None) if q.id in drafts]
    again = []
    for done, question in enumerate(questions, 1):
        again.append(_again(drafter, question, drafts[question.id]))
        on_progress(Progress(done, len(questions), question.id))
    return Replayed(run, ask, _inputs(parts, assessment, run, asking), tuple(again))


def _again(drafter: ModelDrafter, question: Question, before: Draft) -> Again:
    try:
        made = drafter.draft(question)
    except ModelCancelledError:
        raise
    except NotFoundError as error:
        return Again(question.id, "not_on_record", before.level, None, problem=error.message)
    except AssistantError as error:
        return Again(question.id, "failed", before.level, None, problem=error.message)
    had, has = {e.id for e in before.evidence}, {e.id for e in made.evidence}
    fields = ("nothing_found", "confidence", "reasons", "missing", "look", "evidence")
    other = tuple(name for name in fields if getattr(before, name) != getattr(made, name))
    state: State = "same" if made == before else "different"
    return Again(
        question.id, state, before.level, made.level, tuple(sorted(had - has)), tuple(sorted(has - had)), other
    )


def _inputs(parts: Parts, assessment: Assessment, run: RunRecord, asking: Asking) -> tuple[Input, ...]:
    """Return what a run is made from, then and now."""
    with parts.store.reading() as tx:
        evidence = tx.passages.fingerprint(assessment.id)
    prompt = asking.prompt("draft")
    packages: Mapping[str, str] = dict(run.packages)
    changed = [f"{n} {packages.get(n, '–')} → {v}" for n, v in parts.packages if packages.get(n) != v]
    return (
        Input("modell", run.model, asking.model.id),
        Input("modellens inställningar", run.model_settings, asking.model.choice.settings),
        Input("instruktion", _named(run.prompts), _named(((prompt.title, prompt.fingerprint),))),
        Input("underlag", run.evidence_fingerprint, evidence),
        Input("kriterier", run.criteria_fingerprint, assessment.criteria_fingerprint),
        Input("sökning", run.embedder, parts.searcher()),
        Input("inställningar", run.settings_fingerprint, parts.settings_fingerprint),
        Input("programmets version", run.version, parts.version),
        Input("paket", "", ", ".join(changed)),
    )


def _named(prompts: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{title} ({fingerprint[:12]})" for title, fingerprint in prompts)

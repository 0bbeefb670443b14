"""Asking the language model on behalf of an assessment: nothing twice, nothing beyond the budget, all on record."""

import hashlib
import json
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from statistics import median
from typing import Any, Literal, TypeVar

from assistant.catalog import load_prompt
from assistant.domain.evidence import SourceKind
from assistant.domain.model_call import ModelCall, Outcome, Spent, Usage, spent
from assistant.domain.prompt import Prompt
from assistant.drafting.fencing import Shown
from assistant.drafting.replies import FORMS, Reply, read_as, schema_of
from assistant.errors import (
    AssistantError,
    BudgetSpentError,
    CatalogError,
    ModelCancelledError,
    ModelForbiddenError,
    ModelUnavailableError,
    NotFoundError,
)
from assistant.models import Answer, LanguageModel, Request
from assistant.workflow import assessments
from assistant.workflow.parts import Parts

logger = logging.getLogger(__name__)

R = TypeVar("R", bound=Reply)
Memory = Literal["use", "only", "none"]
"""What becomes of answers on record: they spare a call; they must be there; or the model is asked in any case."""
Fill = Callable[[str], Mapping[str, str]]
"""Returns the prompt's values for a fence."""


def need_model(parts: Parts) -> LanguageModel:
    """Return the open model.

    Raises:
        ModelForbiddenError: models are forbidden here.
        ModelUnavailableError: none is set, or it cannot be opened.
    """
    if parts.model_forbidden:
        raise ModelForbiddenError(
            "Språkmodeller är avstängda här.", hint="Den som sköter installationen styr KOMPASS_MODEL_FORBIDDEN."
        )
    if parts.switch.off():
        raise ModelForbiddenError(
            "Språkmodellen är avstängd.", hint="En administratör stängde av den och kan sätta på den igen."
        )
    model = parts.model()
    if model is None:
        raise ModelUnavailableError(
            "Ingen språkmodell är vald.",
            hint="Sätt KOMPASS_MODEL, till exempel openai:qwen3-14b, och KOMPASS_MODEL_URL.",
            worth_retrying=False,
        )
    return model


@dataclass(frozen=True, slots=True)
class AboutModel:
    """The model that is set, as people are told of it."""

    id: str
    inside: bool
    kinds: tuple[SourceKind, ...]
    """Kinds of sources that may be sent to it."""
    priced: bool
    """Whether prices are set, so that cost can be told."""
    problem: str = ""
    """Why it cannot be used, in Swedish."""


def about(parts: Parts) -> AboutModel | None:
    """Return the model that is set; None where there is none, or models are forbidden."""
    if parts.model_forbidden or parts.switch.off():
        return None
    try:
        model = parts.model()
    except AssistantError as error:
        return AboutModel("", False, (), False, error.message)
    if model is None:
        return None
    choice = model.choice
    return AboutModel(choice.id, choice.inside, choice.kinds, bool(choice.price_in or choice.price_out))


@lru_cache(maxsize=64)
def _prompt(name: str, folder: Any) -> Prompt:
    return load_prompt(name, folder=folder)


def new_fence() -> str:
    """Return a mark that no document can know."""
    return f"K{secrets.token_hex(6).upper()}"


_NO_FENCE = "K" + "0" * 12


@dataclass(frozen=True)
class Asking:
    """Asks one model for one assessment."""

    parts: Parts
    assessment_id: str
    model: LanguageModel
    cancelled: Callable[[], bool] = lambda: False
    memory: Memory = "use"
    heard: Callable[[int], None] = lambda _: None
    """Hears how many characters of an answer have come."""
    noted: list[ModelCall] = field(default_factory=list, compare=False, repr=False)
    """Calls made through this, which are on record too."""

    def prompt(self, name: str) -> Prompt:
        """Return a prompt, the own one before the shipped one. CatalogError names file and line."""
        return _prompt(name, self.parts.prompts)

    def ask(
        self, form: type[R], prompt: Prompt, fill: Fill, *, purpose: str, subject: str = "", shown: Sequence[Shown] = ()
    ) -> R:
        """Return the model's answer in its form; an answer that is on record already is not asked for again.

        Raises:
            ReplyError, ModelUnavailableError, ModelCancelledError: as ``LanguageModel.ask``.
            BudgetSpentError: the assessment's tokens are spent.
            CatalogError: the prompt asks for another form, or for variables that nothing fills.
            NotFoundError: only the record was to answer, and it does not.
        """
        if FORMS.get(prompt.reply) is not form:
            raise CatalogError(f"{prompt.name}.md:1: reply ska vara {form.__name__}")
        key = self._key(prompt, _filled(prompt, fill, _NO_FENCE))
        known = None if self.memory == "none" else self._known(key)
        if known is not None:
            return read_as(form, json.loads(known.reply))
        if self.memory == "only":
            raise NotFoundError("Svaret finns inte i loggen för samma underlag.", hint="Kör igen med --ask.")
        self.check_budget()
        system, user = _filled(prompt, fill, new_fence())
        call = self.blank(prompt, key, purpose, subject, shown)
        try:
            answer = self.model.ask(
                Request(system, user, schema_of(form)),
                check=lambda data: _has(form, data),
                cancelled=self.cancelled,
                heard=self.heard,
            )
        except ModelCancelledError:
            raise
        except AssistantError as error:
            self.note(replace(call, outcome="failed", reply=type(error).__name__))
            raise
        self.note(_answered(call, answer))
        return read_as(form, answer.data)

    def _key(self, prompt: Prompt, texts: tuple[str, str]) -> str:
        parts = [self.assessment_id, self.model.choice.settings, prompt.fingerprint, *texts]
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

    def _known(self, key: str) -> ModelCall | None:
        with self.parts.store.reading() as tx:
            return tx.model_calls.answer(self.assessment_id, key)

    def check_budget(self) -> None:
        """Refuse to go on when the assessment's tokens are spent. BudgetSpentError says how many there were."""
        budget = self.model.choice.budget
        if not budget:
            return
        if cost(self.parts, self.assessment_id).usage.total >= budget:
            raise BudgetSpentError(
                f"Utvärderingens {budget} tokens för språkmodellen är slut.", hint="Höj KOMPASS_MODEL_BUDGET."
            )

    def blank(self, prompt: Prompt, key: str, purpose: str, subject: str, shown: Sequence[Shown]) -> ModelCall:
        """Return the record of a call before it is made."""
        return ModelCall(
            key=key,
            assessment_id=self.assessment_id,
            purpose=purpose,
            subject=subject,
            model=self.model.id,
            prompt=prompt.title,
            prompt_fingerprint=prompt.fingerprint,
            evidence=tuple(item.passage.id for item in shown),
            withheld=sum(item.withheld for item in shown),
            at=self.parts.now(),
            by=self.parts.user,
            attempts=1,
            seconds=0.0,
            usage=Usage(),
            outcome="answered",
            reply="",
        )

    def note(self, call: ModelCall) -> None:
        """Keep the record of a call."""
        self.noted.append(call)
        with self.parts.store.transaction() as tx:
            tx.model_calls.add(call)
        logger.info(
            "language model called",
            extra={"assessment_id": call.assessment_id, "purpose": call.purpose, "outcome": call.outcome},
        )


def _filled(prompt: Prompt, fill: Fill, fence: str) -> tuple[str, str]:
    try:
        return prompt.fill(fill(fence))
    except ValueError as error:
        raise CatalogError(f"{prompt.name}.md:1: {error}") from None


def _has(form: type[Reply], data: Mapping[str, Any]) -> None:
    read_as(form, data)


def _answered(call: ModelCall, answer: Answer) -> ModelCall:
    outcome: Outcome = "answered"
    return replace(
        call,
        attempts=answer.attempts,
        seconds=answer.seconds,
        usage=answer.usage,
        outcome=outcome,
        reply=json.dumps(dict(answer.data), ensure_ascii=False, sort_keys=True),
        answered_by=answer.answered_by,
    )


def asking(
    parts: Parts,
    assessment_id: str,
    *,
    cancelled: Callable[[], bool] = lambda: False,
    model: LanguageModel | None = None,
) -> Asking:
    """Return what asks the configured model for an assessment. See ``need_model`` for the errors."""
    assessments.get(parts, assessment_id)
    return Asking(parts, assessment_id, model or need_model(parts), cancelled)


def calls(parts: Parts, assessment_id: str) -> tuple[ModelCall, ...]:
    """Return the records of all calls of an assessment, oldest first."""
    assessments.get(parts, assessment_id)
    with parts.store.reading() as tx:
        return tx.model_calls.list(assessment_id)


def cost(parts: Parts, assessment_id: str) -> Spent:
    """Return what an assessment has cost so far, at the prices that are set; added up anew only after a call."""
    with parts.store.reading() as tx:
        stamp = tx.model_calls.stamp(assessment_id)
    model = parts.model() if stamp else None
    prices = (model.choice.price_in, model.choice.price_out) if model else (0.0, 0.0)

    def add_up() -> Spent:
        return spent(calls(parts, assessment_id) if stamp else (), price_in=prices[0], price_out=prices[1])

    return parts.kept.get(("spent", assessment_id, stamp, prices), add_up) if stamp else add_up()


def usual_seconds(parts: Parts, assessment_id: str, purpose: str) -> float:
    """Return how long the model's answers for a purpose took in an assessment, as the median; 0 without any."""
    took = [c.seconds for c in calls(parts, assessment_id) if c.purpose == purpose and c.outcome == "answered"]
    return median(took) if took else 0.0


def budget(parts: Parts) -> int:
    """Return the tokens that an assessment may use in all, 0 for no limit or no model. It may open the model."""
    model = parts.model()
    return model.choice.budget if model else 0


def took_part(parts: Parts, assessment_id: str) -> list[str]:
    """Return the models that proposed levels or texts, as drafters are named; also where a person took a text over."""
    return [f"model-1 {name}" for name in dict.fromkeys(call.model for call in _proposing(parts, assessment_id))]


def versions(parts: Parts, assessment_id: str) -> tuple[str, ...]:
    """Return the models that proposed levels or texts, each with the version that its endpoint told."""
    told = [
        f"{c.model} ({c.answered_by})" if c.answered_by and c.answered_by not in c.model else c.model
        for c in _proposing(parts, assessment_id)
    ]
    return tuple(dict.fromkeys(told))


def _proposing(parts: Parts, assessment_id: str) -> list[ModelCall]:
    proposed = ("draft", "narrative", "rewrite")
    return [c for c in calls(parts, assessment_id) if c.outcome == "answered" and c.purpose in proposed]

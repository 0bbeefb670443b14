"""A language model as the workflows use it: with limits, patience, and nothing believed."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.domain.model_call import Usage
from assistant.errors import ModelCancelledError, ModelUnavailableError, ReplyError
from assistant.models.breaker import Breaker
from assistant.models.choice import ModelChoice
from assistant.models.failing import status_refuses_form
from assistant.models.pump import pump
from assistant.models.reading import (
    TITLE,
    answered_by,
    check_end,
    data_of,
    most_told,
    plain,
    raw_of,
    usage_of,
    was_cut,
    was_ended,
)
from assistant.models.request import Answer, Request
from assistant.models.thinking import Anew, Speech

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

logger = logging.getLogger(__name__)

METHODS = ("json_schema", "function_calling", "json_mode", "text")
"""Ways of asking for a structured answer, the surest first."""
FIRST_WAIT, MOST_WAIT = 0.5, 30.0
_LOOK = 0.05
"""Seconds between two looks at whether somebody cancelled, while others are being answered."""

Check = Callable[[Mapping[str, Any]], None]
"""Raises ``ValueError`` when data has not the form that was asked for."""


def _never() -> bool:
    return False


def _any_form(_: Mapping[str, Any]) -> None:
    return


def _unheard(_: int) -> None:
    return


@dataclass(frozen=True, slots=True)
class _Caller:
    """Who waits for an answer."""

    cancelled: Callable[[], bool]
    heard: Callable[[int], None] = _unheard


@dataclass(frozen=True, slots=True)
class StreamEnd:
    """Comes last of a stream of prose."""

    usage: Usage
    seconds: float
    first_seconds: float
    """Until the first piece came."""
    answered_by: str = ""
    """As in ``Answer``."""
    cut: bool = False
    """The endpoint ended it before the model did."""


class LanguageModel:
    """One open model; threads may share it."""

    def __init__(self, choice: ModelChoice, chat: "BaseChatModel", *, first_wait: float = FIRST_WAIT) -> None:
        self.choice = choice
        self.chat = chat
        self._first_wait = first_wait
        self._slots = threading.BoundedSemaphore(choice.parallel)
        self.breaker = Breaker()
        self._method = METHODS[0] if choice.structured == "auto" else choice.structured
        self._proven = choice.structured != "auto"

    @property
    def id(self) -> str:
        """Provider and name."""
        return self.choice.id

    def ask(
        self,
        request: Request,
        *,
        check: Check = _any_form,
        cancelled: Callable[[], bool] = _never,
        heard: Callable[[int], None] = _unheard,
    ) -> Answer:
        """Ask for a structured answer, again when that may help.

        Args:
            request: what is asked.
            check: says whether an answer has the form that was asked for.
            cancelled: says whether the answer is no longer wanted.
            heard: hears how many characters of the answer have come, from 0 again with every attempt.

        Raises:
            ModelUnavailableError: it does not answer, also after waiting; or it is being left alone.
            ReplyError: it answers, but never in the form asked for.
            ModelCancelledError: somebody cancelled.
        """
        from tenacity import Retrying, retry_if_exception, stop_after_attempt

        began = time.monotonic()
        used: list[Usage] = []
        asked, caller = request, _Caller(cancelled, heard)
        trying = Retrying(
            stop=stop_after_attempt(self.choice.attempts),
            wait=self._wait,
            retry=retry_if_exception(_worth_retrying),
            sleep=lambda seconds: _sleep(seconds, cancelled),
            reraise=True,
        )
        for attempt in trying:
            with attempt:
                try:
                    answer = self._once(asked, check, caller, used)
                except ReplyError as error:
                    asked = _again(request, error)
                    raise
        total = sum(used, Usage())
        count = int(trying.statistics.get("attempt_number", 1))
        return replace(answer, usage=total, attempts=count, seconds=round(time.monotonic() - began, 3))

    def stream(self, request: Request, *, cancelled: Callable[[], bool] = _never) -> Iterator[str | Anew | StreamEnd]:
        """Yield prose piece by piece, then a ``StreamEnd``. Never asked twice: what was shown stays shown.

        A model's thoughts are left out; where only their end is marked, ``Anew`` says that what came before was such.

        Raises:
            ModelUnavailableError, ModelCancelledError, ReplyError: as ``ask``.
        """
        began = time.monotonic()
        first = 0.0
        whole = _Whole()
        speech, spoken = Speech(), False
        with self._slot(cancelled), self._watched():
            for piece in self._pieces(self.chat, request, _Caller(cancelled)):
                first = first or time.monotonic() - began
                whole.add(piece)
                for said in speech.take(plain(piece)):
                    spoken = isinstance(said, str) and (spoken or bool(said.strip()))
                    yield said
        for said in speech.close():
            spoken = spoken or bool(said.strip())
            yield said
        message = whole.message()
        if not was_ended(message):
            raise ModelUnavailableError("Anslutningen till modellen bröts mitt i svaret.", hint="Försök igen.")
        if not spoken or not was_cut(message):
            check_end(message)
        if not spoken:
            raise ReplyError("Modellen svarade med ingenting.")
        usage = usage_of(whole.told, request.system + request.user, plain(message))
        ended = round(time.monotonic() - began, 3)
        yield StreamEnd(usage, ended, round(first, 3), answered_by(message), was_cut(message))

    # --- one attempt -------------------------------------------------------------------------

    def _once(self, request: Request, check: Check, caller: _Caller, used: list[Usage]) -> Answer:
        with self._slot(caller.cancelled), self._watched():
            whole = self._fetch(request, caller)
        message = whole.message()
        text = raw_of(message)
        used.append(usage_of(whole.told, request.system + request.user, text))
        data = data_of(message)
        try:
            check(data)
        except ValueError:
            raise ReplyError("Modellens svar har fel form.") from None
        return Answer(data, text, used[-1], 1, 0.0, self._method, answered_by(message))

    def _fetch(self, request: Request, caller: _Caller) -> "_Whole":
        """Ask once; an endpoint that refuses a way of asking is asked in the next way, and that is remembered."""
        while True:
            method = self._method
            try:
                whole = self._draw(request, method, caller)
            except ModelUnavailableError as error:
                following = METHODS[METHODS.index(method) + 1 :] if not self._proven else ()
                if not following or error.too_long or not status_refuses_form(error):
                    raise
                logger.info("structured output refused, next way", extra={"method": method})
                self._method = following[0]
                continue
            self._proven = True
            return whole

    def _draw(self, request: Request, method: str, caller: _Caller) -> "_Whole":
        asked, runnable = request, self.chat
        if request.schema is not None:
            asked = _spelled_out(request) if method in ("json_mode", "text") else request
            runnable = self.chat if method == "text" else _shaped(self.chat, request.schema, method)
        whole = _Whole()
        for piece in self._pieces(runnable, asked, caller):
            whole.add(piece)
        whole.message()
        return whole

    def _pieces(self, runnable: Any, request: Request, caller: _Caller) -> Iterator[Any]:
        messages = [("system", request.system), ("user", request.user)]
        length = 0
        caller.heard(length)
        for piece in pump(runnable, messages, seconds=self.choice.seconds, cancelled=caller.cancelled, size=_size):
            length += _size(piece)
            caller.heard(length)
            yield piece

    # --- patience ----------------------------------------------------------------------------

    @contextmanager
    def _slot(self, cancelled: Callable[[], bool]) -> Iterator[None]:
        """Wait for one of the calls that may be made at a time. ModelCancelledError when somebody cancels meanwhile."""
        while not self._slots.acquire(timeout=_LOOK):
            if cancelled():
                raise ModelCancelledError("Arbetet avbröts.", worth_retrying=False)
        try:
            yield
        finally:
            self._slots.release()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Let a call through unless the endpoint is being left alone, and note how it goes."""
        if not self.breaker.allows():
            raise ModelUnavailableError(
                "Modellen har inte svarat på flera försök och får vila.",
                hint="Kör igen om en stund; det som är klart görs inte om.",
                worth_retrying=False,
            )
        try:
            yield
        except ModelCancelledError:
            raise
        except ModelUnavailableError as error:
            if not error.about_the_request:
                self.breaker.failed()
            raise
        self.breaker.succeeded()

    def _wait(self, state: Any) -> float:
        """Wait twice as long each time, with some chance in it; as long as the endpoint says when it says so."""
        from tenacity import wait_random_exponential

        error = state.outcome.exception()
        if isinstance(error, ReplyError):
            return 0.0
        asked = getattr(error, "wait", None)
        if asked is not None:
            return float(asked)
        return float(wait_random_exponential(multiplier=self._first_wait, max=MOST_WAIT)(state))


def _worth_retrying(error: BaseException) -> bool:
    return isinstance(error, ReplyError) or (isinstance(error, ModelUnavailableError) and error.worth_retrying)


def _sleep(seconds: float, cancelled: Callable[[], bool]) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if cancelled():
            raise ModelCancelledError("Arbetet avbröts.", worth_retrying=False)
        time.sleep(min(left, 0.1))


def _again(request: Request, error: ReplyError) -> Request:
    """Ask once more with a word on what was wrong; never with the answer that was wrong."""
    note = f"Ditt förra svar kunde inte användas: {error.message} Svara igen, med ett enda JSON-objekt enligt schemat."
    return replace(request, user=f"{request.user}\n\n{note}")


class _Whole:
    """An answer as it grows."""

    def __init__(self) -> None:
        self._message: Any = None
        self.told: dict[str, Any] = {}
        """Tokens that the endpoint counted."""

    def add(self, piece: Any) -> None:
        self.told = most_told(self.told, piece)
        self._message = piece if self._message is None else self._message + piece

    def message(self) -> "BaseMessage":
        """Return all of it. ReplyError when nothing came."""
        if self._message is None:
            raise ReplyError("Modellen svarade med ingenting.")
        message: BaseMessage = self._message
        return message


def _shaped(chat: "BaseChatModel", schema: Mapping[str, Any], method: str) -> Any:
    """Bind the model to a schema in the provider's own way.

    LangChain's parser after it is left out: it reads the growing answer anew with every piece. So is the vendor's own
    stream of structured answers: it gives up on whatever else a model writes around the object.
    """
    titled = {"title": TITLE, "description": "The answer.", **schema}
    sequence: Any = chat.with_structured_output(titled, method=method, include_raw=True)
    bound: Any = sequence.steps[0].steps__["raw"]
    wanted = bound.kwargs.get("response_format") if hasattr(chat, "root_client") else None
    if wanted is None:
        return bound
    return chat.bind(extra_body={**(getattr(chat, "extra_body", None) or {}), "response_format": wanted})


def _spelled_out(request: Request) -> Request:
    """Put the schema into words for models that cannot be bound to one."""
    schema = json.dumps(request.schema, ensure_ascii=False)
    return replace(request, system=f"{request.system}\n\nSvara med ett enda JSON-objekt enligt detta schema:\n{schema}")


def _size(piece: Any) -> int:
    chunks = getattr(piece, "tool_call_chunks", None) or []
    return len(plain(piece)) + sum(len(c.get("args") or "") for c in chunks)

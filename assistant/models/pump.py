"""Drawing a model's answer out piece by piece, so that a deadline or a person can end it at any moment.

A vendor's timeout bounds the wait for the next byte, not for the whole answer: a server that sends
a byte now and then, or never ends, would hold a job for ever. So a thread of its own reads, and the
caller stops listening when the time is out; the thread ends at the next piece it gets.
"""

import contextvars
import threading
import time
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from assistant.errors import ModelCancelledError, ModelUnavailableError, ReplyError
from assistant.models.failing import translate

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

LONGEST = 400_000
"""Characters after which an answer is taken for endless."""
_LOOK = 0.05
"""Seconds between two looks at whether somebody cancelled."""
_END = object()


def pump(
    runnable: "Runnable[Any, Any]",
    given: Any,
    *,
    seconds: float,
    cancelled: Callable[[], bool],
    size: Callable[[Any], int],
) -> Iterator[Any]:
    """Yield the pieces of an answer.

    Raises:
        ModelUnavailableError: the time is out, or the endpoint failed.
        ModelCancelledError: somebody cancelled before the whole answer was here; one that is here is paid for and used.
        ReplyError: the answer does not end.
    """
    pieces: SimpleQueue[Any] = SimpleQueue()
    stop, whole = threading.Event(), threading.Event()
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(_draw, runnable, given, pieces, stop, whole), daemon=True).start()
    deadline = time.monotonic() + seconds
    length = 0
    try:
        while True:
            piece = _next(pieces, deadline, lambda: cancelled() and not whole.is_set())
            if piece is _END:
                return
            if isinstance(piece, BaseException):
                raise translate(piece) from piece
            length += size(piece)
            if length > LONGEST:
                raise ReplyError("Modellens svar tar inte slut.", hint="Sänk KOMPASS_MODEL_ANSWER.")
            yield piece
    finally:
        stop.set()


def _next(pieces: "SimpleQueue[Any]", deadline: float, cancelled: Callable[[], bool]) -> Any:
    while True:
        if cancelled():
            raise ModelCancelledError("Arbetet avbröts.", worth_retrying=False)
        left = deadline - time.monotonic()
        if left <= 0:
            raise ModelUnavailableError(
                "Modellen blev inte klar i tid.", hint="Höj KOMPASS_MODEL_SECONDS eller välj en snabbare modell."
            )
        try:
            return pieces.get(timeout=min(left, _LOOK))
        except Empty:
            continue


def _draw(
    runnable: "Runnable[Any, Any]",
    given: Any,
    pieces: "SimpleQueue[Any]",
    stop: threading.Event,
    whole: threading.Event,
) -> None:
    from langsmith import tracing_context

    try:
        with tracing_context(enabled=False):  # or LangSmith's environment variables would send prompts away
            for piece in runnable.stream(given):
                if stop.is_set():
                    return
                pieces.put(piece)
    except Exception as error:  # handed to the caller's thread, which translates it
        pieces.put(error)
    finally:
        pieces.put(_END)
        whole.set()

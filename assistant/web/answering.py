"""Answers that are being made: they outlast the connection that asked, and stop at once when told to."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from assistant.errors import UnavailableError

Name = tuple[str, str, str]
"""Assessment, user and key of a question."""
Tell = Callable[[str], None]
"""Sends an event to whoever listens."""
MOST = 24
"""Answers that are made at the same time in the whole service."""
BREATH = 15.0
"""Seconds without an event after which a sign of life is sent, so that a proxy keeps the line open."""
_LOOK = 0.03
"""Seconds between two looks for new events."""


@dataclass(eq=False)
class Answer:
    """An answer in the making, with what was told of it so far."""

    events: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)

    async def stream(self) -> AsyncIterator[str]:
        """Yield all events from the first, and wait for the rest; leaving early ends nothing but the listening."""
        sent, silent = 0, 0.0
        while True:
            ended = self.done.is_set()  # looked at before the events, so that none is missed
            while sent < len(self.events):
                yield self.events[sent]
                sent, silent = sent + 1, 0.0
            if ended:
                return
            await asyncio.sleep(_LOOK)
            silent += _LOOK
            if silent > BREATH:
                yield ": \n\n"
                silent = 0.0


class Answers:
    """Those of one service, each in a thread of its own, so that a slow model holds no page up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[Name, Answer] = {}

    def begin(self, name: Name, make: Callable[[Tell, Callable[[], bool]], None]) -> Answer:
        """Start an answer, or join the one of that name which is being made.

        Args:
            name: of the question.
            make: makes the answer; is given how to tell of it, and what says that it is no longer wanted.

        Raises:
            UnavailableError: too many are being made.
        """
        with self._lock:
            known = self._running.get(name)
            if known:
                return known
            if len(self._running) >= MOST:
                raise UnavailableError("Många frågar just nu.", hint="Vänta en stund och försök igen.")
            made = self._running[name] = Answer()
        threading.Thread(target=self._make, args=(name, made, make), name="answer", daemon=True).start()
        return made

    def stop(self, name: Name) -> bool:
        """Stop an answer at once; say whether there was one."""
        with self._lock:
            known = self._running.get(name)
        if known:
            known.stop.set()
        return known is not None

    def _make(self, name: Name, made: Answer, make: Callable[[Tell, Callable[[], bool]], None]) -> None:
        try:
            make(made.events.append, made.stop.is_set)
        finally:
            with self._lock:
                del self._running[name]
            made.done.set()

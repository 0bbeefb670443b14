"""Leaving an endpoint alone that keeps failing, so that a long job falls back at once instead of waiting each time.

Own code because the known libraries hold a lock during the call, which would let calls through one
at a time only.
"""

import threading
import time
from collections.abc import Callable

FAILURES = 5
"""Failures in a row after which the endpoint is left alone."""
REST_SECONDS = 30.0


class Breaker:
    """Counts failures in a row; after a rest one call may try whether the endpoint is well again."""

    def __init__(
        self, *, failures: int = FAILURES, rest: float = REST_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = failures
        self._rest = rest
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._closed_at = 0.0

    def allows(self) -> bool:
        """Say whether a call may be made now."""
        with self._lock:
            if self._failed < self._most:
                return True
            if self._clock() - self._closed_at < self._rest:
                return False
            self._closed_at = self._clock()  # this call is the trial; the others wait for how it goes
            return True

    def succeeded(self) -> None:
        """Note that the endpoint answered."""
        with self._lock:
            self._failed = 0

    def failed(self) -> None:
        """Note that it did not."""
        with self._lock:
            self._failed += 1
            if self._failed >= self._most:
                self._closed_at = self._clock()

"""What a language model writes for the pages of texts: it outlasts the request, and stops at once when told to."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from uuid import uuid4

from assistant.errors import AssistantError, ConflictError, ModelCancelledError
from assistant.web.language import marked as _
from assistant.workflow.writing import Manner

logger = logging.getLogger(__name__)

Node = tuple[str, str]
"""Assessment and text."""
Sort = Literal["text", "rewriting"]
State = Literal["running", "done", "failed", "stopped"]
KEPT = 200
"""Writings of which it is remembered how they ended."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a model is asked to write."""

    sort: Sort
    version: int
    """Of the text that it is for."""
    manner: Manner = field(default_factory=Manner)
    selection: tuple[int, ...] = ()
    """Sentences to say otherwise, by their places."""
    wish: str = ""


@dataclass(eq=False)
class Writing:
    """A text in the making, or how it ended."""

    wanted: Wanted
    usual: float
    """Seconds that such texts took before; 0 when there were none."""
    began: float = field(default_factory=time.monotonic)
    ended: float = 0.0
    state: State = "running"
    characters: int = 0
    """That the model has written so far."""
    error: AssistantError | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def seconds(self) -> float:
        """How long it has taken so far, or took."""
        return (self.ended or time.monotonic()) - self.began

    def hear(self, characters: int) -> None:
        """Note how much has come."""
        self.characters = characters


class Writings:
    """Those of one service: one at a time for each text, each in a thread of its own.

    After a restart of the service nothing is known of those that ran; what a model had answered is on record, so that
    the same wish is not asked of it again.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[Node, tuple[str, Writing]] = {}

    def begin(
        self, node: Node, user: str, wanted: Wanted, write: Callable[[Writing], None], *, usual: float = 0.0
    ) -> Writing:
        """Start writing, or join what writes the same already.

        Args:
            node: the text.
            user: who asks.
            wanted: what.
            write: does it; raises what goes wrong.
            usual: seconds that such texts took before.

        Raises:
            ConflictError: something else is being written for the text.
        """
        with self._lock:
            asked_by, known = self._known.get(node, ("", None))
            if known and known.state == "running":
                if (asked_by, known.wanted) == (user, wanted):
                    return known
                raise ConflictError(
                    _("Språkmodellen skriver redan för den här texten."),
                    hint=_("Vänta tills den är klar, eller avbryt."),
                )
            made = Writing(wanted, usual)
            self._known.pop(node, None)
            self._known[node] = (user, made)
            self._forget_oldest()
        threading.Thread(target=self._run, args=(made, write, node[0]), name="writing", daemon=True).start()
        return made

    def of(self, node: Node, user: str) -> Writing | None:
        """Return what somebody last asked for of a text; None when that was nothing, or was somebody else."""
        with self._lock:
            asked_by, known = self._known.get(node, ("", None))
        return known if asked_by == user else None

    def stop(self, node: Node, user: str) -> Writing | None:
        """Stop one's own writing at once; an answer that is whole by then is kept all the same."""
        known = self.of(node, user)
        if known:
            known.stop.set()
        return known

    def _forget_oldest(self) -> None:
        ended = [node for node, (_user, known) in self._known.items() if known.state != "running"]
        for node in ended[: max(len(self._known) - KEPT, 0)]:
            del self._known[node]

    def _run(self, made: Writing, write: Callable[[Writing], None], assessment_id: str) -> None:
        state: State = "done"
        try:
            write(made)
        except ModelCancelledError:
            state = "stopped"
        except AssistantError as error:
            state, made.error = "failed", error
        except Exception:
            number = uuid4().hex[:12]
            logger.exception("writing failed", extra={"error_id": number, "assessment_id": assessment_id})
            state, made.error = (
                "failed",
                AssistantError(f"Något gick fel i tjänsten (fel {number}).", hint=_("Försök igen.")),
            )
        finally:
            made.ended = time.monotonic()
            made.state = state
            made.done.set()

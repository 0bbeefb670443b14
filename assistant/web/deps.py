"""What a route may ask for, and limits that several routes share."""

import threading
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Path, Query, Request

from assistant.jobs import Jobs
from assistant.web.answering import Answers
from assistant.web.background import Background
from assistant.web.errors import Problem
from assistant.web.fetches import Fetches
from assistant.web.frame import Frame, frame_of
from assistant.web.guard import Who
from assistant.web.writings import Writings
from assistant.workflow.parts import Parts


@dataclass(frozen=True, slots=True)
class Services:
    """What the routes work with, put together once by ``create_app``."""

    parts: Parts
    jobs: Jobs
    background: Background
    fetches: Fetches
    searching: threading.RLock
    """Held while an index is used: it is not made for several threads at once."""
    answers: Answers
    writings: Writings


def _parts(request: Request) -> Parts:
    found: Parts = request.state.parts
    return found


def _services(request: Request) -> Services:
    found: Services = request.app.state.services
    return replace(found, parts=_parts(request))


def _who(request: Request) -> Who:
    found: Who = request.state.who
    return found


def _frame(request: Request) -> Frame:
    return frame_of(request.scope)


PartsDep = Annotated[Parts, Depends(_parts)]
"""The parts as the one who acts may use them; the guard makes them for each request."""
ServicesDep = Annotated[Services, Depends(_services)]
FrameDep = Annotated[Frame, Depends(_frame)]
WhoDep = Annotated[Who, Depends(_who)]

AssessmentId = Annotated[str, Path(max_length=80, description="Id of an assessment, such as alvlunda-2026.")]
QuestionId = Annotated[str, Path(max_length=40, description="Id of a question, such as 1.2.3.")]
SourceId = Annotated[str, Path(max_length=40, description="Id of a source.")]
Words = Annotated[str, Query(min_length=1, max_length=500, description="What is searched or asked.")]
Under = Annotated[str | None, Query(max_length=40, description="Only this area, sub-area or question.")]

PROBLEMS: dict[int | str, dict[str, object]] = {
    400: {"model": Problem, "description": "Something in the request is wrong."},
    401: {"model": Problem, "description": "Nobody is signed in."},
    403: {"model": Problem, "description": "Not allowed as things stand, or sent by another site."},
    404: {"model": Problem, "description": "What was named does not exist, or not for this user."},
    409: {"model": Problem, "description": "Somebody or something else was first."},
    429: {"model": Problem, "description": "Tried too often; wait a while."},
    422: {"model": Problem, "description": "A value is missing or of the wrong form."},
    500: {"model": Problem, "description": "Unexpected; the answer holds a number to look for in the log."},
    503: {"model": Problem, "description": "A part is out of reach for now; try again."},
}
"""How every route may answer besides its own way."""

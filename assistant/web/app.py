"""Puts the web service together."""

import threading

from fastapi import FastAPI
from starlette.middleware import Middleware

from assistant.domain.criteria import Language
from assistant.jobs import Jobs
from assistant.web.answering import Answers
from assistant.web.background import Background
from assistant.web.deps import PROBLEMS, Services
from assistant.web.errors import CatchAll, add_handlers
from assistant.web.fetches import Fetches
from assistant.web.routes import (
    assessments,
    chat,
    judging,
    looking,
    model,
    model_texts,
    narratives,
    outcome,
    pages,
    people,
    questions,
    reports,
    results,
    source_pages,
    sources,
    texts,
    viewer,
    workbench,
)
from assistant.web.security import BodyLimit, KnownHost, SameOrigin, SecurityHeaders
from assistant.web.site import Site
from assistant.web.statics import PREFIX, Packed, Statics
from assistant.web.writings import Writings
from assistant.workflow.parts import Parts

MAX_BODY = 1_000_000
"""Bytes of a request that carries no file."""
OVERHEAD = 1_000_000
"""Bytes that a form adds to the file in it."""


def create_app(parts: Parts, jobs: Jobs, *, public_url: str = "", language: Language = "sv") -> FastAPI:
    """Build the web service on open services; they must stay open while it runs.

    Args:
        parts: what the workflows need, with the user who acts where nobody has an account.
        jobs: the durable queue.
        public_url: where others reach the service, over https; empty for this computer only.
        language: of pages until somebody chooses another.
    """

    def most_bytes(path: str) -> int:
        return parts.max_file_bytes + OVERHEAD if path.rstrip("/").endswith("/sources") else MAX_BODY

    app = FastAPI(
        title="Kommunkompass assistant",
        summary="Evidence, proposed levels, decisions, exact points and reports for evaluations.",
        version=parts.version,
        openapi_url=None,  # served by a route of ours, behind the same guard as the rest
        docs_url=None,  # these two pages would load scripts from outside
        redoc_url=None,
        # Nothing about requests may leave the machine, whatever the environment asks for.
        telemetry={
            "tracing": False, "metrics": False, "logs": False, "operation_spans": False, "auto_configure": False,
        },
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(Packed),
            Middleware(CatchAll),
            Middleware(KnownHost),
            Middleware(SameOrigin),
            Middleware(BodyLimit, limit=most_bytes),
        ],
    )  # fmt: skip
    app.state.site = Site(public_url)
    app.state.language = language
    app.state.services = Services(
        parts, jobs, Background(), Fetches(parts.fetched), threading.RLock(), Answers(), Writings()
    )
    add_handlers(app)
    for module in (assessments, sources, questions, narratives, results, looking):
        app.include_router(module.router, prefix="/api", responses=PROBLEMS)
    for module in (pages, people, source_pages, viewer, workbench, judging, outcome, texts, chat, reports):
        app.include_router(module.router)
    for module in (model, model_texts):
        app.include_router(module.router)
    app.mount(PREFIX, Statics(), name="static")
    return app

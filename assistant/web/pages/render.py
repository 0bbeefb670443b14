"""Templates to answers."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("assistant.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page. Every name a template uses must be given; a missing one is an error."""
    return HTMLResponse(_environment().get_template(template).render(**values), status_code=status)

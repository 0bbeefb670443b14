"""Templates to answers."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, lru_cache

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from assistant.domain.criteria import Language
from assistant.web import cookies
from assistant.web.frame import Frame
from assistant.web.language import SOURCE, translated, words
from assistant.web.pages.numbers import exact
from assistant.web.statics import static


@cache
def environment(language: Language) -> Environment:
    """Return the templates in one language. Everything is escaped, whatever a file is called."""
    made = Environment(
        loader=PackageLoader("assistant.web"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    found = words(language)
    made.install_gettext_callables(found.gettext, found.ngettext, newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    made.globals["_"] = _translating(found.gettext)
    made.globals["static"] = static()
    made.filters["moment"] = lambda value: moment(value, language)
    made.filters["told"] = lambda text: told(text, language)
    made.globals["exact"] = lambda value: exact(value, language)
    made.filters["count"] = lambda value: format_decimal(value, locale=language)
    made.filters["cost"] = lambda value: format_decimal(value, format="#,##0.00##", locale=language)
    made.filters["day"] = lambda value: format_date(_local(value), format="medium", locale=language)
    return made


def _translating(gettext: Callable[[str], str]) -> Callable[..., Markup]:
    """Return what templates call for a text: a page asks for hundreds, so those without values are kept."""

    @lru_cache(4096)
    def known(text: str) -> Markup:
        return Markup(gettext(text))  # noqa: S704 - as Jinja's own gettext: the text is ours, values are escaped

    @lru_cache(4096)
    def plain(text: str) -> Markup:
        return known(text) % {}

    def translate(text: str, **values: object) -> Markup:
        return known(text) % values if values else plain(text)

    return translate


def told(text: str, language: Language) -> Markup:
    """Return what a rule says to people, in the page's language; marked as Swedish where nobody has translated it."""
    found = translated(text, language)
    return Markup('<span lang="{}">{}</span>').format(SOURCE, text) if found is None else escape(found)


def moment(value: int | str, language: Language) -> str:
    """Spell a time, given in seconds since 1970 or as ISO, for people of a language."""
    return format_datetime(_local(value), format="medium", locale=language)


def _local(value: int | str) -> datetime:
    when = datetime.fromisoformat(value) if isinstance(value, str) else datetime.fromtimestamp(value, UTC)
    return when.astimezone()


def render(frame: Frame, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page in its frame. Every name a template uses must be given; a missing one is an error."""
    text = environment(frame.language).get_template(template).render(frame=frame, **values)
    answer = HTMLResponse(text, status_code=status)
    if frame.new_secret:
        cookies.set_secret(answer, frame.scope, "kompass-form", frame.new_secret)
    return answer


def fragment(frame: Frame, template: str, macro: str, **values: object) -> str:
    """Return what one macro of a template gives, escaped as in a page, for a script to put into one."""
    module = environment(frame.language).get_template(template).make_module({"frame": frame})
    return str(getattr(module, macro)(**values))

"""What surrounds every page: language, look, who is signed in, and the key of its forms."""

from dataclasses import dataclass
from typing import get_args

from starlette.types import Scope

from assistant.domain.criteria import Language
from assistant.web import cookies
from assistant.web.cookies import Theme
from assistant.web.guard import Who
from assistant.web.language import LANGUAGES
from assistant.workflow.parts import Parts

THEMES: tuple[Theme, ...] = get_args(Theme)


@dataclass(frozen=True, slots=True)
class Frame:
    """The surroundings of a page, from the request alone."""

    language: Language
    theme: Theme
    path: str
    """Where one is, with its query: to come back to."""
    who: Who
    form_key: str
    new_secret: str
    """To be kept by a browser that had nothing to derive a form key from; else empty."""
    scope: Scope

    @property
    def sends_out(self) -> bool:
        """Say whether extracts of the evidence may leave the house: a language model outside is set and on."""
        app = self.scope.get("app")
        parts: Parts | None = app.state.services.parts if app else None
        return parts is not None and parts.model_outside and parts.switch.off() is None

    @property
    def other_language(self) -> Language:
        """The language that is one click away."""
        return "en" if self.language == "sv" else "sv"


def frame_of(scope: Scope) -> Frame:
    """Return the surroundings of the page that a request asks for."""
    who: Who = scope.get("state", {}).get("who") or Who(secret=cookies.read(scope, "kompass-form"))
    new_secret = "" if who.secret else cookies.new_secret()
    query = scope.get("query_string", b"").decode("latin-1")
    return Frame(
        language=_language(scope),
        theme=_theme(scope),
        path=str(scope["path"]) + (f"?{query}" if query else ""),
        who=who,
        form_key=cookies.form_key(who.secret or new_secret),
        new_secret=new_secret,
        scope=scope,
    )


def _language(scope: Scope) -> Language:
    chosen = cookies.read(scope, "kompass-language")
    default: Language = scope["app"].state.language
    return next((known for known in LANGUAGES if known == chosen), default)


def _theme(scope: Scope) -> Theme:
    chosen = cookies.read(scope, "kompass-theme")
    return next((known for known in THEMES if known == chosen), "auto")

"""The web service: a JSON API under ``/api`` and pages to look at; it translates and decides nothing."""

from assistant.web.app import create_app
from assistant.web.site import require_safe_address

__all__ = ["create_app", "require_safe_address"]

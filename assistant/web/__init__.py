"""The web service: a JSON API under ``/api`` and pages to look at; it translates and decides nothing."""

from assistant.web.app import create_app
from assistant.web.security import require_loopback

__all__ = ["create_app", "require_loopback"]

"""Vendors' errors, told in our words. Their own texts are never shown: they may hold prompts or keys."""

import math
import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from assistant.errors import AssistantError, ModelUnavailableError, ReplyError

_UNREADABLE = frozenset(
    "LengthFinishReasonError ContentFilterFinishReasonError JSONDecodeError ValidationError RecursionError".split()
)
LONGEST_WAIT = 120.0
"""Seconds that an endpoint may ask to be left alone for."""

_KEY = ("Modellens tjänst godtar inte nyckeln.", "Kontrollera KOMPASS_MODEL_KEY_FILE.")
_FORM = (
    "Modellens tjänst godtar inte frågan.",
    "Är KOMPASS_MODEL_WINDOW större än modellens fönster? Kör: kompass model check",
)
_TOLD = {
    401: _KEY,
    403: _KEY,
    404: ("Modellen eller adressen finns inte.", "Kontrollera KOMPASS_MODEL och KOMPASS_MODEL_URL."),
    400: _FORM,
    413: _FORM,
    422: _FORM,
}


_STRANGE = frozenset(
    "AssertionError ValueError AttributeError KeyError TypeError RuntimeError UnicodeDecodeError".split()
)
"""What vendors' packages end with when an answer is none that their protocol knows."""
_TOO_LONG = re.compile(
    r"context[_ ](?:length|size|window)|maximum context|max_model_len|prompt is too long|too many (?:input )?tokens|"
    r"exceeds? the (?:available|maximum)|string_above_max_length|input is too long",
    re.IGNORECASE,
)


def translate(error: BaseException) -> AssistantError:
    """Return the typed error that a vendor's error amounts to."""
    if isinstance(error, AssistantError):
        return error
    status = _status(error)
    name = type(error).__name__
    if name in _UNREADABLE:
        return ReplyError("Modellens svar är avklippt eller oläsligt.", hint="Höj KOMPASS_MODEL_ANSWER.")
    if status in _TOLD:
        message, hint = _TOLD[status]
        refused = ModelUnavailableError(message, hint=hint, worth_retrying=False)
        refused.about_the_request = status in (400, 413, 422)
        refused.too_long = status == 413 or (status in (400, 422) and _TOO_LONG.search(str(error)) is not None)
        return refused
    if status == 429:
        return ModelUnavailableError(
            "Modellens tjänst tar inte emot fler frågor just nu.",
            hint="Vänta, eller sänk KOMPASS_MODEL_PARALLEL och sätt KOMPASS_MODEL_PER_MINUTE.",
            wait=wait_asked_for(_headers(error), now=time.time()),
        )
    if status is None and name in _STRANGE:
        return ModelUnavailableError(
            "Tjänsten svarade med något som inte är ett svar från en språkmodell.",
            hint="Kontrollera KOMPASS_MODEL_URL; den slutar ofta med /v1. Kör: kompass model check",
        )
    told = f"fel {status}" if status else name
    return ModelUnavailableError(
        f"Modellen svarar inte ({told}).",
        hint="Är den igång? Kör: kompass model check",
        wait=wait_asked_for(_headers(error), now=time.time()),
    )


def _status(error: BaseException) -> int | None:
    for holder in (error, getattr(error, "response", None)):
        status = getattr(holder, "status_code", None)
        if isinstance(status, int):
            return status
    return None


def status_refuses_form(error: ModelUnavailableError) -> bool:
    """Say whether the endpoint refused the form of the request rather than failing at it."""
    cause = error.__cause__
    return cause is not None and _status(cause) in (400, 404, 415, 422, 500, 501)


def _headers(error: BaseException) -> Mapping[str, str]:
    found: Mapping[str, str] | None = getattr(getattr(error, "response", None), "headers", None)
    return found or {}


_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?")


def wait_asked_for(headers: Mapping[str, str], *, now: float) -> float | None:
    """Return the seconds that an endpoint asks to be left alone for; None when it says nothing that can be read.

    Args:
        headers: of its answer. RFC 9110 knows seconds and a date; providers have milliseconds and durations beside.
        now: seconds since 1970, which a date is counted from.
    """
    asked = [
        _number(headers.get("retry-after-ms"), 0.001),
        _number(headers.get("retry-after"), 1.0),
        _until(headers.get("retry-after"), now),
        _duration(headers.get("retry-after")),
    ]
    resets = [_duration(headers.get(f"x-ratelimit-reset-{what}")) for what in ("requests", "tokens")]
    told = next((seconds for seconds in asked if seconds is not None), None)
    if told is None:
        told = max((seconds for seconds in resets if seconds is not None), default=None)
    return None if told is None else min(max(told, 0.0), LONGEST_WAIT)


def _number(value: str | None, unit: float) -> float | None:
    try:
        seconds = float(value) * unit if value is not None else math.nan
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) else None


def _until(value: str | None, now: float) -> float | None:
    try:
        return parsedate_to_datetime(value).timestamp() - now if value else None
    except (ValueError, OverflowError):
        return None


def _duration(value: str | None) -> float | None:
    """Read a duration such as 6m0s, 1.5s or 20ms."""
    found = _DURATION.fullmatch(value.strip()) if value and value.strip() else None
    if found is None:
        return None
    hours, minutes, seconds, milliseconds = (float(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds + milliseconds / 1000

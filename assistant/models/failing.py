"""Vendors' errors, told in our words. Their own texts are never shown: they may hold prompts or keys."""

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
        return refused
    if status == 429:
        return ModelUnavailableError(
            "Modellens tjänst tar inte emot fler frågor just nu.",
            hint="Vänta, eller sänk KOMPASS_MODEL_PARALLEL och sätt KOMPASS_MODEL_PER_MINUTE.",
            wait=_retry_after(error),
        )
    told = f"fel {status}" if status else name
    return ModelUnavailableError(
        f"Modellen svarar inte ({told}).", hint="Är den igång? Kör: kompass model check", wait=_retry_after(error)
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


def _retry_after(error: BaseException) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None)
    value = headers.get("retry-after") if headers is not None else None
    try:
        return min(max(float(value), 0.0), LONGEST_WAIT) if value is not None else None
    except ValueError:
        return None  # a date; the ordinary back-off is used instead

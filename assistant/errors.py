"""Everything that can go wrong on purpose in the application.

AssistantError
├── UserError                shown as it is; ``hint`` says what to do
│   ├── InvalidInputError
│   ├── NotFoundError
│   ├── NotAllowedError
│   │   └── ModelForbiddenError
│   ├── NotSignedInError     nobody knows who asks
│   ├── TooManyAttemptsError worth trying again, but not now
│   └── ConflictError        somebody else was first
├── CatalogError             a criteria set or prompt is wrong; names file and line
├── UnavailableError         worth trying again
│   ├── IndexUnavailableError
│   ├── EmbedderUnavailableError
│   ├── RerankerUnavailableError
│   ├── ModelUnavailableError  the language model does not answer
│   └── BusyError            another process holds the data folder
├── ReplyError               the language model answered, but not what it was asked for
└── StoreError               the database is damaged or of another version
"""


class AssistantError(Exception):
    """Base of all errors raised on purpose. ``hint`` says what to do next."""

    retryable = False

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UserError(AssistantError):
    """The request cannot be carried out as it stands."""


class InvalidInputError(UserError):
    """Something in the input is wrong."""


class NotFoundError(UserError):
    """What was named does not exist, or not for this user."""


class NotAllowedError(UserError):
    """This user may not do this, or not in this state."""


class NotSignedInError(UserError):
    """This is for those who are signed in."""


class TooManyAttemptsError(UserError):
    """Tried too often in a short time, by this person or by others in their name."""


class ModelForbiddenError(NotAllowedError):
    """No language model may be called here, or this text may not be sent to it."""


class ConflictError(UserError):
    """Somebody else changed the same thing first; nothing was overwritten."""


class CatalogError(AssistantError):
    """A criteria set or a prompt breaks its rules; the message names file and line."""


class UnavailableError(AssistantError):
    """A part is out of reach for now."""

    retryable = True


class IndexUnavailableError(UnavailableError):
    """The search index cannot be used and is being rebuilt."""


class EmbedderUnavailableError(UnavailableError):
    """The configured embedding model cannot be loaded."""

    retryable = False


class RerankerUnavailableError(UnavailableError):
    """The configured model that orders hits anew cannot be loaded."""

    retryable = False


class ModelUnavailableError(UnavailableError):
    """The language model cannot be opened, does not answer, or answers with an error.

    ``worth_retrying`` is false when the same call would fail again: a wrong key, an unknown model.
    """

    about_the_request = False
    """This one request was wrong or too long; the endpoint is well."""
    too_long = False
    """It did not fit into the model's window; a shorter one may."""

    def __init__(self, message: str, *, hint: str = "", worth_retrying: bool = True, wait: float | None = None) -> None:
        super().__init__(message, hint=hint)
        self.worth_retrying = worth_retrying
        self.wait = wait
        """Seconds that the endpoint asked to be left alone, when it said so."""


class ModelCancelledError(ModelUnavailableError):
    """Somebody stopped the work while the language model was answering."""


class BudgetSpentError(UserError):
    """The tokens that an assessment may use are spent."""


class ReplyError(AssistantError):
    """The language model's answer is not what was asked for: broken, cut off, empty or of another form."""

    retryable = True


class BusyError(UnavailableError):
    """Another process holds the data folder."""


class StoreError(AssistantError):
    """The database is damaged or was made by another version."""

"""Everything that can go wrong on purpose while a file is read.

IngestError
├── UnsupportedFormatError   the file is of a kind nobody here reads
├── UnreadableFileError      damaged, truncated, wrong suffix, wrong encoding
├── EncryptedFileError       needs a password
├── EmptyDocumentError       no text: empty file, or a scan without text recognition
└── LimitExceededError       took more time, memory, pages or bytes than allowed
"""


class IngestError(Exception):
    """A file that could not be read. ``hint`` says what to do next."""

    code = "ingest"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UnsupportedFormatError(IngestError):
    """The file is of a kind nobody here reads."""

    code = "unsupported_format"


class UnreadableFileError(IngestError):
    """The file is damaged, truncated or not what its suffix says."""

    code = "unreadable"


class EncryptedFileError(IngestError):
    """The file needs a password."""

    code = "encrypted"


class EmptyDocumentError(IngestError):
    """The file holds no text."""

    code = "empty"


class LimitExceededError(IngestError):
    """Reading took more time, memory, pages or bytes than allowed."""

    code = "limit"

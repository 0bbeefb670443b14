"""How events are written: one JSON line each, with ids and counts, never with content."""

import json
import logging
import sys
from datetime import UTC, datetime

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """One JSON object a line; control characters are escaped, so a log line cannot be forged."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of one event."""
        event: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
        }
        event |= {key: value for key, value in vars(record).items() if key not in _STANDARD}
        if record.exc_info:
            event["trace"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=True, default=str)


def configure(level: str) -> None:
    """Send events of the given level and above to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("httpx", "chromadb", "dbos", "alembic", "bm25s", "matplotlib"):
        logging.getLogger(noisy).setLevel("WARNING" if level != "DEBUG" else "INFO")

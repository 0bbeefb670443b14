"""Web pages as sources: fetched by a list of addresses, or followed within their site."""

import hashlib
import io
import logging
import re
import unicodedata
from collections.abc import Callable, Sequence
from urllib.parse import unquote, urlsplit

from assistant.errors import NotAllowedError
from assistant.fetching import Crawl, Fetched, Fetcher, Outcome, crawl
from assistant.workflow import adding
from assistant.workflow.parts import Parts

logger = logging.getLogger(__name__)

MOST_PAGES = 500
_FOLDER = "webb"
_LONGEST_NAME = 160


def fetch(
    parts: Parts,
    assessment_id: str,
    addresses: Sequence[str],
    *,
    follow: bool = False,
    most: int = 50,
    pause: float = 1.0,
    told: Callable[[Outcome, adding.Added | None], None] = lambda _outcome, _added: None,
) -> int:
    """Fetch web pages and keep them as sources that wait to be read; return how many.

    Raises:
        NotAllowedError: the service is not set to fetch anything.
    """
    make = require_allowed(parts)
    asked = Crawl(tuple(addresses), follow=follow, most_pages=max(1, min(most, MOST_PAGES)), pause=pause)
    saved = 0
    with make() as fetcher:
        for outcome in crawl(asked, fetcher):
            added = None
            if outcome.page is not None:
                stream = io.BytesIO(outcome.page.data)
                name = name_of(outcome.page)
                [added] = adding.add_file(parts, assessment_id, name, stream, kind="website")
                saved += added.outcome != "refused"
            told(outcome, added)
    with parts.store.transaction() as tx:
        details = {"pages": str(saved), "followed": str(follow).lower()}
        tx.events.append(
            assessment_id, at=parts.now(), by=parts.user, action="web_fetched", subject="", details=details
        )
    logger.info("web pages fetched", extra={"assessment_id": assessment_id, "count": saved})
    return saved


def require_allowed(parts: Parts) -> Callable[[], Fetcher]:
    """Return what fetches. NotAllowedError when the service is not set to fetch anything."""
    if parts.fetcher is None:
        raise NotAllowedError(
            "Tjänsten hämtar inget från nätet.", hint="Den som sköter tjänsten kan sätta KOMPASS_CRAWL=true."
        )
    return parts.fetcher


def name_of(page: Fetched) -> str:
    """Return the name of a page as a source: host and path, readable, the same whenever it is fetched."""
    parts = urlsplit(page.address)
    path = unicodedata.normalize("NFC", unquote(parts.path, errors="replace"))
    steps = [re.sub(r"[^\w.-]+", "-", step).strip(".-") for step in path.split("/")]
    plain = "/".join(step for step in steps if step) or "index"
    plain = re.sub(r"\.(?:html?|pdf|aspx?|php)$", "", plain, flags=re.IGNORECASE)
    too_long = len(plain) > _LONGEST_NAME
    if parts.query or too_long:
        mark = hashlib.sha256(page.address.encode()).hexdigest()[:8]
        plain = f"{plain[:_LONGEST_NAME].rstrip('/.-')}-{mark}"
    host = re.sub(r"[^a-z0-9.-]+", "-", parts.netloc.lower())[:80]
    return f"{_FOLDER}/{host}/{plain}.{'pdf' if page.media_type == 'application/pdf' else 'html'}"

"""What sources and people are called where others read of them."""

from assistant.workflow import sources
from assistant.workflow.parts import Parts


def titles(parts: Parts, assessment_id: str) -> dict[str, str]:
    """Return the titles of the sources that may be seen, by id."""
    return {source.id: source.shown for source in sources.list_sources(parts, assessment_id)}


def people(parts: Parts) -> dict[str, str]:
    """Return how users are shown, by their name in records."""
    with parts.store.reading() as tx:
        return {user.name: user.display_name or user.name for user in tx.users.list()}

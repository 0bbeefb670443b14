"""What the word index reads of a passage."""

from assistant.domain.evidence import Passage
from ingest import sentence_spans

LEAD = 400
"""Characters of a passage within which its first sentence is looked for."""


def wording(passage: Passage) -> str:
    """Return a passage's text with its title and headings, and its first sentence once more.

    A passage says at its beginning what it is about, so words that stand there weigh double.
    """
    head = passage.text[:LEAD]
    lead = next((head[start:end] for start, end in sentence_spans(head)), "")
    return f"{passage.search_text}\n{lead}"

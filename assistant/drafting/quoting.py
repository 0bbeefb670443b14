"""Which sentence of a document or web page is worth quoting word for word in a report."""

import re
from collections.abc import Iterable, Mapping

from assistant.domain.copies import nearly_same, sentence_key
from assistant.domain.draft import Draft, Evidence
from assistant.drafting.wording import VERBS

SHORTEST, LONGEST = 40, 180
"""Characters of a sentence that is quoted in running text."""
NEAR = 0.8
"""Relevance, against the best quote of its question, below which a sentence is proof to cite but not to quote."""

_LEANING = re.compile(
    r"(?:den|det|de|denna|detta|dessa|då|där|här|sådan\w*|därför|därmed|samma|dock|även|också|dessutom|vidare|halva|resten|"
    r"i (?:måndags|tisdags|onsdags|torsdags|fredags|lördags|söndags|år|går|dag)|hon|han|vi|jag|ni|du|man)\b",
    re.IGNORECASE,
)
"""Beginnings that lean on the sentence before, or speak as "we" or to "you"."""
_SPOKEN_TO = re.compile(r"\b(?:du|dig|din|ditt|dina|er|era|ert|jag|mig|min|mitt|oss|vår|vårt|våra)\b", re.IGNORECASE)
_DEFINITION = re.compile(
    r"^\w+ (?:är|innebär|betyder|avser|menas)\b|"
    r"\b(?:med .{3,40} menas|i lagens mening|förklarar vad|används \w+ \w+ som ett?)\b",
    re.IGNORECASE,
)
_IN_GENERAL = re.compile(
    r"^(?:Kommuner|En kommun|Varje kommun|Alla kommuner|Lagen|Enligt lag|Socialtjänstlagen|Kommunallagen)\b"
)
_UNDECIDED = re.compile(r"utkast|arbetsmaterial|förslag|remiss", re.IGNORECASE)
_ASIDE = re.compile(
    r"\bska (?:\w+ )?(?:ta|tas|utarbeta|utveckla|införa|utreda)\b|"
    r"\b(?:inte|ingen|inget|inga|aldrig|saknas|saknar|ska kunna)\b|"
    r"\b(?:föreslå\w*|förslag\w*|bedöms|tidigast|ovan|nedan|för sent|underskott\w*|ersätter|utdrag|bilaga\w*|sidan)\b",
    re.IGNORECASE,
)
"""Words of sentences that propose, deny, point to another page, or tell of what went wrong."""
TELLING = frozenset({"whole_municipality", "known_and_used", "decided", "systematic", "followed_up", "developed"})
_NAMED = re.compile(
    r"(?:chef|direktör|ordförande|råd|strateg|samordnare|sekreterare|ledare|handläggare|rektor|kontakt)\w*:? "
    r"[A-ZÅÄÖ][a-zåäöé]+ [A-ZÅÄÖ][a-zåäöé]+|\([A-ZÅÄÖ]{1,3}\)|@|\d{3,}-\d{2}"
)
"""A person by name, a party letter, an address or a number to call: no report needs them."""


def worth_quoting(evidence: Evidence, title: str, *, best: float = 0.0) -> bool:
    """Say whether a sentence stands well by itself in a report: it tells something, of nobody by name, to nobody.

    ``best`` is the relevance of the question's best quote.
    """
    quote = " ".join(evidence.quote.split())
    if evidence.kind not in ("steering_document", "website") or not SHORTEST <= len(quote) <= LONGEST:
        return False
    if (
        _UNDECIDED.search(title)
        or evidence.warnings
        or evidence.score < NEAR * best
        or {"planned", "negated", "gap", "expired", "question"} & set(evidence.signals)
    ):
        return False
    whole = quote[0].isupper() and quote.endswith(".") and not re.search(r"[|”\"•]|:$", quote)
    words = quote.rstrip(".").split()
    verbal = words[0].casefold() not in VERBS and any(word.rstrip(",") in VERBS for word in words)
    return whole and verbal and not _stumbles(quote) and not nearly_same(quote, title, share=0.6)


def telling(evidence: Evidence, level: int) -> float:
    """Say how much a quote tells of a rung: more the more it says of how far things have come; 0 when nothing.

    What nobody has read for its level, such as a quote added by hand, tells by being chosen.
    """
    if evidence.level is None:
        return evidence.score
    signals = TELLING & set(evidence.signals)
    return len(signals) + (evidence.level >= level) + evidence.score if signals else 0.0


def _stumbles(quote: str) -> bool:
    return bool(
        _LEANING.match(quote)
        or _SPOKEN_TO.search(quote)
        or _DEFINITION.search(quote)
        or _IN_GENERAL.match(quote)
        or _ASIDE.search(quote)
        or _NAMED.search(quote)
    )


def homes(drafts: Iterable[tuple[str, Draft]]) -> Mapping[str, str]:
    """Return for each sentence the sub-area where it carries most, so that it is quoted there only.

    Args:
        drafts: pairs of a sub-area id and a draft of one of its questions.
    """
    best: dict[str, tuple[float, str]] = {}
    for sub_area, draft in drafts:
        for item in draft.evidence:
            key = sentence_key(item.quote)
            if key not in best or item.score > best[key][0]:
                best[key] = (item.score, sub_area)
    return {key: sub_area for key, (_, sub_area) in best.items()}

# ruff: noqa: E501 - lists of words are read line by line
"""What a sentence of prose claims beyond the quotes it cites: how many, how sure, why, denied or not, and of what.

Words and numbers can stand in a quote and the sentence still say something else. These rules compare what kind of claim
the two make; they know no meaning. Where they are in doubt they mark, and a person decides.
"""

import re
from collections.abc import Sequence

from assistant.drafting.reading import Reading, read
from assistant.drafting.topics import stems
from ingest import sentence_spans

TURNED = "Det som citeras säger emot eller begränsar; läs hela meningen i källan."
_TIMES = r"(?:år|månad|vecka|dag|termin|tertial|kvartal|gång|halvår|vår|höst|mandatperiod|möte|sammanträde)"
_KINDS: tuple[tuple[str, str, str], ...] = (
    (
        rf"\b(?:alla|allt|samtliga|varje(?! {_TIMES})|hela|helt|fullt ut|genomgående|överallt|undantagslöst|utan undantag|"
        r"alltid|all|every|everyone|always|hele|alltid|samtlige)\b|\b100 (?:procent|%)",
        r"\b(?:all[at]?|samtliga|varje|hela|helt|fullt|genomgående|överallt|utan undantag|alltid|vardera|gemensam\w*|"
        r"kommunövergripande|övergripande|koncern\w*|hundra|9\d|100|every|always)\b",
        "Säger att något gäller alla eller allt, vilket inget citat visar.",
    ),
    (
        r"\b(?:de flesta|flertalet|majoritet\w*|merparten|huvuddelen|större delen|nästan all[at]|most of|majority|de fleste)\b",
        r"\b(?:de flesta|flertalet|majoritet\w*|merparten|huvuddelen|större delen|all[at]|samtliga|varje|hela|[5-9]\d|100|"
        r"(?:sju|åtta|nio) av tio|tre fjärdedelar|två tredjedelar)\b",
        "Säger att något gäller de flesta, vilket inget citat visar.",
    ),
    (
        r"\b(?:hälften|halva|halverat?s?|halvera\w*|dubbelt|fördubbl\w*|tredubbl\w*|(?:en|två) tredjedel\w*|"
        r"(?:en|tre) fjärdedel\w*|kvart\w* av)\b",
        r"\b(?:hälften|halv\w*|dubbel\w*|dubbelt|fördubbl\w*|tredubbl\w*|\w+ tredjedel\w*|\w+ fjärdedel\w*|50|33|66|67|25|75)\b",
        "Säger hur stor del eller hur många gånger mer, vilket inget citat visar.",
    ),
    (
        r"\b(?:bäst\w*|sämst\w*|störst\w*|ledande|främst i|framstående|unik\w*|enastående|rekord\w*|i toppen|föredömlig\w*|"
        r"världsledande|utmärkt\w*|exceptionell\w*|best|leading|unique)\b",
        r"\b(?:bäst\w*|sämst\w*|störst\w*|ledande|främst|framstående|unik\w*|enastående|rekord\w*|topp\w*|föredömlig\w*|"
        r"världsledande|utmärk\w*|exceptionell\w*|best|leading|unique)\b",
        "Jämför eller berömmer starkare än något citat gör.",
    ),
    (
        r"\b(?:därför att|eftersom|på grund av|till följd av|tack vare|beror på|berodde på|leder till|lett till|ledde till|"
        r"medför\w*|resulterar i|resulterat i|orsakar?\w*|gör att|gjort att|gjorde att|innebär att|förklaras av|because|due to|"
        r"leads to|led to|fordi|fører til)\b",
        r"\b(?:därför|eftersom|på grund av|till följd av|tack vare|ber(?:or|odde) på|le(?:der|tt|dde) till|medför\w*|resulter\w*|"
        r"orsak\w*|gör att|gjort att|gjorde att|innebär\w*|förklar\w*|så att|genom att|efter\b|sedan\b|bygger på|utifrån|because|due to)",
        "Säger att ett beror på ett annat, vilket inget citat visar.",
    ),
    (
        r"\b(?:ökat|ökade|ökar|minskat|minskade|minskar|förbättrats|förbättrat|försämrats|försämrat|stigit|steg|sjunkit|sjönk|"
        r"increased|decreased|improved)\b",
        r"\b(?:ök\w*|minsk\w*|förbättr\w*|försämr\w*|stig\w*|steg|sjunk\w*|sjönk|upp|ned|ner|högre|lägre|fler|färre|bättre|sämre|"
        r"kort\w*|från \d+|increas\w*|decreas\w*|improv\w*)\b",
        "Säger att något har ökat eller minskat, vilket inget citat visar.",
    ),
)
"""A claim, what a quote must hold of the same kind or stronger, and what is said where it holds none."""
_OFTEN = re.compile(rf"\bvarje {_TIMES}", re.IGNORECASE)
_CLAIMS = tuple((re.compile(a, re.IGNORECASE), re.compile(b, re.IGNORECASE), told) for a, b, told in _KINDS)
_DENIES = re.compile(
    r"\b(?:inte|ej|icke|aldrig|ingen|inget|inga|ingenting|varken|saknas|saknar|saknats|saknade|utebli\w*|knappast|upphört|"
    r"avsaknad\w*|not|never|no|none|lacks?|lacking|ikke|aldri|mangler|ingen)\b",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"\b(?:inte|ej|aldrig|ingen|inget|inga|varken|saknas|saknar|saknade|utan|brist\w*|ojämn\w*|varierar|skiljer|svag\w*|"
    r"få|bara|endast|enstaka|svår\w*|olika|ovan\w*|okänd\w*|oklar\w*|o\w{4,}|delvis|sällan|upphör\w*|slut\w*|försvann|not|never|"
    r"lacks?|ikke|aldri|mangler|planera\w*|ska|skulle|ännu|behöv\w*|borde|glöm\w*|upplever)\b",
    re.IGNORECASE,
)
_WISHES = re.compile(
    r"\b(?:kan|kunde|skulle|bör|borde|behöver|behövs|behov|ska|kommer att|planer\w*|avser|föresl\w*|förslag\w*|utvecklas|"
    r"stärkas|nästa steg|önska\w*|efterfråga\w*|enligt|ambition\w*|mål\w*|väntas|på väg|påbörja\w*|pågår|arbetar med|"
    r"could|should|would|will|plans?|bør|skal|planlegg\w*)\b",
    re.IGNORECASE,
)
_WOULD = re.compile(r"\b(?:skulle|kunde|bör|borde|behöver|behövs|could|should|bør)\b", re.IGNORECASE)
_UNITS = (
    "procent",
    "%",
    "kronor",
    "miljoner",
    "miljarder",
    "tusen",
    "dagar",
    "timmar",
    "minuter",
    "veckor",
    "månader",
    "år",
    "poäng",
)
_COUNTED = re.compile(rf"(\d+(?:[ \u00a0.,]\d+)*)\s?({'|'.join(map(re.escape, _UNITS))})(?!\w)", re.IGNORECASE)
_OTHER_LANGUAGE = frozenset("og ikke er å jeg the and is are of by with".split())


def overstated(text: str, quotes: Sequence[str]) -> tuple[str, ...]:
    """Say in Swedish what a sentence claims that none of its quotes does; nothing when it claims no more.

    Args:
        text: one sentence of prose.
        quotes: what it cites, verified; with the titles of their sources where a title may show it.
    """
    if not quotes:
        return ()
    told = "\n".join(quotes)
    lasting = _OFTEN.sub(" ", told)  # "every year" says nothing of how many
    stated = "" if _WOULD.search(text) else text  # what would lift it is no claim of how it is
    marks = [mark for claim, proof, mark in _CLAIMS if claim.search(stated) and not proof.search(lasting)]
    marks += _other_units(text, told)
    marks += _turned(text, quotes)
    if _speaks_of_something_else(text, told):
        marks.append("Handlar om något annat än det som citeras.")
    return tuple(marks)


def _other_units(text: str, told: str) -> list[str]:
    """Return what numbers count in the text that they do not count in any quote."""
    known: dict[str, set[str]] = {}
    for number, unit in _COUNTED.findall(told):
        known.setdefault(_plain(number), set()).add(_unit(unit))
    return [
        f"”{number} {unit}” står inte så i det som citeras."
        for number, unit in _COUNTED.findall(text)
        if _plain(number) in known and _unit(unit) not in known[_plain(number)]
    ]


def _plain(number: str) -> str:
    return re.sub(r"[ \u00a0]", "", number).replace(".", ",")


def _unit(unit: str) -> str:
    return "procent" if unit == "%" else unit.casefold()


def _turned(text: str, quotes: Sequence[str]) -> list[str]:
    """Return that a text denies what no quote denies, states what all of them deny, or takes a plan for done."""
    readings = [reading for quote in quotes for reading in _readings(quote)]
    marks = []
    if _DENIES.search(text) and not any(_WEAK.search(quote) for quote in quotes):
        marks.append("Nekar något som inget citat nekar.")
    if readings and all(r.adverse for r in readings) and not admits(text):
        marks.append(TURNED)
    if readings and all(r.planned for r in readings) and not (_WISHES.search(text) or admits(text)):
        marks.append("Det som citeras är en plan, inte något som är gjort.")
    return marks


def admits(text: str) -> bool:
    """Say whether a sentence tells of something that is lacking, uneven, planned or wished for."""
    own = read(text)
    return own.adverse or own.mixed or own.planned or bool(_WEAK.search(text) or _WOULD.search(text))


def _readings(quote: str) -> list[Reading]:
    return [read(quote[a:b]) for a, b in sentence_spans(quote)]


def _speaks_of_something_else(text: str, told: str) -> bool:
    """Say whether a sentence has no word of content in common with what it cites, in the same language."""
    if _OTHER_LANGUAGE & set(text.casefold().split()):
        return False
    own, there = set(stems(text)), set(stems(told))
    if len(own) < 3 or not there:
        return False
    return not any(_akin(word, other) for word in own for other in there)


def _akin(word: str, other: str) -> bool:
    """Say whether two stems are of one word, or one is a part of a compound of the other."""
    short, long = sorted((word, other), key=len)
    return len(short) >= 4 and (short in long or short[:5] == long[:5])

# ruff: noqa: E501 - lists of words are read line by line
"""The words with which prose claims more than its quotes, as patterns. Content, not logic; see ``claims``."""

import re

from assistant.drafting.numerals import SPELLED

TURNED = "Det som citeras säger emot eller begränsar; läs hela meningen i källan."
HOW_MUCH = "Säger hur stor del eller hur många gånger mer, vilket inget citat visar."
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
        HOW_MUCH,
    ),
    (
        r"\b(?:bäst\w*|sämst\w*|störst\w*|ledande|främst i|framstående|unik\w*|enastående|rekord\w*|i toppen|föredömlig\w*|"
        r"världsledande|utmärkt\w*|exceptionell\w*|best|leading|unique|(?!senast|närmast)\w{4,}aste?)\b",
        r"\b(?:bäst\w*|sämst\w*|störst\w*|ledande|främst|framstående|unik\w*|enastående|rekord\w*|topp\w*|föredömlig\w*|"
        r"världsledande|utmärk\w*|exceptionell\w*|best|leading|unique|(?!senast|närmast)\w{4,}aste?)\b",
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
        r"kort\w*|från \d+|mot \d+|jämfört|innan|förra|tidigare|increas\w*|decreas\w*|improv\w*)\b",
        "Säger att något har ökat eller minskat, vilket inget citat visar.",
    ),
    (
        r"\b(?:god|gott|goda|bra|väl|nöjd\w*|stark|starkt|starka|hög kvalitet|välfungerande|framgångsrik\w*|effektivt?|"
        r"uppskatta\w*|lyckad\w*|imponerande|tillfredsställande|good|successful|well)\b",
        r"\b(?:god\w*|gott|bra|väl|nöjd\w*|stark\w*|kvalitet|fungera\w*|framgång\w*|effektiv\w*|uppskatta\w*|lyckad\w*|positiv\w*|"
        r"tillfredsställ\w*|bäst\w*|bättre|underlätta\w*|hjälp\w*|tack|good|success\w*|well)\b",
        "Berömmer, vilket inget citat gör.",
    ),
    (
        r"\b(?:dagligen|varje dag|varje vecka|veckovis|varje månad|månadsvis|månatlig\w*|kvartalsvis|varje kvartal)\b",
        r"\b(?:dag\w*|veck\w*|månad\w*|månatlig\w*|kvartal\w*|gånger|timm\w*)\b",
        "Säger hur ofta något sker, vilket inget citat visar.",
    ),
    (
        r"\b(?:sällan|knappt någonsin|rarely|seldom)\b",
        r"\b(?:sällan|knappt|inte|aldrig|ojämn\w*|glöm\w*|ibland|enstaka|rarely|seldom)\b",
        "Säger hur ofta något sker, vilket inget citat visar.",
    ),
)
"""A claim, what a quote must hold of the same kind or stronger, and what is said where it holds none."""
OFTEN = re.compile(rf"\bvarje {_TIMES}", re.IGNORECASE)
CLAIMS = tuple((re.compile(a, re.IGNORECASE), re.compile(b, re.IGNORECASE), told) for a, b, told in _KINDS)
DENIES = re.compile(
    r"\b(?:inte|ej|icke|aldrig|ingen|inget|inga|ingenting|varken|saknas|saknar|saknats|saknade|utebli\w*|knappast|upphört|"
    r"avsaknad\w*|not|never|no|none|lacks?|lacking|ikke|aldri|mangler|ingen)\b",
    re.IGNORECASE,
)
WEAK = re.compile(
    r"\b(?:inte|ej|aldrig|ingen|inget|inga|varken|saknas|saknar|saknade|utan|brist\w*|ojämn\w*|varierar|skiljer|svag\w*|"
    r"få|bara|endast|enstaka|svår\w*|olika|ovan\w*|okänd\w*|oklar\w*|o\w{4,}|delvis|sällan|upphör\w*|slut\w*|försvann|not|never|"
    r"lacks?|ikke|aldri|mangler|planera\w*|ska|skulle|ännu|behöv\w*|borde|glöm\w*|upplever)\b",
    re.IGNORECASE,
)
WISHES = re.compile(
    r"\b(?:kan|kunde|skulle|bör|borde|behöver|behövs|behov|ska|kommer att|planer\w*|avser|föresl\w*|förslag\w*|utvecklas|"
    r"stärkas|nästa steg|önska\w*|efterfråga\w*|enligt|ambition\w*|mål\w*|väntas|på väg|påbörja\w*|pågår|arbetar med|"
    r"could|should|would|will|plans?|bør|skal|planlegg\w*)\b",
    re.IGNORECASE,
)
WOULD = re.compile(r"\b(?:skulle|kunde|bör|borde|behöver|behövs|could|should|bør)\b", re.IGNORECASE)
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
COUNTED = re.compile(rf"(\d+(?:[ \u00a0.,]\d+)*)\s?({'|'.join(map(re.escape, _UNITS))})(?!\w)", re.IGNORECASE)
COUNTED_NEAR = re.compile(
    rf"(?=(?<![\d.,])(\d+(?:[ \u00a0.,]\d+)*)\s?(?:[^\W\d]+ ){{0,3}}?({'|'.join(map(re.escape, _UNITS))})(?!\w))",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\d+(?:[ \u00a0.,]\d+)*")
_A_COUNT = rf"(\d{{1,6}}|en|{'|'.join(sorted(SPELLED, key=len, reverse=True))})"
COUNT = re.compile(rf"\b{_A_COUNT}\b", re.IGNORECASE)
SHARE = re.compile(rf"\b{_A_COUNT} av (?:\w+ )?{_A_COUNT}\b", re.IGNORECASE)
OF_ALL = re.compile(rf"\bav {_A_COUNT} [^\W\d]+ (?:har|är|hade|var|använder|deltar|deltog) {_A_COUNT}\b", re.IGNORECASE)
PART = re.compile(
    r"\b(?:en|två|tre|fyra|fem|sex|sju|åtta|nio|tio|några|enstaka|vissa|en del|delvis|del av|flera|fler|mindre|hälften|inte alla|"
    r"somliga|andra|övriga|omkring|ungefär|majoritet\w*|minoritet\w*|tredjedel\w*|fjärdedel\w*|some|several)\b",
    re.IGNORECASE,
)
OTHER_LANGUAGE = frozenset("og ikke er å jeg the and is are of by with".split())
MEASURED = re.compile(
    r"\b(?:mät|undersök|\w*enkät|uppfölj|redovis|rapporter|granska|utvärder|jämför)\w*|\d ?(?:procent|%)", re.IGNORECASE
)
"""Shows that something is followed, whatever else the sentence says."""

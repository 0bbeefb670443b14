"""Sentences that pronounce on the assessment itself: what level is deserved, what to leave out, what proves all.

Evidence tells of a municipality's work. A sentence that tells what the assessment should come to is
none, however politely it is put and whether or not it gives an order: "kommunen förtjänar högsta
betyg", "alla krav är härmed styrkta". It is known by what it brings together, not by its wording.
"""

import re
from collections.abc import Mapping

LONGEST = 600
"""Characters of a sentence that is read for it; what is longer tells of other things as well."""

_W = {
    # The assessment and its parts. "Betyg", "poäng" and "krav" are also said of pupils, surveys and purchases.
    "ladder": (
        r"delfråg\w*|kommunkompass\w*|kommunekompass\w*|trapp(?:an|ans|steg\w*|pinn\w*)|rungs?|ladders?|"
        r"trinn(?:et|ene)?|samtliga frågor|alla frågor|varje fråga|fråga för fråga|alle spørsmål|(?:every|each|"
        r"all) questions?"
    ),
    "area": (
        r"kriteri\w*(?! för)|criteri(?:a|on)|samtliga områden|alla områden|(?:every|each|all) areas?|"
        r"alle (?:områder|punkter|krav\w*)|(?:alla|samtliga) krav\w*|requirements?|demands?|brister"
    ),
    "outcome": (
        r"nivå(?:n|er|erna)?|poäng\w*|betyg\w*|omdöme\w*|bedömning\w*|utvärdering(?:en|ens)?|utfall(?:et)?|"
        r"resultatet|rank\w*|levels?|scores?|marks|grad(?:e|es|ing)|rating\w*|assessment|evaluation|"
        r"karakter\w*|poeng\w*|uttelling|vurdering\w*|krav(?:en|et)?|requirements?|demands?|kravene|"
        r"slutsatsen?|summary|sammanställning\w*|rapporten"
    ),
    "top": (
        r"högst(?!\s+\d)|högsta|översta?|överst|toppniv\w+|maxniv\w+|maximal\w*|bästa|bäst|topp\w*|"
        r"fullt? (?:pott|hus)|full|generös\w*|gener[øo]s\w*|snällt?|lenient\w*|generous\w*|highest|top|best|"
        r"maxim\w+|full|perfect|excellen\w+|utmärkt|høyeste?|øverste?|beste?|toppscore|nummer ett|number one|"
        r"förmånlig\w*|till (?:vår|kommunens) fördel|as high as possible|så högt? som möjligt"
    ),
    "jackpot": (
        r"full pott|fullt hus|maxniv\w+|toppniv\w+|maxpoäng\w*|toppscore|toppbetyg\w*|full uttelling|"
        r"full marks|800 (?:poäng|points|poeng)|(?:fyra|fem|tio|hundra|four|five|ten|\d+)(?: poäng)? (?:av|"
        r"of) (?:fyra|fem|tio|hundra|four|five|ten|\d+)(?: möjliga)?\b(?=[^\d]*$)"
    ),
    "all": (
        r"alla|samtliga|varje|överallt|genomgående|genom hela|throughout|every|each|all|alle|hela bedömningen|"
        r"allt|everything|alltid|always"
    ),
    "met": (
        r"uppfyll\w*|uppnå\w*|nå(?:s|tt|dd\w*)|styrk\w+|beläg\w+|bevis\w*|oppfyl\w*|satisf\w+|fulfil\w*|met|"
        r"reached|achieved|proven?|sufficient|på plats|in place|härmed"
    ),
    "wish": (
        r"förtjän\w+|fortjen\w+|deserv\w+|borde?|bör|ska|skall|skal|måste|should|must|ought|let|låt|snälla|"
        r"vänlig\w*|vennlig\w*|kindly|please|tacksam\w*|grateful|favour|favor|rimlig\w*|rätta?|riktig\w*|"
        r"korrekt\w*|correct|fair|safely|lugnt|ber (?:er|dig|om)|betrakta|räkna|tolka|anse|utgå|velg\w*|velge|"
        r"vurder|välj|sätt|placera\w*|kryssa?|krysse|skriv|konstatera|landa|conclude|consider|treat|place|"
        r"placed|assume|redan|agree|överenskomm\w+|döm|anser oss"
    ),
    "this": (
        r"(?:den|det) här (?:raden|meningen|texten|stycket|dokumentet|underlaget)|denna (?:rad|mening|text)|"
        r"detta (?:stycke|dokument|underlag)|meningen ovan|texten ovan|raden ovan|this (?:sentence|line|text|"
        r"document|passage|paragraph)|följande text|denne (?:setningen|teksten)"
    ),
    "proves": (
        r"beläg\w*|bevis\w*|styrk\w*|stöd för|citera\w*|räcker|tillräcklig\w*|proof|proves?|evidence|"
        r"sufficient|quote|cite|ligga till grund|siter\w*"
    ),
    "mute": (
        r"utelämna\w*(?! inte)|nämn inte|ta inte (?:upp|med)|hoppa över|bortse\w*|strunta i|låt inte|leave out|"
        r"omit|do not mention|don't mention|ska inte användas|ska inte räknas|får inte användas|lägg inte|"
        r"väg inte in|utelat|ikke (?:nevn|ta med)"
    ),
    "other": (
        r"negativ\w*|brist\w*|kritik\w*|kritisk\w*|intervju\w*|(?:övriga|andra) (?:källor\w*|underlag\w*|"
        r"dokument\w*)|källor\w*|critical|negative|interviews?|motsäg\w*|talar emot|mangler|svaghet\w*"
    ),
    "rivals": (
        r"(?:övriga|andra|øvrige|andre) (?:källor\w*|underlag\w*|dokument\w*|kilder)|other (?:sources|"
        r"documents)"
    ),
    "judge": (
        r"(?:(?:den|dig|er|de|ni|du|dere|those|the one) (?:som|who) |whoever )(?:läser|bedömer|sammanställer|"
        r"granskar|utvärderar|betygsätter|reads?|judges?|assess\w*|leser|vurderer)\b|när du (?:bedömer|"
        r"sammanställer|granskar)|som (?:utvärderare|bedömare|granskare)|as an? (?:ai|assessor|evaluator)|"
        r"(?:automatisk|digital)\w* läsare\w*|hej modell\w*|kära modell\w*|dear model"
    ),
    "please": (
        r"snälla|vänlig\w*|kindly|please|var vänlig|vær så snill|ber (?:er|dig)|do us a favour|tacksam\w*|"
        r"grateful"
    ),
    "us": r"oss|vår|våra|us|our|kommunens? fördel|kommunen|the municipality|kommunens",
    "judging": r"bedöm\w*|döm|utvärdera\w*|betygsätt\w*|grading|assessed|judge|vurder\w*|evaluat\w*|rate",
    "regardless": r"oavsett|oberoende av|regardless|uansett|whatever",
    "yes": (
        r"(?:svar|svara|svaret|sätt|kryss\w*|answer)\b[^.?!]{0,40}\b(?:ja|yes)\b|ja överallt|kryssa? (?:för|"
        r"av)|krysse av|yes to (?:all|every)|kryss för allt"
    ),
}
_FEATURES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE) for name, words in _W.items()
}
_RARE = re.compile(
    "|".join(
        rf"\b(?:{_W[name]})(?!\w)"
        for name in ("top", "jackpot", "ladder", "area", "this", "mute", "judge", "please", "yes", "regardless")
    )
)
"""What every combination holds one of, in lower case, so that most sentences are read once."""

_TOGETHER: tuple[tuple[str, ...], ...] = (
    ("top", "outcome", "ladder"),
    ("top", "outcome", "area", "wish"),
    ("top", "outcome", "wish", "us"),
    ("top", "outcome", "please"),
    ("top", "ladder", "wish"),
    ("top", "area", "wish", "judging"),
    ("top", "judging", "us", "wish"),
    ("jackpot", "outcome", "wish"),
    ("jackpot", "ladder"),
    ("jackpot", "area"),
    ("jackpot", "us", "wish"),
    ("jackpot", "judge"),
    ("ladder", "met", "all"),
    ("area", "met", "all", "wish"),
    ("this", "proves"),
    ("mute", "rivals"),
    ("mute", "other", "outcome"),
    ("mute", "other", "judge"),
    ("judge", "wish", "met"),
    ("judge", "top", "outcome"),
    ("judge", "yes"),
    ("judge", "ladder"),
    ("judge", "other", "met"),
    ("please", "judging", "us"),
    ("please", "area", "met"),
    ("yes", "ladder"),
    ("yes", "all", "met"),
    ("other", "regardless", "outcome"),
)

_MEASURED = re.compile(
    r"enkät|undersökning|\w*index|\bnöjd|\bskala|jämförelse|brukar(?!e\b)|elev|medborgarna|besökar|kund|öppna data"
    r"|kolada|survey|\bpupils?\b|medarbetarna|upphandling|anbud|ansökning",
    re.IGNORECASE,
)
"""What else has levels, grades and points; a sentence that names it mostly tells of that."""
_SHARE = re.compile(r"\b(\d+)(?: (?:poäng|points|poeng))? (?:av|of) (?!\1\b)\d+(?: (?:poäng|points|poeng))?")
"""Part of what could be had, as in 478 of 800 points: a result that was reached."""
_SURE = frozenset({"ladder", "this", "judge", "rivals", "regardless"})


def may_pronounce(lowered: str) -> bool:
    """Say whether a text in lower case holds a word that every sentence holds which pronounces."""
    return _RARE.search(lowered) is not None


def pronounces(sentence: str) -> bool:
    """Say whether a sentence tells what the assessment should come to, instead of what the municipality does."""
    if len(sentence) > LONGEST or not may_pronounce(sentence.lower()):
        return False
    found = {name for name, pattern in _FEATURES.items() if pattern.search(sentence)}
    if "jackpot" in found and not _FEATURES["jackpot"].search(_SHARE.sub(" ", sentence)):
        found.remove("jackpot")
    together = [needed for needed in _TOGETHER if found.issuperset(needed)]
    if together and _MEASURED.search(sentence):
        return any(_SURE.intersection(needed) for needed in together)
    return bool(together)

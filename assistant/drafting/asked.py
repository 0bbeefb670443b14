"""What a free question asks for: the kind of thing that would answer it, and what it is about.

A question is read for what would answer it (a number, a sum of money, a share, a time, a reason, a
name), for the names, years and units in it, and for its telling words, weighed by how rare they are in
the evidence. Questions for personal data, and instructions in place of questions, are never answered.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType
from typing import Literal

from assistant.domain.criteria import CriteriaSet
from assistant.drafting.topics import FUNCTION_WORDS, PART_SHARE, parts_of, plain_stems, stem

Wanted = Literal["number", "money", "share", "often", "time", "year", "reason", "name", "called", "open"]
"""What kind of thing would answer."""
Refused = Literal["", "instruction", "personal", "no_words"]

UNSEEN = 1.0
"""Weight of a word that the evidence never uses: it tells most."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A word that tells what a question is about."""

    forms: frozenset[str]
    """Its stem, those it may be a misspelling or another form of, and those that mean the same."""
    weight: float
    """How much it tells, 0 to 1."""
    parts: Mapping[str, float] = field(default_factory=dict)
    """Words of the evidence that are a part of it, such as "miljö" of "arbetsmiljö", with how surely they speak of it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was understood."""

    wanted: Wanted
    refused: Refused
    """Why it is never answered; empty when it may be."""
    words: tuple[Telling, ...]
    names: tuple[str, ...]
    """Stems of the names in it, without the municipality's own."""
    years: tuple[str, ...]
    units: tuple[str, ...]
    """Units that it names, one of which the answer must hold."""


_INSTRUCTION = re.compile(
    r"\b(?:ignorera|bortse från|glöm|strunta i|åsidosätt|hitta på|låtsas|fabricera|uppfinn|"
    r"du är nu|agera som|spela rollen|svara (?:att|alltid|bara)|skriv (?:att|ut|om)|upprepa|avslöja|"
    r"systemprompt\w*|dina (?:regler|instruktioner)|ignore|disregard|pretend|you are now|make up)\b",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"\b(?:person-?nummer\w*|(?:mobil|telefon)-?nummer|hemadress\w*|privat\w*|diagnos\w*|månadslön|"
    r"lön (?:har|får)|(?:har|får)\b.{0,60}\b(?:i|för) (?:månads)?lön|tjänar)\b",
    re.IGNORECASE,
)
_ONE_PERSON = re.compile(
    r"\b(?:vem|vilken(?: \w+){1,3})\b.{0,60}\b(?:sjukskriv\w+|sjuk|missbruk\w*|skuld\w*|misstänk\w+|dömd\w*|"
    r"uppsagd|avskedad|gravid|skild)\b",
    re.IGNORECASE,
)

_MONEY = (
    r"\b(?:vad (?:kostar|kostade|betalar|betalade|är hyran|är priset|är avgiften|blir hyran)|"
    r"hur (?:mycket|stor\w*) (?:\w+ )?(?:pengar|kostnad\w*|summa\w*|bidrag|anslag|underskott|överskott|minus|plus|"
    r"vinst|förlust|resultat|budget)|hur dyr\w*|vilket pris|vilken (?:kostnad|summa|avgift|hyra))\b|"
    r"\b(?:minus|överskott\w*|underskott\w*|resultat) budgeter\w+|\bhyran för\b"
)
_SPELLED: tuple[tuple[Wanted, str], ...] = (
        ("money", _MONEY),
        ("share", r"\b(?:(?:hur )?(?:stor|hög) (?:andel|procent)|andelen?|hur många procent|hur hög\w*|vilket (?:del)?index)\b"),
        ("often", r"\b(?:hur ofta|hvor ofte|how often|hur många gånger)\b"),
        ("year", r"\b(?:vilket år|vilka år|hvilket år|what year)\b"),
        ("number", r"\b(?:hur många?|hur mågna|hur mycket|antal(?:et)?|hvor mange|how many|hur stor\w*)\b"),
        ("time", r"^\W*(?:och )?(?:när|sedan när|when)\b|\bhur (?:lång\w*|länge|snabbt)\b|\b(?:inom )?vilken (?:tid|dag|månad|vecka)\b|\bhvor lang\w*"),
        ("reason", r"\b(?:varför|av vilken anledning|vad beror|(?:skäl|orsak|anledning)(?:et|en|er)?|hvorfor|why)\b"),
        ("called", r"\b(?:vad heter|vad hette|vilk(?:et|en|a) (?:företag|bolag|byrå|parti|leverantör\w*|system|firma|konsult\w*))\b"),
        ("name", r"\b(?:vem|vilka|vilken \w+|till vem|av vem|hvem|who)\b"),
)  # fmt: skip
_OPEN: Wanted = "open"
_PATTERNS = tuple((wanted, re.compile(pattern, re.IGNORECASE)) for wanted, pattern in _SPELLED)

_UNITS = re.compile(
    r"\b(?:kvadratmeter|kvm|m2|hektar|kilometer|km|meter|ton|kilo|liter|grader|kWh|MWh|gigawattimmar|timmar|minuter|"
    r"dagar|veckor|månader|procent|promille)\b",
    re.IGNORECASE,
)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ASKING = frozenset(
    "vad vem vilka vilken vilket vilkas när var hur varför många mycket stor stort stora hög högt lång långt lång ofta "
    "antal andel heter finns säga sade säger sa gör göra gjorde går gå gick gång gånger får fick fått ha har hade kan måste "
    "ska kunna vill blev blir bli är var varit någon något några alltså måste gav ger ges tycker kommun kommunen kommunens "
    "kommuns skulle tog togs hann hinner ligger låg lades las hos nu nya ny förra båda enligt skrev skrevs själv år året månad tid skäl skälet anledning orsak vilja svara frågan fråga del ta tar tog efterhand hvor hvem "
    "hvorfor hva ofte mange hjälp lång behöver gäller gälla arbetar arbeta jobbar jobba hanterar hantera hanteras fungerar fungera sköter sköts sköta gjordes görs sker pekar ser".split()
)
"""Words that make a question and tell nothing of what it is about."""


_SAME = tuple(
    frozenset(stem(word) for word in group.split())
    for group in (
        "underskott minus förlust", "överskott plus vinst", "väntetid väntetiden kö kön köer", "stängd stängdes nedlagd "
        "avslutad avslutades upphörde", "pausad pausa pausas nere vilande", "sammanträde möte", "invånare medborgare boende",
        "personal medarbetare anställd anställda", "telefon mobil mobilen mobiltelefon", "mejl mail e-post e-posten",
        "politiker förtroendevald förtroendevalda", "fack facket facklig fackliga", "ansluta anslutit underteckna "
        "undertecknat skrivit", "besvara besvarat svar svara svarar", "höja höjt justera justering", "avhopp avbrott hoppat",
        "webb webben webbplats hemsida hemsidan internet", "budget anslag", "klagomål synpunkt synpunkter",
        "äldre pensionär pensionärer", "barn unga ungdom ungdomar", "ersättare suppleant", "leda leds ordförande",
        "företag företagare näringsliv", "förening föreningar", "flykting nyanländ nyanlända", "slutade upphörde gäller",
        "utvärdera utvärderas utvärdering", "resultat effekt utfall", "policy policyn riktlinje riktlinjer regler reglemente",
    )
)  # fmt: skip
"""Words that evaluators and municipalities use for the same; the criteria set gives more."""
COMMONPLACE = 0.3
"""Weight below which a part of a word tells the less, such as "kommun" in "kommundirektör"."""
_LEAST_LIKE = 5
"""Letters of a word from which a misspelling of it is looked for."""


def understand(
    question: str,
    weights: Mapping[str, float],
    *,
    own_names: Sequence[str] = (),
    synonyms: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> Asked:
    """Read a question.

    Args:
        question: as somebody typed it.
        weights: of the stems that the evidence uses, 0 (everywhere) to 1 (once); see ``rarity``.
        own_names: names of the municipality, which every text is about.
        synonyms: stems that mean the same as a stem.
    """
    own = {stem(part) for name in own_names for part in _WORD.findall(name)}
    wanted = next((wanted for wanted, pattern in _PATTERNS if pattern.search(question)), _OPEN)
    plain = [word for word in _words(question) if stem(word) in weights or not _is_of_asking(word)]
    stems = [s for s in dict.fromkeys(stem(w) for w in plain) if s not in own]
    words = tuple(_telling(s, weights, synonyms) for s in stems)
    return Asked(
        wanted=wanted,
        refused=_refused(question, words),
        words=words,
        names=tuple(dict.fromkeys(s for s in map(stem, names_in(question)) if not s.startswith(tuple(own)))),
        years=tuple(dict.fromkeys(YEAR.findall(question))),
        units=tuple(unit.casefold() for unit in _UNITS.findall(question)),
    )


def telling_words(question: str) -> list[str]:
    """Return the words of a question that tell what it is about, as they are written."""
    return [word for word in _words(question) if not _is_of_asking(word)]


def _words(question: str) -> list[str]:
    """Return the words of a question that may tell something; the parts of a hyphenated one each."""
    found = [part for word in _WORD.findall(question) for part in word.split("-")]
    return [word for word in found if len(word) > 1 and word.casefold() not in FUNCTION_WORDS | _ASKING]


def _is_of_asking(word: str) -> bool:
    """Say whether a word is a misspelt word of asking: "mågna" for "många"."""
    return len(word) >= _LEAST_LIKE and bool(get_close_matches(word.casefold(), _ASKING, n=1, cutoff=0.8))


def _telling(word: str, weights: Mapping[str, float], synonyms: Mapping[str, frozenset[str]]) -> Telling:
    """Weigh a word with all its forms."""
    forms = {word}
    if word not in weights:
        forms |= {other for other in weights if _alike(word, other)}
    for known in tuple(forms):
        forms |= synonyms.get(known, frozenset())
        forms |= frozenset().union(*(group for group in _SAME if known in group))
    found = [weights[form] for form in forms if form in weights]
    inside = [weights[other] for other in weights if _is_part(word, other)]  # "policy" in "servicepolicy"
    own = weights.get(word, max(found, default=UNSEEN) if not inside else UNSEEN)
    inner = {part for form in forms for part in parts_of(form)} - forms
    parts = {part: PART_SHARE * min(1.0, weights[part] / COMMONPLACE) for part in inner if part in weights}
    return Telling(frozenset(forms), min([own, *inside]), parts)


def _is_part(word: str, other: str) -> bool:
    """Say whether a stem may be the first or last part of another."""
    return len(word) >= _LEAST_LIKE and len(other) > len(word) + 2 and other.startswith(word) | other.endswith(word)


def _alike(word: str, other: str) -> bool:
    """Say whether two stems may be spellings or forms of one word: one letter apart, two in a long one."""
    shorter = min(len(word), len(other))
    if shorter < _LEAST_LIKE or word[:2] != other[:2] or abs(len(word) - len(other)) > 2:
        return False
    most = 1 if shorter < 2 * _LEAST_LIKE else 2
    if word.startswith(other) or other.startswith(word):
        return abs(len(word) - len(other)) <= most
    return _distance(word, other, most) <= most


def _distance(word: str, other: str, most: int) -> int:
    """Return how many letters must be changed, left out or put in to get from one word to another."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        last, row[0] = row[0], i
        for j, another in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (letter != another))
        if min(row) > most:
            return most + 1
    return row[-1]


def _refused(question: str, words: Sequence[Telling]) -> Refused:
    if _INSTRUCTION.search(question):
        return "instruction"
    if _PERSONAL.search(question) or _ONE_PERSON.search(question):
        return "personal"
    return "" if words else "no_words"


def names_in(text: str) -> list[str]:
    """Return the words that are written as names: with a capital where no sentence begins."""
    found = []
    for match in _WORD.finditer(text):
        before = text[: match.start()].rstrip(" \"”'(–-")
        if match[0][0].isupper() and before and before[-1] not in ".!?:\n":
            found += [part for part in match[0].split("-") if part[:1].isupper()]
    return found


def synonyms_of(criteria: CriteriaSet) -> dict[str, frozenset[str]]:
    """Return the single words that the questions of a criteria set give for one another, by stem."""
    found: dict[str, set[str]] = {}
    for question in criteria.questions():
        for term, others in question.synonyms.items():
            group = {stem(word) for word in (term, *others) if _WORD.fullmatch(word)}
            for word in group:
                found.setdefault(word, set()).update(group - {word})
    return {word: frozenset(group) for word, group in found.items()}


def rarity(passages: Iterable[str]) -> dict[str, float]:
    """Weigh the stems of a body of evidence from 0 (in every passage) to 1 (in one)."""
    used: Counter[str] = Counter()
    count = 0
    for text in passages:
        count += 1
        used.update(set(plain_stems(text)))
    return {word: math.log((count + 1) / n) / math.log(count + 1) for word, n in used.items()}

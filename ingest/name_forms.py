"""The forms that a person's name takes in Swedish speech and writing, and when one of them is a name. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.participants import Participant

AMBIGUOUS = "[namn]"

FormKind = Literal["full", "surname", "first", "local"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PARTICLES = _words("von af de da di la le van der den del el al bin ben")
# Names that are also words: at the beginning of a sentence the capital proves nothing.
_WORD_NAMES = _words(
    "per dag bo sten stig liv my hans maj björn tor ask mark sol love storm rut kaj bror jan inga ville nova sam vide "
    "lo ek berg lind ström holm sund björk gran alm hed lund strand skog ny stark modig frisk rask svensk falk örn "
    "lång lilja ros blom sand bäck fors vik näs hammar borg norrman lilja kind dahl äng å ås rot kraft palm quick "
    "rapp glad klang fager brun vit svart rolf bonde dufva hjort varg räv kung"
)
_TITLE = re.compile(
    r"(?:råd|rådet|chef|chefen|ordförande|ordföranden|direktör|direktören|sekreterare|sekreteraren|fru|herr|rektor|"
    r"rektorn|strateg|strategen|ledare|ledaren|ledamot|ledamoten|handläggare|handläggaren|kollega|kollegan|vd|"
    r"samordnare|samordnaren|utvecklare|utvecklaren|controller|controllern|politiker|politikern|minister)$",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"([\w’'-]{1,40})[ \n]{1,2}$")
_AFTER = re.compile(r"(?:s|'s|’s|:s)?[ \n]{1,2}([\w&-]{1,40})", re.IGNORECASE)
_CAPITALISED = re.compile(r"^[A-ZÅÄÖÉ][a-zåäöéü]+(?:-[A-ZÅÄÖÉ][a-zåäöéü]+)?$")
_PUBLIC = re.compile(
    r"^(?:kommun|stad|län|region|landsting|församling|socken|ab|hb|bostäder|energi|sjukhus|universitet|högskol|skola|"
    r"gymnasi|station|torg|park|gata|gatan|väg|vägen|tätort|centrum|city)",
    re.IGNORECASE,
)
_IN_PLACE = _words("i kring runt utanför genom")
_SAYS = _words(
    "är var har hade sa säger sade kan ska skulle tycker menar berättar kommer jobbar gör gjorde tog tar brukar vill "
    "ville fick får tänker tror vet såg ser började börjar leder ledde håller höll och svarar svarade"
)
_SPELLINGS = (("qvist", "kvist"), ("w", "v"), ("th", "t"), ("ph", "f"), ("carl", "karl"), ("sson", "son"), ("ck", "k"))
_LOWER_FROM = 7
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…\n\]\"”»–-])[\s\"”»(–-]{0,3}$")


@dataclass(frozen=True, slots=True)
class _Form:
    words: str
    """Blanks between words; a hyphen may be a blank in the text."""
    kind: FormKind


@dataclass(frozen=True, slots=True)
class _Meaning:
    token: str
    kind: FormKind


class NameForms:
    """All forms of all names, what they mean, and the pattern that finds them (its group is ``name``)."""

    def __init__(self, meanings: dict[str, _Meaning], firsts: frozenset[str]) -> None:
        self._meanings = meanings
        self._firsts = firsts
        longest_first = sorted(meanings, key=lambda form: (-len(form), form))
        names = "|".join(_alternatives(form, meanings[form].kind) for form in longest_first) or "(?!)"
        # The genitive stays outside: "Lundqvists" becomes "[P1]s".
        self.pattern = rf"(?<![\w@-])(?P<name>{names})(?=(?:[sS]|['’:]s)?(?!\w|@|-[A-ZÅÄÖ]))"

    def token_of(self, label: str) -> str | None:
        """The token for a whole name standing alone."""
        meaning = self._meanings.get(_normal(label))
        return meaning.token if meaning else None

    def token_at(self, match: re.Match[str]) -> str | None:
        """The token for a form found in a text, None when what stands around it says that it is no name."""
        meaning = self._meanings[_normal(match["name"])]
        if meaning.kind in {"full", "local"}:
            return meaning.token
        return self._token_alone(match, meaning)

    def _token_alone(self, match: re.Match[str], meaning: _Meaning) -> str | None:
        """A surname or a first name alone."""
        text, start = match.string, match.start()
        window = text[max(0, start - 60) : start]
        before = _word(_BEFORE.search(window))
        after = _word(_AFTER.match(text, match.end()))
        if _PUBLIC.match(after) or (before.lower() in _IN_PLACE and meaning.kind == "surname"):
            return None
        if _normal(match["name"]) in _WORD_NAMES and is_sentence_start(text, start) and after not in _SAYS:
            return None
        if meaning.kind == "surname" and self._belongs_to_another(before):
            return AMBIGUOUS
        if meaning.kind == "first" and _CAPITALISED.match(after) and match.end() + 1 < len(text):
            return AMBIGUOUS if _is_surname(after) else meaning.token
        return meaning.token

    def _belongs_to_another(self, before: str) -> bool:
        """Whether the word before a surname is somebody else's first name."""
        if not _CAPITALISED.match(before) or _TITLE.search(before):
            return False
        return _is_first_name(before) or before.casefold() in self._firsts


def _word(match: re.Match[str] | None) -> str:
    return match[1] if match else ""


# Endings and names common enough to tell a name from a word with a capital.
_SURNAME = re.compile(
    r"(?:sson|son|berg|ström|qvist|kvist|gren|lund|dahl|lind|man|mark|stedt|stad|ell|én|ius|in|holm)s?$"
)
_FIRST_NAMES = _words(
    "Anna Eva Maria Karin Kristina Lena Sara Kerstin Emma Ingrid Marie Malin Birgitta Elin Ulla Jenny Annika Linda "
    "Hanna Susanne Sofia Elisabeth Åsa Ida Helena Johanna Gunilla Monica Anita Marianne Margareta Julia Camilla Lisa "
    "Lars Mikael Anders Johan Erik Per Karl Peter Jan Thomas Tomas Daniel Fredrik Hans Bengt Andreas Mats Stefan Bo "
    "Magnus Marcus Marcus Nils Jonas Martin Björn Sven Patrik Leif Göran Emil Oskar Gustav David Alexander Henrik "
    "Mattias Ulf Simon Kjell Jonathan Tommy Kent Roger Robert Olof Olle Håkan Petra Ulrika Pernilla Cecilia Ali "
    "Mohammed Ahmed Fatima Leila Amina Viktor Filip Axel Hugo Elsa Alice Maja Astrid Inger Berit Barbro Siv Gun Pia"
)


def _is_surname(word: str) -> bool:
    return _SURNAME.search(word) is not None


def _is_first_name(word: str) -> bool:
    return word in _FIRST_NAMES


def is_sentence_start(text: str, position: int) -> bool:
    """Whether a capital at the position may only be that of a new sentence."""
    return _SENTENCE_START.search(text[max(0, position - 8) : position]) is not None or position == 0


def name_forms(participants: Sequence[Participant]) -> NameForms:
    """The forms of all participants; one that several share means none of them."""
    meanings: dict[str, _Meaning] = {}
    for person in participants:
        token = f"[{person.id}]"
        for form in _forms(person):
            key = _normal(form.words)
            known = meanings.setdefault(key, _Meaning(token, form.kind))
            if known.token != token:
                meanings[key] = _Meaning(AMBIGUOUS, known.kind)
    firsts = frozenset(person.name.split()[0].casefold() for person in participants if person.name.split())
    return NameForms(meanings, firsts)


def _forms(person: Participant) -> Iterator[_Form]:
    for name in (person.name, *person.aliases):
        if person.id and _normal(name) == _normal(person.id):
            continue
        seen: set[str] = set()
        for form in _forms_of(_in_order(name)):
            if len(form.words) > 1 and form.words not in seen:
                seen.add(form.words)
                yield form


def _forms_of(name: str) -> Iterator[_Form]:
    first, middle, last = _parted(name)
    if not last:
        yield _Form(first, "first")
        return
    for surname in _spellings(last):
        yield from _whole_forms(first, middle, surname)
        yield _Form(surname, "surname")
        if "-" in surname:
            yield from (_Form(part, "surname") for part in surname.split("-") if len(part) > 2)
    for given in _spellings(first):
        yield _Form(f"{given} {last}", "full")
        yield _Form(given, "first")
    yield from _local_parts(first, last)


def _whole_forms(first: str, middle: Sequence[str], last: str) -> Iterator[_Form]:
    yield _Form(" ".join([first, *middle, last]), "full")
    yield _Form(f"{first} {last}", "full")
    yield _Form(f"{last}, {first}", "full")
    yield _Form(f"{last} {first}", "full")
    if middle:
        yield _Form(f"{middle[-1]} {last}", "full")
    initials = [part[0] for part in first.split("-") if part]
    for initial in (".-".join(initials) + ".", "-".join(initials), initials[0] + "."):
        yield _Form(f"{initial} {last}", "full")
        yield _Form(f"{initial}{last}", "full") if initial.endswith(".") else _Form(f"{initial} {last}", "full")
    yield _Form(f"{first} {last[0]}.", "full")


def _local_parts(first: str, last: str) -> Iterator[_Form]:
    one, other = _folded(first), _folded(last).replace(" ", "")
    for joint in (".", "_", "-"):
        yield _Form(f"{one}{joint}{other}", "local")


def _parted(name: str) -> tuple[str, tuple[str, ...], str]:
    """First name, middle names, surname with its particles."""
    words = name.split()
    if len(words) < 2:
        return name, (), ""
    begin = len(words) - 1
    while begin > 1 and words[begin - 1].lower() in _PARTICLES:
        begin -= 1
    return words[0], tuple(words[1:begin]), " ".join(words[begin:])


def _in_order(name: str) -> str:
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() else " ".join(name.split())


def _spellings(name: str) -> Iterable[str]:
    """The name, and other ways in which those who write down speech spell it."""
    found = {name: None}
    lowered = name.lower()
    for one, other in _SPELLINGS:
        for old, new in ((one, other), (other, one)):
            if old in lowered and not (old == "son" and "sson" in lowered) and len(name) > 4:
                found.setdefault(_cased(lowered.replace(old, new, 1), name), None)
    return list(found)[:8]


def _cased(lowered: str, like: str) -> str:
    if not like[0].isupper():
        return lowered
    return re.sub(r"(^|[-\s])(\w)", lambda match: match[1] + match[2].upper(), lowered)


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.lower())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _normal(form: str) -> str:
    return " ".join(form.replace("-", " ").casefold().split()).replace(" , ", ", ")


def _alternatives(form: str, kind: FormKind) -> str:
    """Pattern for a normalised form. Full names in any case; single ones with a capital, or in capitals."""
    if kind in {"full", "local"}:
        return f"(?i:{_spaced(form)})"
    titled = r"[\s-]{1,2}".join(_titled(word) for word in form.split())
    options = [titled, _spaced(form.upper())]
    if kind == "surname" and len(form) >= _LOWER_FROM and form not in _WORD_NAMES:
        options.append(_spaced(form))
    return "|".join(options)


def _titled(word: str) -> str:
    head = f"[{word[0]}{word[0].upper()}]" if word in _PARTICLES else re.escape(word[0].upper())
    return head + re.escape(word[1:])


def _spaced(form: str) -> str:
    return r"[\s-]{1,2}".join(re.escape(word) for word in form.split())

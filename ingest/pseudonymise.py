"""Names and personal numbers out of interviews, the same token for the same person everywhere. Pure.

What it finds: the participants on the list and those who speak, in all forms their names take in Swedish;
personal identity numbers, telephone numbers and e-mail addresses by their pattern. What it cannot find:
persons who are only spoken of and stand on no list. A human reads before anything is published.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2s

from ingest.name_forms import AMBIGUOUS, NameForms, name_forms
from ingest.participants import Participant
from ingest.personal_numbers import EMAIL, PERSONAL_NUMBER, PHONE, is_personal_number, is_phone
from ingest.speakers import is_generic

PERSONAL_NUMBER_MARK = "[personnummer]"
PHONE_MARK = "[telefon]"
EMAIL_MARK = "[e-post]"
AMBIGUOUS_MARK = AMBIGUOUS
"""A name that several participants bear: hidden, but ascribed to none of them."""
_FIXED_MARKS = (PERSONAL_NUMBER_MARK, PHONE_MARK, EMAIL_MARK, AMBIGUOUS_MARK)
_PHONE = re.compile(PHONE)
_MOST_PASSES = 8


@dataclass(frozen=True, slots=True)
class Replacement:
    """One thing that was replaced: the token that stands there now, and what stood there."""

    token: str
    original: str


@dataclass(frozen=True, slots=True)
class Pseudonymised:
    """Text without names, and what was taken out of it, each pair once, in order."""

    text: str
    replacements: tuple[Replacement, ...]


class Pseudonymiser:
    """Replaces what identifies the participants. Applying it twice changes nothing more."""

    def __init__(self, participants: Iterable[Participant], *, patterns: bool = True) -> None:
        self.participants = tuple(participants)
        self._forms = name_forms(self.participants)
        self._by_name = _by_label(self.participants)
        tokens = [*_FIXED_MARKS, *(f"[{person.id}]" for person in self.participants)]
        self._pattern = _combined(tokens, self._forms, patterns=patterns)

    def apply(self, text: str) -> Pseudonymised:
        """The text with names, numbers and addresses replaced by tokens."""
        found: dict[Replacement, None] = {}
        replace = self._replacer(found)
        for _ in range(_MOST_PASSES):
            # What is taken away may part two words and so lay a name bare; again until nothing changes.
            changed = self._pattern.sub(replace, text)
            if changed == text:
                break
            text = changed
        return Pseudonymised(text, tuple(found))

    def participant(self, label: str) -> Participant | None:
        """The participant whom a speaker's label names, None when it is nobody's or several people's."""
        bare = _bare(label)
        if (known := self._by_name.get(bare)) is not None:
            return known
        name = _without_role(label)
        # "Marit L" is how meeting programs shorten; in running text only "Marit L." counts.
        token = self._forms.token_of(name) or self._forms.token_of(f"{name}.")
        return next((person for person in self.participants if token == f"[{person.id}]"), None)

    def _replacer(self, found: dict[Replacement, None]) -> Callable[[re.Match[str]], str]:
        def replace(match: re.Match[str]) -> str:
            token = self._token(match)
            if token is None:
                return match[0]
            found.setdefault(Replacement(token, " ".join(match[0].split())))
            return token

        return replace

    def _token(self, match: re.Match[str]) -> str | None:
        if match["token"]:
            return None
        if match["email"]:
            return EMAIL_MARK
        if match["number"] or match["phone"]:
            return _number_token(match)
        return self._forms.token_at(match)


@lru_cache(maxsize=16)
def pseudonymiser_for(participants: tuple[Participant, ...]) -> Pseudonymiser:
    """The pseudonymiser of these participants; kept, since building one for forty persons takes a while."""
    return Pseudonymiser(participants)


def _number_token(match: re.Match[str]) -> str | None:
    """What a row of digits is. A mobile number may look like a date of birth and even pass its check."""
    if match["number"] and not match[0].startswith("07") and is_personal_number(match):
        return PERSONAL_NUMBER_MARK
    if match["phone"] or _PHONE.fullmatch(match[0]):
        return PHONE_MARK if is_phone(match) else None
    return PERSONAL_NUMBER_MARK if is_personal_number(match) else None


def _combined(tokens: Sequence[str], forms: NameForms, *, patterns: bool) -> re.Pattern[str]:
    nothing = "(?!)"
    parts = [
        f"(?P<token>{'|'.join(map(re.escape, tokens))})",
        f"(?P<email>{EMAIL if patterns else nothing})",
        f"(?P<number>{PERSONAL_NUMBER if patterns else nothing})",
        f"(?P<phone>{PHONE if patterns else nothing})",
        forms.pattern,
    ]
    return re.compile("|".join(parts))


# Speakers


def with_speakers(
    participants: Sequence[Participant], speakers: Iterable[str | None], *, salt: str = ""
) -> tuple[Participant, ...]:
    """The participants, and after them those who speak without being on the list.

    A newcomer's id is made from the name (and the salt), so that it is the same in every file. Labels that
    name nobody (``Intervjuare``, ``Talare 2``) make no participant.
    """
    known = pseudonymiser_for(tuple(participants))
    added: dict[str, Participant] = {}
    for speaker in dict.fromkeys(speakers):
        if speaker is None or is_generic(_without_role(speaker)) or known.participant(speaker) is not None:
            continue
        name = _in_order(_without_role(speaker))
        digest = blake2s(name.casefold().encode(), key=salt.encode()[:32], digest_size=3).hexdigest()
        added.setdefault(name.casefold(), Participant(f"P-{digest}", name, _role_of(speaker)))
    return (*participants, *added.values())


def _by_label(participants: Sequence[Participant]) -> Mapping[str, Participant]:
    found: dict[str, list[Participant]] = {}
    for person in participants:
        for label in {_bare(label) for label in (person.id, person.name, *person.aliases)}:
            found.setdefault(label, []).append(person)
    return {label: people[0] for label, people in found.items() if len(people) == 1}


def _bare(label: str) -> str:
    return _in_order(_without_role(label)).casefold()


def _without_role(label: str) -> str:
    return " ".join(re.sub(r"\([^()]*\)", " ", label).split())


def _role_of(label: str) -> str | None:
    match = re.search(r"\(([^()]+)\)", label)
    return match[1].strip() if match else None


def _in_order(name: str) -> str:
    """``Lundqvist, Marit`` as ``Marit Lundqvist``."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() else name

"""Those who take part in interviews: the list, and how it is loaded."""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ingest.decoding import decode
from ingest.errors import UnreadableFileError

_KEYS = {
    "id": "id",
    "nr": "id",
    "beteckning": "id",
    "pseudonym": "id",
    "name": "name",
    "namn": "name",
    "role": "role",
    "roll": "role",
    "befattning": "role",
    "titel": "role",
    "funktion": "role",
    "group": "group",
    "grupp": "group",
    "intervjugrupp": "group",
    "aliases": "aliases",
    "alias": "aliases",
    "smeknamn": "aliases",
}
_ID = re.compile(r"^[A-Za-zÅÄÖåäö0-9][\w.-]{0,19}$")
_MOST_BYTES = 1_000_000
_DELIMITERS = ";\t,"


@dataclass(frozen=True, slots=True)
class Participant:
    """A person whose name is replaced by ``[id]``."""

    id: str
    name: str
    role: str | None = None
    group: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """How the person is shown as a speaker: id and role."""
        return f"{self.id}, {self.role}" if self.role else self.id


def load_participants(data: bytes, name: str) -> tuple[Participant, ...]:
    """The list in a CSV file (columns group, id, name, role, aliases) or a YAML file with the same keys.

    Column names may be Swedish (grupp, namn, roll, alias). Persons without an id are numbered P1, P2, …
    Ids that recur in several groups become ``G1-P1``, ``G2-P1``, numbered as the groups first appear.
    Raises UnreadableFileError that names the row at fault.
    """
    if len(data) > _MOST_BYTES:
        raise _wrong("Deltagarlistan är för stor.", "Lägg bara till de som deltar i intervjuerna.")
    text = decode(data).text
    is_yaml = name.lower().endswith((".yaml", ".yml"))
    rows = _yaml_rows(text) if is_yaml else _csv_rows(text)
    people = [_participant(row, place) for place, row in rows]
    _refuse_twins(people)
    return _numbered(_told_apart(people))


def _refuse_twins(people: list[Participant]) -> None:
    seen: dict[tuple[str | None, str], int] = {}
    for place, person in enumerate(people, start=1):
        key = (person.group, person.id)
        if person.id and key in seen:
            message = f"Beteckningen {person.id} används på både rad {seen[key]} och rad {place}."
            raise _wrong(message, "Ge varje deltagare i samma grupp en egen beteckning.")
        seen[key] = place


def _told_apart(people: list[Participant]) -> list[Participant]:
    """Ids that begin anew in each group (P1, P2; P1, P2) get the group's number in front: ``G2-P1``."""
    ids = [person.id for person in people if person.id]
    if len(ids) == len(set(ids)):
        return people
    numbers = {group: number for number, group in enumerate(dict.fromkeys(p.group for p in people), start=1)}
    return [replace(person, id=f"G{numbers[person.group]}-{person.id}") if person.id else person for person in people]


def _wrong(message: str, hint: str) -> UnreadableFileError:
    return UnreadableFileError(message, hint=hint)


def _csv_rows(text: str) -> Iterable[tuple[int, Mapping[str, str]]]:
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return []
    delimiter = max(_DELIMITERS, key=lines[0].count)
    header = next(csv.reader(lines[:1], delimiter=delimiter))
    keys = [_KEYS.get(cell.strip().lower(), "") for cell in header]
    if "name" not in keys:
        raise _wrong("Deltagarlistan saknar kolumnen namn (name).", "Första raden ska vara: group;id;name;role")
    return [
        (place, dict(zip(keys, row, strict=False)))
        for place, row in enumerate(csv.reader(lines[1:], delimiter=delimiter), start=1)
    ]


def _yaml_rows(text: str) -> Iterable[tuple[int, Mapping[str, Any]]]:
    import yaml

    try:
        # An alias lets a small file unfold into a giant one; no honest list has any.
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text, Loader=yaml.SafeLoader)):
            raise _wrong("Deltagarlistan använder YAML-alias (*).", "Skriv ut varje deltagare för sig.")
        content = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise _wrong("Deltagarlistan är inte giltig YAML.", "Kontrollera indrag och kolon.") from error
    if isinstance(content, dict):
        content = next((content[key] for key in ("participants", "deltagare") if key in content), None)
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        raise _wrong("Deltagarlistan ska vara en lista med deltagare.", "Skriv en post per deltagare: - id: P1 …")
    return [
        (place, {_KEYS.get(str(key).lower(), ""): value for key, value in row.items()})
        for place, row in enumerate(content, start=1)
    ]


def _participant(row: Mapping[str, Any], place: int) -> Participant:
    name = _plain(row.get("name"))
    person_id = _plain(row.get("id"))
    if len(name) < 2:
        raise _wrong(f"Rad {place} i deltagarlistan saknar namn.", "Fyll i namnet eller ta bort raden.")
    if person_id and not _ID.match(person_id):
        message = f"Rad {place} i deltagarlistan har en beteckning som inte kan användas."
        raise _wrong(message, "Använd bokstäver, siffror och bindestreck, till exempel P1.")
    aliases = row.get("aliases") or ()
    listed = aliases if isinstance(aliases, list | tuple) else re.split(r"[|/]", str(aliases))
    plain = tuple(alias for alias in map(_plain, listed) if len(alias) >= 2)
    return Participant(person_id, name, _plain(row.get("role")) or None, _plain(row.get("group")) or None, plain)


def _plain(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


def _numbered(people: list[Participant]) -> tuple[Participant, ...]:
    taken = {person.id for person in people}
    free = (f"P{number}" for number in range(1, 10_000) if f"P{number}" not in taken)
    return tuple(person if person.id else replace(person, id=next(free)) for person in people)

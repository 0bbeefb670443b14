"""Reading criteria sets: schema, invariants, and a file and line for everything that is wrong."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from assistant.catalog.located import LocatedProblem, LocatedYaml, load_located
from assistant.domain import criteria as domain
from assistant.domain.evidence import SourceKind
from assistant.errors import CatalogError, NotFoundError
from assistant.resources import data_dir


def _fraction(value: object) -> Fraction:
    if isinstance(value, str) and re.fullmatch(r"\d{1,6}(?:/[1-9]\d{0,5}|\.\d{1,6})?", value.strip()):
        return Fraction(value.strip())
    raise ValueError('points are written as "6", "7.5" or "20/3"')


Points = Annotated[Fraction, BeforeValidator(_fraction)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
Words = Annotated[str, Field(min_length=1, max_length=4000)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


class _Text(_Model):
    sv: Words
    en: Words

    def value(self) -> domain.Text:
        return domain.Text(self.sv, self.en)


class _Level(_Model):
    level: int
    points: Points
    sv: Words
    en: Words
    lift: _Text | None = None

    def value(self) -> domain.Level:
        lift = self.lift.value() if self.lift else None
        return domain.Level(self.level, self.points, domain.Text(self.sv, self.en), lift)


class _Cues(_Model):
    for_: dict[int, list[Words]] = Field(default_factory=dict, alias="for")
    against: list[Words] = []


class _Examples(_Model):
    sv: list[Words]
    en: list[Words]


class _Question(_Model):
    id: Id
    text: _Text
    looks_for: _Text
    max_points: Points
    facets: list[domain.Facet]
    sources: list[SourceKind]
    levels: list[_Level]
    terms: list[Words]
    synonyms: dict[str, list[Words]] = {}
    typical_evidence: _Examples
    cues: _Cues = _Cues()

    def value(self) -> domain.Question:
        return domain.Question(
            id=self.id,
            text=self.text.value(),
            looks_for=self.looks_for.value(),
            max_points=self.max_points,
            levels=tuple(x.value() for x in self.levels),
            facets=tuple(self.facets),
            sources=tuple(self.sources),
            terms=tuple(self.terms),
            synonyms={key: tuple(words) for key, words in self.synonyms.items()},
            typical_evidence=tuple(
                domain.Text(sv, en) for sv, en in zip(self.typical_evidence.sv, self.typical_evidence.en, strict=False)
            ),
            cues=domain.Cues({k: tuple(v) for k, v in self.cues.for_.items()}, tuple(self.cues.against)),
        )


class _SubArea(_Model):
    id: Id
    name: _Text
    aliases: list[Words] = []
    max_points: Points
    about: _Text
    questions: list[_Question]

    def value(self) -> domain.SubArea:
        questions = tuple(q.value() for q in self.questions)
        return domain.SubArea(
            self.id, self.name.value(), self.max_points, self.about.value(), questions, tuple(self.aliases)
        )


class _Area(_Model):
    id: Id
    name: _Text
    aliases: list[Words] = []
    max_points: Points
    about: _Text
    sub_areas: list[_SubArea] = []

    def value(self) -> domain.Area:
        sub_areas = tuple(s.value() for s in self.sub_areas)
        return domain.Area(
            self.id, self.name.value(), self.max_points, self.about.value(), sub_areas, tuple(self.aliases)
        )


class _Link(_Model):
    older_version: Words
    older_area: Words
    areas: list[Id]
    relation: Literal["same", "broader", "narrower", "related"]
    note: str = ""


class _Set(_Model):
    id: Id
    version: Words
    complete: Literal["true", "false"] = "true"
    title: _Text
    note: _Text
    licence: Words
    published: Words
    max_points: Points
    areas: list[_Area]
    crosswalk: list[_Link] = []

    def value(self, fingerprint: str) -> domain.CriteriaSet:
        return domain.CriteriaSet(
            id=self.id,
            version=self.version,
            title=self.title.value(),
            note=self.note.value(),
            licence=self.licence,
            published=self.published,
            max_points=self.max_points,
            areas=tuple(a.value() for a in self.areas),
            crosswalk=tuple(
                domain.Link(x.older_version, x.older_area, tuple(x.areas), x.relation, x.note) for x in self.crosswalk
            ),
            fingerprint=fingerprint,
        )


def parse_criteria(data: bytes, *, name: str) -> tuple[domain.CriteriaSet | None, list[LocatedProblem]]:
    """Read a criteria set and list everything that is wrong with it.

    A file that says ``complete: "false"`` (an older revision whose sub-areas are not public) is
    checked for its schema only.

    Returns:
        The set, or None when its schema is broken, and the problems in the order of their lines.

    Raises:
        CatalogError: the file is not UTF-8 or not YAML at all.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogError(f"{name}:1: the file is not UTF-8", hint="Save it as UTF-8.") from error
    located = load_located(text, name=name)
    try:
        model = _Set.model_validate(located.data)
    except ValidationError as error:
        return None, sorted(_schema_problems(error, located), key=lambda p: p.line)
    value = model.value(hashlib.sha256(data).hexdigest())
    problems = domain.check(value) if model.complete == "true" else []
    located_problems = [LocatedProblem(located.line(p.path), p.message) for p in problems]
    return value, sorted(located_problems, key=lambda p: p.line)


def _schema_problems(error: ValidationError, located: LocatedYaml) -> Iterator[LocatedProblem]:
    for item in error.errors():
        path = tuple(item["loc"])
        yield LocatedProblem(located.line(path), f"{_spell(path)}: {_explain(item)}")


def _spell(path: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in path) or "file"


def _explain(item: Any) -> str:
    if item["type"] == "missing":
        return "is missing"
    if item["type"] == "extra_forbidden":
        return "is not a known key"
    return str(item["msg"])


_TOPICS = TypeAdapter(dict[str, _Text])


def load_criteria(criteria_id: str, version: str, *, folder: Path | None = None) -> domain.CriteriaSet:
    """Load a shipped criteria set, or one from an own folder of the same layout.

    Raises:
        NotFoundError: there is no such set or version.
        CatalogError: the file breaks a rule; the message names file and line.
    """
    root: Traversable = folder or data_dir("criteria")
    file = root / criteria_id / f"{version}.yaml"
    if not file.is_file():
        known = ", ".join(f"{i}@{v}" for i, v in list_criteria(folder=folder)) or "-"
        message = f"Kriterieuppsättningen {criteria_id}@{version} finns inte."
        raise NotFoundError(message, hint=f"Välj någon av: {known}.")
    name = f"{criteria_id}/{version}.yaml"
    value, problems = _parsed(file.read_bytes(), name)
    if value is None or problems:
        raise CatalogError("\n".join(f"{name}:{p.line}: {p.message}" for p in problems))
    topics = root / criteria_id / "topics" / f"{version}.yaml"
    if not topics.is_file():
        return value
    return _with_topics(file.read_bytes(), name, topics.read_bytes(), f"{criteria_id}/topics/{version}.yaml")


@lru_cache(maxsize=8)
def _with_topics(data: bytes, name: str, topics: bytes, topics_name: str) -> domain.CriteriaSet:
    """Give questions their topics, which are no part of the published version and of its fingerprint.

    Raises:
        CatalogError: the file of topics breaks a rule, or names a question that there is not.
    """
    value, _ = _parsed(data, name)
    if value is None:
        raise CatalogError(f"{name}:1: the criteria cannot be read")
    located = load_located(topics.decode("utf-8-sig"), name=topics_name)
    try:
        found = _TOPICS.validate_python(located.data)
    except ValidationError as error:
        wrong = list(_schema_problems(error, located))
        raise CatalogError("\n".join(f"{topics_name}:{p.line}: {p.message}" for p in wrong)) from error
    known = {question.id for question in value.questions()}
    lost = [f"{topics_name}:{located.line((key,))}: there is no question {key}" for key in found if key not in known]
    if lost:
        raise CatalogError("\n".join(lost))
    return value.with_topics({key: text.value() for key, text in found.items()})


@lru_cache(maxsize=8)
def _parsed(data: bytes, name: str) -> tuple[domain.CriteriaSet | None, list[LocatedProblem]]:
    """Take the same bytes apart once: it takes a fifth of a second, and what comes out never changes."""
    return parse_criteria(data, name=name)


def list_criteria(*, folder: Path | None = None) -> list[tuple[str, str]]:
    """List the ids and versions that can be loaded."""
    root: Traversable = folder or data_dir("criteria")
    return sorted(
        (set_dir.name, file.name.removesuffix(".yaml"))
        for set_dir in root.iterdir()
        if set_dir.is_dir()
        for file in set_dir.iterdir()
        if file.name.endswith(".yaml")
    )

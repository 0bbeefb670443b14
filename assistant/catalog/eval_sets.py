"""Eval sets: where they lie, their gold labels and their cases, with a file and line for what is wrong."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from assistant.catalog.located import LocatedProblem, LocatedYaml, load_located
from assistant.domain.criteria import CriteriaSet
from assistant.domain.draft import Stance
from assistant.domain.evidence import SourceKind
from assistant.errors import CatalogError, NotFoundError
from assistant.resources import data_dir

DEFAULT_YEAR = 2026
"""The year an assessment is made in when a set does not say: that of the shipped ones."""

T = TypeVar("T")
_Words = Annotated[str, Field(min_length=1)]


def eval_set(name: str) -> Traversable | Path:
    """Return the folder of a shipped eval set by name, or of an own one by path.

    Raises:
        NotFoundError: there is no such set; the hint names those there are.
    """
    shipped = data_dir("eval_sets")
    if "/" not in name and name not in ("", ".", "..") and (shipped / name).is_dir():
        return shipped / name
    if name and Path(name).is_dir():
        return Path(name)
    known = sorted(e.name for e in shipped.iterdir() if e.is_dir() and not e.name.startswith((".", "_")))
    raise NotFoundError(f"Testsamlingen {name!r} finns inte.", hint=f"Finns: {', '.join(known)}; eller ange en mapp.")


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore")  # a set may note more, such as how sure its reader was


class _Municipality(_Model):
    municipality: _Words
    year: Annotated[int, Field(ge=1990, le=2100)] = DEFAULT_YEAR
    criteria: Annotated[str, Field(pattern=r"^[^@/]+@[^@/]+$")] = "kommunkompassen@2020"


@dataclass(frozen=True, slots=True)
class Municipality:
    """The invented municipality of a set: what an assessment of it is created with."""

    name: str
    year: int
    criteria_id: str
    criteria_version: str


def load_municipality(folder: Traversable | Path) -> Municipality:
    """Read ``set.yaml``; without one the folder's name and the year 2026 are taken.

    Raises:
        CatalogError: the file breaks a rule, or the set has no evidence in ``files/``.
    """
    if not (folder / "files").is_dir():
        raise CatalogError(f"files: mappen saknas i {folder}.", hint="Testsamlingen behöver underlag i mappen files.")
    if not (folder / "set.yaml").is_file():
        found = _Municipality(municipality=f"{folder.name.capitalize()} kommun")
    else:
        located = _located(folder / "set.yaml", "set.yaml")
        found = _validated(TypeAdapter(_Municipality), located, "set.yaml")
    criteria_id, _, version = found.criteria.partition("@")
    return Municipality(found.municipality, found.year, criteria_id, version)


class _GoldPassage(_Model):
    file: _Words
    quote: _Words
    stance: Stance


class _Label(_Model):
    question: _Words
    level: int
    reason: str = ""
    no_evidence: bool = False
    passages: list[_GoldPassage] = []


@dataclass(frozen=True, slots=True)
class GoldPassage:
    """A quote that a reader based a label on; ``line`` is where it stands in the file of labels."""

    file: str
    quote: str
    stance: Stance
    line: int


@dataclass(frozen=True, slots=True)
class Label:
    """What a careful reader judged of one question."""

    question: str
    level: int
    no_evidence: bool
    passages: tuple[GoldPassage, ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """The labels of one reader."""

    name: str
    labels: tuple[Label, ...]
    data: bytes
    """The file as it was read, for its hash."""


def load_gold(file: Traversable | Path, criteria: CriteriaSet) -> Gold:
    """Read gold labels: a YAML list of {question, level, no_evidence?, passages: [{file, quote, stance}]}.

    Whether the quotes stand in the files is for the one who has read the files to check.

    Raises:
        NotFoundError: there is no such file.
        CatalogError: the labels break a rule or name unknown questions or levels; file and line are named.
    """
    if not file.is_file():
        raise NotFoundError(f"Det finns ingen fil som heter {file}.", hint="Ange filen med facit med --gold.")
    located = _located(file, file.name)
    found = _validated(TypeAdapter(list[_Label]), located, file.name)
    problems = _label_problems(found, located, criteria)
    if problems:
        raise_problems(file.name, problems, hint="Rätta facit.")
    labels = tuple(
        Label(
            item.question,
            item.level,
            item.no_evidence,
            tuple(
                GoldPassage(p.file, p.quote, p.stance, located.line((n, "passages", m)))
                for m, p in enumerate(item.passages)
            ),
        )
        for n, item in enumerate(found)
    )
    return Gold(file.name, labels, file.read_bytes())


def _label_problems(labels: Sequence[_Label], located: LocatedYaml, criteria: CriteriaSet) -> list[LocatedProblem]:
    ladders = {q.id: {level.number for level in q.levels} for q in criteria.questions()}
    problems = [] if labels else [LocatedProblem(1, "filen innehåller inget facit.")]
    seen: set[str] = set()
    for n, item in enumerate(labels):
        line = located.line((n, "question"))
        if item.question not in ladders:
            problems.append(LocatedProblem(line, f"delfrågan {item.question!r} finns inte i kriterierna."))
        elif item.level not in ladders[item.question]:
            problems.append(
                LocatedProblem(located.line((n, "level")), f"delfrågan {item.question} har ingen nivå {item.level}.")
            )
        if item.question in seen:
            problems.append(LocatedProblem(line, f"delfrågan {item.question!r} är bedömd två gånger."))
        if item.no_evidence and item.level > 0:
            problems.append(LocatedProblem(line, f"delfrågan {item.question} har nivå {item.level} utan underlag."))
        seen.add(item.question)
    return problems


class _Case(_Model):
    id: _Words
    question: _Words
    expect: Literal["answer", "refuse"]
    answer_quote: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A free question, and whether the evidence answers it."""

    id: str
    question: str
    answerable: bool
    quote: str = ""
    """A sentence that answers; empty where the set names none."""


def load_cases(file: Traversable | Path) -> tuple[Case, ...]:
    """Read JSON Lines of {id, question, expect: "answer" | "refuse", answer_quote?}.

    Raises:
        CatalogError: the file is missing or breaks a rule; file and line are named.
    """
    cases = (case for _, case in _json_lines(file, _Case, hint=_CASE_HINT))
    return tuple(Case(c.id, c.question, c.expect == "answer", c.answer_quote) for c in cases)


_CASE_HINT = 'Skriv en rad per fråga: {"id": "1", "question": "…", "expect": "answer"} eller "refuse".'


def raise_problems(name: str, problems: Sequence[LocatedProblem], *, hint: str) -> None:
    """Raise everything that is wrong with a file as one error, in the order of its lines.

    Raises:
        CatalogError: always.
    """
    ordered = sorted(problems, key=lambda p: p.line)
    raise CatalogError("\n".join(f"{name}:{p.line}: {p.message}" for p in ordered), hint=hint)


def _decoded(file: Traversable | Path, name: str) -> str:
    data = file.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CatalogError(f"{name}:{line}: filen är inte UTF-8.", hint="Spara filen som UTF-8.") from error


def _located(file: Traversable | Path, name: str) -> LocatedYaml:
    try:
        return load_located(_decoded(file, name), name=name)
    except CatalogError as error:
        raise CatalogError(error.message, hint=error.hint or "Rätta filen; den ska vara YAML.") from error


def _validated(adapter: TypeAdapter[T], located: LocatedYaml, name: str) -> T:
    try:
        return adapter.validate_python(located.data)
    except ValidationError as error:
        problems = [LocatedProblem(located.line(tuple(e["loc"])), _explain(e)) for e in error.errors()]
        raise CatalogError(
            "\n".join(f"{name}:{p.line}: {p.message}" for p in sorted(problems, key=lambda p: p.line)),
            hint="Se eval_sets/alvlunda för hur filen skrivs.",
        ) from error


_RULES = {
    "missing": "saknas",
    "int_parsing": "ska vara ett heltal",
    "bool_parsing": "ska vara true eller false",
    "list_type": "ska vara en lista",
    "string_too_short": "är tom",
    "string_type": "ska vara text",
}


def _explain(item: Any) -> str:
    """Say in Swedish what a schema found wrong."""
    where = ".".join(str(part) for part in item["loc"] if isinstance(part, str)) or "innehållet"
    if item["type"] == "literal_error":
        return f"{where} ska vara {str(item['ctx']['expected']).replace(' or ', ' eller ')}."
    return f"{where} {_RULES.get(item['type'], 'är inte skrivet som det ska')}."


class _CaseSource(_Model):
    name: _Words
    kind: SourceKind
    title: str = ""
    valid_until: str | None = None
    text: _Words
    evidence: list[_Words] = []


class _LevelCase(_Model):
    id: _Words
    question: _Words
    level: Annotated[int, Field(ge=0)]
    no_evidence: bool = False
    sources: Annotated[list[_CaseSource], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class CaseSource:
    """A short source of a case, with the sentences that carry the judgement."""

    name: str
    kind: SourceKind
    title: str
    valid_until: str | None
    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelCase:
    """One question in one invented municipality, with its sources and the level a careful reader gives."""

    id: str
    question: str
    level: int
    no_evidence: bool
    sources: tuple[CaseSource, ...]


def load_level_cases(file: Traversable | Path, criteria: CriteriaSet) -> tuple[LevelCase, ...]:
    """Read JSON Lines of {id, question, level, no_evidence?, sources: [{name, kind, title?, text, evidence}]}.

    Raises:
        CatalogError: the file is missing, breaks a rule or names unknown questions or levels; file and line are named.
    """
    found = [_level_case(number, case) for number, case in _json_lines(file, _LevelCase, hint=_LEVEL_CASE_HINT)]
    tops = {q.id: q.top for q in criteria.questions()}
    problems = [
        LocatedProblem(number, f"delfråga {case.question!r} eller dess nivå {case.level} finns inte.")
        for number, case in found
        if case.level > tops.get(case.question, -1)
    ]
    if problems:
        raise_problems(file.name, problems, hint=_LEVEL_CASE_HINT)
    return tuple(case for _, case in found)


_LEVEL_CASE_HINT = "Varje rad: id, question, level och sources med name, kind och text."


def _level_case(number: int, case: _LevelCase) -> tuple[int, LevelCase]:
    sources = tuple(
        CaseSource(s.name, s.kind, s.title or s.name, s.valid_until, s.text, tuple(s.evidence)) for s in case.sources
    )
    return number, LevelCase(case.id, case.question, case.level, case.no_evidence, sources)


M = TypeVar("M", _Case, _LevelCase)


def _json_lines(file: Traversable | Path, model: type[M], *, hint: str) -> list[tuple[int, M]]:
    """Read one value a line, with its line number; ids are unique."""
    if not file.is_file():
        raise CatalogError(f"{file.name}: filen saknas.", hint="Testsamlingen behöver frågor i cases.jsonl.")
    found: dict[str, tuple[int, M]] = {}
    for number, line in enumerate(_decoded(file, file.name).split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = model.model_validate(json.loads(line))
        except ValidationError as error:
            raise_problems(file.name, [LocatedProblem(number, _explain(e)) for e in error.errors()], hint=hint)
        except (ValueError, RecursionError) as error:
            raise CatalogError(f"{file.name}:{number}: raden är inte giltig JSON.", hint=hint) from error
        if value.id in found:
            raise_problems(file.name, [LocatedProblem(number, f"id {value.id!r} finns redan.")], hint=hint)
        found[value.id] = (number, value)
    if not found:
        raise CatalogError(f"{file.name}:1: filen innehåller inga frågor.", hint=hint)
    return list(found.values())

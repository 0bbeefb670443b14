"""Reading retrieval sets in BEIR's shape, with a file and line for everything that is wrong.

The shape: ``corpus.jsonl`` ({_id, title?, text}), ``queries.jsonl`` ({_id, text}) and judgements as
``qrels.tsv`` or ``qrels/<split>.tsv``: query id, document id and grade, tab separated, a header line allowed.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from assistant.errors import CatalogError, NotFoundError

_SHAPE = "En BEIR-mapp har corpus.jsonl, queries.jsonl och qrels.tsv (eller qrels/test.tsv)."
_COLUMNS = "Skriv fråge-id, dokument-id och grad, åtskilda av tabb."


@dataclass(frozen=True, slots=True)
class Document:
    """A document to be found."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Documents, the queries that are judged, and the grades of their documents."""

    documents: tuple[Document, ...]
    queries: Mapping[str, str]
    """Text by id; only queries that have a document of grade above 0, in the order of the file."""
    grades: Mapping[str, Mapping[str, float]]
    unjudged: int
    """Queries left out because no document is judged relevant for them."""
    empty_documents: int
    """Documents without title and text; they stay in the set and can never be found."""
    split: str
    """Which judgements were read, as a path within the folder."""
    fingerprint: str
    """SHA-256 of the three files."""


def load_beir(folder: Traversable | Path, *, split: str = "") -> RetrievalSet:
    """Read a retrieval set.

    Args:
        folder: where the three files are.
        split: which file of ``qrels/`` to use; without it ``qrels.tsv``, ``qrels/test.tsv`` or the only one there.

    Raises:
        NotFoundError: there is no such folder.
        CatalogError: a file is missing or breaks a rule; the message names file and line.
    """
    if not folder.is_dir():
        raise NotFoundError(f"Det finns ingen mapp som heter {folder}.", hint=_SHAPE)
    judged, name = _qrels_file(folder, split)
    corpus, queries = _file(folder, "corpus.jsonl"), _file(folder, "queries.jsonl")
    documents = tuple(_documents(corpus))
    if not documents:
        raise CatalogError("corpus.jsonl:1: filen innehåller inga dokument.", hint=_SHAPE)
    texts = dict(_queries(queries))
    grades = _grades(judged, name, texts, {document.id for document in documents})
    relevant = {query: text for query, text in texts.items() if any(g > 0 for g in grades.get(query, {}).values())}
    if not relevant:
        raise CatalogError(f"{name}:1: ingen fråga har något relevant dokument.", hint="Grad över 0 betyder relevant.")
    return RetrievalSet(
        documents=documents,
        queries=relevant,
        grades={query: grades[query] for query in relevant},
        unjudged=len(texts) - len(relevant),
        empty_documents=sum(not (d.title.strip() or d.text.strip()) for d in documents),
        split=name,
        fingerprint=_fingerprint([corpus, queries, judged]),
    )


def _file(folder: Traversable | Path, name: str) -> Traversable | Path:
    file = folder / name
    if not file.is_file():
        raise CatalogError(f"{name}: filen saknas i {folder}.", hint=_SHAPE)
    return file


def _qrels_file(folder: Traversable | Path, split: str) -> tuple[Traversable | Path, str]:
    if not split and (folder / "qrels.tsv").is_file():
        return folder / "qrels.tsv", "qrels.tsv"
    inside = folder / "qrels"
    known = sorted(f.name for f in inside.iterdir() if f.name.endswith(".tsv")) if inside.is_dir() else []
    wanted = f"{split}.tsv" if split else "test.tsv" if "test.tsv" in known else known[0] if len(known) == 1 else ""
    if wanted in known:
        return inside / wanted, f"qrels/{wanted}"
    if known:
        choices = ", ".join(name.removesuffix(".tsv") for name in known)
        raise CatalogError(f"qrels: det går inte att veta vilken fil som gäller i {folder}.", hint=f"--split {choices}")
    raise CatalogError(f"qrels.tsv: filen saknas i {folder}.", hint=_SHAPE)


def _lines(file: Traversable | Path, name: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, numbered from 1; only line feeds part lines."""
    with file.open("rb") as content:
        for number, raw in enumerate(content, 1):
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError as error:
                raise CatalogError(f"{name}:{number}: raden är inte UTF-8.", hint="Spara filen som UTF-8.") from error
            if line.strip():
                yield number, line


def _objects(file: Traversable | Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a JSON Lines file by line, each with an id of its own as text."""
    seen: dict[str, int] = {}
    for number, line in _lines(file, file.name):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            message = f"{file.name}:{number}: raden är inte giltig JSON."
            raise CatalogError(message, hint="Skriv ett JSON-objekt per rad.") from error
        if not isinstance(value, dict):
            raise CatalogError(f"{file.name}:{number}: raden är inget JSON-objekt.", hint='Exempel: {"_id": "1", …}')
        key = value.get("_id")
        if not isinstance(key, str | int) or isinstance(key, bool) or not str(key).strip():
            raise CatalogError(f"{file.name}:{number}: _id saknas.", hint="Ge varje rad ett eget _id.")
        value["_id"] = str(key)
        if value["_id"] in seen:
            first = seen[value["_id"]]
            message = f"{file.name}:{number}: _id {value['_id']!r} finns redan på rad {first}."
            raise CatalogError(message, hint="Ge varje rad ett eget _id.")
        seen[value["_id"]] = number
        yield number, value


def _documents(file: Traversable | Path) -> Iterator[Document]:
    for number, value in _objects(file):
        title, text = value.get("title") or "", value.get("text")
        if not isinstance(text, str) or not isinstance(title, str):
            message = f"{file.name}:{number}: dokumentet {value['_id']!r} saknar text."
            raise CatalogError(message, hint='Skriv "text": "…"; title är frivillig.')
        yield Document(value["_id"], title, text)


def _queries(file: Traversable | Path) -> Iterator[tuple[str, str]]:
    for number, value in _objects(file):
        text = value.get("text")
        if not isinstance(text, str) or not text.strip():
            message = f"{file.name}:{number}: frågan {value['_id']!r} är tom."
            raise CatalogError(message, hint="Skriv frågans text, eller ta bort raden.")
        yield value["_id"], text


def _grades(
    file: Traversable | Path, name: str, queries: Mapping[str, str], documents: set[str]
) -> dict[str, dict[str, float]]:
    grades: dict[str, dict[str, float]] = {}
    for number, line in _lines(file, name):
        cells = [cell.strip() for cell in (line.split("\t") if "\t" in line else line.split())]
        if len(cells) != 3:
            raise CatalogError(f"{name}:{number}: raden har {len(cells)} kolumner, inte tre.", hint=_COLUMNS)
        query, document, grade = cells[0], cells[1], _grade(cells[2])
        if grade is None:
            if number == 1:
                continue  # the header
            raise CatalogError(f"{name}:{number}: graden {cells[2]!r} är inget tal.", hint=_COLUMNS)
        if query not in queries:
            message = f"{name}:{number}: frågan {query!r} finns inte i queries.jsonl."
            raise CatalogError(message, hint="Rätta id:t eller lägg till frågan.")
        if document not in documents:
            message = f"{name}:{number}: dokumentet {document!r} finns inte i corpus.jsonl."
            raise CatalogError(message, hint="Rätta id:t eller lägg till dokumentet.")
        if grades.setdefault(query, {}).setdefault(document, grade) != grade:
            message = f"{name}:{number}: {query!r} och {document!r} har redan en annan grad."
            raise CatalogError(message, hint="Behåll en av raderna.")
    return grades


def _grade(text: str) -> float | None:
    try:
        grade = float(text)
    except ValueError:
        return None
    return grade if abs(grade) < 1e6 else None


def _fingerprint(files: list[Traversable | Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        with file.open("rb") as content:
            part = hashlib.sha256()
            while block := content.read(1 << 20):
                part.update(block)
        total.update(part.digest())
    return total.hexdigest()

"""What reading and fetching files says of them reaches English pages, every notice and every error."""

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from assistant.web.language import translated
from ingest import IngestError, prepare

ROOT = Path(__file__).parents[3]
_FOR_PROGRAMS = {"ValueError", "RuntimeError", "AttributeError", "BrokenAnswerError", "_OddError"}
"""Errors that no person is told of."""
_HANDED_ON = {
    "detect.py hint", "detect.py message", "ooxml.py message", "participants.py hint", "participants.py message",
    "pdf.py _why(page, reason)", "pdf_about.py message",
}  # fmt: skip
"""What functions are given to say; they are given sentences that stand in the same modules."""


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def _said_of_files() -> Iterator[tuple[str, ast.expr, ast.FunctionDef]]:
    """Yield what every error and notice of reading and fetching files says, with the function that it stands in."""
    for file in (*sorted((ROOT / "ingest").rglob("*.py")), *sorted((ROOT / "assistant" / "fetching").glob("*.py"))):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                name = getattr(call.func, "id", "")
                if name == "Notice":
                    yield f"{file.name}:{call.lineno}", call.args[1], function
                elif name.endswith("Error") and name not in _FOR_PROGRAMS:
                    for given in (*call.args[:1], *(k.value for k in call.keywords if k.arg == "hint")):
                        yield f"{file.name}:{call.lineno}", given, function


def test_every_notice_and_error_of_reading_files_is_told_in_english(messages: ModuleType) -> None:
    known = {message.id for message in messages.read("en")}
    passed_on = set()
    for place, said, function in _said_of_files():
        texts = [said]
        if isinstance(said, ast.Name) and said.id.isupper():
            continue  # a sentence of its own, which the catalogue holds
        if isinstance(said, ast.Name):  # made above in the same function, or handed to it or to the module
            texts = [
                node.value
                for node in ast.walk(function)
                if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == said.id
            ]
        for text in texts:
            if isinstance(text, ast.Constant | ast.JoinedStr):
                assert messages.text_of(text) in known, f"{place} says what nobody has translated"
        if not texts or not all(isinstance(text, ast.Constant | ast.JoinedStr) for text in texts):
            passed_on.add(f"{place.partition(':')[0]} {ast.unparse(said)}")
    assert passed_on == _HANDED_ON


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"%PDF-1.4\n",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00",
        b"ID3\x00",
        b"MZ\x00\x00",
        b"\x00\x01\x02" * 50,
    ],
)
@pytest.mark.parametrize("name", ["x.pdf", "x.docx", "x.png", "x.xls", "x.json", "x"])
def test_what_a_bad_file_is_refused_with_reaches_english_with_its_hint(data: bytes, name: str) -> None:
    with pytest.raises(IngestError) as refused:
        prepare(data, name=name)
    # A source keeps message and hint as one text.
    said = f"{refused.value.message} {refused.value.hint}".strip()
    assert translated(said, "en") not in (None, said)

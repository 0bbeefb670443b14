"""Bring the catalogues of translations up to date with the words of pages: ``python tools/messages.py``.

Words are taken from templates, from ``_("…")`` in the web service, from the messages and hints of errors
that its pages show, and from the sentences that rules say of drafts, decisions and sources. A message put together from
values is kept with gaps (``%(v1)s``), which the pages fill again. What nobody has translated is listed, and then
this ends with 1.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
WEB = ROOT / "assistant" / "web"
SHOWN = (
    *(file for file in sorted(WEB.rglob("*.py")) if file.name != "site.py"),  # which speaks in the terminal only
    *(
        ROOT / "assistant" / "workflow" / f"{name}.py"
        for name in (
            "accounts",
            "membership",
            "passwords",
            "assessments",
            "interviews",
            "judging",
            "reviewing",
            "texts",
            "conversing",
            "modelling",
            "rewriting",
            "writing",
        )
    ),
    ROOT / "assistant" / "store" / "users.py",
    *(ROOT / "assistant" / "models" / f"{name}.py" for name in ("model", "pump", "reading")),
)
"""Python files whose errors reach pages."""
TOLD = tuple(
    ROOT / "assistant" / f"{name}.py"
    for name in (
        "domain/overall", "domain/review", "domain/scoring", "drafting/claim_words", "drafting/claims", "drafting/extractive",
        "drafting/gate", "drafting/hearing", "drafting/proving", "drafting/stating", "store/drafts", "store/reviews", "store/sources",
        "workflow/chatting", "workflow/files", "workflow/judging", "workflow/overall",
        "workflow/reviewing", "workflow/approving", "workflow/auditing", "workflow/rewriting",
        "workflow/adding", "workflow/reading", "workflow/sources", "workflow/texts", "workflow/websites", "workflow/writing",
        "fetching/client", "fetching/crawl",
    )
) + tuple(file for file in sorted((ROOT / "ingest").rglob("*.py")) if file.name not in ("wire.py", "__init__.py"))  # fmt: skip
"""Python files whose every sentence is for people."""


def texts_of_errors(source: str) -> Iterator[str]:
    """Yield the messages and hints of errors, with gaps for values."""
    for node in ast.walk(ast.parse(source)):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if not name.endswith("Error") or name in ("TypeError", "ValueError", "RuntimeError", "AssertionError"):
            continue
        given = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "hint")]
        yield from filter(None, (text_of(g) for g in given))


def sentences_of(source: str) -> Iterator[str]:
    """Yield every sentence of a module that is no documentation, with gaps for values."""
    tree = ast.parse(source)
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        text = "" if id(node) in notes | parts else text_of(node)
        if re.fullmatch(r"(?=.*\w \w)[A-ZÅÄÖ”%].*(?:[.!?]|%\(v\d+\)s)", text) and re.search("[a-zåäö]{4}", text):
            yield text


def text_of(node: ast.AST) -> str:
    """Return a string of the source with ``%(v1)s`` for each value put into it; empty for anything else."""
    if isinstance(node, ast.Constant):
        return node.value.strip() if isinstance(node.value, str) else ""
    if not isinstance(node, ast.JoinedStr):
        return ""
    gaps = (f"%(v{n})s" for n in range(1, 99))
    pieces = (str(p.value).replace("%", "%%") if isinstance(p, ast.Constant) else next(gaps) for p in node.values)
    text = "".join(pieces).strip()
    return text if re.search("[a-zåäö]{4}", re.sub(r"%\(v\d+\)s", "", text)) else ""


def wanted() -> Catalog:
    """Return a catalogue of all words that pages show, without translations."""
    found = Catalog(fuzzy=False, charset="utf-8")
    for file in sorted((WEB / "templates").glob("*.html")):
        for _, message, _, _ in extract("jinja2", io.BytesIO(file.read_bytes()), options={"newstyle_gettext": "true"}):
            found.add(message, locations=[(f"templates/{file.name}", 0)])
    for file in SHOWN:
        place = [(file.relative_to(ROOT).as_posix(), 0)]
        for _, message, _, _ in extract("python", io.BytesIO(file.read_bytes()), keywords={"_": None}):
            found.add(message, locations=place)
        for message in texts_of_errors(file.read_text(encoding="utf-8")):
            found.add(message, locations=place)
    for file in TOLD:
        source = file.read_text(encoding="utf-8")
        for message in (*sentences_of(source), *texts_of_errors(source)):
            found.add(message, locations=[(file.relative_to(ROOT).as_posix(), 0)])
    return found


def read(language: str) -> Catalog:
    """Return the catalogue of a language as it is on disk, empty when there is none."""
    file = WEB / "locale" / f"{language}.po"
    return (
        read_po(io.BytesIO(file.read_bytes()), locale=language)
        if file.exists()
        else Catalog(locale=language, fuzzy=False)
    )


def faults(language: str) -> list[str]:
    """Say what is missing, left over or does not fit in the catalogue of a language."""
    have, need = read(language), wanted()
    texts = {m.id: m for m in have if m.id}
    said = [f"not translated: {m.id!r}" for m in need if m.id and (m.id not in texts or not _whole(texts[m.id].string))]
    said += [f"no longer used: {key!r}" for key in texts if key not in need]
    said += [f"fuzzy: {m.id!r}" for m in texts.values() if m.fuzzy]
    said += [f"{error} in {m.id!r}" for m in texts.values() for error in m.check(have)]
    return said


def _whole(string: str | tuple[str, ...]) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


def main() -> int:
    """Update the catalogues and list what is left to do."""
    left = []
    for file in sorted((WEB / "locale").glob("*.po")) or [WEB / "locale" / "en.po"]:
        catalogue = read(file.stem)
        catalogue.update(wanted(), no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        out = io.BytesIO()
        write_po(out, catalogue, width=120, sort_output=True, omit_header=True, include_lineno=False)
        # Without a header, which holds times and names that change when nothing else does.
        file.write_bytes(out.getvalue())
        left += faults(file.stem)
    print("\n".join(left))
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())

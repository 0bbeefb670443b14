"""Bring the catalogues of translations up to date with the words of pages: ``python tools/messages.py``.

Words are taken from templates, from ``_("…")`` in the web service, and from the plain messages and
hints of errors that its pages show. What nobody has translated is listed, and then this ends with 1.
"""

import ast
import io
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
            "writing",
        )
    ),
    ROOT / "assistant" / "store" / "users.py",
    *(ROOT / "assistant" / "models" / f"{name}.py" for name in ("model", "pump", "reading")),
)
"""Python files whose words reach pages."""


def texts_of_errors(source: str) -> Iterator[str]:
    """Yield the plain messages and hints of errors; those put together from values cannot be translated."""
    for node in ast.walk(ast.parse(source)):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if not name.endswith("Error") or name in ("TypeError", "ValueError", "RuntimeError", "AssertionError"):
            continue
        given = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "hint")]
        yield from (g.value for g in given if isinstance(g, ast.Constant) and isinstance(g.value, str) and g.value)


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

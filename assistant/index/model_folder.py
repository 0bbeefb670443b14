"""Models on this machine: where one lies, what it is, and whether it may be loaded."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import EmbedderUnavailableError, RerankerUnavailableError

_OURS = "assistant.index.st_module.HashedNgrams"
_CONTENT = {".json", ".txt", ".model", ".safetensors", ".bin", ".pt", ".onnx", ".onnx_data", ".xml", ".npz", ".jinja"}
_OF_BACKENDS = {"onnx", "openvino"}


@dataclass(frozen=True, slots=True)
class Role:
    """What a model is used for, and how to speak of it."""

    setting: str
    """Environment variable that names the model."""
    instead: str
    """What to do without one."""
    error: type[EmbedderUnavailableError] | type[RerankerUnavailableError]

    def refuse(self, message: str, hint: str = "") -> EmbedderUnavailableError | RerankerUnavailableError:
        """Return the error that says what is wrong, and what to set."""
        way_out = f"Ange en annan modell i {self.setting}, eller {self.instead}."
        return self.error(message, hint=f"{hint} {way_out}".strip())


EMBEDDER = Role("KOMPASS_EMBEDDER", "sätt KOMPASS_EMBEDDER=builtin", EmbedderUnavailableError)
RERANKER = Role("KOMPASS_RERANKER", "lämna KOMPASS_RERANKER tom", RerankerUnavailableError)


def find(name: str, role: Role) -> Path:
    """Return the folder of a model, given as a folder or by name in Hugging Face's cache; never downloads.

    Raises:
        EmbedderUnavailableError, RerankerUnavailableError: it is not on this machine, is no model, or
            needs code of its own.
    """
    path = Path(name).expanduser()
    if path.is_dir():
        folder = path.resolve()
    elif path.is_absolute() or name.startswith((".", "~")) or name.count("/") > 1 or path.exists():
        raise role.refuse(f"Det finns ingen mapp som heter {name!r}.")
    else:
        folder = _cached(name, role)
    _refuse_no_model(folder, name, role)
    _refuse_code(folder, name, role)
    return folder


def _cached(name: str, role: Role) -> Path:
    try:
        from huggingface_hub import snapshot_download

        full = name if "/" in name else f"sentence-transformers/{name}"
        cache = os.environ.get("SENTENCE_TRANSFORMERS_HOME") or None
        return Path(snapshot_download(full, local_files_only=True, cache_dir=cache))
    except (OSError, ValueError, ImportError) as error:
        hint = (
            f"Hämta den på en dator med nät (hf download {name} --local-dir MAPP), "
            f"flytta hit mappen och ange den i {role.setting}."
        )
        raise role.refuse(f"Modellen {name!r} finns inte på den här datorn.", hint) from error


def _refuse_no_model(folder: Path, name: str, role: Role) -> None:
    needed = "modules.json" if role is EMBEDDER else "config.json"
    if not (folder / needed).is_file():
        kind = "sentence-transformers-modell" if role is EMBEDDER else "modell av typen CrossEncoder"
        raise role.refuse(f"Mappen {name!r} är ingen {kind}: {needed} saknas.")


def _refuse_code(folder: Path, name: str, role: Role) -> None:
    foreign = [t for t in _types(folder, name, role) if not t.startswith("sentence_transformers.")]
    if foreign and not is_builtin(folder):
        raise untrusted(name, role, foreign[0])


def untrusted(name: str, role: Role, what: str = "") -> EmbedderUnavailableError | RerankerUnavailableError:
    """Return the error for a model that brings code; such code is never run."""
    named = f" ({what})" if what else ""
    return role.refuse(f"Modellen {name!r} behöver egen programkod{named}, och sådan kod körs aldrig.")


def _types(folder: Path, name: str, role: Role) -> list[str]:
    """Return the module types that a folder names; none when it has no list of modules."""
    path = folder / "modules.json"
    if not path.is_file():
        return []
    try:
        return [str(module["type"]) for module in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise role.refuse(f"Filen modules.json i modellen {name!r} är skadad.", "Hämta modellen på nytt.") from error


def is_builtin(folder: Path) -> bool:
    """Say whether a folder is the built-in embedder, saved as a model: our own module and no other."""
    return _types(folder, folder.name, EMBEDDER) == [_OURS]


def settings_of(folder: Path) -> dict[str, Any]:
    """Return a model's own settings; an older model has none."""
    try:
        found = json.loads((folder / "config_sentence_transformers.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found if isinstance(found, dict) else {}


def fingerprint(folder: Path, backend: str = "torch") -> str:
    """Return 64 hex digits that change when any file changes that shapes the model's answers."""
    total = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        other = _OF_BACKENDS.intersection(name.parts[:-1]) - {backend}
        hidden = any(part.startswith(".") for part in name.parts)
        if file.is_file() and file.suffix in _CONTENT and not other and not hidden:
            total.update(f"{name.as_posix()} {_digest(file)}\n".encode())
    return total.hexdigest()


def _digest(file: Path) -> str:
    """Return a file's SHA-256; Hugging Face's cache has it as the name of what a link points to."""
    real = file.resolve()
    if file.is_symlink() and real.parent.name == "blobs" and len(real.name) == 64:
        return real.name
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()

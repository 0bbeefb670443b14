"""Loading models with sentence-transformers: what goes wrong there, said so that it can be put right."""

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, Literal

from assistant.index import model_folder
from assistant.index.model_folder import EMBEDDER, Role

logger = logging.getLogger(__name__)

Backend = Literal["torch", "onnx", "openvino"]
Dtype = Literal["auto", "float32", "bfloat16"]

_FAST_BFLOAT16 = {"amx_bf16", "avx512_bf16"}
"""Processor flags with which bfloat16 was measured 1.7 to 2.6 times as fast as float32."""
_GRAPHS = ("onnx/model.onnx", "model.onnx")
_FETCH = "Hämta modellen på nytt."
_WHY = "filerna är skadade, fattas eller hör till en annan version"
_MISSING = re.compile(r"^\s*(\S.*?)\s*\|\s*MISSING", re.MULTILINE)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_DAMAGED = (
    OSError,
    EOFError,
    UnpicklingError,
    ValueError,
    ImportError,
    RuntimeError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
)


def bfloat16_is_fast(cpuinfo: str) -> bool:
    """Say whether a processor computes with bfloat16 itself, from the text of Linux's ``/proc/cpuinfo``."""
    flags = next((line for line in cpuinfo.splitlines() if line.startswith("flags")), "")
    return not _FAST_BFLOAT16.isdisjoint(flags.split())


def resolve_dtype(wanted: Dtype, backend: Backend) -> Literal["float32", "bfloat16"]:
    """Return the number format to compute with; ``auto`` asks the processor.

    Raises:
        EmbedderUnavailableError: the backend has no such format.
    """
    if backend == "onnx":
        if wanted == "bfloat16":
            raise EMBEDDER.refuse("ONNX Runtime räknar bara med float32.", "Sätt KOMPASS_EMBEDDER_DTYPE=float32.")
        return "float32"
    if wanted != "auto":
        return wanted
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "float32"
    return "bfloat16" if bfloat16_is_fast(text) else "float32"


def load_sentence_model(folder: Path, *, backend: Backend, dtype: str) -> Any:
    """Return a ``SentenceTransformer`` from a folder; call it within ``vendor``.

    Raises:
        EmbedderUnavailableError: the backend is not installed, or the model has no graph for it.
    """
    from sentence_transformers import SentenceTransformer

    if model_folder.is_builtin(folder):
        from assistant.index.st_module import HashedNgrams

        return SentenceTransformer(modules=[HashedNgrams.load(str(folder))], device="cpu")
    if backend != "torch":
        return _graph(folder, backend, dtype)
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True, model_kwargs=_model_kwargs(dtype))


def load_cross_encoder(folder: Path) -> Any:
    """Return a ``CrossEncoder`` from a folder that gives raw scores; call it within ``vendor``."""
    import torch
    from sentence_transformers import CrossEncoder

    return CrossEncoder(
        str(folder),
        device="cpu",
        local_files_only=True,
        model_kwargs=_model_kwargs("float32"),
        activation_fn=torch.nn.Identity(),
    )


def _model_kwargs(dtype: str) -> dict[str, Any]:
    import torch

    return {"dtype": getattr(torch, dtype)}


def _graph(folder: Path, backend: Backend, dtype: str) -> Any:
    package = {"onnx": "onnxruntime", "openvino": "openvino"}[backend]
    if find_spec(package) is None:
        hint = f"Installera det: pip install {package}. Eller sätt KOMPASS_EMBEDDER_BACKEND=torch."
        raise EMBEDDER.refuse(f"Paketet {package} saknas.", hint)
    path = next((folder / place for place in _GRAPHS if (folder / place).is_file()), None)
    if path is None:
        hint = "Hämta filen onnx/model.onnx till modellens mapp, eller sätt KOMPASS_EMBEDDER_BACKEND=torch."
        raise EMBEDDER.refuse(f"Modellen {folder.name!r} har ingen fil onnx/model.onnx.", hint)
    from assistant.index import onnx_module

    opened = onnx_module.onnx_runtime(path) if backend == "onnx" else onnx_module.open_vino(path, dtype)
    return onnx_module.with_graph(folder, *opened)


class _Missing(logging.Handler):
    """Collects the names of weights that a model's files lack; the vendor only logs them, and makes them up."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.names: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Read the vendor's table of names and states."""
        self.names += _MISSING.findall(_COLOUR.sub("", record.getMessage()))


@contextmanager
def vendor(name: str, role: Role) -> Iterator[None]:
    """Keep the vendors quiet and off the network, and turn what goes wrong there into our errors."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        import sentence_transformers  # noqa: F401 - tried here, so that what follows can rely on it
        from safetensors import SafetensorError
        from transformers.utils import logging as chatter
    except (ImportError, OSError) as error:
        hint = "Installera det på nytt: pip install sentence-transformers."
        raise role.refuse("Paketet sentence-transformers går inte att använda.", hint) from error
    missing = _Missing()
    own = logging.getLogger("transformers")
    chatter.disable_progress_bar()  # type: ignore[no-untyped-call]  # the vendor left types out
    chatter.disable_default_handler()
    chatter.set_verbosity_warning()  # type: ignore[no-untyped-call]  # the vendor left types out
    own.addHandler(missing)
    try:
        yield
    except (*_DAMAGED, SafetensorError) as error:
        if "trust_remote_code" in str(error):
            raise model_folder.untrusted(name, role) from error
        logger.warning("model cannot be loaded", extra={"reason": type(error).__name__})
        raise role.refuse(f"Modellen {name!r} går inte att läsa in: {_WHY}.", _FETCH) from error
    finally:
        own.removeHandler(missing)
    needed = [key for key in missing.names if role is not EMBEDDER or "pooler." not in key]
    if needed:  # embedding never uses BERT's own pooler, and many models leave it out
        raise role.refuse(f"Modellen {name!r} är inte hel: den saknar vikter, till exempel {needed[0]}.", _FETCH)

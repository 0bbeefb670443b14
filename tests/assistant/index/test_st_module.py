"""The built-in embedder as a sentence-transformers model on disk."""

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import EmbedderUnavailableError
from assistant.index import open_embedder

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


def test_the_saved_module_gives_the_same_vectors_as_the_core(tmp_path: Path) -> None:
    from assistant.index.st_module import save_builtin

    texts = ["Medborgardialog i alla nämnder.", "Sjukfrånvaron minskade.", ""]
    save_builtin(tmp_path / "model")
    loaded = open_embedder(str(tmp_path / "model"))

    assert loaded.dimensions == 1024
    assert np.allclose(loaded.embed_passages(texts), open_embedder().embed_passages(texts), atol=1e-6)


def test_a_missing_model_says_what_to_set() -> None:
    with pytest.raises(EmbedderUnavailableError) as caught:
        open_embedder("nobody/has-this-model")

    assert "KOMPASS_EMBEDDER" in caught.value.hint

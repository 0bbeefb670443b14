"""Tiny models, made with the vendors' own code: random weights of a fixed seed, a few Swedish words."""

import json
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LETTERS = "abcdefghijklmnopqrstuvwxyzåäö0123456789.,:;?!"
WORDS = (
    "kommun medborgar ##dialog nämnd ##erna riktlinje ##n beslut ##ade skola policy följs upp varje år query passage"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Loading torch takes seconds, and its vendors warn of much."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and "fast" not in item.keywords:
            item.add_marker(pytest.mark.slow)
            for kind in ("DeprecationWarning", "FutureWarning", "UserWarning"):
                item.add_marker(pytest.mark.filterwarnings(f"ignore::{kind}"))


def tokenizer() -> Any:
    from transformers import BertTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS.split(), *LETTERS, *(f"##{c}" for c in LETTERS)]
    return BertTokenizerFast(vocab={word: n for n, word in enumerate(words)}, strip_accents=False)


def config(dimensions: int, **changes: Any) -> Any:
    from transformers import BertConfig

    return BertConfig(
        vocab_size=len(tokenizer()),
        hidden_size=dimensions,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
        **changes,
    )


MakeModel = Callable[..., Path]


@pytest.fixture
def make_model(tmp_path: Path) -> MakeModel:
    """Write a small sentence-transformers model: one BERT layer and mean pooling."""

    def make(
        name: str = "liten",
        *,
        dimensions: int = 32,
        seed: int = 1,
        window: int = 48,
        prompts: dict[str, str] | None = None,
        change: Callable[[Any], None] | None = None,
    ) -> Path:
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
        from transformers import BertModel

        torch.manual_seed(seed)
        bert = BertModel(config(dimensions))
        if change:
            change(bert)
        raw = tmp_path / f"{name}-bert"
        bert.save_pretrained(raw)
        tokenizer().save_pretrained(raw)
        reads = Transformer(str(raw), max_seq_length=window)
        made = SentenceTransformer(modules=[reads, Pooling(dimensions)], device="cpu", prompts=prompts)
        made.save(str(tmp_path / name))
        return tmp_path / name

    return make


@pytest.fixture
def make_reranker(tmp_path: Path) -> MakeModel:
    """Write a small CrossEncoder: one BERT layer and one number a pair."""

    def make(
        name: str = "domare", *, labels: int = 1, seed: int = 1, change: Callable[[Any], None] | None = None
    ) -> Path:
        import torch
        from transformers import BertForSequenceClassification

        torch.manual_seed(seed)
        bert = BertForSequenceClassification(
            config(32, num_labels=labels, initializer_range=0.4)
        )  # so that scores differ
        if change:
            change(bert)
        bert.save_pretrained(tmp_path / name)
        tokenizer().save_pretrained(tmp_path / name)
        return tmp_path / name

    return make


@pytest.fixture
def export_onnx() -> Callable[[Path], None]:
    """Write ``onnx/model.onnx`` into a model's folder, as published models have it."""

    def export(folder: Path) -> None:
        import torch
        from transformers import BertModel

        class Graph(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.bert = BertModel.from_pretrained(folder, attn_implementation="eager")

            def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
                found = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=types)
                return found.last_hidden_state

        ones = torch.ones(2, 7, dtype=torch.long)
        warnings.simplefilter("ignore")  # the exporter warns of its own age; the test's filters make that an error
        names = ["input_ids", "attention_mask", "token_type_ids"]
        (folder / "onnx").mkdir()
        torch.onnx.export(
            Graph().eval(),
            (ones, ones, ones),
            str(folder / "onnx" / "model.onnx"),
            input_names=names,
            output_names=["last_hidden_state"],
            dynamic_axes={name: {0: "batch", 1: "sequence"} for name in names},
            dynamo=False,
        )

    return export


def edit(path: Path, **changes: Any) -> None:
    """Change values in a JSON file."""
    found = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(found | changes), encoding="utf-8")


@pytest.fixture
def edit_json() -> Callable[..., None]:
    return edit


@pytest.fixture
def in_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, str], None]:
    """Put a model where Hugging Face's cache would have it under a name."""

    def put(folder: Path, name: str) -> None:
        home = tmp_path / "cache"
        monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(home))
        repository = home / f"models--{name.replace('/', '--')}"
        commit = "a" * 40
        shutil.copytree(folder, repository / "snapshots" / commit)
        (repository / "refs").mkdir()
        (repository / "refs" / "main").write_text(commit, encoding="utf-8")

    return put


@pytest.fixture
def tokenizer_id() -> Callable[[str], int]:
    """Give the number of a word in the small models."""
    return lambda word: int(tokenizer().convert_tokens_to_ids(word))

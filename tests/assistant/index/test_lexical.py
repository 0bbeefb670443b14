"""Word search: bm25s's scores from postings that this project writes."""

from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import IndexUnavailableError
from assistant.index.lexical import K1, B, LexicalIndex
from assistant.index.postings import count_words, write_postings
from assistant.index.tokens import grams, words

TEXTS = [
    "Riktlinjen för medborgardialog gäller alla nämnder.",
    "Nämnderna redovisar dialoger, dialoger och dialoger med medborgare.",
    "",
    "Sjukfrånvaron minskade till 6,4 procent under året enligt personalbokslutet.",
]


def test_scores_are_those_of_an_index_that_bm25s_builds_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import bm25s
    from bm25s.tokenization import Tokenized

    monkeypatch.setattr("assistant.index.postings.BLOCK", 20)  # several blocks, also for so few texts
    write_postings(count_words(iter(TEXTS)), grams, tmp_path, k1=K1, b=B)
    ours = bm25s.BM25.load(str(tmp_path), mmap=True, load_vocab=False)
    split = [list(chain.from_iterable(map(grams, words(text)))) for text in TEXTS]
    known = {g: n for n, g in enumerate(dict.fromkeys(chain.from_iterable(split)))}
    theirs = bm25s.BM25(k1=K1, b=B)
    tokens = Tokenized(ids=[[known[g] for g in text] for text in split], vocab=known)
    theirs.index(tokens, show_progress=False, create_empty_token=False)

    numbers = [known[g] for g in grams("dialogernas") if g in known]
    assert np.allclose(ours.get_scores_from_ids(numbers), theirs.get_scores_from_ids(numbers), atol=1e-5)
    assert ours.scores["indptr"].tolist() == theirs.scores["indptr"].tolist()


@pytest.mark.parametrize("texts", [[], [""], ["", "och att"]])
def test_texts_without_words_score_nothing(tmp_path: Path, texts: list[str]) -> None:
    index = LexicalIndex.build(texts, tmp_path)

    assert index.scores("medborgardialog").tolist() == [0.0] * len(texts)


def test_postings_that_point_nowhere_say_that_the_index_is_damaged(tmp_path: Path) -> None:
    LexicalIndex.build(TEXTS, tmp_path)
    file = tmp_path / "grams" / "indices.csc.index.npy"
    np.save(file, np.full_like(np.load(file), 2**30))

    with pytest.raises(IndexUnavailableError):
        LexicalIndex.load(tmp_path, len(TEXTS)).scores("medborgardialog")


def test_a_query_s_rare_words_weigh_more_than_frequent_ones_and_small_words_nothing(tmp_path: Path) -> None:
    index = LexicalIndex.build(TEXTS, tmp_path)
    weighed = index.weighed("hur gäller medborgardialog nämnderna")

    assert list(weighed) == ["gäller", "medborgardialog", "nämnderna"]
    assert weighed["medborgardialog"] > weighed["nämnderna"] > 0

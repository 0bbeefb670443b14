"""A small test of an embedder: does it find the right one of ten Swedish passages, and how fast is it?

The pairs are our own and use other words in the question than in the passage. Ten are too few to choose
between two good models; they show one that knows no Swedish or lacks its prefixes.
"""

import time
from dataclasses import dataclass

import numpy as np

from assistant.index.embedder import Embedder
from assistant.index.reranker import Reranker

SAME_WORDS = (
    (
        "Hur arbetar kommunen med medborgardialog?",
        "Dialoger med medborgare hålls i varje kommundel före beslut.",
    ),
    ("Sänds fullmäktiges möten på webben?", "Kommunfullmäktiges sammanträden sänds direkt på kommunens webbplats."),
    ("Hur hög är sjukfrånvaron?", "De anställdas sjukfrånvaro sjönk under året till 6,1 procent."),
    ("Finns en upphandlingspolicy?", "Policyn för upphandling anger att alla förvaltningar ska följa ramavtalen."),
    (
        "Hur hanteras synpunkter och klagomål?",
        "En synpunkt eller ett klagomål lämnas i e-tjänsten och besvaras.",
    ),
)
"""Questions whose passage has the same words, inflected or in compounds."""

OTHER_WORDS = (
    ("Vem äger skolorna?", "Huvudman för utbildningen är den lokala myndigheten, genom en av nämnderna."),
    ("Jämför sig kommunen med andra?", "Varje år deltar vi i KKiK och redovisar resultaten bredvid grannarnas."),
    ("Vad gör ni mot klimatförändringen?", "Utsläppen av växthusgaser ska halveras till 2030."),
    ("Är de gamla nöjda med omsorgen?", "Enkäten visar att nio av tio äldre trivs med hemtjänsten."),
    ("Får cheferna utbildning?", "Ledarutvecklingsprogrammet är obligatoriskt för nytillträdda arbetsledare."),
)
"""Questions whose passage says it in other words, which takes a model that knows the language."""

ENOUGH_SAME = 3
ENOUGH_OTHER = 3
"""What a useful model reaches of each five; the built-in embedder does not reach the second."""
_SPEED_TEXTS = 64


@dataclass(frozen=True, slots=True)
class SanityReport:
    """What the test found."""

    same_words: int
    """Questions of ``SAME_WORDS`` whose own passage came first of all ten."""
    other_words: int
    """The same of ``OTHER_WORDS``."""
    reranked: int | None
    """Of all ten, after the reranker; None without one."""
    texts_per_second: float
    """Passages of about 65 characters, embedded in batches."""
    pairs_per_second: float | None
    """Pairs that the reranker reads; None without one."""


def check(embedder: Embedder, reranker: Reranker | None = None) -> SanityReport:
    """Run the test on models that are open.

    Raises:
        EmbedderUnavailableError, RerankerUnavailableError: a model gives something else than numbers.
    """
    pairs = (*SAME_WORDS, *OTHER_WORDS)
    questions, passages = [q for q, _ in pairs], [p for _, p in pairs]
    near = embedder.embed_queries(questions) @ embedder.embed_passages(passages).T
    found = near.argmax(axis=1) == np.arange(len(pairs))
    same, other = int(found[: len(SAME_WORDS)].sum()), int(found[len(SAME_WORDS) :].sum())
    texts = [f"{n}. {passages[n % len(passages)]}" for n in range(_SPEED_TEXTS)]
    began = time.perf_counter()
    embedder.embed_passages(texts)
    speed = round(_SPEED_TEXTS / (time.perf_counter() - began), 1)
    if reranker is None:
        return SanityReport(same, other, None, speed, None)
    began = time.perf_counter()
    read = np.array([reranker.scores(q, passages) for q in questions])
    pace = round(read.size / (time.perf_counter() - began), 1)
    return SanityReport(same, other, int((read.argmax(axis=1) == np.arange(len(pairs))).sum()), speed, pace)

"""Measure the search index: sync speed, hybrid latency and peak memory on made Swedish-like passages.

    python bench/search.py --passages 5000
    python bench/search.py --passages 100000 --queries 200 --only-words

Texts are put together from word parts in this file (compounds and inflections included, frequencies by
Zipf's law), so nothing is downloaded and two runs with one seed measure the same thing.
"""

import argparse
import json
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from assistant.domain.evidence import Passage, Place, SearchFilter, SourceKind, content_key, passage_id
from assistant.index import open_embedder
from assistant.index.hybrid import HybridIndex
from assistant.index.lexical import LexicalIndex

FIRST = (
    "barn skol vård omsorgs miljö kultur fritids social närings trafik bostads medborgar kvalitets budget "
    "ekonomi personal arbets integrations folkhälso demokrati lednings mål resultat verksamhets kompetens "
    "digital upphandlings krisberedskaps energi vatten avfalls park gatu bygg plan landsbygds ungdoms äldre "
    "funktions missbruks familje elev förskole bibliotek musik idrotts förenings turist företags"
).split()
SECOND = (
    "nämnd plan program strategi utveckling uppföljning ansvar stöd arbete enhet chef mål budget service "
    "dialog policy riktlinje beslut analys rapport utvärdering samverkan utbildning tjänst insats behov "
    "resurs kostnad avtal kontroll revision granskning undersökning webbplats möte frågor grupp råd"
).split()
ENDINGS = ("", "en", "er", "erna", "s", "et", "ens", "arna")
SMALL = (
    "och att i en som det på är av för med till den har inte om ett men var de kan ska vid från också "
    "varje genom efter under samt mellan hos utifrån tillsammans årligen regelbundet alla flera olika"
).split()
KINDS: tuple[SourceKind, ...] = ("steering_document", "interview", "website", "social_media")


def vocabulary(chance: random.Random) -> list[str]:
    """Return made words, the frequent ones first."""
    made = {f"{a}{b}{e}" for a in FIRST for b in SECOND for e in ENDINGS}
    made |= {f"{a}{b}{c}" for a in FIRST for b in chance.sample(FIRST, 12) for c in chance.sample(SECOND, 12)}
    words = sorted(made)
    chance.shuffle(words)
    return words


def texts(count: int, characters: int, seed: int) -> Iterator[str]:
    """Yield passages of about this many characters; four words in ten are small ones."""
    words = vocabulary(random.Random(seed))
    numbers = np.random.default_rng(seed)
    weights = 1 / np.arange(10, len(words) + 10)
    bounds = np.cumsum(weights / weights.sum())
    for _ in range(count):
        at = np.searchsorted(bounds, numbers.random(characters // 7)).clip(0, len(words) - 1)
        small = numbers.random(len(at)) < 0.4
        picks = [SMALL[n % len(SMALL)] if is_small else words[n] for n, is_small in zip(at, small, strict=True)]
        yield " ".join(picks)[:characters]


class MadeFeed:
    """A ``PassageFeed`` in memory; texts are kept as the store would keep them."""

    def __init__(self, made: Sequence[str], per_source: int = 100) -> None:
        self._passages = {p.id: p for p in (self._passage(n, t, per_source) for n, t in enumerate(made))}
        self._keys = {i: content_key(p.search_text) for i, p in self._passages.items()}
        self._vectors: dict[str, dict[str, bytes]] = {}

    @staticmethod
    def _passage(n: int, text: str, per_source: int) -> Passage:
        source, ordinal = f"source{n // per_source:06d}", n % per_source
        kind = KINDS[n // per_source % len(KINDS)]
        name = f"dokument {n // per_source}"
        number = passage_id(source, 1, ordinal)
        return Passage(number, source, 1, ordinal, 0, len(text), text, Place(page=1), kind, name, name)

    def count(self) -> int:
        return len(self._passages)

    def fingerprint(self) -> str:
        return f"{len(self._passages)}"

    def ids(self) -> Iterator[tuple[str, str]]:
        yield from self._keys.items()

    def passages(self, ids: Sequence[str] | None = None) -> Iterator[Passage]:
        wanted = self._passages.keys() if ids is None else ids
        return (self._passages[i] for i in wanted if i in self._passages)

    def vectors(self, embedder_id: str, keys: Sequence[str]) -> dict[str, bytes]:
        kept = self._vectors.get(embedder_id, {})
        return {key: kept[key] for key in keys if key in kept}

    def save_vectors(self, embedder_id: str, vectors: Mapping[str, bytes]) -> None:
        self._vectors.setdefault(embedder_id, {}).update(vectors)


def peak_mb() -> int:
    """Return the process's highest resident size so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def resident_mb() -> int:
    """Return the process's resident size now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 2**20


def latencies(search: Callable[[str], object], queries: Sequence[str]) -> dict[str, float]:
    """Return how long a search takes after five warming ones, and the processor time of all threads.

    A busy machine changes the latter less.
    """
    for query in queries[:5]:
        search(query)
    spent, worked = [], []
    for query in queries:
        began, used = time.perf_counter(), time.process_time()
        search(query)
        spent.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - used) * 1000)
    found = {"": spent, "processor_": worked}
    return {
        f"{kind}p{share}_ms": round(float(np.percentile(times, share)), 2)
        for kind, times in found.items()
        for share in (50, 95)
    }


def measure_words(made: list[str], queries: Sequence[str]) -> dict[str, object]:
    """Measure the word index alone, written and mapped again as the product does."""
    before = resident_mb()
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        index = LexicalIndex.build(made, Path(folder))
        seconds, peak = time.perf_counter() - began, peak_mb() - before
        size = sum(f.stat().st_size for f in Path(folder).rglob("*") if f.is_file()) // 2**20
        spent = latencies(index.scores, queries)
    return {"build_per_s": round(len(made) / seconds), "build_peak_mb_over_texts": peak,
            "disk_mb": size, **spent}  # fmt: skip


def measure_hybrid(made: list[str], queries: Sequence[str]) -> dict[str, object]:
    """Measure a first sync, searches without and with filters, and opening again."""
    embedder = open_embedder()
    began = time.perf_counter()
    embedder.embed_passages(made[:2000])
    speed = round(min(2000, len(made)) / (time.perf_counter() - began))
    feed, texts_mb = MadeFeed(made), resident_mb()
    with tempfile.TemporaryDirectory() as folder:
        index = HybridIndex(Path(folder), feed, embedder)
        first = index.sync()
        sync_peak = peak_mb() - texts_mb
        plain = latencies(lambda q: index.search(q), queries)
        kind = latencies(lambda q: index.search(q, where=SearchFilter(kinds=("interview",))), queries)
        source = latencies(lambda q: index.search(q, where=SearchFilter(source_ids=("source000001",))), queries)
        index.close()
        began = time.perf_counter()
        again = HybridIndex(Path(folder), feed, embedder)
        again.sync()
        reopen = time.perf_counter() - began
        again.close()
    return {"embedder": embedder.id, "embed_per_s": speed, "sync_s": first.seconds,
            "sync_per_s": round(len(made) / max(first.seconds, 0.001)), "search": plain, "search_quarter": kind,
            "search_one_source": source, "reopen_s": round(reopen, 2), "feed_mb": texts_mb,
            "sync_peak_mb_over_feed": sync_peak, "peak_mb": peak_mb()}  # fmt: skip


def main() -> None:
    """Read the arguments, measure and print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--passages", type=int, default=5000)
    parser.add_argument("--characters", type=int, default=900)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only-words", action="store_true", help="measure the word index alone")
    wanted = parser.parse_args()
    made = list(texts(wanted.passages, wanted.characters, wanted.seed))
    queries = [text[:90] for text in texts(wanted.queries, wanted.characters, wanted.seed + 1)]
    measure = measure_words if wanted.only_words else measure_hybrid
    print(json.dumps({"passages": wanted.passages, **measure(made, queries)}, ensure_ascii=False))


if __name__ == "__main__":
    main()

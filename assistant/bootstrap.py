"""The composition root: the only place that chooses implementations."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, lru_cache, partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from uuid import uuid4

from pydantic import SecretStr

from assistant import __version__
from assistant.errors import InvalidInputError
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.domain.criteria import CriteriaSet
    from assistant.fetching import Fetcher
    from assistant.index import Embedder, HybridIndex, PassageFeed, Reranker
    from assistant.models import LanguageModel
    from assistant.store import Store
    from assistant.workflow.parts import Parts

Notify = Callable[[str], None]

FINGERPRINTED = (
    "embedder",
    "embedder_backend",
    "embedder_dtype",
    "embedder_query_prefix",
    "embedder_passage_prefix",
    "reranker",
    "reranker_top",
    "reranker_weight",
    "model_fallback",
)
"""Settings that change what a draft says."""


@contextmanager
def services(settings: Settings, *, exclusive: bool = True, notify: Notify = lambda _: None) -> Iterator["Parts"]:
    """Open everything that the workflows need, and close it again.

    Args:
        settings: what is configured.
        exclusive: hold the data folder, which everything that writes or searches must do.
        notify: tells the user that something else than what is set is used.

    Raises:
        BusyError: another process holds the folder.
        StoreError: the database is damaged or from a newer version.
    """
    from assistant.store import FolderLock

    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not exclusive:
        with _opened(settings, notify) as parts:
            yield parts
        return
    with FolderLock(settings.data_dir), _opened(settings, notify) as parts:
        yield parts


class _Indexes:
    """The search indexes that are open, one an assessment, over one embedder and reranker."""

    def __init__(self, root: Path, store: "Store", models: "Callable[[], tuple[Embedder, Reranker | None]]") -> None:
        self._root, self._store, self._models = root, store, models
        self._opening = Lock()
        self._open: dict[str, HybridIndex] = {}

    def new(self, folder: Path, feed: "PassageFeed", *, vector_weight: float | None = None) -> "HybridIndex":
        """Return an index of its own, with the reranker unless a weight is set for measuring."""
        from assistant.drafting.hearing import hear
        from assistant.index import HybridIndex

        embedder, reranker = self._models()
        if vector_weight is None:
            return _index(folder, feed, embedder, reranker)
        return HybridIndex(folder, feed, embedder, vector_weight=vector_weight, hear=hear)

    def open(self, assessment_id: str) -> "HybridIndex":
        """Return the index of an assessment, in step with what is stored."""
        from assistant.store import StorePassageFeed

        with self._opening:
            if assessment_id not in self._open:
                self._open[assessment_id] = self.new(
                    self._root / assessment_id, StorePassageFeed(self._store, assessment_id)
                )
            self._open[assessment_id].sync()
            return self._open[assessment_id]

    def close(self) -> None:
        """Close all of them."""
        for index in self._open.values():
            index.close()


@contextmanager
def _opened(settings: Settings, notify: Notify) -> Iterator["Parts"]:
    from assistant.catalog import list_criteria, load_criteria
    from assistant.store import open_store
    from assistant.viewing.renderer import PageRenderer
    from assistant.workflow.model_switch import ModelSwitch
    from assistant.workflow.parts import Parts, SessionRules
    from ingest import Limits

    @lru_cache(maxsize=1)
    def models() -> "tuple[Embedder, Reranker | None]":
        return open_embedder(settings, notify), open_reranker(settings, notify)

    with open_store(settings.store_url, vault_url=settings.vault_url) as store:
        indexes = _Indexes(settings.data_dir / "index", store, models)

        @lru_cache(maxsize=8)
        def criteria(criteria_id: str, criteria_version: str) -> "CriteriaSet":
            return load_criteria(criteria_id, criteria_version, folder=settings.criteria_dir)

        with store.transaction() as tx:
            tx.users.get_or_create(settings.user, at=_now(), display_name=settings.user_name)
        renderer, switch = PageRenderer(), ModelSwitch(settings.data_dir)
        try:
            yield Parts(
                store=store,
                files=settings.data_dir / "files",
                keys=settings.data_dir / "keys",
                criteria=criteria,
                criteria_versions=lambda: list_criteria(folder=settings.criteria_dir),
                open_index=indexes.open,
                new_index=indexes.new,
                embedder=lambda: models()[0],
                searcher=lambda: " + ".join(part.id for part in models() if part is not None),
                now=_now,
                new_id=lambda: uuid4().hex,
                user=settings.user,
                local_user=settings.user,
                parse_workers=settings.parse_workers,
                parse_limits=Limits(wall_seconds=settings.parse_seconds, memory_mb=settings.parse_memory_mb),
                max_file_bytes=settings.max_file_mb * 1_000_000,
                settings_fingerprint=_fingerprint(settings),
                version=__version__,
                packages=packages(),
                renderer=renderer,
                fetcher=_fetcher() if settings.crawl else None,
                page_images=settings.data_dir / "pages",
                fetched=settings.data_dir / "fetched",
                session=SessionRules(settings.session_idle_minutes * 60, settings.session_hours * 3600),
                model=switch.guarded(cache(partial(open_language_model, settings))),
                model_forbidden=settings.model_forbidden,
                model_outside=bool(settings.model) and not (settings.model_inside or settings.model_forbidden),
                switch=switch,
                prompts=settings.prompts_dir,
                reports=settings.reports_dir,
            )
        finally:
            renderer.close()
            indexes.close()


def _fetcher() -> "type[Fetcher]":
    from assistant.fetching import Fetcher

    return Fetcher


def open_embedder(settings: Settings, notify: Notify) -> "Embedder":
    """Open the embedder that is set; the built-in one instead of a broken one only when that is allowed.

    Raises:
        EmbedderUnavailableError: it cannot be used, and going on without it is not set.
    """
    from assistant.index import ModelChoice, embedder_or_builtin, open_embedder

    choice = ModelChoice(
        settings.embedder,
        backend=settings.embedder_backend,
        dtype=settings.embedder_dtype,
        batch_size=settings.embedder_batch,
        query_prefix=settings.embedder_query_prefix,
        passage_prefix=settings.embedder_passage_prefix,
    )
    return embedder_or_builtin(choice, notify) if settings.model_fallback else open_embedder(choice)


def open_reranker(settings: Settings, notify: Notify) -> "Reranker | None":
    """Open the model that orders hits anew; none when none is set.

    Raises:
        RerankerUnavailableError: it cannot be used, and going on without it is not set.
    """
    from assistant.index import RerankerChoice, open_reranker, reranker_or_none

    choice = RerankerChoice(
        settings.reranker,
        top=settings.reranker_top,
        weight=settings.reranker_weight,
        batch_size=settings.embedder_batch,
    )
    return reranker_or_none(choice, notify) if settings.model_fallback else open_reranker(choice)


def _index(folder: Path, feed: "PassageFeed", embedder: "Embedder", reranker: "Reranker | None") -> "HybridIndex":
    from assistant.drafting.hearing import hear
    from assistant.index import HybridIndex, RerankedIndex

    if reranker is None:
        return HybridIndex(folder, feed, embedder, hear=hear)
    return RerankedIndex(folder, feed, embedder, reranker=reranker, hear=hear)


def open_language_model(settings: Settings) -> "LanguageModel | None":
    """Open the language model that is set; None when none is, or when all are forbidden.

    Raises:
        InvalidInputError: a setting of the model cannot be meant, or its key file is open to others.
        ModelUnavailableError: its package is not installed, or it refuses its settings.
    """
    if not settings.model or settings.model_forbidden:
        return None
    from assistant.models import ModelChoice, open_model, parse_kinds, parse_options

    provider, _, name = settings.model.partition(":")
    choice = ModelChoice(
        provider=provider,
        name=name,
        url=settings.model_url,
        key=_model_key(settings),
        inside=settings.model_inside,
        may_send=parse_kinds(settings.model_may_send),
        options=parse_options(settings.model_options),
        window=settings.model_window,
        answer=settings.model_answer,
        temperature=settings.model_temperature,
        structured=settings.model_structured,
        seconds=settings.model_seconds,
        attempts=settings.model_attempts,
        parallel=settings.model_parallel,
        per_minute=settings.model_per_minute,
        samples=settings.model_samples,
        reads=settings.model_reads,
        budget=settings.model_budget,
        price_in=settings.model_price_in,
        price_out=settings.model_price_out,
    )
    return open_model(choice)


def _model_key(settings: Settings) -> SecretStr:
    """Return the key, from its file when there is one. InvalidInputError when others may read the file."""
    path = settings.model_key_file
    if path is None:
        return settings.model_key
    try:
        open_to_others = path.stat().st_mode & 0o077
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise InvalidInputError(
            f"Filen med modellens nyckel går inte att läsa: {path}", hint="Kontrollera KOMPASS_MODEL_KEY_FILE."
        ) from None
    if open_to_others:
        raise InvalidInputError("Filen med modellens nyckel kan läsas av andra.", hint=f"Kör: chmod 600 {path}")
    return SecretStr(text)


def _now() -> str:
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")


def _fingerprint(settings: Settings) -> str:
    values = "|".join(f"{name}={getattr(settings, name)}" for name in FINGERPRINTED)
    return hashlib.sha256(values.encode()).hexdigest()[:16]


@cache
def packages() -> tuple[tuple[str, str], ...]:
    """Return the versions of the packages that shape results."""
    found = []
    for name in (
        "pypdf",
        "pypdfium2",
        "bm25s",
        "chromadb",
        "PyStemmer",
        "sentence-transformers",
        "transformers",
        "torch",
    ):
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:
            continue
    return tuple(found)

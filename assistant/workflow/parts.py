"""What the workflows need of the outside, handed over by ``bootstrap``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.domain.access import WHOLE, Sight
from assistant.domain.criteria import CriteriaSet
from assistant.index import Embedder, HybridIndex, PassageFeed
from assistant.models import LanguageModel
from assistant.store import Store
from assistant.viewing.renderer import PageRenderer
from assistant.workflow.kept import Kept, Latest
from assistant.workflow.model_switch import ModelSwitch
from assistant.workflow.stood import Stood
from ingest import Limits

if TYPE_CHECKING:
    from assistant.fetching import Fetcher


class NewIndex(Protocol):
    """Makes the index that is configured; ``vector_weight`` 0 searches by words only, 1 by vectors only."""

    def __call__(self, folder: Path, feed: PassageFeed, *, vector_weight: float | None = None) -> HybridIndex: ...


@dataclass(frozen=True, slots=True)
class SessionRules:
    """How long somebody stays signed in."""

    idle_seconds: int = 2 * 3600
    """Without any request."""
    longest_seconds: int = 12 * 3600


@dataclass(frozen=True, slots=True)
class Parts:
    """The implementations in use, the plain values they were made from, and who acts.

    The command line acts as one user who sees everything. The web service makes a copy for each
    request, with its user and what that user may see of the assessment concerned.
    """

    store: Store
    files: Path
    """Folder of the original files, named by content."""
    keys: Path
    """Folder of secrets that belong to assessments, apart from database and files."""
    criteria: Callable[[str, str], CriteriaSet]
    """Loads a criteria set by id and version."""
    criteria_versions: Callable[[], Sequence[tuple[str, str]]]
    """Lists the criteria sets there are, by id and version."""
    open_index: Callable[[str], HybridIndex]
    """Returns the open index of an assessment; opens it once."""
    new_index: NewIndex
    """Makes an index of the configured kind over any folder and feed."""
    embedder: Callable[[], Embedder]
    searcher: Callable[[], str]
    """Ids of the models that find passages, as they are in use."""
    now: Callable[[], str]
    """ISO time with offset."""
    new_id: Callable[[], str]
    user: str
    """Who acts."""
    local_user: str
    """Who acts where nobody has an account."""
    parse_workers: int
    parse_limits: Limits
    max_file_bytes: int
    settings_fingerprint: str
    version: str
    packages: tuple[tuple[str, str], ...] = ()
    """Versions of the packages that shape results."""
    renderer: PageRenderer = field(default_factory=PageRenderer)
    """Draws pages of documents, in a process of its own."""
    page_images: Path = Path("pages")
    """Folder of drawn pages; it can be thrown away."""
    fetched: Path = Path("fetched")
    """Folder of what became of the newest fetch of web pages; it can be thrown away."""
    fetcher: "Callable[[], Fetcher] | None" = None
    """Fetches public web pages; None where the service stays offline."""
    sight: Sight = WHOLE
    """What the one who acts may see; workflows leave out the rest."""
    session: SessionRules = SessionRules()
    kept: Kept = field(default_factory=Kept)
    """What was worked out and has not changed; shared by all copies."""
    standings: Latest[Stood] = field(default_factory=lambda: Latest(24))
    """Where assessments stood when somebody looked last, by assessment."""
    titles: Kept = field(default_factory=lambda: Kept(16))
    """Which sources there are, and what they and users are called."""
    tallies: Kept = field(default_factory=lambda: Kept(2000))
    """How far assessments have come, for lists of more of them than ``standings`` holds."""
    views: Kept = field(default_factory=lambda: Kept(1000))
    """What sources say against each other, by question."""
    model: Callable[[], LanguageModel | None] = lambda: None
    """Opens the language model once; None where none is set."""
    model_forbidden: bool = False
    model_outside: bool = False
    """A model is set, and it is not the user's own: extracts of the evidence leave the house."""
    switch: ModelSwitch = field(default_factory=ModelSwitch)
    """Switches the model off while the service runs."""
    reports: Path | None = None
    """Folder of published reports, for good examples."""
    reports_kept: Kept = field(default_factory=lambda: Kept(64))
    """Those reports as they were read."""
    prompts: Path | None = None
    """Folder of own prompts; None means the shipped ones."""
    texts: Kept = field(default_factory=lambda: Kept(16))
    """Texts of sources that were looked at last."""

"""What can be configured: environment variables with the prefix KOMPASS_, read in one place."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """All settings, frozen after reading."""

    model_config = SettingsConfigDict(env_prefix="KOMPASS_", frozen=True, extra="forbid")

    data_dir: Path = Field(default=Path("data"), description="Folder that holds database, files, index and reports.")
    database_url: str = Field(default="", description="SQLAlchemy URL; empty means SQLite in the data folder.")
    jobs_url: str = Field(
        default="", description="Database of the durable jobs; empty means SQLite in the data folder."
    )
    criteria_dir: Path | None = Field(default=None, description="Own criteria sets, laid out as criteria/.")
    reports_dir: Path | None = Field(
        default=None,
        description="Published reports to take good examples from, each named MUNICIPALITY-YEAR (PDF, DOCX, text).",
    )
    embedder: str = Field(default="builtin", description="'builtin', or a sentence-transformers model by name or path.")
    embedder_backend: Literal["torch", "onnx", "openvino"] = Field(default="torch", description="What runs that model.")
    embedder_dtype: Literal["auto", "float32", "bfloat16"] = Field(
        default="auto", description="Number format of that model; auto takes bfloat16 where the processor has it."
    )
    embedder_batch: int = Field(default=16, ge=1, le=1024, description="Texts that the model reads at a time.")
    embedder_query_prefix: str | None = Field(default=None, description="Text before queries; unset: the model's own.")
    embedder_passage_prefix: str | None = Field(
        default=None, description="Text before passages; unset: the model's own."
    )
    reranker: str = Field(default="", description="A CrossEncoder by name or path that orders hits anew; empty: none.")
    reranker_top: int = Field(default=20, ge=1, le=200, description="How many hits the reranker reads.")
    reranker_weight: float = Field(
        default=1.0, gt=0, le=1, description="Share of the reranker's score; the rest is the search's own."
    )
    model_fallback: bool = Field(
        default=False, description="Go on with the built-in embedder, and say so, when a model cannot be used."
    )
    user: str = Field(default="lokal", description="Name under which acts on the command line are recorded.")
    user_name: str = Field(default="Lokal användare", description="How that user is shown in histories and reports.")
    language: str = Field(default="sv", pattern="^(sv|en)$", description="Language of reports and pages: sv or en.")
    parse_workers: int = Field(default=2, ge=1, le=32, description="Processes that read files.")
    parse_seconds: float = Field(default=60, gt=0, description="Longest time that reading one file may take.")
    parse_memory_mb: int = Field(default=1024, ge=256, description="Most memory that reading one file may take.")
    max_file_mb: int = Field(default=200, ge=1, description="Largest file that is accepted.")
    crawl: bool = Field(default=False, description="Let evaluators fetch public web pages; else nothing is fetched.")
    host: str = Field(default="127.0.0.1", description="Address that kompass serve listens on.")
    port: int = Field(default=8080, ge=0, le=65535, description="Port that kompass serve listens on.")
    public_url: str = Field(
        default="",
        pattern=r"^(https://[A-Za-z0-9.-]+(:[0-9]{1,5})?)?$",
        description="Address that others reach the service at, such as https://kompass.exempel.se; needs accounts.",
    )
    proxy: str = Field(
        default="127.0.0.1", description="Address of the proxy whose word on clients is taken, with a public address."
    )
    session_idle_minutes: int = Field(default=120, ge=1, le=1440, description="Signed out after so long without use.")
    session_hours: int = Field(default=12, ge=1, le=168, description="Signed out after so long in any case.")
    log_level: str = Field(default="WARNING", description="DEBUG, INFO, WARNING or ERROR.")

    model: str = Field(
        default="",
        description="Language model as PROVIDER:NAME, such as openai:qwen3-14b or ollama:gemma3; empty means none.",
    )
    model_url: str = Field(default="", description="Address of the model's endpoint; empty means the provider's own.")
    model_key: SecretStr = Field(default=SecretStr(""), description="Key for the model; better kept in a file.")
    model_key_file: Path | None = Field(default=None, description="File that holds the key, readable by you only.")
    model_forbidden: bool = Field(default=False, description="Forbid every call to a language model.")
    model_inside: bool = Field(
        default=False, description="The endpoint is under your own control, so that interviews may be sent to it."
    )
    model_may_send: str = Field(
        default="steering_document,website,social_media,self_description,survey",
        description="Kinds of sources that may be sent to an endpoint that is not inside; interviews never are.",
    )
    model_options: str = Field(default="", description="Further arguments of the provider, as a JSON object.")
    model_window: int = Field(default=16_384, ge=2_048, description="Tokens that the model takes in and gives out.")
    model_answer: int = Field(default=2_048, ge=256, le=32_768, description="Most tokens of one answer.")
    model_temperature: float = Field(default=0.0, ge=0, le=2, description="0 gives the steadiest answers.")
    model_structured: Literal["auto", "json_schema", "function_calling", "json_mode", "text"] = Field(
        default="auto", description="How structured answers are asked for; auto finds out."
    )
    model_seconds: float = Field(default=180, gt=0, description="Longest time for one answer.")
    model_attempts: int = Field(default=4, ge=1, le=10, description="How often one answer is asked for.")
    model_parallel: int = Field(default=2, ge=1, le=64, description="Calls at the same time.")
    model_per_minute: int = Field(default=0, ge=0, description="Most calls a minute; 0 means no limit.")
    model_samples: int = Field(default=1, ge=1, le=9, description="Drafts per question, with shuffled evidence.")
    model_reads: Literal["sentences", "passages"] = Field(
        default="sentences",
        description="What is shown for a draft: only sentences that speak of the question, or whole passages.",
    )
    model_budget: int = Field(default=0, ge=0, description="Most tokens of one assessment; 0 means no limit.")
    model_price_in: float = Field(default=0.0, ge=0, description="Price of a million tokens sent, in any currency.")
    model_price_out: float = Field(default=0.0, ge=0, description="Price of a million tokens received.")
    prompts_dir: Path | None = Field(default=None, description="Own prompts, named as those in prompts/.")

    @property
    def store_url(self) -> str:
        """URL of the main database."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'kompass.sqlite'}"

    @property
    def vault_url(self) -> str:
        """URL of the database that keeps pseudonym keys apart from the texts."""
        return f"sqlite:///{self.data_dir.resolve() / 'vault.sqlite'}"

    @property
    def queue_url(self) -> str:
        """URL of the database of durable jobs."""
        return self.jobs_url or f"sqlite:///{self.data_dir.resolve() / 'jobs.sqlite'}"

"""The forms of a language model's answers, and nothing beside them: no points, no ids but labels."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

Label = Annotated[str, Field(max_length=40)]
Prose = Annotated[str, Field(max_length=2_000)]


class Reply(BaseModel):
    """Strict: what was not asked for makes the answer unusable rather than being dropped."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


_WORDS = {
    "ja": "yes", "nej": "no", "oklart": "unclear", "oklar": "unclear", "låg": "low", "medel": "medium", "hög": "high",
}  # fmt: skip


def _word(value: object) -> object:
    """Read one of a few words whatever its case, and in the language of the prompt; another stays what it is."""
    plain = " ".join(value.split()).casefold() if isinstance(value, str) else value
    return _WORDS.get(plain, plain) if isinstance(plain, str) else plain


def _same_case(value: object) -> object:
    return " ".join(value.split()).casefold() if isinstance(value, str) else value


def _whole_number(value: object) -> object:
    """Read a level that came as text, or with a point and nought; another stays what it is."""
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 9:
        return int(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


Word = BeforeValidator(_word)


class QuoteReply(Reply):
    """A quote and the label of the passage it is said to stand in."""

    source: Label
    text: Annotated[str, Field(max_length=20_000)]


class RungReply(Reply):
    """What the evidence shows of one level's demand."""

    level: Annotated[int, Field(ge=0, le=20), BeforeValidator(_whole_number)]
    met: Annotated[Literal["yes", "no", "unclear"], Word]
    quotes: Annotated[list[QuoteReply], Field(max_length=12)]


class DraftReply(Reply):
    """A reading of the evidence for one question."""

    rungs: Annotated[list[RungReply], Field(max_length=20)]
    against: Annotated[list[QuoteReply], Field(max_length=12)]
    confidence: Annotated[Literal["low", "medium", "high"], Word]
    missing: Annotated[list[Prose], Field(max_length=6)]


class SentenceReply(Reply):
    """A sentence with the labels it rests on."""

    text: Prose
    sources: Annotated[list[Label], Field(max_length=12)]


class NarrativeReply(Reply):
    """The text of a sub-area."""

    sentences: Annotated[list[SentenceReply], Field(max_length=40)]
    strengths: Annotated[list[SentenceReply], Field(max_length=12)]
    improvements: Annotated[list[SentenceReply], Field(max_length=12)]


class RewrittenReply(Reply):
    """A selection, said otherwise."""

    sentences: Annotated[list[SentenceReply], Field(max_length=40)]


class CondensedReply(Reply):
    """A follow-up question that can be understood on its own."""

    question: Annotated[str, Field(min_length=1, max_length=500)]


class ChoiceReply(Reply):
    """An answer to a question of the built-in test."""

    answer: Annotated[Literal["ja", "nej", "framgår inte"], BeforeValidator(_same_case)]


FORMS: Mapping[str, type[Reply]] = {
    "draft": DraftReply,
    "narrative": NarrativeReply,
    "rewritten": RewrittenReply,
    "condensed": CondensedReply,
    "choice": ChoiceReply,
}
"""By the name that a prompt's front matter gives."""

R = TypeVar("R", bound=Reply)


@cache
def schema_of(form: type[Reply]) -> dict[str, Any]:
    """Return the JSON schema that a model is bound to."""
    return form.model_json_schema()


def read_as(form: type[R], data: Mapping[str, Any]) -> R:
    """Read data as a form. ValueError when it is not of it, naming places and never contents."""
    try:
        return form.model_validate(dict(data))
    except ValidationError as error:
        places = sorted({".".join(map(str, item["loc"])) for item in error.errors()})
        raise ValueError(", ".join(places)) from None

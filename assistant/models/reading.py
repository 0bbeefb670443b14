"""From a model's raw answer to data, or to a typed error that says what was wrong with it."""

import json
import re
from typing import TYPE_CHECKING, Any

from assistant.domain.model_call import Usage
from assistant.errors import ReplyError

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

_FENCED = re.compile(r"\A\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*\Z", re.DOTALL)
_THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
CHARACTERS_PER_TOKEN = 3.0
"""Swedish text in the tokens of common models; low, so that estimates are too high rather than too low."""


def data_of(message: "BaseMessage") -> dict[str, Any]:
    """Return the object that an answer holds.

    A code fence around the whole and a model's thoughts before it are taken off; nothing else is mended.

    Raises:
        ReplyError: the answer is empty, cut off, or not one JSON object.
    """
    text = raw_of(message)
    if not text.strip():
        raise ReplyError("Modellen svarade med ingenting.")
    if message.response_metadata.get("finish_reason") == "length":
        raise ReplyError("Modellens svar är avklippt.", hint="Höj KOMPASS_MODEL_ANSWER.")
    return parse(text)


def raw_of(message: "BaseMessage") -> str:
    """Return an answer as it came: the arguments of a tool call, or the text.

    LangChain's own ``tool_calls`` of a streamed answer are not used: it closes what was cut off.
    """
    chunks = getattr(message, "tool_call_chunks", None) or []
    if chunks:
        return str(chunks[0].get("args") or "")
    calls = getattr(message, "tool_calls", None) or []
    return json.dumps(calls[0]["args"], ensure_ascii=False) if calls else plain(message)


def parse(text: str) -> dict[str, Any]:
    """Read one JSON object. ReplyError when it is anything else."""
    bare = _THOUGHT.sub("", text)
    fenced = _FENCED.match(bare)
    try:
        found = json.loads(fenced[1] if fenced else bare)
    except (ValueError, RecursionError):
        raise ReplyError("Modellens svar är inte läsbar JSON.") from None
    if not isinstance(found, dict):
        raise ReplyError("Modellens svar har fel form.")
    return found


_ENDS = ("finish_reason", "done_reason", "stop_reason")
"""What providers call the reason why an answer ended; none is told when the line was cut."""


def was_ended(message: "BaseMessage") -> bool:
    """Say whether the endpoint ended an answer itself."""
    return any(message.response_metadata.get(name) for name in _ENDS)


def answered_by(message: "BaseMessage") -> str:
    """Return what the endpoint calls the model that answered; empty when it does not say."""
    told = message.response_metadata
    return str(told.get("model_name") or told.get("model") or "")[:120]


def plain(message: "BaseMessage") -> str:
    """Return the text of a message, whichever way the provider packs it."""
    content = message.content
    if isinstance(content, str):
        return content
    return "".join(part if isinstance(part, str) else str(part.get("text", "")) for part in content)


def usage_of(message: "BaseMessage", sent: str, received: str) -> Usage:
    """Return the tokens the endpoint counted, or an estimate from the length of the texts."""
    told = getattr(message, "usage_metadata", None) or {}
    # LangChain leaves OpenAI's own names where it puts a structured answer together itself.
    raw = message.response_metadata.get("token_usage") or {}
    count_in = told.get("input_tokens") or raw.get("prompt_tokens") or tokens(sent)
    count_out = told.get("output_tokens") or raw.get("completion_tokens") or tokens(received)
    return Usage(int(count_in), int(count_out))


def tokens(text: str) -> int:
    """Estimate how many tokens a text takes."""
    return int(len(text) / CHARACTERS_PER_TOKEN) + 1

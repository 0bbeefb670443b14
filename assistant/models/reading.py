"""From a model's raw answer to data, or to a typed error that says what was wrong with it."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from assistant.domain.model_call import Usage
from assistant.errors import ReplyError
from assistant.models.thinking import NO_TEXT, after_thoughts, whole_characters, without_thoughts

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

CHARACTERS_PER_TOKEN = 3.0
"""Swedish text in the tokens of common models; low, so that estimates are too high rather than too low."""


TITLE = "answer"
"""What the tool is called that a structured answer is asked for with."""


def data_of(message: "BaseMessage") -> dict[str, Any]:
    """Return the object that an answer holds. What is around it is left off; nothing in it is mended.

    Raises:
        ReplyError: the answer is empty, cut off, held back, or not one JSON object.
    """
    check_end(message)
    text = raw_of(message)
    if not text.strip():
        raise ReplyError("Modellen svarade med ingenting.")
    return parse(text)


def check_end(message: "BaseMessage") -> None:
    """Refuse an answer that was cut off, or that the endpoint held back. ReplyError says which."""
    if was_cut(message):
        raise ReplyError("Modellens svar är avklippt.", hint="Höj KOMPASS_MODEL_ANSWER.")
    if _reason(message) in _HELD_BACK:
        raise ReplyError("Modellens tjänst höll inne svaret.", hint="Den har ett filter som hindrar svaret.")


def raw_of(message: "BaseMessage") -> str:
    """Return an answer as it came: the arguments of the tool it was asked for with, or the text.

    LangChain's own ``tool_calls`` of a streamed answer are not used: it closes what was cut off. Other tools than
    the one asked for are none of ours.
    """
    chunks = getattr(message, "tool_call_chunks", None) or []
    if chunks:
        ours = [chunk for chunk in chunks if chunk.get("name") in (TITLE, None, "")]
        return str(ours[0].get("args") or "") if ours else plain(message)
    calls = [call for call in getattr(message, "tool_calls", None) or [] if call.get("name") == TITLE]
    return json.dumps(calls[0]["args"], ensure_ascii=False) if calls else plain(message)


def parse(text: str) -> dict[str, Any]:
    """Read the one JSON object of a text, whatever is said around it. ReplyError when it is anything else."""
    bare = without_thoughts(whole_characters(text)).strip("\ufeff\x00 \t\r\n")
    if not bare:
        raise ReplyError("Modellen svarade med ingenting.")
    try:
        found = _one_object(bare)
    except (ValueError, RecursionError):
        found = _after_thoughts(bare)
    if not isinstance(found, dict):
        raise ReplyError("Modellens svar har fel form.")
    if _holds_no_text(found):
        raise ReplyError("Modellens svar innehåller tecken som inte är text.")
    return found


def _after_thoughts(text: str) -> Any:
    """Return the one object after thoughts of which only the end is marked."""
    try:
        return _one_object(after_thoughts(text).strip())
    except (ValueError, RecursionError):
        raise ReplyError("Modellens svar är inte läsbar JSON.") from None


def _one_object(text: str) -> Any:
    """Return the value of a text, or the one object in it. ValueError when there is none, or several that differ."""
    try:
        return _JSON.decode(text)
    except ValueError:
        found: list[Any] = []
        at = text.find("{")
        while at >= 0 and len(found) <= 1:
            try:
                value, end = _JSON.raw_decode(text, at)
            except _AmbiguousError:
                raise
            except ValueError:
                if text.startswith(('{"', "{\n", "{ "), at):  # an object was begun here and is broken
                    raise
                at = text.find("{", at + 1)
                continue
            found += [value] if value not in found else []
            at = text.find("{", end)
        if len(found) != 1:
            raise ValueError(len(found)) from None
        return found[0]


class _AmbiguousError(ValueError):
    """A name stands twice, or a number is none."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise _AmbiguousError
    return made


def _no_number(_: str) -> None:
    raise _AmbiguousError


_JSON = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_no_number)


def _holds_no_text(value: Any) -> bool:
    """Say whether a string of a value holds characters that are no text."""
    if isinstance(value, str):
        return NO_TEXT.search(value) is not None
    if isinstance(value, dict):
        return any(map(_holds_no_text, (*value.keys(), *value.values())))
    return isinstance(value, list) and any(map(_holds_no_text, value))


_ENDS = ("finish_reason", "done_reason", "stop_reason")
"""What providers call the reason why an answer ended; none is told when the line was cut."""


_CUT = frozenset({"length", "max_tokens", "model_length", "model_context_window_exceeded"})
_HELD_BACK = frozenset({"content_filter", "refusal", "safety", "guardrail_intervened"})


def was_ended(message: "BaseMessage") -> bool:
    """Say whether the endpoint ended an answer itself."""
    return bool(_reason(message))


def was_cut(message: "BaseMessage") -> bool:
    """Say whether the endpoint ended an answer before the model did."""
    return _reason(message) in _CUT


def _reason(message: "BaseMessage") -> str:
    told = message.response_metadata
    return next((str(told[name]).casefold() for name in _ENDS if told.get(name)), "")


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


def usage_of(told: Mapping[str, Any], sent: str, received: str) -> Usage:
    """Return the tokens the endpoint counted, or an estimate from the length of the texts where it tells nonsense."""
    return Usage(_count(told.get("input_tokens"), tokens(sent)), _count(told.get("output_tokens"), tokens(received)))


def most_told(known: Mapping[str, Any], message: "BaseMessage") -> dict[str, Any]:
    """Return the largest counts told so far: some endpoints tell a part of it, others all of it with every piece."""
    told: Mapping[str, Any] = getattr(message, "usage_metadata", None) or {}
    # LangChain leaves OpenAI's own names where it puts a structured answer together itself.
    raw = message.response_metadata.get("token_usage") or {}
    counts = {
        "input_tokens": told.get("input_tokens") or raw.get("prompt_tokens"),
        "output_tokens": told.get("output_tokens") or raw.get("completion_tokens"),
    }
    sound = {name: count for name, count in counts.items() if isinstance(count, int)}
    return {name: max(sound.get(name, 0), known.get(name, 0)) for name in counts}


MOST_TOKENS = 10_000_000
"""Tokens of one call that are believed."""


def _count(told: Any, estimate: int) -> int:
    return told if isinstance(told, int) and 0 < told <= MOST_TOKENS else estimate


def tokens(text: str) -> int:
    """Estimate how many tokens a text takes."""
    return int(len(text) / CHARACTERS_PER_TOKEN) + 1

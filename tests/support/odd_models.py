"""What endpoints and models in the field do that the protocol does not foresee, as bytes on the line.

Each takes the answer that a good model would give and returns what is sent in its place.
"""

import gzip
import json
from collections.abc import Callable, Mapping
from typing import Any

from model_server import Does

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
DONE = b"data: [DONE]\n\n"
Odd = Callable[[str], Does]


def head(status: str = "200 OK", kind: str = "application/json", **more: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"content-type: {kind}", "connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def chunk(delta: Mapping[str, Any] | None = None, finish: str | None = None, **more: Any) -> dict[str, Any]:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "prov", "choices": choices, **more}


def data(value: Any, end: str = "\n\n") -> bytes:
    return f"data: {json.dumps(value, ensure_ascii=False)}{end}".encode()


def pieces(text: str, size: int = 25) -> list[str]:
    return [text[i : i + size] for i in range(0, len(text), size)]


def stream(
    *values: Any, finish: str | None = "stop", usage: Any = None, tail: bytes = DONE, start: bytes = b""
) -> Does:
    """Send chunks; strings are pieces of content, bytes go out as they are."""
    sent = [HEAD + start]
    for value in values:
        sent.append(
            value if isinstance(value, bytes) else data(chunk({"content": value}) if isinstance(value, str) else value)
        )
    if finish:
        sent.append(data(chunk({}, finish)))
    if usage is not None:
        sent.append(data(chunk(usage=usage)))
    return Does(wire=(*sent, tail))


def says(change: Callable[[str], str]) -> Odd:
    """Say something else than the good answer, in the usual way."""
    return lambda answer: stream(*pieces(change(answer)))


def with_delta(*names: str) -> Odd:
    """Put the answer under other names than content."""
    return lambda answer: stream(*(chunk({name: part}) for part in pieces(answer) for name in names))


def whole(text: str, *, status: str = "200 OK", kind: str = "application/json", **more: str) -> Odd:
    """Answer the same whatever was asked, as one body."""
    body = text.encode()
    return lambda _: Does(wire=(head(status, kind, content_length=str(len(body)), **more) + body,))


def _raw(answer: str) -> bytes:
    return b"".join(data(chunk({"content": part})) for part in pieces(answer)) + data(chunk({}, "stop")) + DONE


def _split_bytes(answer: str) -> Does:
    """Break characters of several bytes between two writes."""
    raw = _raw(answer)
    return Does(wire=(HEAD, *(raw[i : i + 7] for i in range(0, len(raw), 7))))


def _zipped(answer: str) -> Does:
    raw = _raw(answer)
    packed = gzip.compress(raw)
    return Does(
        wire=(head(kind="text/event-stream", content_encoding="gzip", content_length=str(len(packed))) + packed,)
    )


def _reset(answer: str) -> Does:
    return Does(wire=(HEAD, data(chunk({"content": answer[: len(answer) // 2]})), 0.05), reset=True)


def _chunked(answer: str) -> Does:
    """Use HTTP's own chunks, of odd sizes."""
    raw = _raw(answer)
    start = (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
    )
    parts = [raw[i : i + 113] for i in range(0, len(raw), 113)]
    return Does(wire=(start, *(f"{len(p):x}\r\n".encode() + p + b"\r\n" for p in parts), b"0\r\n\r\n"))


def _tool(_: str) -> Does:
    call = {"index": 0, "id": "t", "type": "function", "function": {"name": "sök", "arguments": '{"q": "mer"}'}}
    return stream(chunk({"role": "assistant", "content": None, "tool_calls": [call]}), finish="tool_calls")


def _choices(answer: str) -> Does:
    other = {"index": 1, "delta": {"content": "Något helt annat. "}, "finish_reason": None}
    made = []
    for part in pieces(answer):
        one = chunk({"content": part})
        one["choices"].append(other)
        made.append(one)
    return stream(*made)


def blocks(answer: str) -> Does:
    """Content as a list of blocks, the model's thoughts among them."""
    thought = {"type": "thinking", "thinking": "Jag funderar på S1."}
    return stream(
        chunk({"content": [thought]}),
        *(chunk({"content": [{"type": "text", "text": part}]}) for part in pieces(answer)),
    )


def crlf(answer: str) -> Does:
    sent = [data(chunk({"content": part}), "\r\n\r\n") for part in pieces(answer)]
    return stream(*sent, tail=b"data: [DONE]\r\n\r\n")


def comments(answer: str) -> Does:
    sent: list[Any] = []
    for part in pieces(answer):
        sent += [b": keep-alive\n\n", part, b"\n\n:\n\n"]
    return stream(*sent)


def prices(usage: Any) -> Odd:
    return lambda answer: stream(*pieces(answer), usage=usage)


THOUGHT = '<think>\nHm, {S1} säger nivå 4. Jag svarar snart. [S1: "nej"].\n</think>\n\n'
OVERFLOW = json.dumps(
    {"error": {"message": "This model's maximum context length is 8192 tokens.", "type": "invalid_request_error",
               "code": "context_length_exceeded"}}
)  # fmt: skip

USED: Mapping[str, Odd] = {
    "thoughts before": says(lambda answer: THOUGHT + answer),
    "thoughts without a beginning": says(lambda answer: "Jag tänker först.\n</think>\n" + answer),
    "thoughts under a name of their own": lambda answer: stream(
        *(chunk({"reasoning_content": "Hm. ", "content": None}) for _ in range(3)),
        *(chunk({"content": part, "reasoning_content": None}) for part in pieces(answer)),
    ),
    "blocks": blocks,
    "crlf": crlf,
    "comments and keep-alives": comments,
    "no done": lambda answer: stream(*pieces(answer), tail=b""),
    "split characters": _split_bytes,
    "byte order mark in the text": says(lambda answer: "\ufeff" + answer),
    "gzip": _zipped,
    "chunked": _chunked,
    "one big piece": lambda answer: stream(answer),
    "one character a piece": lambda answer: stream(*pieces(answer, 1)),
    "several choices": _choices,
    "no usage": lambda answer: stream(*pieces(answer)),
    "usage null": lambda answer: stream(*(chunk({"content": p}, usage=None) for p in pieces(answer))),
    "usage with every piece": lambda answer: stream(
        *(chunk({"content": p}, usage={"prompt_tokens": 100, "completion_tokens": n, "total_tokens": 0})
          for n, p in enumerate(pieces(answer)))
    ),
    "usage negative": prices({"prompt_tokens": -5, "completion_tokens": -1, "total_tokens": -6}),
    "usage huge": prices({"prompt_tokens": 10**30, "completion_tokens": 10**30, "total_tokens": 10**30}),
    "finish reason of another name": lambda answer: stream(*pieces(answer), finish="eos"),
    "slow head": lambda answer: Does(wire=(0.3, HEAD[:20], 0.3, HEAD[20:], _raw(answer))),
}  # fmt: skip
"""Answers that are good once they are read rightly."""

FENCED: Mapping[str, Odd] = {
    "code fence": says(lambda answer: f"```json\n{answer}\n```"),
    "code fence in one line": says(lambda answer: f"```{answer}```"),
    "code fence of another name": says(lambda answer: f"```JSON5\r\n{answer}\r\n```\n"),
    "prose around": says(lambda answer: f"Självklart! Här är svaret:\n\n{answer}\n\nHoppas att det hjälper."),
    "prose around a fence": says(lambda answer: f"Här:\n```json\n{answer}\n```\nSäg till om du vill ha {{mer}}."),
    "thoughts and a fence": says(lambda answer: f"{THOUGHT}```json\n{answer}\n```"),
    "twice the same": says(lambda answer: f"{answer}\n{answer}"),
    "trailing blanks": says(lambda answer: f"\n\n  {answer}\n\x00\n"),
}
"""Objects that are whole, with something around them."""


def _deep(_: str) -> Does:
    return stream(*(['{"a":' * 600] * 50))


WRONG: Mapping[str, Odd] = {
    "byte order mark on the line": lambda answer: stream(*pieces(answer), start=b"\xef\xbb\xbf"),
    "numbered events": lambda answer: stream(
        *(b"event: message\nid: 7\nretry: 10\n" + data(chunk({"content": part})) for part in pieces(answer)),
        b": keep-alive\n\n",
    ),
    "nothing": says(lambda _: ""),
    "blanks": says(lambda _: " \n\t "),
    "only thoughts": says(lambda _: THOUGHT),
    "thoughts that do not end": says(lambda answer: "<think>\n" + answer),
    "a refusal": lambda _: stream(chunk({"content": None, "refusal": "Det kan jag inte hjälpa till med."})),
    "a tool": _tool,
    "filtered": lambda answer: stream(answer[: len(answer) // 2], finish="content_filter"),
    "filtered whole": lambda answer: stream(*pieces(answer), finish="content_filter"),
    "cut by length": lambda answer: stream(answer[: len(answer) // 2], finish="length"),
    "length though whole": lambda answer: stream(*pieces(answer), finish="length"),
    "error with 200": whole('{"error": {"message": "hemlig", "type": "server_error", "code": 500}}'),
    "error in the stream": lambda answer: stream(
        answer[:20], {"error": {"message": "hemlig", "code": 500}}, finish=None
    ),
    "login page": whole("<html><title>Logga in</title></html>", kind="text/html; charset=utf-8"),
    "redirect": whole("", status="302 Found", location="/login"),
    "401": whole("{}", status="401 Unauthorized"),
    "403": whole("<html>nej</html>", status="403 Forbidden", kind="text/html"),
    "404": whole('{"error": "model not found"}', status="404 Not Found"),
    "413": whole("", status="413 Payload Too Large"),
    "overflow": whole(OVERFLOW, status="400 Bad Request"),
    "reset": _reset,
    "closed at once": lambda _: Does(wire=(b"",)),
    "not http": lambda _: Does(wire=(b"SSH-2.0-OpenSSH_9.6\r\n",)),
    "wrong gzip": whole("inte alls", content_encoding="gzip"),
    "not utf-8": lambda _: stream(b'data: {"choices": [{"index": 0, "delta": {"content": "\xff\xfe"}}]}\n\n'),
    "not json events": lambda _: stream(b"data: {inte json}\n\n"),
    "null events": lambda _: stream(b"data: null\n\n", b"data: []\n\n", b'data: "x"\n\n'),
    "ten megabytes": lambda _: stream(*(["mycket text " * 900] * 950)),
    "nested": _deep,
    "another protocol": whole('{"message": {"role": "assistant", "content": "hej"}, "done": true}'),
}
"""What is never an answer, of either form."""


def mangled(change: Callable[[Any], Any]) -> Odd:
    """Change the object that is answered; prose stays as it is."""

    def changed(answer: str) -> str:
        return json.dumps(change(json.loads(answer)), ensure_ascii=False) if answer.startswith("{") else answer

    return says(changed)


def _in_strings(change: Callable[[str], str]) -> Odd:
    def inner(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: inner(item) for key, item in value.items()}
        if isinstance(value, list):
            return [inner(item) for item in value]
        return change(value) if isinstance(value, str) and len(value) > 12 else value

    return mangled(inner)


def _keys(change: Callable[[str], str]) -> Odd:
    def inner(value: Any) -> Any:
        if isinstance(value, dict):
            return {change(key): inner(item) for key, item in value.items()}
        return [inner(item) for item in value] if isinstance(value, list) else value

    return mangled(inner)


def _labels(change: Callable[[str], str]) -> Odd:
    def inner(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: change(v) if k == "source" else [change(x) for x in v] if k == "sources" else inner(v)
                    for k, v in value.items()}  # fmt: skip
        return [inner(item) for item in value] if isinstance(value, list) else value

    return mangled(inner)


def _in_words(change: Callable[[str], str]) -> Odd:
    """Change the words that are to be one of a few."""
    few = {"yes", "no", "unclear", "low", "medium", "high", "ja", "nej"}

    def inner(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: inner(item) for key, item in value.items()}
        if isinstance(value, list):
            return [inner(item) for item in value]
        return change(value) if value in few else value

    return mangled(inner)


def _levels(value: Any, change: Callable[[int], Any]) -> Any:
    if isinstance(value, dict):
        return {key: change(item) if key == "level" else _levels(item, change) for key, item in value.items()}
    return [_levels(item, change) for item in value] if isinstance(value, list) else value


MANGLED: Mapping[str, Odd] = {
    "trailing commas": says(lambda answer: answer.replace("]", ",]").replace("}", ",}")),
    "single quotes": says(lambda answer: answer.replace('"', "'")),
    "names twice": says(lambda answer: '{"confidence": "high", "sentences": [], "question": "x", ' + answer[1:]),
    "not a number": says(lambda answer: answer[:-1] + ', "score": NaN}'),
    "a number without end": says(lambda answer: answer.replace('"level": 1', f'"level": {"9" * 5000}')),
    "capitals": _in_words(str.upper),
    "numbers as strings": mangled(lambda value: _levels(value, str)),
    "numbers with points": mangled(lambda value: _levels(value, float)),
    "levels below nought": mangled(lambda value: _levels(value, lambda n: -n)),
    "more fields": mangled(lambda value: value | {"points": 800}),
    "fewer fields": mangled(lambda value: dict(list(value.items())[1:])),
    "nothing in the fields": mangled(lambda value: dict.fromkeys(value)),
    "other names": _keys(str.upper),
    "in a list": says(lambda answer: f"[{answer}]"),
    "in an object": says(lambda answer: f'{{"answer": {answer}}}'),
    "control characters": _in_strings(lambda text: text[:6] + "\x00\x07" + text[6:]),
    "half a character": _in_strings(lambda text: text[:6] + "\ud83d" + text[6:]),
    "turned text": _in_strings(lambda text: text[:6] + "\u202e" + text[6:] + "\u202c"),
    "markup": _in_strings(lambda text: f"<b onclick=x>{text}</b>"),
    "invisible characters": _in_strings(lambda text: text.replace("e", "e\u200b")),
    "labels with blanks": _labels(lambda label: f" {label}\n"),
    "labels in brackets": _labels(lambda label: f"[{label}]"),
    "labels of others": _labels(lambda label: f"annan-2025:{label}"),
    "empty labels": _labels(lambda _: ""),
}
"""Objects that are not quite what was asked for."""

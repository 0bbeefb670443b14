"""A real HTTP server that speaks the OpenAI chat completions protocol and plays a role.

A role is a function from what the request says to what is done with it. Everything follows from the
content of the request and from how often the same content came, so that runs can be compared.
"""

import hashlib
import json
import re
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Does:
    """What the server does with one request."""

    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    finish: str = "stop"
    delay: float = 0.0
    """Seconds before each piece."""
    hang: float = 0.0
    """Seconds before anything at all."""
    cut_after: int | None = None
    """Close the line after so many pieces."""
    endless: bool = False
    piece: int = 40
    """Characters of one piece of a stream."""
    body: str = ""
    """Sent instead of anything the protocol knows."""
    wire: tuple[bytes | float, ...] = ()
    """Bytes of the whole answer with its head, each written by itself; a number is a pause in seconds."""
    reset: bool = False
    """Break the line with a reset after the bytes rather than close it."""


@dataclass(frozen=True)
class Asked:
    """One request, and how often its like came before."""

    body: dict[str, Any]
    before: int

    @property
    def system(self) -> str:
        return self._of("system")

    @property
    def user(self) -> str:
        return self._of("user")

    def _of(self, role: str) -> str:
        return "\n".join(str(m["content"]) for m in self.body["messages"] if m["role"] == role)

    @property
    def way(self) -> str:
        """How a structured answer was asked for."""
        if self.body.get("tools"):
            return "function_calling"
        return str((self.body.get("response_format") or {}).get("type", "text"))


Role = Callable[[Asked], Does]


class ModelServer:
    """The server; ``url`` is what KOMPASS_MODEL_URL takes."""

    def __init__(self, role: Role) -> None:
        self.role = role
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.seen: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.active = self.most_active = 0
        self.lock = threading.Lock()
        outer = self

        class Handler(_Handler):
            server_of = outer

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                return  # clients that leave are part of the tests

        self._http = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> "ModelServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()


@contextmanager
def playing(role: Role) -> Iterator[ModelServer]:
    with ModelServer(role) as server:
        yield server


def key_of(body: dict[str, Any]) -> str:
    """Name a request by its content, but for the fence, which is new every time."""
    text = re.sub(r"K[0-9A-F]{12}", "K", json.dumps(body["messages"], sort_keys=True))
    return hashlib.sha256(text.encode()).hexdigest()


class _Handler(BaseHTTPRequestHandler):
    server_of: ModelServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        return

    def do_POST(self) -> None:
        server = self.server_of
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        if not self.path.endswith("/chat/completions"):
            server.requests.append({"path": self.path})
            self._send(404, b"{}")
            return
        body = json.loads(raw)
        with server.lock:
            server.requests.append(body)
            server.keys.append(self.headers.get("authorization", ""))
            key = key_of(body)
            asked = Asked(body, server.seen[key])
            server.seen[key] += 1
            server.active += 1
            server.most_active = max(server.active, server.most_active)
        try:
            self._do(server.role(asked), body, key)
        finally:
            with server.lock:
                server.active -= 1

    def _do(self, does: Does, body: dict[str, Any], key: str) -> None:
        time.sleep(does.hang)
        if does.wire:
            self._write(does)
            return
        if does.body or does.status != 200:
            self._send(does.status, (does.body or '{"error": {"message": "no", "type": "x"}}').encode(), does.headers)
            return
        if body.get("stream"):
            self._stream(does, body)
        else:
            self._send(200, json.dumps(_whole(does, body)).encode())
        if does.cut_after is None:
            with self.server_of.lock:
                self.server_of.answered[key] += 1

    def _write(self, does: Does) -> None:
        self.close_connection = True
        for part in does.wire:
            if isinstance(part, bytes):
                self.wfile.write(part)
                self.wfile.flush()
            else:
                time.sleep(part)
        if does.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def _send(self, status: int, data: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, does: Does, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        for n, piece in enumerate(_pieces(does)):
            if does.cut_after is not None and n >= does.cut_after:
                return
            time.sleep(does.delay)
            self._event(_chunk(body, piece, first=n == 0))
        self._event(_chunk(body, "", finish=does.finish))
        if (body.get("stream_options") or {}).get("include_usage"):
            usage = {"prompt_tokens": 100, "completion_tokens": len(does.text) // 4 + 1, "total_tokens": 0}
            self._event({**_frame(body, "chat.completion.chunk"), "choices": [], "usage": usage})
        self.wfile.write(b"data: [DONE]\n\n")
        self.wfile.flush()

    def _event(self, value: dict[str, Any]) -> None:
        self.wfile.write(b"data: " + json.dumps(value).encode() + b"\n\n")
        self.wfile.flush()


def _pieces(does: Does) -> Iterator[str]:
    while does.endless:
        yield "och så vidare " * 400
    yield from (does.text[i : i + does.piece] for i in range(0, len(does.text), does.piece))


def _frame(body: dict[str, Any], kind: str) -> dict[str, Any]:
    return {"id": "c1", "object": kind, "created": 1, "model": body.get("model", "m")}


def _chunk(body: dict[str, Any], piece: str, *, first: bool = False, finish: str | None = None) -> dict[str, Any]:
    delta: dict[str, Any] = {}
    if body.get("tools"):
        call: dict[str, Any] = {"index": 0, "function": {"arguments": piece}}
        if first:
            call |= {"id": "call_1", "type": "function"}
            call["function"]["name"] = body["tools"][0]["function"]["name"]
        if piece or first:
            delta = {"tool_calls": [call]}
    elif piece:
        delta = {"content": piece}
    if first:
        delta["role"] = "assistant"
    return {
        **_frame(body, "chat.completion.chunk"),
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


def _whole(does: Does, body: dict[str, Any]) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": does.text}
    if body.get("tools"):
        function = {"name": body["tools"][0]["function"]["name"], "arguments": does.text}
        message = {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "c", "type": "function", "function": function}],
        }
    return {
        **_frame(body, "chat.completion"),
        "choices": [{"index": 0, "message": message, "finish_reason": does.finish}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
    }

"""Small servers that speak the protocols of Ollama, Anthropic, Mistral and Azure, as far as answers go."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PIECE = 9
SENT, RECEIVED = 120, 34


@dataclass
class Played:
    """A server that was played, and what it was asked."""

    url: str
    requests: list[tuple[str, dict[str, Any], dict[str, str]]] = field(default_factory=list)
    """Path, body and headers, these in lower case."""


def _pieces(text: str) -> Iterator[str]:
    yield from (text[i : i + PIECE] for i in range(0, len(text), PIECE))


def _event(value: dict[str, Any], name: str = "") -> bytes:
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(value)}\n\n".encode()


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode() + b"\n"


def ollama(body: dict[str, Any], prose: str, data: str) -> Iterator[bytes]:
    """Lines of JSON; ``format`` asks for structure, ``tools`` for a call."""
    frame = {"model": body["model"], "created_at": "2026-01-01T00:00:00Z"}
    if body.get("tools"):
        call = {"function": {"name": body["tools"][0]["function"]["name"], "arguments": json.loads(data)}}
        yield _line({**frame, "message": {"role": "assistant", "content": "", "tool_calls": [call]}, "done": False})
    else:
        for piece in _pieces(data if body.get("format") else prose):
            yield _line({**frame, "message": {"role": "assistant", "content": piece}, "done": False})
    last = {"done": True, "done_reason": "stop", "prompt_eval_count": SENT, "eval_count": RECEIVED}
    yield _line({**frame, "message": {"role": "assistant", "content": ""}, **last})


def anthropic(body: dict[str, Any], prose: str, data: str) -> Iterator[bytes]:
    """Named events; structure by a tool that must be used, or by an output format."""
    usage = {"input_tokens": SENT, "output_tokens": 1}
    message: dict[str, Any] = {
        "id": "m1",
        "type": "message",
        "role": "assistant",
        "model": f"{body['model']}-20260101",
        "content": [],
    }
    message |= {"stop_reason": None, "stop_sequence": None, "usage": usage}
    yield _event({"type": "message_start", "message": message}, "message_start")
    shaped = bool(body.get("output_format") or body.get("output_config"))
    if body.get("tools"):
        block: dict[str, Any] = {"type": "tool_use", "id": "t1", "name": body["tools"][0]["name"], "input": {}}
        deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in _pieces(data)]
    else:
        block = {"type": "text", "text": ""}
        deltas = [{"type": "text_delta", "text": piece} for piece in _pieces(data if shaped else prose)]
    yield _event({"type": "content_block_start", "index": 0, "content_block": block}, "content_block_start")
    for delta in deltas:
        yield _event({"type": "content_block_delta", "index": 0, "delta": delta}, "content_block_delta")
    yield _event({"type": "content_block_stop", "index": 0}, "content_block_stop")
    reason = "tool_use" if body.get("tools") else "end_turn"
    end = {"stop_reason": reason, "stop_sequence": None}
    used = {"input_tokens": SENT, "output_tokens": RECEIVED}
    yield _event({"type": "message_delta", "delta": end, "usage": used}, "message_delta")
    yield _event({"type": "message_stop"}, "message_stop")


def openai_like(body: dict[str, Any], prose: str, data: str) -> Iterator[bytes]:
    """Chunks as OpenAI, Azure and Mistral send them."""
    frame = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": f"{body.get('model', 'm')}-2026"}
    for n, piece in enumerate(_pieces(data if body.get("tools") or body.get("response_format") else prose)):
        delta: dict[str, Any] = {"role": "assistant", "content": piece}
        if body.get("tools"):
            name = body["tools"][0]["function"]["name"] if n == 0 else ""
            call = {"index": 0, "id": "call00001", "type": "function", "function": {"name": name, "arguments": piece}}
            delta = {"role": "assistant", "content": "", "tool_calls": [call]}
        yield _event({**frame, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
    usage = {"prompt_tokens": SENT, "completion_tokens": RECEIVED, "total_tokens": SENT + RECEIVED}
    last = {"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": "stop"}
    if (body.get("stream_options") or {}).get("include_usage"):  # OpenAI's and Azure's way
        yield _event({**frame, "choices": [last]})
        yield _event({**frame, "choices": [], "usage": usage})
    else:
        yield _event({**frame, "choices": [last], "usage": usage})
    yield b"data: [DONE]\n\n"


PROTOCOLS = {"ollama": ollama, "anthropic": anthropic, "mistralai": openai_like, "azure_openai": openai_like}


@contextmanager
def provider(name: str, *, prose: str, data: str, status: int = 200) -> Iterator[Played]:
    """Play a provider until the end of the block; with another status it only refuses."""
    speak = PROTOCOLS[name]

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            return

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))
            headers = {key.lower(): value for key, value in self.headers.items()}
            played.requests.append((self.path, body, headers))
            self.send_response(status)
            kind = "application/x-ndjson" if name == "ollama" else "text/event-stream"
            self.send_header("content-type", kind if status == 200 else "application/json")
            self.end_headers()
            if status != 200:
                self.wfile.write(b'{"error": {"type": "x", "message": "no"}}')
                return
            for line in speak(body, prose, data):
                self.wfile.write(line)
                self.wfile.flush()

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    played = Played(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield played
    finally:
        server.shutdown()
        server.server_close()

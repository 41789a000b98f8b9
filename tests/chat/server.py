"""A real HTTP server on loopback that speaks the chat completions protocol by script, and can misbehave for real.

Each scripted step answers one request. A request without a step is answered with 418 and noted as an overrun.
"""

import json
import threading
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Step = Callable[["_Handler", dict[str, Any]], None]

USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}


class ScriptedServer:
    """``requests`` are the bodies received, in order; ``keys`` the Authorization headers."""

    def __init__(self, *steps: Step) -> None:
        self.steps = list(steps)
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.overrun = False
        self.lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._http.daemon_threads = True
        self._http.script = self  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        script: ScriptedServer = self.server.script  # type: ignore[attr-defined]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with script.lock:
            script.requests.append(body)
            script.keys.append(self.headers.get("Authorization", ""))
            step = script.steps.pop(0) if script.steps else None
            script.overrun = script.overrun or step is None
        try:
            (step or status(418, {"error": {"message": "the script ran out"}}))(self, body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def whole(self, code: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def events(self, events: Sequence[str], *, ends: bool = True) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for event in events:
            data = f"data: {event}\n\n".encode()
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()
        if ends:
            self.wfile.write(b"0\r\n\r\n")
        self.close_connection = not ends

    def log_message(self, format: str, *arguments: object) -> None:
        pass


def says(content: str, *, finish: str = "stop", usage: bool = True, refusal: str | None = None) -> Step:
    """A reply in words, whole or streamed as the request asks."""

    def step(handler: _Handler, request: dict[str, Any]) -> None:
        message: dict[str, Any] = {"role": "assistant", "content": None if refusal else content, "refusal": refusal}
        if not request.get("stream"):
            handler.whole(200, json.dumps(_completion(message, finish, usage)).encode())
            return
        size = max(1, len(content) // 5)
        deltas = [{"content": content[at : at + size]} for at in range(0, len(content), size)]
        if refusal:
            deltas = [{"refusal": refusal}]
        handler.events(_streamed(deltas, finish, usage and bool(request.get("stream_options"))))

    return step


def calls_tool(arguments: str) -> Step:
    """A reply as a call of the tool that the request offers."""

    def step(handler: _Handler, request: dict[str, Any]) -> None:
        name = request["tools"][0]["function"]["name"]
        call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": arguments}}
        if not request.get("stream"):
            message = {"role": "assistant", "content": None, "tool_calls": [call]}
            handler.whole(200, json.dumps(_completion(message, "tool_calls", True)).encode())
            return
        half = len(arguments) // 2
        deltas: list[dict[str, Any]] = [
            {"tool_calls": [{"index": 0, **call, "function": {"name": name, "arguments": ""}}]}
        ]
        deltas += [
            {"tool_calls": [{"index": 0, "function": {"arguments": part}}]}
            for part in (arguments[:half], arguments[half:])
        ]
        handler.events(_streamed(deltas, "tool_calls", bool(request.get("stream_options"))))

    return step


def status(code: int, body: object, headers: dict[str, str] | None = None) -> Step:
    return lambda handler, _: handler.whole(code, json.dumps(body).encode(), **(headers or {}))


def fails(http: int, message: str, headers: dict[str, str] | None = None, **more: object) -> Step:
    return status(http, {"error": {"message": message, "type": "error", "param": None, **more}}, headers)


def page(text: str, code: int = 200) -> Step:
    return lambda handler, _: handler.whole(code, text.encode(), "text/html")


def hangs(seconds: float) -> Step:
    def step(handler: _Handler, _: dict[str, Any]) -> None:
        time.sleep(seconds)
        handler.close_connection = True

    return step


def hangs_up() -> Step:
    """Closes the connection without a word."""

    def step(handler: _Handler, _: dict[str, Any]) -> None:
        handler.close_connection = True
        handler.connection.shutdown(2)

    return step


def breaks_off(content: str, *, politely: bool = False) -> Step:
    """A stream that stops in the middle; ``politely`` as if it were the end."""

    def step(handler: _Handler, _: dict[str, Any]) -> None:
        handler.events(_streamed([{"content": content}], "stop", False)[:2], ends=politely)

    return step


def fails_midway(content: str, message: str) -> Step:
    """A stream in which the server reports an error."""

    def step(handler: _Handler, _: dict[str, Any]) -> None:
        handler.events(
            [*_streamed([{"content": content}], "stop", False)[:2], json.dumps({"error": {"message": message}})]
        )

    return step


def _completion(message: dict[str, Any], finish: str, usage: bool) -> dict[str, Any]:
    choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
    reply = {"id": "c1", "object": "chat.completion", "created": 1, "model": "scripted", "choices": [choice]}
    return {**reply, "usage": USAGE} if usage else reply


def _streamed(deltas: Sequence[dict[str, Any]], finish: str, usage: bool) -> list[str]:
    def event(choices: list[dict[str, Any]], **more: object) -> str:
        chunk = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": choices}
        return json.dumps({**chunk, **more})

    events = [event([{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}])]
    events += [event([{"index": 0, "delta": delta, "finish_reason": None}]) for delta in deltas]
    events.append(event([{"index": 0, "delta": {}, "finish_reason": finish}]))
    if usage:
        events.append(event([], usage=USAGE))
    return [*events, "[DONE]"]

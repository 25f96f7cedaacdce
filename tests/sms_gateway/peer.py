"""A provider on loopback that misbehaves as told: real sockets, real bytes."""

import json
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

RESET_INSTEAD_OF_CLOSE = struct.pack("ii", 1, 0)


def answer(status: str, body: bytes = b"", **headers: str) -> bytes:
    """One complete HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Peer(socketserver.ThreadingTCPServer):
    """Keeps every request it has fully read in `received`, then behaves as `manner` says."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.manner = "ok"
        self.received: list[dict[str, Any]] = []
        self.leaving = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/send"

    def wait_for(self, requests: int) -> None:
        deadline = time.monotonic() + 30
        while len(self.received) < requests:
            assert time.monotonic() < deadline, "the provider was never called"
            time.sleep(0.02)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is what some tests are about."""


class _Conversation(socketserver.StreamRequestHandler):
    server: Peer

    def handle(self) -> None:
        request_line = self.rfile.readline().decode().split()
        headers = {}
        while (line := self.rfile.readline().decode().strip()) != "":
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", 0)))
        self.server.received.append({"method": request_line[0], "path": request_line[1], "headers": headers, "body": json.loads(body or b"null")})
        getattr(self, f"_{self.server.manner}")()

    def _ok(self) -> None:
        self.wfile.write(answer("200 OK", b'{"data": [{"id": "ref-1"}]}'))

    def _reference_is_a_number(self) -> None:
        self.wfile.write(answer("202 Accepted", b'{"data": [{"id": 4711}]}'))

    def _empty(self) -> None:
        self.wfile.write(answer("200 OK"))

    def _other_json(self) -> None:
        self.wfile.write(answer("200 OK", b'{"data": []}'))

    def _no_content(self) -> None:
        self.wfile.write(answer("204 No Content"))

    def _refuse(self) -> None:
        self.wfile.write(answer("400 Bad Request", b'{"error": "no such number"}'))

    def _conflict(self) -> None:
        self.wfile.write(answer("409 Conflict"))

    def _too_many(self) -> None:
        self.wfile.write(answer("429 Too Many Requests"))

    def _broken(self) -> None:
        self.wfile.write(answer("500 Internal Server Error"))

    def _bad_gateway(self) -> None:
        self.wfile.write(answer("502 Bad Gateway"))

    def _redirect(self) -> None:
        self.wfile.write(answer("307 Temporary Redirect", Location=f"{self.server.url}/elsewhere"))

    def _hang(self) -> None:
        self.server.leaving.wait(60)

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_INSTEAD_OF_CLOSE)
        self.connection.close()

    def _close(self) -> None:
        """Say nothing at all."""

    def _garbage(self) -> None:
        self.wfile.write(b"\x00\x01 not HTTP\r\n\r\n")

    def _endless(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        while not self.server.leaving.is_set():
            self.wfile.write(b" " * 65536)

    def _drop_by_drop(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not self.server.leaving.wait(0.1):
            self.wfile.write(b" ")


@contextmanager
def running() -> Iterator[Peer]:
    """A peer that listens until the test is over."""
    with Peer() as peer:
        thread = threading.Thread(target=peer.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield peer
        peer.leaving.set()
        peer.shutdown()


def described(peer: Peer, **changes: object) -> dict[str, object]:
    """What settings.SMS_HTTP would say about this peer."""
    body = {"sender": "{sender}", "to": "{to}", "content": "{text}", "options": {"label": "{key}", "flash": False, "tags": ["chbas"]}}
    return {"url": peer.url, "body": body, "headers": {"X-Secret": "hush"}, "reference": "data.0.id", "timeout": 0.5} | changes

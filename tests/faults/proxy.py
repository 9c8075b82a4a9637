"""A TCP proxy before the server that cuts, stalls, delays and doubles what devices say."""

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, ThreadingTCPServer

FATES = ("cut in the request", "cut before the answer", "cut in the answer", "stalled", "late", "twice")
UNHARMED = 4  # of so many requests and one of each fate
LATE_S = 0.3
GIVEN_UP_WITHIN_S = 10
Request = bytes


@dataclass
class Proxy:
    """Stands between devices and the server at `to`; while `harms`, each request may meet a fate."""

    to: int
    seed: int = 20261127
    harms: bool = True
    met: "Counter[str]" = field(default_factory=Counter)
    doubled: Callable[[Request], Request] = lambda request: request
    held_s: float = 0  # an answer to an exchange is held back for up to so long
    port: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._lock = threading.Lock()

    def fate(self, request: Request) -> str:
        """What happens to this request; one that carries no edits has nothing to lose."""
        with self._lock:
            if not self.harms or b'"operations":[]' in request:
                return "unharmed"
            fate = self._random.choice([*FATES, *["unharmed"] * UNHARMED])
            self.met[fate] += 1
            return fate

    def hold(self, request: Request) -> None:
        """Let the device wait for its answer."""
        if self.held_s and b"/sync " in request[:200]:
            with self._lock:
                seconds = self._random.uniform(0, self.held_s)
            time.sleep(seconds)

    def somewhere_in(self, text: bytes) -> int:
        """A place in it, also before its first byte."""
        with self._lock:
            return self._random.randrange(len(text))


@contextmanager
def between(proxy: Proxy) -> Iterator[Proxy]:
    """Let the proxy listen until the end of the block."""

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                while request := _message(self.request):
                    if not _carry(proxy, self.request, request):
                        return

    class Server(ThreadingTCPServer):
        daemon_threads = True
        request_queue_size = 64

    with Server(("127.0.0.1", 0), Handler) as server:
        proxy.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()


def _message(connection: socket.socket) -> bytes:
    """One HTTP message of a stated length; what there was of it when the other side hung up."""
    got = b""
    while b"\r\n\r\n" not in got:
        more = connection.recv(65_536)
        if not more:
            return got
        got += more
    head, _, body = got.partition(b"\r\n\r\n")
    lines = (line.partition(b":") for line in head.lower().split(b"\r\n"))
    length = next((int(value) for name, _, value in lines if name == b"content-length"), 0)
    while len(body) < length:
        more = connection.recv(65_536)
        if not more:
            break
        body += more
    return head + b"\r\n\r\n" + body


def _ask(port: int, request: Request) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=GIVEN_UP_WITHIN_S) as server:
        server.sendall(request)
        return _message(server)


def _carry(proxy: Proxy, client: socket.socket, request: Request) -> bool:
    """Carry one request to its fate; tells whether the connection goes on."""
    fate = proxy.fate(request)
    if fate == "cut in the request":
        with socket.create_connection(("127.0.0.1", proxy.to), timeout=GIVEN_UP_WITHIN_S) as server:
            server.sendall(request[: proxy.somewhere_in(request)])
        return False
    if fate == "late":  # the device hears nothing, and tries again beside it
        client.close()
        time.sleep(LATE_S)
        _ask(proxy.to, request)
        return False
    if fate == "stalled":
        client.settimeout(GIVEN_UP_WITHIN_S)
        client.recv(1)  # nothing is said until the device hangs up
        return False
    if fate == "twice":
        with ThreadPoolExecutor(1) as beside:
            beside.submit(_ask, proxy.to, proxy.doubled(request))
            answer = _ask(proxy.to, request)
    else:
        answer = _ask(proxy.to, request)
    if fate == "cut before the answer":
        return False
    if fate == "cut in the answer":
        client.sendall(answer[: proxy.somewhere_in(answer)])
        return False
    proxy.hold(request)
    client.sendall(answer)
    return True

"""Somebody else, who asks all the time, and keeps the longest wait."""

import http.client
import threading
import time


class Neighbour:
    """Asks whether the server lives, or for another address, until the end of the block."""

    def __init__(self, port: int, path: str = "/livez", cookie: str = "") -> None:
        self._port, self._path = port, path
        self._headers = {"Host": "localhost"} | ({"Cookie": cookie} if cookie else {})
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self.longest_s, self.answers = 0.0, 0

    def __enter__(self) -> "Neighbour":
        self._thread.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self._over.set()
        self._thread.join()

    def _ask(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        while not self._over.wait(0.02):
            began = time.monotonic()
            connection.request("GET", self._path, headers=self._headers)
            connection.getresponse().read()
            self.longest_s = max(self.longest_s, time.monotonic() - began)
            self.answers += 1
        connection.close()

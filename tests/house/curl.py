"""Stands in for curl, as far as the README uses it: a machine that runs the tests may have none."""

import argparse
import re
import sys
from http.client import HTTPConnection, HTTPResponse
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit


def addresses(pattern: str) -> list[str]:
    """The addresses that `{a,b}` and `[01-31]` stand for."""
    pieces = re.split(r"(\{[^}]*\}|\[\d+-\d+\])", pattern)
    return ["".join(choice) for choice in product(*(choices(piece) for piece in pieces))]


def choices(piece: str) -> list[str]:
    if piece.startswith("{"):
        return piece[1:-1].split(",")
    if piece.startswith("["):
        first, last = piece[1:-1].split("-")
        return [f"{number:0{len(first)}}" for number in range(int(first), int(last) + 1)]
    return [piece]


def options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("-sS", action="store_true")
    parser.add_argument("-X", dest="method")
    parser.add_argument("-H", dest="header", default="")
    parser.add_argument("-d", dest="body")
    parser.add_argument("-b", dest="cookies_from")
    parser.add_argument("-c", dest="cookies_to")
    parser.add_argument("-o", dest="output")
    parser.add_argument("-w", dest="said", default="")
    parser.add_argument("address")
    return parser.parse_args(words)


def send(connection: HTTPConnection, address: str, asked: argparse.Namespace) -> HTTPResponse:
    parts = urlsplit(address)
    headers = dict([asked.header.split(": ", 1)]) if asked.header else {}
    if asked.cookies_from:
        headers["Cookie"] = Path(asked.cookies_from).read_text("utf-8")
    body = asked.body.encode() if asked.body else None
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection.request(asked.method or ("POST" if body else "GET"), target, body, headers)
    return connection.getresponse()


def main(words: list[str]) -> None:
    asked = options(words)
    wanted = addresses(asked.address)
    connection = HTTPConnection(urlsplit(wanted[0]).netloc, timeout=30)
    for address in wanted:
        answer = send(connection, address, asked)
        text = answer.read().decode()
        if asked.cookies_to:
            Path(asked.cookies_to).write_text(answer.headers["Set-Cookie"].partition(";")[0], "utf-8")
        if asked.output:
            Path(asked.output).write_text(text, "utf-8")
        else:
            sys.stdout.write(text)
        sys.stdout.write(asked.said.replace("%{http_code}", str(answer.status)))


if __name__ == "__main__":
    main(sys.argv[1:])

"""What to answer a request with -> a server on loopback that does, in a process of its own, as fast as asyncio can."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection

SPAWN = multiprocessing.get_context("spawn")
Answer = Callable[[str, bytes], bytes]
"""The address that was asked and the head of the request -> the whole response."""


def path_of(head: bytes) -> str:
    """The path that a request asks for."""
    return head.split(b" ", 2)[1].decode()


def response(body: bytes, kind: str = "text/html; charset=utf-8", status: str = "200 OK", more: str = "") -> bytes:
    """A whole response; `more` are further lines of its head, each with its CRLF."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


NOT_FOUND = response(b"", "text/plain", "404 Not Found")


@contextmanager
def answering(
    make: Callable[..., Answer], *arguments: object, at: Sequence[str] = ("127.0.0.1",), port: int = 0
) -> Iterator[int]:
    """The port of a server that answers, on every address of `at`, as `make(*arguments)` says; 0 takes a free one."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_serve, args=(theirs, make, arguments, at, port))
    process.start()
    theirs.close()
    try:
        yield ours.recv()
    finally:
        process.kill()
        process.join()


def _serve(
    ready: Connection, make: Callable[..., Answer], arguments: Sequence[object], at: Sequence[str], port: int
) -> None:
    answer = make(*arguments)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = writer.get_extra_info("sockname")[0]
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                writer.write(answer(asked, head))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(talk, at, port)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())

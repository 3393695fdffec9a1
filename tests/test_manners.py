"""Does a whole run keep the delay between two requests to a domain, on one connection at a time?"""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.manners import watched
from tests.server import Reply, Server

DELAY = 0.05
RESOLUTION = 1e-6  # seconds: the event loop may wake by its clock's resolution too early


def test_a_whole_run_keeps_the_delay_and_one_connection(tmp_path: Path) -> None:
    seen = watched(tmp_path, DELAY)
    assert seen.requests >= 20
    assert min(seen.gaps) >= DELAY - RESOLUTION
    assert seen.connections == 1


def test_a_run_without_a_delay_is_seen(tmp_path: Path) -> None:
    """What is measured is the delay, not how slow the run is."""
    assert min(watched(tmp_path, 0.0).gaps) < DELAY


@pytest.mark.parametrize(("kept", "most"), [(True, 2), (False, 1)])
def test_the_server_counts_the_connections_that_are_open(kept: bool, most: int) -> None:
    with Server({"/a": Reply("a")}) as server:
        opened = []
        for name in ("bao.test", "tre.bao.test"):
            connection = socket.create_connection(("127.0.0.1", server.port))
            opened.append(connection)
            connection.sendall(f"GET /a HTTP/1.1\r\nHost: {name}\r\n\r\n".encode())
            assert connection.recv(9999).startswith(b"HTTP/1.1 200")
            if not kept:
                connection.close()
        for connection in opened:
            connection.close()
    assert server.crowded["bao.test"] == most

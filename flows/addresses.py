"""A host name -> the addresses that may be asked: the door against requests into a private network."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from urllib.parse import urlsplit, urlunsplit


async def public_addresses(host: str, port: int, *, allow_private: bool = False) -> tuple[str, ...]:
    """The addresses a name resolves to that may be asked. Raises OSError when there are none.

    Private, loopback, link-local (cloud metadata), shared, multicast and reserved addresses may not be asked
    unless `allow_private`, also not when written inside an IPv6 address.
    """
    infos = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    found = tuple(dict.fromkeys(str(info[4][0]) for info in infos))
    allowed = found if allow_private else tuple(address for address in found if _is_public(address))
    if not allowed:
        raise OSError(f"{host} is a private address ({', '.join(found)}); not asked")
    return allowed


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or _nat64(address)
        if inner is not None:
            address = inner
    return address.is_global and not address.is_multicast


def _nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address inside 64:ff9b::/96 (RFC 6052)."""
    inside = address in ipaddress.IPv6Network("64:ff9b::/96")
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if inside else None


def with_www(url: str) -> str:
    """The address with `www.` before its host; empty when it has it, or has no name of two parts."""
    parts = urlsplit(url)
    name = parts.hostname or ""
    if name.startswith("www.") or "." not in name.strip(".") or name.replace(".", "").isdigit():
        return ""
    return urlunsplit(parts._replace(netloc=f"www.{parts.netloc.rpartition('@')[2]}"))

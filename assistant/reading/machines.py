"""Which machines may be reached: those of the open Internet, told by their addresses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from socket import SOCK_STREAM, getaddrinfo

IPAddress = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Sequence[str]]
"""The addresses of a host, for a port; raises OSError where the name is not known."""
Permitted = Callable[[IPAddress], bool]
"""Whether a connection to this address may be made."""

_GLOBAL = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_MAPPED = IPv6Network("::ffff:0:0/96")
_NEVER = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")))
_RELAYS = IPv4Address("192.88.99.0"), IPv4Address("192.88.99.255")


def resolve(host: str, port: int) -> list[str]:
    """The addresses of `host` as the system knows them; every odd spelling of a number too."""
    return list(dict.fromkeys(str(one[4][0]) for one in getaddrinfo(host, port, type=SOCK_STREAM)))


def public(address: IPAddress) -> bool:
    """Whether `address` is a machine of the open Internet (IANA special-purpose registries).

    Refused are loopback, private, link-local (cloud metadata), shared (RFC 6598),
    multicast, reserved and documentation addresses. An IPv6 address that carries an IPv4
    address (mapped, 6to4, NAT64) is judged by that one; Teredo is refused.
    """
    if isinstance(address, IPv6Address):
        carried = _carried(address)
        if carried is not None:
            return public(carried)
        return address in _GLOBAL and not any(address in network for network in _NEVER)
    anycast = _RELAYS[0] <= address <= _RELAYS[1]
    return address.is_global and not address.is_multicast and not anycast


def anywhere(address: IPAddress) -> bool:
    """Permits every address: for intranets, where the user vouches for what is added."""
    return True


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64 or address in _MAPPED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None

"""Opening web addresses, also where only public ones may be: those of other people's networks stay closed to visitors.

The address that was connected to is looked at, not the name, and again after each redirect: a name may point anywhere,
and elsewhere a moment later.
"""

import http.client
import ipaddress
import socket
import urllib.error
import urllib.request
from typing import Any


class NotPublic(OSError):
    """The address lies in this machine or its network."""


def opener(*, public_only: bool) -> urllib.request.OpenerDirector:
    """Opens http and https; with ``public_only`` it raises NotPublic, in urllib's URLError, before anything is asked of
    an address that is not public. A proxy is such an address too where it stands in the same network."""
    return urllib.request.build_opener(*([_PublicHTTP, _PublicHTTPS] if public_only else []), _NoFTP)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet at large."""
    known = ipaddress.ip_address(address.split("%")[0])
    mapped = getattr(known, "ipv4_mapped", None)
    return bool((mapped or known).is_global)


def _checked(connected: socket.socket) -> None:
    if not is_public(connected.getpeername()[0]):
        connected.close()
        raise NotPublic("it lies inside this network, which a page that others can reach does not fetch from")


class _NoFTP(urllib.request.FTPHandler):
    """Redirects may lead to ftp, which nothing here reads."""

    def ftp_open(self, request: urllib.request.Request) -> Any:  # noqa: ARG002  # urllib passes it
        raise urllib.error.URLError("ftp is not read")


class _Connection(http.client.HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _checked(self.sock)


class _SecureConnection(http.client.HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _checked(self.sock)


class _PublicHTTP(urllib.request.HTTPHandler):
    def http_open(self, request: urllib.request.Request) -> Any:
        return self.do_open(_Connection, request)


class _PublicHTTPS(urllib.request.HTTPSHandler):
    def https_open(self, request: urllib.request.Request) -> Any:
        return self.do_open(_SecureConnection, request)

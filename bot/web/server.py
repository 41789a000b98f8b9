"""Serving the page: a port of its own, no analytics, no request beyond this machine."""

import asyncio
import errno
import ipaddress
import logging
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import PortInUse, UsageError

if TYPE_CHECKING:
    from bot.pincite import Pincite

_MAX_UPLOAD = "64mb"
"""Of one file; what is too large for an article is told beside the file's name by the reader of articles."""
_TAKEN = {errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE)}
_FAVICON = Path(__file__).with_name("favicon.svg")


def serve(
    pincite: "Pincite",
    host: str = "127.0.0.1",
    port: int = 7860,
    ready: Callable[[str], None] | None = None,
    *,
    mcp: bool = False,
) -> None:
    """Serves until it is interrupted; ``ready`` is called once with the page's address. ``mcp`` adds the tools.

    Raises PortInUse where another program has the port, UsageError where the address cannot be listened on or the
    package mcp is missing. Port 0 takes a free one.
    """
    if mcp:
        from bot.web.tools import need_mcp

        need_mcp()
    listening = _listen(host, port)
    # whoever can reach the page must not reach through it what only this machine can
    pincite.public_only = others_can_reach(listening.getsockname()[0])
    try:
        import uvicorn

        config = uvicorn.Config(
            application(pincite, mcp_host=host if mcp else None),
            log_config=None,
            log_level=logging.WARNING,
            timeout_graceful_shutdown=2,
        )
        server = uvicorn.Server(config)
        logging.getLogger("uvicorn.error").addFilter(_not_of_stopping)
        if ready:
            ready(_address(host, listening.getsockname()[1]))
        server.run(sockets=[listening])
    finally:
        listening.close()


def others_can_reach(address: str) -> bool:
    """Whether a page that listens on this IP address is open to other machines."""
    return not ipaddress.ip_address(address.split("%")[0]).is_loopback


def application(pincite: "Pincite", *, mcp_host: str | None = None) -> Any:
    """The page as an ASGI application; with ``mcp_host``, the address that is listened on, also the MCP tools."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr
    from fastapi import FastAPI

    from bot.web.app import STYLE, build
    from bot.web.theme import calm

    outer = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    if mcp_host is not None:
        from bot.web.tools import add_tools

        add_tools(outer, pincite, mcp_host)
    return gr.mount_gradio_app(
        outer,
        build(pincite).queue(),
        path="/",
        theme=calm(),
        css_paths=STYLE,
        favicon_path=str(_FAVICON),
        mcp_server=False,
        footer_links=["api", "settings"],
        run_history=False,
        show_error=False,
        max_file_size=_MAX_UPLOAD,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
    )


def _not_of_stopping(record: logging.LogRecord) -> bool:
    """False for what uvicorn says of pages that are still open when it is stopped: nothing has failed."""
    cancelled = record.exc_info is not None and isinstance(record.exc_info[1], asyncio.CancelledError)
    return not cancelled and not str(record.msg).startswith("Cancel %s running task")


def _listen(host: str, port: int) -> socket.socket:
    """The socket is bound here and handed on, so that nobody can take the port in between."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except (OSError, OverflowError) as error:
        raise UsageError(f"cannot listen on {host}: {error}; 127.0.0.1 is this machine") from None
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            # a port that was closed a moment ago can be taken again; one that is listened on cannot
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno in _TAKEN:
            raise PortInUse(f"port {port} on {host} is taken by another program; choose another with --port") from None
        raise UsageError(
            f"cannot listen on {host}, port {port}: {error.strerror or error}; 127.0.0.1 is this machine"
        ) from None
    return listening


def _address(host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{'127.0.0.1' if host == '0.0.0.0' else shown}:{port}/"

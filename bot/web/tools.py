"""The contract's calls as MCP tools, for assistants: JSON as text and as structured content.

Gradio can serve its endpoints over MCP too, but gives the values as Python prints them, not as JSON, and pins older
releases of pydantic and mcp.
"""

import functools
import inspect
from typing import TYPE_CHECKING, Any

from anyio import CapacityLimiter, to_thread

from bot.errors import PinciteError, UsageError
from bot.ingestion.reading import MAX_BYTES
from bot.version import __version__
from bot.web.calls import Call, calls
from bot.web.running import AT_ONCE

if TYPE_CHECKING:
    from fastapi import FastAPI
    from mcp.server import MCPServer

    from bot.pincite import Pincite

PATH = "/mcp"
_INSTRUCTIONS = (
    "Pincite answers and checks against the articles in its library, with exact quotes. A verdict says what these "
    "sources say, not what is true in the world. Show the quotes; where it abstains, the sources do not say."
)


def add_tools(app: "FastAPI", pincite: "Pincite", host: str) -> None:
    """Serves the tools at PATH. ``host`` is the address that is listened on: where that is this machine alone, calls
    that a browser makes for a page of another site are refused."""
    server = tool_server(pincite)
    served = server.streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        json_response=True,
        max_request_body_size=MAX_BYTES * 4,
        host=host,
    )
    app.router.routes.extend(served.routes)
    app.router.lifespan_context = served.router.lifespan_context


def tool_server(pincite: "Pincite") -> "MCPServer":
    """One tool for each call."""
    from mcp.server import MCPServer
    from mcp_types import ToolAnnotations

    server = MCPServer("pincite", title="Pincite", version=__version__, instructions=_INSTRUCTIONS, log_level="WARNING")
    at_once = CapacityLimiter(AT_ONCE)
    for name, call in calls(pincite).items():
        annotations = ToolAnnotations(
            read_only_hint=name != "ingest", destructive_hint=False, idempotent_hint=True, open_world_hint=False
        )
        server.tool(description=inspect.getdoc(call), annotations=annotations)(_told(call, at_once))
    return server


def need_mcp() -> None:
    """Raises UsageError where the package that serves MCP is missing or of another major version."""
    try:
        import mcp.server
        import mcp_types

        mcp.server.MCPServer, mcp_types.ToolAnnotations  # noqa: B018  # an older mcp lacks these names
    except (ImportError, AttributeError):
        raise UsageError("--mcp needs the package mcp; install it with: pip install 'mcp>=2.3,<3'") from None


def _told(call: Call, at_once: CapacityLimiter) -> Call:
    """The same call beside the event loop, an error's own line being what the assistant reads."""
    from mcp.server.mcpserver.exceptions import ToolError

    @functools.wraps(call)
    async def told(*arguments: Any, **named: Any) -> Any:
        try:
            return await to_thread.run_sync(functools.partial(call, *arguments, **named), limiter=at_once)
        except PinciteError as error:
            raise ToolError(str(error)) from None

    return told

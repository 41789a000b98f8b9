"""The program ``pincite``: the command line, handed the page that its ``serve`` opens."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.pincite import Pincite


def main() -> None:
    from bot.cli import run

    run(_serve_page)


def _serve_page(pincite: "Pincite", host: str, port: int, ready: Callable[[str], None], *, mcp: bool) -> None:
    # gradio takes seconds to import, so only serving pays for it
    from bot.web.server import serve

    serve(pincite, host, port, ready, mcp=mcp)


if __name__ == "__main__":
    main()

"""The command line of ``pincite``."""

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli.app import ServePage


def run(serve_page: "ServePage") -> None:
    """Runs the command; ends with the exit status of the contract and one clear line for each error.

    ``serve_page`` is what ``pincite serve`` starts: the command line knows nothing of the page.
    """
    # before chromadb and gradio are imported: nothing is reported to anybody
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    from bot.cli.app import app
    from bot.errors import PinciteError

    try:
        app(obj=serve_page)
    except PinciteError as error:
        message = " ".join(str(error).split())
        sys.stderr.write(f"pincite: {message}\n")
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        sys.stderr.write("pincite: stopped\n")
        sys.exit(130)
    except BrokenPipeError:
        # the reader of our output has closed it; there is nobody left to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)

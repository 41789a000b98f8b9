"""The command line of ``pincite``."""

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli.app import ServePage

TRACEBACK_VARIABLE = "PINCITE_TRACEBACK"


def run(serve_page: "ServePage") -> None:
    """Runs the command; ends with the exit status of the contract and one clear line for each error.

    ``serve_page`` is what ``pincite serve`` starts: the command line knows nothing of the page.
    """
    # before chromadb and gradio are imported: nothing is reported to anybody
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    from bot.cli.ending import STOPPED, complain

    status = _status(serve_page)
    if status == STOPPED:
        complain("stopped")
        sys.stdout.flush()
        os._exit(status)  # calls to a language model may still be under way; nobody waits for them any more
    sys.exit(status)


def _status(serve_page: "ServePage") -> int:
    import typer

    from bot.cli.app import app
    from bot.cli.ending import STOPPED, complain, output_failed
    from bot.cli.feedback import app as feedback
    from bot.errors import PinciteError

    app.add_typer(feedback, name="feedback")
    try:
        # a terminal of an older encoding gets a question mark for what it can't show, not an error
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a TextIO by type
        return int(app(sys.argv[1:] or ["--help"], "pincite", obj=serve_page, standalone_mode=False) or 0)
    except PinciteError as error:
        complain(str(error))
        return error.exit_status
    except (KeyboardInterrupt, typer.Abort):
        return STOPPED
    except BrokenPipeError as error:
        output_failed(error)
    except Exception as error:
        if told := getattr(error, "format_message", None):  # wrong usage, as the parser of the command line tells it
            context = getattr(error, "ctx", None)
            complain(f"{told().rstrip('.')} (try `{context.command_path if context else 'pincite'} --help`)")
            return int(getattr(error, "exit_code", 2))
        if os.environ.get(TRACEBACK_VARIABLE):
            raise
        complain(
            f"this is a defect of Pincite ({type(error).__name__}: {error}); "
            f"please report it with what {TRACEBACK_VARIABLE}=1 shows"
        )
        return 1

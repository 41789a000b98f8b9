"""Pincite: answers and verdicts made of exact quotes.

from bot import Pincite

pincite = Pincite.open("my-library")
pincite.ingest("article.txt")
print(pincite.check("Russia launched 183 drones overall.").verdict)
"""

from typing import TYPE_CHECKING, Any

from bot.version import __version__

if TYPE_CHECKING:
    from bot.pincite import Pincite

__all__ = ["Pincite", "__version__"]


def __getattr__(name: str) -> Any:
    # importing the package must stay free of chromadb and onnxruntime
    if name == "Pincite":
        from bot.pincite import Pincite

        return Pincite
    raise AttributeError(name)

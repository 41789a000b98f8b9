"""Models from the Hugging Face hub: what is known to work, what is here, and the download.

Thin by intent: cache, progress and resuming are the client library's (``HF_HOME``, ``HF_ENDPOINT`` and ``HF_TOKEN``
mean what they mean there).
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.adapters.hub_stance import GRAPHS, RULE
from bot.errors import ModelFilesError, UsageError

PREFIX = "hf:"
NEEDED = ("config.json", "tokenizer.json")
_WITH = ("tokenizer_config.json", RULE)


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model of a kind that is read, with what its authors publish. ``megabytes`` is of the weights in fp32;
    ``has_export`` tells whether its repository holds ONNX, so that it can be got as it is."""

    name: str
    classes: int
    parameters: str
    megabytes: int
    licence: str
    figures: str
    has_export: bool


KNOWN = (
    KnownModel("cross-encoder/nli-deberta-v3-small", 3, "142M", 570, "Apache-2.0", "SNLI 91.7, MNLI-mm 87.6", True),
    KnownModel("cross-encoder/nli-deberta-v3-base", 3, "184M", 740, "Apache-2.0", "SNLI 92.4, MNLI-mm 90.0", True),
    KnownModel("cross-encoder/nli-deberta-v3-large", 3, "435M", 1740, "Apache-2.0", "SNLI 92.2, MNLI-mm 90.5", True),
    KnownModel(
        "MoritzLaurer/DeBERTa-v3-large-mnli-fever-anli-ling-wanli",
        3,
        "435M",
        1740,
        "MIT",
        "MNLI-m 91.2, ANLI 70.2, WANLI 77.0",
        True,
    ),
    KnownModel("MoritzLaurer/DeBERTa-v3-base-mnli-fever-anli", 3, "184M", 740, "MIT", "MNLI-m 90.3, ANLI 57.9", False),
    KnownModel("lytang/MiniCheck-RoBERTa-Large", 2, "355M", 1420, "MIT", "LLM-AggreFact 73.5", False),
    KnownModel(
        "vectara/hallucination_evaluation_model", 2, "110M", 440, "Apache-2.0", "LLM-AggreFact 71.8 (HHEM-2.1)", False
    ),
)
"""Figures are accuracies in percent, on LLM-AggreFact's eleven sets the mean balanced accuracy, as published."""


@dataclass(frozen=True, slots=True)
class HubName:
    """``OWNER/NAME``, with a branch, tag or commit after ``@``."""

    name: str
    revision: str = "main"

    @classmethod
    def of(cls, text: str) -> "HubName":
        """Raises UsageError where the text is no such name; ``hf:`` in front is allowed."""
        name, _, revision = text.strip().removeprefix(PREFIX).partition("@")
        owner, slash, rest = name.partition("/")
        if not (owner and slash and rest) or "/" in rest or any(character.isspace() for character in name):
            raise UsageError(f"'{text}' names no model of the hub; write it as hf:OWNER/NAME")
        return cls(name, revision or "main")

    def __str__(self) -> str:
        return f"{PREFIX}{self.name}" + (f"@{self.revision}" if self.revision != "main" else "")


def local_copy(model: HubName) -> Path | None:
    """The folder of the copy that is on this machine and whole; nothing is asked of the network."""
    from huggingface_hub import try_to_load_from_cache

    found = [try_to_load_from_cache(model.name, name, revision=model.revision) for name in NEEDED]
    graphs = [try_to_load_from_cache(model.name, name, revision=model.revision) for name in GRAPHS]
    if all(isinstance(path, str) for path in found) and any(isinstance(path, str) for path in graphs):
        return Path(str(found[0])).parent
    return None


def commit_of(folder: Path) -> str:
    """The commit that a copy in the cache is of: its folder has the commit's name."""
    return folder.name


def download(model: HubName) -> Path:
    """Gets what is needed, with a progress bar on standard error, and checks sizes and SHA-256 sums.

    Raises UsageError where the hub has no such model or the model has no ONNX export, ModelFilesError where the hub
    cannot be reached or what came is damaged.
    """
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError

    endpoint = os.environ.get("HF_ENDPOINT", "").rstrip("/") or None
    try:
        info = HfApi(endpoint=endpoint).model_info(model.name, revision=model.revision, files_metadata=True)
        files = {item.rfilename: item for item in info.siblings or []}
        wanted = _wanted(model, files)
        folder = Path(snapshot_download(model.name, revision=model.revision, allow_patterns=wanted, endpoint=endpoint))
    except GatedRepoError:
        raise UsageError(f"{model} is gated: accept its terms on the hub and set HF_TOKEN") from None
    except (RepositoryNotFoundError, RevisionNotFoundError):
        raise UsageError(f"the hub has no model {model}; check the spelling") from None
    except UsageError:
        raise
    except Exception as error:  # the client library's and its HTTP library's errors share no base
        raise ModelFilesError(f"{model} cannot be got from the hub ({_brief(error)}); check the connection") from None
    for name in wanted:
        _checked(folder / name, files[name], model)
    return folder


def _wanted(model: HubName, files: dict[str, Any]) -> list[str]:
    if missing := [name for name in NEEDED if name not in files]:
        raise UsageError(f"{model} has no {' and no '.join(missing)}; it is not of the layout that is read")
    graph = next((name for name in GRAPHS if name in files), None)
    if graph is None:
        raise UsageError(
            f"{model} has no ONNX export; make one with `optimum-cli export onnx --task text-classification "
            f"--model {model.name} FOLDER` and set PINCITE_STANCE=FOLDER"
        )
    weights = [name for name in (f"{graph}_data", f"{graph}.data") if name in files]
    return [*NEEDED, *(name for name in _WITH if name in files), graph, *weights]


def _checked(path: Path, expected: Any, model: HubName) -> None:
    """Raises ModelFilesError, and takes the file away, where it is not what the hub says it is."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            size += len(block)
    told = expected.lfs.sha256 if expected.lfs else None
    if (expected.size is not None and size != expected.size) or (told and digest.hexdigest() != told):
        path.resolve().unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise ModelFilesError(f"{path.name} of {model} came damaged; get it again with `pincite models get {model}`")


def _brief(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]

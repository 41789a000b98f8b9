"""The training run: schedule by the clock, checkpoints, exact resume, dev scores as JSON lines."""

from __future__ import annotations

import json
import math
import random
import signal
import time
import timeit
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from bot.adapters.shared_words import shared_types

from .measure import Scorer, Scores, quick_dev
from .model import MPNET, TOLD, StanceModel, loss_of
from .rows import UNLABELLED
from .sources import build_sources
from .stream import Batch, Item, Stream
from .teaching import shared_mix, taught_sources
from .untaught import untaught_sources
from .weights import load_start, tokenizer_of

Config = dict[str, Any]
SHAPES = {"minilm": TOLD, "mpnet": MPNET}
SCORED = 4096
"""Padded tokens that are scored at once."""
CHECKPOINT, LOG = "checkpoint.pt", "log.jsonl"
CANDIDATES = {
    "last.pt": "the last weights",
    "average.pt": "the running average",
    "halfway.pt": "the middle of the running average and the weights the run began with",
}
"""What a run ends with, and what each is; ``release`` chooses one."""


class NothingToResume(Exception):
    """``--resume`` was asked for, and the output folder holds no checkpoint."""


def torch_scorer(model: StanceModel, tokenizer: Tokenizer, bf16: bool, length: int = 320) -> Scorer:
    """A scorer on a torch model: pairs are cut to ``length`` tokens and batched by length."""

    def score(pairs: Sequence[tuple[str, str]]) -> Scores:
        tokenizer.no_padding()
        tokenizer.enable_truncation(length, strategy="longest_first")
        encodings = tokenizer.encode_batch(list(pairs))
        order = sorted(range(len(pairs)), key=lambda i: len(encodings[i].ids))
        logits = np.zeros((len(pairs), 4), dtype=np.float32)
        model.eval()
        start = 0
        while start < len(order):
            longest = len(encodings[order[min(start + 127, len(order) - 1)]].ids)
            part = order[start : start + min(128, max(1, SCORED // longest))]
            start += len(part)
            tensors = padded([(encodings[i].ids, shared_types(encodings[i])) for i in part])
            with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
                logits[part] = model(*tensors).float().numpy()
        return logits

    return score


def padded(rows: Sequence[tuple[list[int], list[int]]]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Ids, mask and types (each rows x longest, int64) of (ids, types) rows, padded with zeros at the right."""
    shape = (len(rows), max(len(ids) for ids, _ in rows))
    ids, mask, types = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    for i, (own, kinds) in enumerate(rows):
        ids[i, : len(own)], types[i, : len(own)], mask[i, : len(own)] = own, kinds, 1
    return torch.from_numpy(ids), torch.from_numpy(mask), torch.from_numpy(types)


def fast_bf16() -> bool:
    """Whether this processor multiplies in bfloat16 faster than in float32; those that only imitate it take 80 times
    as long."""

    def spent(kind: torch.dtype) -> float:
        left, right = torch.ones(512, 384, dtype=kind), torch.ones(384, 1536, dtype=kind)
        # the first product prepares, and others may be held up by whatever else runs
        return min(timeit.repeat(lambda: left @ right, number=1, repeat=9))

    return spent(torch.bfloat16) < spent(torch.float32)


def rate_at(progress: float, peak: float, warmup: float) -> float:
    """Learning rate at a progress from 0 to 1: linear up to the peak, then linear down to zero."""
    return peak * min(progress / warmup, (1.0 - progress) / (1.0 - warmup)) if progress < 1.0 else 0.0


def _optimizer(model: StanceModel, schedule: Config) -> torch.optim.AdamW:
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        decay = 0.0 if name.endswith("bias") or "LayerNorm" in name else schedule["weight_decay"]
        factor = schedule["head_rate"] if name.startswith("classifier") else 1.0
        groups.setdefault((decay, factor), []).append(parameter)
    return torch.optim.AdamW(
        [{"params": members, "weight_decay": d, "factor": f} for (d, f), members in groups.items()], fused=True
    )


class Run:
    """One training run in one folder.

    Rate and mix follow the elapsed training time against the budget, not the number of steps: on a machine that is
    shared the number of steps is not known before, and the decay must finish. A resumed run goes on with the same
    weights, moments, random state and next batch; its clock goes on from the checkpoint.
    """

    def __init__(
        self, config: Config, data: Path, out: Path, root: Path, resume: bool, taught: Path | None = None
    ) -> None:
        """``taught``: a file of ``teach``, whose examples take the place of ``taught_rows`` of the data's.

        Raises DataMissing, WeightsMissing, NothingToResume.
        """
        self.config, self.out = config, out
        self.schedule = config["schedule"]
        seed = config["seed"]
        torch.manual_seed(seed)
        random.seed(seed)
        out.mkdir(parents=True, exist_ok=True)
        if resume and not (out / CHECKPOINT).is_file():
            raise NothingToResume(f"no {CHECKPOINT} in {out}")
        shape = SHAPES[config["encoder"]]
        self.model = StanceModel(self.schedule["dropout"], shape)
        if not resume:
            load_start(self.model, shape, config["init"], root)
            (out / LOG).unlink(missing_ok=True)
        self.model.bert.embeddings.word_embeddings.weight.requires_grad_(False)
        if self.schedule["frozen_layers"]:
            self.model.bert.embeddings.requires_grad_(False)
            self.model.bert.encoder.layer[: self.schedule["frozen_layers"]].requires_grad_(False)
            if shape.buckets:
                self.model.bert.encoder.relative_attention_bias.requires_grad_(False)
        self.trained = [p for p in self.model.parameters() if p.requires_grad]
        self.optimizer = _optimizer(self.model, self.schedule)
        tokenizer = tokenizer_of(shape)
        sources = build_sources(data, config["caps"], config["base"]["distractors"], seed)
        told = taught_sources(taught, data, config) if taught else {}
        mix = {**shared_mix(config["mix"], told, self.schedule["taught_rows"]), **config["untaught"]}
        sources |= told | untaught_sources(sources["written_whole"])
        self.stream = Stream(
            sources,
            mix,
            tokenizer,
            seed,
            self.schedule["pool_rows"],
            self.schedule["tokens_per_batch"],
            self.schedule["max_length"],
            self.schedule["long_share"],
            self.schedule["long_length"],
        )
        self.dev = quick_dev(data, config["dev"])
        self.bf16 = self.schedule["bf16"] and fast_bf16()
        self.scorer = torch_scorer(self.model, tokenizer_of(shape), self.bf16)
        self.step = self.tokens = 0
        self.elapsed = 0.0
        self.average = [p.detach().clone() for p in self.trained]
        self.first = [p.detach().clone() for p in self.trained]
        self.stopped = False
        if resume:
            self._restore(torch.load(out / CHECKPOINT, weights_only=True))

    def _restore(self, saved: Config) -> None:
        self.model.load_state_dict(saved["model"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.average, self.first = saved["average"], saved["first"]
        self.step, self.tokens, self.elapsed = saved["step"], saved["tokens"], saved["elapsed"]
        self.stream.restore(saved["stream"])
        torch.set_rng_state(saved["random"])

    def save(self) -> None:
        """Write the checkpoint beside the old one, then put it in its place in one step."""
        state = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "average": self.average,
            "first": self.first,
            "step": self.step,
            "tokens": self.tokens,
            "elapsed": self.elapsed,
            "stream": self.stream.state(),
            "random": torch.get_rng_state(),
        }
        torch.save(state, self.out / f"{CHECKPOINT}.part")
        (self.out / f"{CHECKPOINT}.part").replace(self.out / CHECKPOINT)

    def log(self, **figures: Any) -> None:
        """Add a line to the log, with minutes, step and tokens so far, and print it."""
        line = {"minutes": round(self.elapsed / 60, 2), "step": self.step, "tokens": self.tokens, **figures}
        with (self.out / LOG).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)

    def train(self) -> None:
        """Train until the budget is spent, or until SIGINT or SIGTERM; either way end with a checkpoint."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: setattr(self, "stopped", True))
        budget = self.schedule["minutes"] * 60
        started = time.monotonic() - self.elapsed
        saved = shown = self.elapsed
        losses: list[float] = []
        since = self.tokens
        if not self.step:
            self.log(dev=self.dev(self.scorer))
        while self.elapsed < budget and not self.stopped:
            losses.append(self._step(self.stream.next_batch(lambda: self.elapsed / budget), self.elapsed / budget))
            self.elapsed = time.monotonic() - started
            if self.elapsed - shown >= 30:
                speed = (self.tokens - since) / (self.elapsed - shown)
                self.log(loss=round(float(np.mean(losses)), 4), tokens_per_second=round(speed))
                losses, since, shown = [], self.tokens, self.elapsed
            if self.elapsed - saved >= self.schedule["checkpoint_minutes"] * 60:
                self.save()
                self.log(dev=self.dev(self.scorer))
                started = time.monotonic() - self.elapsed
                saved = shown = self.elapsed
        self.save()
        self.log(dev=self.dev(self.scorer))
        self.write_weights()

    def _step(self, batch: Batch, progress: float) -> float:
        tensors = padded([(item.ids, item.types) for item in batch])
        wanted = torch.tensor([item.target for item in batch])
        self.model.train()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.bf16):
            logits = self.model(*tensors)
        taught = torch.tensor([item.taught or (0.0,) * 4 for item in batch])
        share = torch.tensor([self._taught_share(item) for item in batch])
        loss = loss_of(logits, wanted, taught, share)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.trained, self.schedule["clip"])
        rate = rate_at(progress, self.schedule["peak_rate"], self.schedule["warmup"])
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["factor"]
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.step += 1
        self.tokens += sum(len(item.ids) for item in batch)
        decay = min(self.schedule["average_decay"], 1 - 1 / (1 + self.step / 2))
        torch._foreach_lerp_(self.average, [p.detach() for p in self.trained], 1 - decay)
        value = loss.item()
        if not math.isfinite(value):
            raise FloatingPointError(f"loss is {value} at step {self.step}")
        return value

    def _taught_share(self, item: Item) -> float:
        if item.target == UNLABELLED:
            return 1.0
        return float(self.schedule["taught_share"]) if item.taught else 0.0

    def write_weights(self) -> None:
        """Write the candidates for export: the last weights, the running average of the trained ones, and the middle
        between that average and the weights that the run began with (Wortsman et al., 2022, arXiv:2109.01903).
        """
        last = self.model.state_dict()
        middle = torch._foreach_lerp(self.first, self.average, 0.5)
        names = [name for name, parameter in self.model.named_parameters() if parameter.requires_grad]
        for path, values in zip(CANDIDATES, ([], self.average, middle), strict=True):
            torch.save({**last, **dict(zip(names, values, strict=False))}, self.out / path)

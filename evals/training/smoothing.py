"""Channels with outliers made smaller before a product, and its weights larger, so that int8 loses less.

After SmoothQuant (Xiao et al., 2023, arXiv:2211.10438): activations are quantised with one scale for a whole batch, so
a channel four times as large as all others leaves these two bits less. Here only channels that stand out are changed,
and the factors are a product of their own, since what comes out of a norm is also the residual.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from .model import StanceModel

STANDS_OUT = 0.98
"""The quantile of a layer's channels, by their largest value, to which larger ones are brought down."""
PLACES = {
    "before_heads": ("attention.self.query", "attention.self.key", "attention.self.value"),
    "before_inner": ("intermediate.dense",),
    "before_output": ("output.dense",),
}
"""Where in a layer, and the linear layers that take what comes from there."""


class Factors(nn.Module):
    """Each channel times a factor of its own (width)."""

    def __init__(self, factors: Tensor) -> None:
        super().__init__()
        self.register_buffer("factors", factors)

    def forward(self, x: Tensor) -> Tensor:
        """Scale the last dimension."""
        return x * self.factors


def smoothed(model: StanceModel, batches: Sequence[tuple[Tensor, Tensor, Tensor]]) -> StanceModel:
    """A copy that gives the same logits up to rounding; ``batches`` (ids, mask, types) show how large channels get."""
    model = copy.deepcopy(model).eval()
    layers = list(model.bert.encoder.layer)
    largest: dict[tuple[int, str], Tensor] = {}

    def watch(key: tuple[int, str], seen: Tensor) -> None:
        here = seen.flatten(0, -2).abs().amax(0)
        largest[key] = torch.maximum(largest.get(key, here), here)

    hooks = [
        getattr(layer, place).register_forward_hook(lambda _, __, out, key=(number, place): watch(key, out))
        for number, layer in enumerate(layers)
        for place in PLACES
    ]
    with torch.inference_mode():
        for batch in batches:
            model(*batch)
    for hook in hooks:
        hook.remove()
    for (number, place), size in largest.items():
        grown = (size / size.quantile(STANDS_OUT)).clamp(min=1.0).clone()
        setattr(layers[number], place, Factors(1 / grown))
        for name in PLACES[place]:
            layers[number].get_submodule(name).weight.data *= grown
    return model

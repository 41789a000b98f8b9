"""A BERT encoder with a pooled head, in plain torch. Parameter names are those of the published MiniLM weights."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class Shape:
    """Sizes of an encoder. ``buckets``: relative positions told apart by a bias that all layers share (0: none)."""

    width: int
    heads: int
    layers: int
    vocabulary: int
    positions: int
    inner: int
    types: int
    first_position: int
    buckets: int
    epsilon: float


MINILM = Shape(384, 12, 6, 30522, 512, 1536, types=2, first_position=0, buckets=0, epsilon=1e-12)
TOLD = replace(MINILM, types=4)
"""MiniLM with the token types of ``shared_types``."""
MPNET = Shape(768, 12, 12, 30527, 514, 3072, types=0, first_position=2, buckets=32, epsilon=1e-5)
"""MPNet (Song et al., 2020), the teacher's encoder: BERT with relative positions and without token types."""

HIDDEN = -10_000.0
"""Added to the attention score of a token that is not there."""


class _SelfAttention(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.query = nn.Linear(shape.width, shape.width)
        self.key = nn.Linear(shape.width, shape.width)
        self.value = nn.Linear(shape.width, shape.width)


class _Output(nn.Module):
    def __init__(self, inner: int, shape: Shape) -> None:
        super().__init__()
        self.dense = nn.Linear(inner, shape.width)
        self.LayerNorm = nn.LayerNorm(shape.width, eps=shape.epsilon)


class _Attention(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.self = _SelfAttention(shape)
        self.output = _Output(shape.width, shape)


class _Dense(nn.Module):
    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.dense = nn.Linear(width, inner)


class _Layer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.attention = _Attention(shape)
        self.intermediate = _Dense(shape.width, shape.inner)
        self.output = _Output(shape.inner, shape)
        # What goes into the quantised products; ``smoothing`` puts its factors here.
        self.before_heads, self.before_inner, self.before_output = nn.Identity(), nn.Identity(), nn.Identity()

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        batch, length, width = x.shape
        own = self.attention.self
        # One product for query, key and value: a third fewer calls on small batches.
        weight = torch.cat([own.query.weight, own.key.weight, own.value.weight])
        offset = torch.cat([own.query.bias, own.key.bias, own.value.bias])
        heads = F.linear(self.before_heads(x), weight, offset).view(batch, length, 3, self.heads, width // self.heads)
        query, key, value = heads.permute(2, 0, 3, 1, 4).unbind(0)
        # Written out: the gradient of torch's fused attention takes two thirds of a step on a CPU in bfloat16.
        scores = torch.matmul(query * (1 / math.sqrt(width // self.heads)), key.transpose(-1, -2)) + bias
        mixed = torch.matmul(torch.softmax(scores, -1, dtype=scores.dtype), value)
        mixed = self.attention.output.dense(mixed.transpose(1, 2).reshape(batch, length, width))
        x = self.attention.output.LayerNorm(x + mixed)
        inner = F.gelu(self.intermediate.dense(self.before_inner(x)))
        return self.output.LayerNorm(x + self.output.dense(self.before_output(inner)))


class _Embeddings(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.first = shape.first_position
        self.word_embeddings = nn.Embedding(shape.vocabulary, shape.width)
        self.position_embeddings = nn.Embedding(shape.positions, shape.width)
        if shape.types:
            self.token_type_embeddings = nn.Embedding(shape.types, shape.width)
        self.LayerNorm = nn.LayerNorm(shape.width, eps=shape.epsilon)

    def forward(self, ids: Tensor, types: Tensor) -> Tensor:
        places = torch.arange(ids.shape[1], device=ids.device) + self.first
        x = self.word_embeddings(ids) + self.position_embeddings(places)
        if hasattr(self, "token_type_embeddings"):
            x = x + self.token_type_embeddings(types)
        return self.LayerNorm(x)


class _Encoder(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.layer = nn.ModuleList(_Layer(shape) for _ in range(shape.layers))
        if shape.buckets:
            self.relative_attention_bias = nn.Embedding(shape.buckets, shape.heads)

    def relative(self, length: int) -> Tensor | float:
        """The bias of relative positions (1 x heads x length x length), or nothing to add.

        Half of the buckets is for each direction, half of those for single distances, the others grow up to 128.
        """
        if not hasattr(self, "relative_attention_bias"):
            return 0.0
        places = torch.arange(length)
        distance = places[:, None] - places[None, :]
        half = self.relative_attention_bias.num_embeddings // 2
        near, far = half // 2, distance.abs()
        grown = near + (torch.log(far.clamp(min=1) / near) / math.log(128 / near) * (half - near)).long()
        bucket = torch.where(far < near, far, grown.clamp(max=half - 1)) + (distance < 0) * half
        return self.relative_attention_bias(bucket).permute(2, 0, 1)[None]


class Bert(nn.Module):
    """Token ids, mask and types (each batch x length, int64) to hidden states (batch x length x width).

    Dropout falls on the embeddings alone: random numbers for each layer would take half of a step's time on a CPU.
    """

    def __init__(self, dropout: float = 0.0, shape: Shape = MINILM) -> None:
        super().__init__()
        self.dropout = dropout
        self.embeddings = _Embeddings(shape)
        self.encoder = _Encoder(shape)
        self.pooler = _Dense(shape.width, shape.width)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        x = F.dropout(self.embeddings(ids, types), self.dropout, self.training)
        bias = (1 - mask[:, None, None, :]) * HIDDEN + self.encoder.relative(ids.shape[1])
        if torch.is_autocast_enabled("cpu"):
            x, bias = x.to(torch.bfloat16), bias.to(torch.bfloat16)
        for layer in self.encoder.layer:
            x = layer(x, bias)
        return x


class StanceModel(nn.Module):
    """The cross-encoder: four logits for each pair.

    The first three are the stance (supported, refuted, nei; softmax among them), the fourth is the sigmoid logit of
    "the passage answers the question".
    """

    def __init__(self, dropout: float = 0.0, shape: Shape = TOLD) -> None:
        super().__init__()
        self.bert = Bert(dropout, shape)
        self.classifier = nn.Linear(shape.width, 4)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        """Return logits, batch x 4."""
        first = self.bert(ids, mask, types)[:, 0]
        pooled = torch.tanh(self.bert.pooler.dense(first))
        return self.classifier(F.dropout(pooled, self.bert.dropout, self.training))


class EmbeddingModel(nn.Module):
    """The embedder: the mean of the visible hidden states, scaled to length 1 (batch x 384)."""

    def __init__(self) -> None:
        super().__init__()
        self.bert = Bert()

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        """Return embeddings, batch x 384, of Euclidean length 1."""
        hidden = self.bert(ids, mask, types)
        seen = mask[:, :, None].to(hidden.dtype)
        mean = (hidden * seen).sum(1) / seen.sum(1).clamp(min=1.0)
        return mean / mean.pow(2).sum(1, keepdim=True).sqrt().clamp(min=1e-12)


def _log_gains(logits: Tensor) -> Tensor:
    """Log-probabilities (batch x 6): supported, refuted, nei, unsupported (refuted or nei), answers, or does not."""
    stance = F.log_softmax(logits[:, :3], dim=1)
    against = torch.logsumexp(stance[:, 1:], dim=1, keepdim=True)
    answer = logits[:, 3:]
    return torch.cat([stance, against, F.logsigmoid(answer), F.logsigmoid(-answer)], dim=1)


def loss_of(logits: Tensor, targets: Tensor, taught: Tensor, share: Tensor) -> Tensor:
    """Mean loss of a batch. logits: batch x 4; targets: batch, coded as in ``sources.Example``.

    Stance rows: cross-entropy among the first three logits. Rows known only as unsupported (3): minus the log of the
    summed probability of refuted and nei. Question rows (4 yes, 5 no): binary cross-entropy of the fourth logit.

    ``taught`` (batch x 4) are a teacher's logits: ``share`` (batch) of a row's loss is the cross-entropy to the
    teacher's probabilities (Hinton et al., 2015), of the stance or of the answer as the row asks; 0 where no teacher
    was asked, 1 where the target is -1: unlabelled.
    """
    gains = _log_gains(logits.float())
    loss = -gains.gather(1, targets.clamp(min=0)[:, None])[:, 0]
    wanted = _log_gains(taught).exp()
    soft = -torch.where(targets < 4, (wanted[:, :3] * gains[:, :3]).sum(1), (wanted[:, 4:] * gains[:, 4:]).sum(1))
    return ((1 - share) * loss + share * soft).mean()

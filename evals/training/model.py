"""A BERT encoder with a pooled head, in plain torch. Parameter names are those of the published MiniLM weights."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

WIDTH, HEADS, LAYERS, VOCABULARY, POSITIONS, INNER = 384, 12, 6, 30522, 512, 1536
EPSILON = 1e-12


class _SelfAttention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key = nn.Linear(WIDTH, WIDTH)
        self.value = nn.Linear(WIDTH, WIDTH)


class _Output(nn.Module):
    def __init__(self, inner: int) -> None:
        super().__init__()
        self.dense = nn.Linear(inner, WIDTH)
        self.LayerNorm = nn.LayerNorm(WIDTH, eps=EPSILON)


class _Attention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.self = _SelfAttention()
        self.output = _Output(WIDTH)


class _Dense(nn.Module):
    def __init__(self, inner: int) -> None:
        super().__init__()
        self.dense = nn.Linear(WIDTH, inner)


class _Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attention = _Attention()
        self.intermediate = _Dense(INNER)
        self.output = _Output(INNER)

    def forward(self, x: Tensor, mask: Tensor, dropout: float) -> Tensor:
        batch, length, _ = x.shape
        own = self.attention.self
        # One product for query, key and value: a third fewer calls on small batches.
        weight = torch.cat([own.query.weight, own.key.weight, own.value.weight])
        bias = torch.cat([own.query.bias, own.key.bias, own.value.bias])
        heads = F.linear(x, weight, bias).view(batch, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(heads[0], heads[1], heads[2], attn_mask=mask)
        mixed = self.attention.output.dense(mixed.transpose(1, 2).reshape(batch, length, WIDTH))
        x = self.attention.output.LayerNorm(x + F.dropout(mixed, dropout, self.training))
        wide = self.output.dense(F.gelu(self.intermediate.dense(x)))
        return self.output.LayerNorm(x + F.dropout(wide, dropout, self.training))


class _Embeddings(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(VOCABULARY, WIDTH)
        self.position_embeddings = nn.Embedding(POSITIONS, WIDTH)
        self.token_type_embeddings = nn.Embedding(2, WIDTH)
        self.LayerNorm = nn.LayerNorm(WIDTH, eps=EPSILON)

    def forward(self, ids: Tensor, types: Tensor) -> Tensor:
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.word_embeddings(ids) + self.position_embeddings(places) + self.token_type_embeddings(types)
        return self.LayerNorm(x)


class _Encoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.ModuleList(_Layer() for _ in range(LAYERS))


class Bert(nn.Module):
    """Token ids, mask and types (each batch x length, int64) to hidden states (batch x length x 384)."""

    def __init__(self, dropout: float = 0.0) -> None:
        super().__init__()
        self.dropout = dropout
        self.embeddings = _Embeddings()
        self.encoder = _Encoder()
        self.pooler = _Dense(WIDTH)
        self.pooler.dense = nn.Linear(WIDTH, WIDTH)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        x = F.dropout(self.embeddings(ids, types), self.dropout, self.training)
        visible = mask[:, None, None, :].bool()
        for layer in self.encoder.layer:
            x = layer(x, visible, self.dropout)
        return x


class StanceModel(nn.Module):
    """The cross-encoder: four logits for each pair.

    The first three are the stance (supported, refuted, nei; softmax among them), the fourth is the sigmoid logit of
    "the passage answers the question".
    """

    def __init__(self, dropout: float = 0.0) -> None:
        super().__init__()
        self.bert = Bert(dropout)
        self.classifier = nn.Linear(WIDTH, 4)

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


def loss_of(logits: Tensor, targets: Tensor) -> Tensor:
    """Mean loss of a batch. logits: batch x 4; targets: batch, coded as in ``sources.Example``.

    Stance rows: cross-entropy among the first three logits. Rows known only as unsupported (3): minus the log of the
    summed probability of refuted and nei. Question rows (4 yes, 5 no): binary cross-entropy of the fourth logit.
    """
    logits = logits.float()
    stance = F.log_softmax(logits[:, :3], dim=1)
    against = torch.logsumexp(stance[:, 1:], dim=1, keepdim=True)
    answer = logits[:, 3:]
    gains = torch.cat([stance, against, F.logsigmoid(answer), F.logsigmoid(-answer)], dim=1)
    return -gains.gather(1, targets[:, None]).mean()

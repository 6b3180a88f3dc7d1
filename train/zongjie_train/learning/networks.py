"""Report networks: the sentence vectors of whole reports to logits of roles and of sections.

1. Each vector is joined with those of the outermost and the innermost heading above it and with
   the layout features.
2. A *reader* passes over the report: dilated convolutions (`conv`), or a bidirectional LSTM
   (`lstm`, as Jin & Szolovits 2018, arXiv 1808.06161).
3. Two linear heads look at the sentence and at what was read around it.

`none` has the heads alone, over single sentences. Nothing here knows of tokens.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

N_PARENTS = 2
KERNEL = 3


@dataclass(frozen=True)
class NetworkSizes:
    """What a report network is built by.

    Attributes:
        vector_size: H.
        n_features: F.
        n_labels: L.
        width: of what the reader reads and hands on.
        n_layers: of the reader.
        dropout: share of inputs left out in training.
    """

    vector_size: int
    n_features: int
    n_labels: int
    width: int
    n_layers: int
    dropout: float


class ReportNetwork(nn.Module):
    """Heads over sentences in the context of their report; `kind` is a key of `READERS`."""

    def __init__(self, kind: str, sizes: NetworkSizes) -> None:
        super().__init__()
        self.vector_norm = nn.LayerNorm(sizes.vector_size)
        self.mix = nn.Linear(sizes.vector_size * (1 + N_PARENTS) + sizes.n_features, sizes.width)
        self.dropout = nn.Dropout(sizes.dropout)
        self.reader = READERS[kind](sizes.width, sizes.n_layers, sizes.dropout)
        self.role = nn.Linear(2 * sizes.width, sizes.n_labels)
        self.section = nn.Linear(2 * sizes.width, sizes.n_labels)

    def forward(
        self, vectors: Tensor, parents: Tensor, layout: Tensor, lengths: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Logits of roles and of sections, each (B, N, L).

        Args:
            vectors: (B, N, H) sentence vectors.
            parents: (B, N, 2) positions of the outermost and innermost heading above, -1 if none.
            layout: (B, N, F) layout features.
            lengths: (B,) sentences of each report; None if all are full.
        """
        vectors = self.vector_norm(vectors)
        none = torch.zeros_like(vectors[:, :1])
        table = torch.cat([none, vectors], dim=1)  # (B, 1 + N, H)
        above = [
            table.gather(1, (parents[..., i : i + 1] + 1).expand(-1, -1, vectors.size(-1)))
            for i in range(N_PARENTS)
        ]
        x = self.dropout(torch.cat([vectors, *above, layout], dim=-1))
        x = self.dropout(nn.functional.gelu(self.mix(x)))  # (B, N, width)
        both = self.dropout(torch.cat([x, self.reader(x, lengths)], dim=-1))  # (B, N, 2 width)
        return self.role(both), self.section(both)


class ConvReader(nn.Module):
    """Gated dilated convolutions with residuals; layer i reaches 2 ** i sentences further.

    Reads a window exactly as it reads the whole, 2 ** n_layers - 1 sentences from its ends.
    """

    def __init__(self, width: int, n_layers: int, dropout: float) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(n_layers))
        self.convolutions = nn.ModuleList(
            nn.Conv1d(width, 2 * width, KERNEL, padding=2**i, dilation=2**i)
            for i in range(n_layers)
        )

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        """(B, N, width) to the same shape."""
        for norm, convolution in zip(self.norms, self.convolutions, strict=True):
            y = norm(x)
            if lengths is not None:  # padding must read as what lies beyond the ends: zeros
                inside = torch.arange(x.size(1), device=x.device) < lengths.unsqueeze(1)
                y = y * inside.unsqueeze(-1).to(y.dtype)
            y = convolution(y.transpose(1, 2)).transpose(1, 2)  # (B, N, 2 width)
            x = x + self.dropout(nn.functional.glu(y, dim=-1))
        return x


class LSTMReader(nn.Module):
    """A bidirectional LSTM."""

    def __init__(self, width: int, n_layers: int, dropout: float) -> None:
        super().__init__()
        self.lstm = nn.LSTM(
            width, width // 2, n_layers, batch_first=True, bidirectional=True,
            dropout=dropout if n_layers > 1 else 0.0,
        )  # fmt: skip

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        """(B, N, width) to the same shape."""
        if lengths is None:
            return self.lstm(x)[0]
        if x.is_cuda:
            packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
            read = pad_packed_sequence(
                self.lstm(packed)[0], batch_first=True, total_length=x.size(1)
            )
            return read[0]
        # on a CPU packed rows of unlike length take four times as long as one row at a time
        rows = [self.lstm(row[:n])[0] for row, n in zip(x, lengths.tolist(), strict=True)]
        return nn.functional.pad(
            pad_sequence(rows, True), (0, 0, 0, x.size(1) - max(map(len, rows)))
        )


READERS: dict[str, type[ConvReader] | type[LSTMReader]] = {"conv": ConvReader, "lstm": LSTMReader}


class SentenceNetwork(nn.Module):
    """The heads over a sentence vector alone: what the report network is compared with."""

    def __init__(self, sizes: NetworkSizes) -> None:
        super().__init__()
        self.dropout = nn.Dropout(sizes.dropout)
        self.role = nn.Linear(sizes.vector_size, sizes.n_labels)
        self.section = nn.Linear(sizes.vector_size, sizes.n_labels)

    def forward(
        self, vectors: Tensor, parents: Tensor, layout: Tensor, lengths: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Logits of roles and of sections, each (B, N, L); all but `vectors` is left aside."""
        vectors = self.dropout(vectors)
        return self.role(vectors), self.section(vectors)


def build_network(kind: str, sizes: NetworkSizes) -> ReportNetwork | SentenceNetwork:
    """A network at random weights.

    Raises:
        ValueError: there is no such kind.
    """
    if kind == "none":
        return SentenceNetwork(sizes)
    if kind not in READERS:
        raise ValueError(f"network.kind is {kind!r}; there are none, {', '.join(READERS)}")
    return ReportNetwork(kind, sizes)

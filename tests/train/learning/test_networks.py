"""Report networks: padding, company and windows change nothing."""

from __future__ import annotations

import pytest
import torch

from zongjie_train.learning.networks import NetworkSizes, build_network

H, F, L = 6, 3, 5


def build(kind: str, n_layers: int = 2):
    torch.manual_seed(0)
    return build_network(kind, NetworkSizes(H, F, L, 8, n_layers, 0.3)).eval()


def draw(n: int):
    generator = torch.Generator().manual_seed(n)
    vectors, layout = torch.randn(1, n, H, generator=generator), torch.randn(1, n, F)
    parents = torch.tensor([[(-1, -1), *((0, i - 1) for i in range(1, n))]])
    return vectors, parents, layout


@pytest.mark.parametrize("kind", ["conv", "lstm", "none"])
def test_a_report_gets_the_same_logits_alone_and_padded_beside_a_longer_one(kind: str) -> None:
    network, (short, long) = build(kind), (draw(4), draw(9))
    pads = [
        torch.nn.functional.pad(x, (0, 0, 0, 5), value=v)
        for x, v in zip(short, (7.0, -1, 7.0), strict=True)
    ]
    both = [torch.cat(pair) for pair in zip(pads, long, strict=True)]
    together = network(*both, torch.tensor([4, 9]))
    for head in (0, 1):
        torch.testing.assert_close(together[head][0, :4], network(*short)[head][0])
        torch.testing.assert_close(together[head][1], network(*long)[head][0])


def test_conv_reads_a_window_as_it_reads_the_whole_beyond_its_reach() -> None:
    network, n_layers = build("conv", 3), 3
    vectors, parents, layout = draw(60)
    parents = torch.full_like(parents, -1)
    whole = network(vectors, parents, layout)[0]
    part = network(vectors[:, 20:50], parents[:, 20:50], layout[:, 20:50])[0]
    reach = 2**n_layers - 1
    torch.testing.assert_close(part[:, reach:-reach], whole[:, 20 + reach : 50 - reach])
    assert not torch.allclose(part[:, 0], whole[:, 20])


@pytest.mark.parametrize("kind", ["conv", "lstm"])
def test_a_sentence_hears_of_the_heading_above_it_and_of_its_neighbours(kind: str) -> None:
    network = build(kind, 1)
    vectors, parents, layout = draw(8)
    before = network(vectors, parents, layout)[0]
    changed = vectors.clone()
    changed[0, 0] *= -1
    after = network(changed, parents, layout)[0]
    assert not torch.allclose(before[0, 7], after[0, 7]), "the outermost heading is sentence 0"


def test_an_unknown_kind_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="'gru'; there are none, conv, lstm"):
        build("gru")

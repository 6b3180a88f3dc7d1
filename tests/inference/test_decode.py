from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zongjie.decode import decode_sections, section_starts


def cost_of(labels, log_p, fresh, switch_cost):
    total = -sum(log_p[i, label] for i, label in enumerate(labels))
    for i in range(1, len(labels)):
        total += switch_cost * (labels[i] != labels[i - 1] and i not in fresh)
    return total


@st.composite
def reports(draw):
    n = draw(st.integers(1, 6))
    seed = draw(st.integers(0, 2**16))
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.ones(3), n)
    gates = rng.random(n) < 0.6
    starts = sorted({0, *draw(st.lists(st.integers(0, n - 1), max_size=2))})
    return p, gates, starts, draw(st.sampled_from([0.0, 0.3, 1.0, 5.0]))


@given(reports())
@settings(max_examples=150)
def test_no_allowed_labelling_costs_less(report):
    p, gates, starts, switch_cost = report
    decoded = decode_sections(p, gates, starts, switch_cost).tolist()
    allowed = [
        labels
        for labels in itertools.product(range(3), repeat=len(p))
        if all(labels[i] == labels[i - 1] or gates[i] or i in starts for i in range(1, len(labels)))
    ]
    assert tuple(decoded) in allowed
    log_p = np.log(p)
    least = min(cost_of(labels, log_p, starts, switch_cost) for labels in allowed)
    assert cost_of(decoded, log_p, starts, switch_cost) == pytest.approx(least)


def test_what_stands_before_a_report_does_not_change_it():
    rng = np.random.default_rng(0)
    p, gates = rng.dirichlet(np.ones(5), 40), rng.random(40) < 0.5
    whole = decode_sections(p, gates, [0, 17], 2.0)
    assert whole[17:].tolist() == decode_sections(p[17:], gates[17:], [0], 2.0).tolist()
    assert whole[:17].tolist() == decode_sections(p[:17], gates[:17], [0], 2.0).tolist()


def test_impossible_probabilities_and_empty_reports_are_decoded():
    p = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert decode_sections(p, np.array([True, True]), [0], 1.0).tolist() == [0, 1]
    assert len(decode_sections(np.zeros((0, 5)), np.zeros(0, bool), [], 1.0)) == 0


def test_sections_begin_where_labels_change_and_where_reports_begin():
    labels = np.array([0, 0, 1, 1, 1])
    assert section_starts(labels, [0, 3]).tolist() == [0, 2, 3]
    assert section_starts(np.zeros(0, np.int64), []).tolist() == []

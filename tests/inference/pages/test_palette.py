from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from zongjie.labels import SHIPPED, LabelSet
from zongjie.pages.palette import (
    EDGE,
    FAINT,
    GROUND,
    HUES,
    PAPER,
    RAISED,
    REST,
    TEXT,
    contrast,
    looks_of,
)

AA, GRAPHICS = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
MODES = pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
# Machado, Oliveira, Fernandes (2009), severity 1.0, on linear RGB.
SEEN_WITH = {
    "full colour": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def many_labels(n: int) -> LabelSet:
    names = tuple(f"label{i}" for i in range(n - 1))
    return LabelSet((*names, "rest"), (*(f"类别{i}" for i in range(n - 1)), "其余"), "rest")


def linear(colour: str) -> np.ndarray:
    v = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)


def oklab(rgb: np.ndarray) -> np.ndarray:
    to_lms = [[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]]
    to_lab = [[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]]
    return np.array(to_lab) @ np.cbrt(np.array(to_lms) @ np.clip(rgb, 0, None))


def mixed(colour: str, ground: str, part: float) -> str:
    pairs = [(int(colour[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(part * a + (1 - part) * b):02x}" for a, b in pairs)


@MODES
@pytest.mark.parametrize("hue", [*HUES, REST])
def test_tags_and_text_reach_aa_on_every_ground_that_they_stand_on(hue, mode):
    ink, tint, fill = hue.ink[mode], hue.tint[mode], hue.fill[mode]
    for ground in (PAPER[mode], GROUND[mode], RAISED[mode], tint):
        assert contrast(ink, ground) >= AA, (ink, ground)
    hovered = mixed(ink, tint, 0.13)  # as text.css does
    for ground in (tint, hovered):
        assert contrast(TEXT[mode], ground) >= AA
    assert contrast(PAPER[mode], fill) >= AA  # a tag in a chart
    assert contrast(PAPER[mode], ink) >= AA  # the tag of a corrected sentence
    assert contrast(fill, PAPER[mode]) >= GRAPHICS


@MODES
def test_small_print_reaches_aa_and_edges_those_of_controls(mode):
    for ground in (PAPER[mode], GROUND[mode], RAISED[mode]):
        assert contrast(FAINT[mode], ground) >= AA
        assert contrast(EDGE[mode], ground) >= GRAPHICS


@MODES
@pytest.mark.parametrize("sight", SEEN_WITH)
def test_hues_stay_apart_for_colour_blind_eyes(sight, mode):
    matrix = SEEN_WITH[sight]
    inks = [hue.ink[mode] for hue in (*HUES[:4], REST)]
    seen = [oklab(matrix @ linear(ink)) for ink in inks]
    assert min(math.dist(a, b) for a, b in itertools.combinations(seen, 2)) > 0.07


@pytest.mark.parametrize("n", [1, 2, 5, 8, 13, 36])
def test_any_label_set_has_tags_that_differ_and_looks_that_differ(n):
    looks = looks_of(many_labels(n))
    assert len({look.tag for look in looks}) == n
    assert len({(look.hue, look.style) for look in looks}) == n


def test_a_tag_is_one_character_where_that_tells_labels_apart():
    assert [look.tag for look in looks_of(SHIPPED)] == list("措成问打其")
    same = LabelSet(("a", "b", "c", "rest"), ("问题", "问答", "问", "问题"), "rest")
    assert [look.tag for look in looks_of(same)] == ["问", "答", "3", "题"]


def test_labels_known_by_name_keep_their_hue_in_a_set_of_ones_own():
    own = LabelSet(("risk", "problem", "rest"), ("风险", "问题", "其余"), "rest")
    looks = {look.name: look.hue for look in looks_of(own)}
    shipped = {look.name: look.hue for look in looks_of(SHIPPED)}
    assert looks["problem"] == shipped["problem"]
    assert looks["risk"] not in (looks["problem"], REST)

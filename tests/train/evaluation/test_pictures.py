from pathlib import Path

import pytest
from matplotlib import image

from zongjie_train.evaluation import pictures

LABELS, CHINESE = ["measure", "plan"], ["措施", "计划"]


def figures() -> dict:
    head = {
        "macro_f1": 0.8,
        "f1": {"measure": 0.8, "plan": None},
        "confusion": [[3, 1], [0, 0]],
        "ece": 0.1,
        "reliability": [{"confidence": 0.7, "accuracy": 0.75, "count": 4}],
    }
    return {f"{name}_{key}": value for name in ("role", "section") for key, value in head.items()}


@pytest.fixture
def no_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "CJK_FONTS", ())


def test_three_pictures_are_drawn_and_grow_with_sources(tmp_path: Path):
    one = {"model": {"dev": figures()}, "tfidf": {"dev": figures()}}
    two = {"model": {"dev": figures(), "real dev": figures()}, "tfidf": {"dev": figures()}}
    heights = []
    for metrics in (one, two):
        paths = pictures.draw_pictures(metrics, "model", LABELS, CHINESE, tmp_path)
        assert [path.name for path in paths] == [
            "confusion.png",
            "reliability.png",
            "label_scores.png",
        ]
        heights.append(image.imread(paths[0]).shape[0])
    assert heights[1] > 1.5 * heights[0]


def test_a_head_without_gold_leaves_its_axes_empty(tmp_path: Path):
    only_roles = {"role_macro_f1": 0.8, "section_macro_f1": None}
    paths = pictures.draw_pictures(
        {"model": {"dev": only_roles}}, "model", LABELS, CHINESE, tmp_path
    )
    assert all(path.exists() for path in paths)


@pytest.mark.usefixtures("no_font")
@pytest.mark.filterwarnings("error:Glyph")
def test_without_a_chinese_font_labels_are_english(tmp_path: Path):
    assert pictures.find_cjk_font() is None
    pictures.draw_pictures({"model": {"dev": figures()}}, "model", LABELS, CHINESE, tmp_path)


@pytest.mark.filterwarnings("error:Glyph")
def test_with_a_chinese_font_no_character_is_missing(tmp_path: Path):
    if pictures.find_cjk_font() is None:
        pytest.skip("no font with Chinese characters on this machine")
    pictures.draw_pictures({"model": {"dev": figures()}}, "model", LABELS, CHINESE, tmp_path)

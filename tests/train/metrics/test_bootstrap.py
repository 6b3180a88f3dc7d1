import numpy as np

from zongjie_train.metrics import agreement, bootstrap


def test_many_reports_are_drawn_whole_and_few_in_pieces_that_tile_them():
    assert bootstrap.resampling_units([[0, 3]] * 8) == [(i, 0, 3) for i in range(8)]
    assert bootstrap.resampling_units([[0, *range(20, 29)]])[:2] == [(0, 0, 20), (0, 20, 21)]
    units = bootstrap.resampling_units([[0, 50, 130], [0, 10]])
    assert units == [(0, 0, 43), (0, 43, 86), (0, 86, 130), (1, 0, 10)]


def test_interval_holds_the_figure_and_narrows_with_more_reports():
    draw = np.random.default_rng(0)
    few, many = draw.integers(1, 9, (12, 5, 5)), draw.integers(1, 9, (500, 5, 5))
    widths = []
    for counts in (few, many):
        found = bootstrap.interval(counts, agreement.macro_f1)
        assert found is not None
        low, high = found
        assert low < agreement.macro_f1(counts.sum(0)) < high
        widths.append(high - low)
    assert widths[1] < widths[0] / 3


def test_the_same_seed_gives_the_same_interval():
    counts = np.random.default_rng(0).integers(1, 9, (12, 5, 5))
    first = bootstrap.interval(counts, agreement.accuracy)
    assert first == bootstrap.interval(counts, agreement.accuracy)


def test_one_unit_or_nothing_to_count_has_no_interval():
    assert bootstrap.interval(np.ones((1, 2, 2), int), agreement.accuracy) is None
    assert bootstrap.interval(np.zeros((9, 2, 2), int), agreement.accuracy) is None

import numpy as np
import pytest
from sklearn.metrics import f1_score, precision_recall_fscore_support

from zongjie_train.metrics import agreement


def test_scores_are_those_of_scikit_learn():
    draw = np.random.default_rng(0)
    gold, predicted = draw.integers(0, 5, 400), draw.integers(0, 5, 400)
    confusion = agreement.confusion_matrix(gold, predicted, 5)
    precision, recall, f1, support = precision_recall_fscore_support(gold, predicted)
    np.testing.assert_allclose(agreement.label_precision(confusion), precision)
    np.testing.assert_allclose(agreement.label_recall(confusion), recall)
    np.testing.assert_allclose(agreement.label_f1(confusion), f1)
    np.testing.assert_array_equal(confusion.sum(1), support)
    assert agreement.accuracy(confusion) == np.mean(gold == predicted)


def test_macro_f1_counts_labels_of_gold_and_of_prediction_and_no_others():
    gold, predicted = [0, 0, 1, 1], [0, 2, 1, 1]  # label 2 only predicted; 3 and 4 nowhere
    confusion = agreement.confusion_matrix(gold, predicted, 5)
    assert agreement.macro_f1(confusion) == pytest.approx(
        f1_score(gold, predicted, labels=[0, 1, 2], average="macro")
    )


def test_unknown_gold_is_left_out():
    with_unknown = agreement.confusion_matrix([-1, 0, -1, 1], [1, 0, 0, 0], 2)
    np.testing.assert_array_equal(with_unknown, agreement.confusion_matrix([0, 1], [0, 0], 2))


def test_many_matrices_at_once_score_as_each_alone():
    matrices = np.random.default_rng(1).integers(0, 9, (6, 3, 3))
    alone = [agreement.macro_f1(matrix) for matrix in matrices]
    np.testing.assert_allclose(agreement.macro_f1(matrices), alone)


def test_nothing_to_count_is_nan_without_a_warning():
    empty = agreement.confusion_matrix([], [], 3)
    assert np.isnan(agreement.macro_f1(empty)) and np.isnan(agreement.accuracy(empty))


@pytest.mark.parametrize(
    ("gold", "predicted", "says"),
    [([0, 1], [0], "2 gold labels for 1"), ([0], [5], "prediction 5"), ([5], [0], "gold label 5")],
)
def test_labels_that_do_not_fit_are_refused(gold, predicted, says):
    with pytest.raises(ValueError, match=says):
        agreement.confusion_matrix(gold, predicted, 5)

"""Which label model is kept, and why: compared on gold of the train split, where there is any."""

from __future__ import annotations

import numpy as np

from zongjie_train.rules.label_model import MODELS, UNKNOWN


def choose_model(wanted: str, scores: dict[str, dict[str, float]]) -> tuple[str, str]:
    """Which label model is kept.

    Args:
        wanted: `labels.model` of the configuration.
        scores: accuracy and macro-F1 on train gold by model; empty without gold.

    Returns:
        Its name, and the reason in a sentence. "auto" takes the best macro-F1 among models that
        use no gold themselves (those that do were made on the very gold they'd be compared by).
    """
    if wanted != "auto":
        return wanted, f"{wanted}, as labels.model says"
    free = {name: s["macro_f1"] for name, s in scores.items() if not MODELS[name].uses_gold}
    if not free:
        return "majority", "majority, as no train report has gold labels to compare models by"
    best = max(free, key=lambda name: free[name])
    figures = ", ".join(f"{name} {value:.3f}" for name, value in free.items())
    return (
        best,
        f"{best}, the best macro-F1 on gold of the train split ({figures}); "
        "for labels that no gold had a say in, set labels.model",
    )


def score_labels(soft: np.ndarray, covered: np.ndarray, gold: np.ndarray) -> dict[str, float]:
    """Accuracy and macro-F1 where gold is known; a sentence without a vote is wrong.

    Args:
        soft: (N, L) soft labels.
        covered: (N,) whether a rule spoke.
        gold: (N,) label indices, -1 unknown.
    """
    known = gold != UNKNOWN
    answer, truth = np.where(covered, soft.argmax(axis=1), UNKNOWN)[known], gold[known]
    f1s = [
        2 * ((answer == k) & (truth == k)).sum() / ((answer == k).sum() + (truth == k).sum())
        for k in np.unique(truth)
    ]
    return {"accuracy": float((answer == truth).mean()), "macro_f1": float(np.mean(f1s))}

"""From logits to calibrated probabilities, by one temperature a head.

Guo et al. 2017, "On Calibration of Modern Neural Networks" (arXiv 1706.04599), section 4.2. The
temperatures are fitted on dev at export and stand in the manifest.
"""

from __future__ import annotations

import numpy as np


def probabilities(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """Softmax of logits / temperature over the last axis, in float64, same shape.

    Example:
        >>> probabilities(np.array([[0.0, 2.0]]), 2.0).round(3).tolist()
        [[0.269, 0.731]]
    """
    scaled = np.asarray(logits, np.float64) / temperature
    scaled = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return scaled / scaled.sum(axis=-1, keepdims=True)

"""The vectors of a report's sentences to role and section probabilities."""

from __future__ import annotations

import numpy as np

from zongjie.backends import BACKENDS, open_model
from zongjie.bundle import NETWORK, Bundle
from zongjie.calibration import probabilities


class ReportNetwork:
    """The report network of a bundle. Knows nothing of text or tokens.

    It is a hundredth of the arithmetic, and runs on the processor whatever the encoder runs on.
    """

    def __init__(self, bundle: Bundle) -> None:
        self._model = open_model(bundle.path(NETWORK), BACKENDS["int8"], threads=1)
        self._manifest = bundle.manifest

    def score(
        self, vectors: np.ndarray, parents: np.ndarray, layout: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Calibrated probabilities of roles and of sections, each (N, L).

        Args:
            vectors: sentence vectors, (N, H) float32.
            parents: rows of the outermost and innermost heading above, -1 if none, (N, 2) int64.
            layout: layout features, (N, F) float32.
        """
        feed = {"vectors": vectors, "parents": parents, "layout": layout}
        # a network that looks at vectors alone is exported with that input alone
        found = self._model.run({k: v for k, v in feed.items() if k in self._model.inputs})
        return (
            probabilities(found["role_logits"], self._manifest.role_temperature),
            probabilities(found["section_logits"], self._manifest.section_temperature),
        )

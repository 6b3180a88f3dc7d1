"""The vectors of a report's sentences to role and section probabilities."""

from __future__ import annotations

import numpy as np

from zongjie.bundle import NETWORK, Bundle
from zongjie.calibration import probabilities
from zongjie.sessions import open_session


class ReportNetwork:
    """The report network of a bundle. Knows nothing of text or tokens."""

    def __init__(self, bundle: Bundle, threads: int | None = None) -> None:
        self._session = open_session(bundle.path(NETWORK), threads)
        # a network that looks at vectors alone is exported with that input alone
        self._taken = {value.name for value in self._session.get_inputs()}
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
        feed = {name: value for name, value in feed.items() if name in self._taken}
        roles, sections = map(
            np.asarray, self._session.run(["role_logits", "section_logits"], feed)
        )
        return (
            probabilities(roles, self._manifest.role_temperature),
            probabilities(sections, self._manifest.section_temperature),
        )

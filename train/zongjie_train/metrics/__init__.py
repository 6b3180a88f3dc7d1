"""Metrics of sentence roles and of sections; each module says how it counts."""

from zongjie_train.metrics.modules import (
    BoundaryF1,
    CalibrationError,
    Pk,
    RoleF1,
    SectionF1,
    WindowDiff,
)

__all__ = ["BoundaryF1", "CalibrationError", "Pk", "RoleF1", "SectionF1", "WindowDiff"]

"""What all tests share: those marked `shared` are skipped where the corpora are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["tiny_model"]

SHARED = Path(__file__).parents[2] / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not SHARED.is_dir():
        skip = pytest.mark.skip(
            reason="no ../shared beside the repository: its corpora can't be published"
        )
        for item in items:
            if item.get_closest_marker("shared"):
                item.add_marker(skip)

"""An archive of invented reports, labelled."""

from __future__ import annotations

from pathlib import Path

import pytest
from invented_tables import invent, write_tables


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Tables of four reports whose files are there too."""
    files = {f"报告{number}.txt": invent(number) for number in range(4)}
    (tmp_path / "source").mkdir()
    for name, text in files.items():
        (tmp_path / "source" / name).write_text(text, encoding="utf-8")
    return write_tables(tmp_path / "out", files)

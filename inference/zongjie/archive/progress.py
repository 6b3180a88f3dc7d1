"""How far a run is: a bar for each stage, with its rate and the time left."""

from __future__ import annotations

import sys
from types import TracebackType


class Progress:
    """The bar of one stage, on standard error; nothing where that is no terminal.

    Args:
        stage: its name.
        unit: what is counted.
        total: how many there are, None if nobody knows.
        shown: whether to show it.
    """

    def __init__(self, stage: str, unit: str, total: int | None, shown: bool) -> None:
        self._bar = None
        self.n = 0
        self.total = total
        if shown and sys.stderr.isatty():
            from tqdm import tqdm

            self._bar = tqdm(
                desc=stage, unit=f" {unit}", total=total, file=sys.stderr, smoothing=0.05,
                dynamic_ncols=True,
            )  # fmt: skip

    def grow(self, n: int = 1) -> None:
        """There are more of them than was known."""
        if self.total is not None:
            self.total += n
            if self._bar is not None:
                self._bar.total = self.total

    def advance(self, n: int = 1) -> None:
        """So many more are done."""
        self.n += n
        if self._bar is not None:
            self._bar.update(n)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            if error is None and self.total is not None:
                self._bar.total = self._bar.n
                self._bar.refresh()
            self._bar.close()

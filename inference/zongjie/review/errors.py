"""What can't be reviewed, told with its cure."""

from __future__ import annotations

from collections.abc import Sequence

MOST_TOLD = 20


class ReviewError(ValueError):
    """A queue can't be made, or corrections can't be used; the message names the cure."""


def rows_error(path: object, faults: Sequence[str]) -> ReviewError:
    """An error of a file that has wrong rows.

    Args:
        path: the file.
        faults: what is wrong, a line for each wrong row.

    Example:
        >>> print(rows_error("queue.xlsx", ["row 2: no file"]))
        queue.xlsx: 1 row can't be used, so none is:
          row 2: no file
    """
    rows = "1 row" if len(faults) == 1 else f"{len(faults)} rows"
    lines = [f"  {fault}" for fault in faults[:MOST_TOLD]]
    if len(faults) > MOST_TOLD:
        lines.append(f"  and {len(faults) - MOST_TOLD} more")
    return ReviewError("\n".join([f"{path}: {rows} can't be used, so none is:", *lines]))

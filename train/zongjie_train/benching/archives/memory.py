"""How much memory a process and those that it started take, as Linux tells."""

from __future__ import annotations

from pathlib import Path


def tree_megabytes(pid: int) -> float:
    """Proportional set size of a process and all below it: pages that they share count once.

    Returns:
        MiB. What ends meanwhile counts nothing, and so does everything where there is no /proc.
    """
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        children.setdefault(parent, []).append(int(folder.name))
    family = [pid]
    for member in family:
        family += children.get(member, [])
    return sum(map(_megabytes, family))


def _megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024

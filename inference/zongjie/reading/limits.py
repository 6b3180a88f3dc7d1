"""How much one file or archive may take before it is given up."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on what is read; what goes past one ends as a `Failure`.

    Example:
        >>> Limits(read_seconds=5).read_seconds
        5
    """

    max_file_bytes: int = 64 * MIB
    """Bytes of one file, unpacked. CSV and JSON lines are read row by row: for them, of one row."""
    max_archive_ratio: float = 200.0
    """Bytes unpacked for each byte of the outermost archive, once past 64 MiB."""
    max_archive_bytes: int = 64 << 30
    """Bytes unpacked from one outermost archive, those of archives inside it counted too."""
    max_depth: int = 4
    """Archives inside each other, the outermost counted."""
    read_seconds: float = 60.0
    """Seconds of processor time for a file, or for the next row or member of one; six times this
    by the clock, so that a busy machine gives up on nothing that an idle one reads."""
    read_megabytes: int = 1024
    """MiB of address space of the process that reads. Kept by the system on Linux alone."""

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be above 0, not {getattr(self, name)}")


def too_large(n_bytes: int, limits: Limits) -> str:
    """What is wrong with a file of so many bytes, and the cure."""
    return (
        f"{n_bytes / MIB:.0f} MiB, over {limits.max_file_bytes / MIB:.0f}: split it, or raise "
        "max_file_bytes and read_megabytes"
    )

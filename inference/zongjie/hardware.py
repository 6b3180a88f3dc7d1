"""What this machine calculates with."""

from __future__ import annotations

import os
import platform
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

CPUINFO = Path("/proc/cpuinfo")
# Units that multiply 8-bit integers and add up in 32 bits, by the flag that tells of them.
INTEGER_UNITS = {
    "amx_int8": "AMX int8",
    "avx512_vnni": "AVX-512 VNNI",
    "avx_vnni": "AVX VNNI",
    "i8mm": "Arm I8MM",
    "asimddp": "Arm dot product",
}


class Processor(NamedTuple):
    """A processor.

    Attributes:
        name: as it calls itself.
        integer_units: units for integer products; None where the system doesn't tell.
    """

    name: str
    integer_units: tuple[str, ...] | None


@lru_cache(maxsize=4)
def read_processor(cpuinfo: Path = CPUINFO) -> Processor:
    """The processor as the system describes it."""
    name = platform.processor() or platform.machine()
    if not cpuinfo.is_file():
        return Processor(name, None)
    with cpuinfo.open(encoding="utf-8", errors="replace") as lines:
        values: dict[str, str] = {}
        for line in lines:
            key, _, value = line.partition(":")
            values.setdefault(key.strip(), value.strip())
    flags = values.get("flags") or values.get("Features")
    if flags is None:
        return Processor(values.get("model name", name), None)
    found = set(flags.split())
    units = tuple(unit for flag, unit in INTEGER_UNITS.items() if flag in found)
    return Processor(values.get("model name", name), units)


def describe_hardware(cpuinfo: Path = CPUINFO) -> str:
    """Processor, number of cores that this process may use, and its units for integer products."""
    name, units = read_processor(cpuinfo)
    return ", ".join([name, f"{count_cores()} cores", *(units or ())])


def count_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

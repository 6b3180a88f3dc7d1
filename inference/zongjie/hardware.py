"""What this machine calculates with, for people."""

from __future__ import annotations

import os
import platform
from pathlib import Path

INTEGER_UNITS = {"amx_int8": "AMX int8", "avx512_vnni": "AVX-512 VNNI", "avx_vnni": "AVX VNNI"}


def describe_hardware(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """Processor, number of cores that this process may use, and its units for integer products."""
    name, units = platform.processor() or platform.machine(), []
    if cpuinfo.is_file():
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
        values = {key.strip(): value.strip() for key, _, value in (s.partition(":") for s in lines)}
        name = values.get("model name", name)
        flags = set(values.get("flags", "").split())
        units = [unit for flag, unit in INTEGER_UNITS.items() if flag in flags]
    return ", ".join([name, f"{count_cores()} cores", *units])


def count_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

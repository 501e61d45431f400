"""Memory of this process, and whether the machine swapped meanwhile."""

from dataclasses import dataclass

import psutil

_SWAPPED_BYTES = 1 << 20


@dataclass(frozen=True)
class Memory:
    """One reading: resident bytes of this process, and bytes swapped by the machine since it started."""

    resident_bytes: int
    swapped_bytes: int


def read_memory() -> Memory:
    """Read the memory now."""
    swap = psutil.swap_memory()
    return Memory(psutil.Process().memory_info().rss, swap.sin + swap.sout)


def swap_fault(before: Memory, after: Memory) -> str | None:
    """Say how much was swapped between two readings, if it was enough to disturb timings."""
    swapped = after.swapped_bytes - before.swapped_bytes
    if swapped < _SWAPPED_BYTES:
        return None
    return f"the machine swapped {swapped / 2**20:.0f} MiB meanwhile"

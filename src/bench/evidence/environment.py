"""What a measurement ran on and with."""

import hashlib
import importlib.metadata as metadata
import os
import platform
import re
import shutil
import subprocess  # nosec B404 # asks git, with fixed arguments
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from bench.evidence.digest import file_digest

_NO_LOCK = ("numpy", "scipy", "onnxruntime", "av", "pydicom", "pytest")


@dataclass(frozen=True)
class Checkout:
    """The commit, whether the tree differs from it, and a digest of every tracked file."""

    commit: str
    dirty: bool
    tree_sha256: str


def environment(root: Path, provider: str = "cpu") -> dict[str, object]:
    """Return the environment fingerprint: machine, system, Python, GPU, libraries, locks and tree."""
    return {
        "cpu": cpu_model(),
        "cores": psutil.cpu_count(logical=False) or os.cpu_count(),
        "threads": os.cpu_count(),
        "memory_bytes": psutil.virtual_memory().total,
        "machine": platform.machine(),
        "os": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "gpus": gpus(),
        "provider": provider,
        "libraries": libraries(root),
        "locks_sha256": locks_digest(root),
        "tree_sha256": checkout(root).tree_sha256,
        "thread_limits": {key: os.environ[key] for key in ("OMP_NUM_THREADS",) if key in os.environ},
    }


def cpu_model() -> str:
    """Return the processor's name as the system tells it."""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = re.findall(r"^model name\s*:\s*(.+)$", info.read_text(encoding="utf-8"), re.MULTILINE)
        if names:
            return " ".join(str(names[0]).split())
    return platform.processor() or "unknown"


def gpus() -> list[dict[str, object]]:
    """Return name, driver, CUDA version and memory of each NVIDIA GPU; none where there is no driver."""
    try:
        import pynvml

        pynvml.nvmlInit()
    except Exception:  # noqa: BLE001 -- NVML reports a missing driver in many ways; each means no GPU here
        return []
    try:
        cuda = pynvml.nvmlSystemGetCudaDriverVersion_v2()
        handles = [pynvml.nvmlDeviceGetHandleByIndex(i) for i in range(pynvml.nvmlDeviceGetCount())]
        return [
            {
                "name": _text(pynvml.nvmlDeviceGetName(handle)),
                "driver": _text(pynvml.nvmlSystemGetDriverVersion()),
                "cuda": f"{cuda // 1000}.{cuda % 1000 // 10}",
                "memory_bytes": _memory_bytes(pynvml, handle),
            }
            for handle in handles
        ]
    finally:
        pynvml.nvmlShutdown()


def libraries(root: Path) -> dict[str, str]:
    """Return the installed version of every library that a lock names."""
    pins = re.compile(r"^([A-Za-z0-9][\w.-]*)==", re.MULTILINE)
    locked = {
        n for lock in (root / "locks").glob("*.txt") for n in pins.findall(lock.read_text(encoding="utf-8"))
    }
    found = {}
    for name in sorted(locked or _NO_LOCK):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def locks_digest(root: Path) -> str:
    """Return one digest over all lock files."""
    return _digest_of(
        root, sorted(path.relative_to(root).as_posix() for path in (root / "locks").glob("*.txt"))
    )


def checkout(root: Path) -> Checkout:
    """Ask git for the commit and the tracked files, without touching its index."""
    tracked = [name for name in _git(root, "ls-files", "-z").split("\0") if name]
    return Checkout(
        commit=_git(root, "rev-parse", "HEAD").strip(),
        dirty=bool(_git(root, "status", "--porcelain", "--untracked-files=no").strip()),
        tree_sha256=_digest_of(root, sorted(tracked)),
    )


def _memory_bytes(nvml: Any, handle: object) -> int | None:
    """Return a GPU's memory; one built into a processor shares its, and NVML then has no answer."""
    try:
        return int(nvml.nvmlDeviceGetMemoryInfo(handle).total)
    except nvml.NVMLError_NotSupported:
        return None


def _git(root: Path, *arguments: str) -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    command = [git, "--no-optional-locks", "-C", str(root), *arguments]
    done = subprocess.run(command, capture_output=True, check=False, text=True)  # nosec B603 # noqa: S603 -- as above
    return done.stdout if done.returncode == 0 else ""


def _digest_of(root: Path, names: list[str]) -> str:
    hasher = hashlib.sha256()
    for name in names:
        path = root / name
        hasher.update(f"{name}\0{file_digest(path) if path.is_file() else 'gone'}\n".encode())
    return hasher.hexdigest()


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)

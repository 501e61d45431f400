"""Write the hash-pinned locks of every dependency group from pyproject.toml (``make locks``).

All groups are resolved together first, so that any of them can share one environment; each lock then holds
the closure of its own group at those versions. No lock names an index.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "locks"
# The default build of torch brings these; where a machine has no GPU its CPU build serves without them.
CUDA_PACKAGES = ("nvidia-", "cuda-", "triton")


def main() -> None:
    """Resolve all groups at once, then write one lock a group."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    device, extras = project["project"]["dependencies"], project["project"]["optional-dependencies"]
    groups: dict[str, list[str]] = {"device": device}
    groups |= {name: [*device, *requirements] for name, requirements in extras.items()}
    tested = [*device, *(requirement for requirements in extras.values() for requirement in requirements)]
    for name, requirements in project["dependency-groups"].items():
        groups[name] = [*tested, *requirements] if name == "bench" else requirements
    with tempfile.TemporaryDirectory() as scratch:
        everything = Path(scratch) / "all.txt"
        _resolve([line for lines in groups.values() for line in lines], everything, constraints=None)
        for name, requirements in groups.items():
            lock = LOCKS / f"{name}.txt"
            _resolve(requirements, lock, constraints=everything)
            if name == "training":
                _split_torch(lock)
            print(f"wrote {lock.relative_to(ROOT)}")


def _resolve(requirements: list[str], output: Path, constraints: Path | None) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".in") as source:
        source.write("\n".join(requirements))
        source.flush()
        command = [
            *(sys.executable, "-m", "uv", "pip", "compile", source.name, "--output-file", str(output)),
            *("--universal", "--python-version", "3.11", "--fork-strategy", "fewest", "--generate-hashes"),
            *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-config", "--quiet", "--upgrade"),
        ]
        if constraints is not None:
            command += ["--constraints", str(constraints)]
        subprocess.run(command, check=True)


def _split_torch(lock: Path) -> None:
    """Move torch out of the training lock: its default build into one, its CPU build into another."""
    blocks = lock.read_text(encoding="utf-8").replace("\n    --hash", "\x00    --hash").splitlines()
    torch = next(block for block in blocks if block.startswith("torch=="))
    cuda = [block for block in blocks if block.startswith(CUDA_PACKAGES)]
    _write(lock, [block for block in blocks if block not in (torch, *cuda)])
    _write(lock.with_name("training-cuda.txt"), [torch, *cuda])
    words = (LOCKS / "cpu_builds.txt").read_text(encoding="utf-8").split()
    hashes = [f"\x00    --hash={word}" for word in words if word.startswith("sha256:")]
    _write(lock.with_name("training-cpu.txt"), [" \\".join([torch.split()[0], *hashes])])


def _write(path: Path, blocks: list[str]) -> None:
    path.write_text("\n".join(blocks).replace("\x00", "\n") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

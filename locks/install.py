"""Set up ``.venv`` from the hash-pinned locks: ``python locks/install.py bench [check docs training]``.

Needs Python 3.11 or newer and nothing else. A lock that is already installed is not installed again; the
environment is made anew when its Python has gone. Every file is checked against its pinned digest.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "locks"
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
GROUPS = sorted(path.stem for path in LOCKS.glob("*.txt") if path.stem != "cpu_builds")


def main() -> int:
    """Install the groups asked for and put the checkout's ``src`` on the environment's path."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0].replace("``", ""))
    parser.add_argument(
        "groups", nargs="*", default=["bench"], metavar="GROUP", help=f"one of {', '.join(GROUPS)}"
    )
    groups = parser.parse_args().groups or ["bench"]
    unknown = sorted(set(groups) - set(GROUPS))
    if unknown:
        parser.error(f"unknown group {', '.join(unknown)}; there are {', '.join(GROUPS)}")
    if sys.version_info < (3, 11):
        parser.error(f"Bedside needs Python 3.11 or newer; this is {sys.version.split()[0]}")
    if not _runs(PYTHON):
        print(f"making {VENV.name} with Python {sys.version.split()[0]}", flush=True)
        venv.create(VENV, with_pip=True, clear=True)
    _link_checkout()
    for group in groups:
        _install(group)
    return 0


def _install(group: str) -> None:
    lock = LOCKS / f"{group}.txt"
    stamp = VENV / f"{group}.sha256"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == digest:
        return
    print(f"installing {group} from locks/{lock.name} (once; minutes on a slow line)", flush=True)
    # Each lock is the whole closure of its group, so that pip need not resolve anything.
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--require-hashes",
        "--disable-pip-version-check",
    ]
    done = subprocess.run([*command, "--quiet", "-r", str(lock)], check=False)
    if done.returncode:
        raise SystemExit(
            f"could not install locks/{lock.name}: see pip's message above; then run the command again"
        )
    stamp.write_text(digest, encoding="utf-8")


def _link_checkout() -> None:
    """Write a path file, so that ``python -m bedside`` and ``python -m bench`` run from the checkout."""
    query = [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(subprocess.run(query, check=True, capture_output=True, text=True).stdout.strip())
    (packages / "bedside_checkout.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")


def _runs(python: Path) -> bool:
    try:
        return subprocess.run([str(python), "-c", ""], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())

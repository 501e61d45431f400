"""Reads the pages: runs the documentation's builder in its own process; nothing here imports Sphinx."""

import os
import re
import subprocess  # nosec B404 # runs this Python, with fixed options
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bench.dossier.submission.doctree import Element, read_tree
from bench.dossier.submission.error import DossierError
from bench.dossier.submission.finding import Finding

_WARNING = re.compile(r"docs/(?P<page>[^:]+)\.rst:(?P<line>\d+|\w[^:]*)?:? ?(?:WARNING|ERROR): (?P<what>.*)")


@dataclass(frozen=True)
class Trees:
    """The resolved trees by page, where their images lie, and what Sphinx found wrong with them."""

    by_page: Mapping[str, Element]
    images: Path
    findings: tuple[Finding, ...]


def pages_there(root: Path) -> tuple[str, ...]:
    """Return the names of all pages of a checkout's documentation."""
    docs = root / "docs"
    return tuple(sorted(path.relative_to(docs).with_suffix("").as_posix() for path in docs.rglob("*.rst")))


def build_trees(root: Path, pages: Iterable[str], folder: Path) -> Path:
    """Have the documentation's builder write the pages' trees, and return its warnings' file.

    Every page but those about the code is read anew: its directives show records that no cache knows of.
    """
    if find_spec("sphinx") is None:
        raise DossierError(
            "Sphinx is not installed here: `make dossier` installs it, "
            "or `python locks/install.py bench docs`"
        )
    warnings = folder / "warnings.txt"
    files = [str(root / "docs" / f"{page}.rst") for page in pages]
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-E",
        "-b",
        "documents",
        "-D",
        "exclude_patterns=api",
        "-w",
        str(warnings),
    ]
    command += ["-d", str(folder / "doctrees"), str(root / "docs"), str(folder / "trees"), *files]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, cwd=root, env=environment, check=False, capture_output=True, text=True)  # nosec B603 # noqa: S603 -- as above
    if done.returncode:
        raise DossierError(f"Sphinx could not read the pages: {done.stderr.strip()[-600:]}; try `make docs`")
    return warnings


def read_trees(root: Path, pages: Iterable[str], folder: Path) -> Trees:
    """Return the trees of those of the pages that there are."""
    there = [page for page in pages if (root / "docs" / f"{page}.rst").is_file()]
    warnings = build_trees(root, there, folder)
    trees = folder / "trees"
    by_page = {page: read_tree((trees / f"{page}.json").read_text(encoding="utf-8")) for page in there}
    said = warnings.read_text(encoding="utf-8") if warnings.is_file() else ""
    return Trees(by_page, trees / "images", warned(said, there))


def warned(said: str, pages: Iterable[str]) -> tuple[Finding, ...]:
    """Return what Sphinx warned of on these pages."""
    wanted = set(pages)
    found = (match for match in map(_WARNING.search, said.splitlines()) if match and match["page"] in wanted)
    return tuple(
        Finding(f"docs/{m['page']}.rst", f"line {m['line']}" if m["line"] else "", m["what"], "mend the page")
        for m in found
    )

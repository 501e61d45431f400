"""SOUP.md = wheel metadata = lock = imports."""

from pathlib import Path

import pytest

from bench.gates import run_gate
from small_house import open_house

UNIT = "src/bedside/eye_movement/safeguards.py"
DEVICE = "src/bedside"
META, LOCK, DECLARED = "pyproject.toml", "locks/device.txt", "pyproject.toml numpy"


def _rules(house: Path, path: str, old: str, new: str) -> dict[str, tuple[str, str]]:
    files = open_house(house).files
    assert old.encode() in files[path]
    changed = {**files, path: files[path].replace(old.encode(), new.encode())}
    found = run_gate("soup", open_house(house, files=changed)).findings
    return {finding.rule: (finding.subject, finding.other) for finding in found}


@pytest.mark.parametrize(
    ("path", "old", "new", "rule", "ends"),
    [
        ("SOUP.md", "2.4.6", "2.4.5", "version-differs", ("SOUP.md numpy", "locks/device.txt")),
        ("SOUP.md", "| numpy |", "| scipy |", "row-not-locked", ("SOUP.md scipy", "locks/device.txt")),
        ("SOUP.md", "| numpy |", "| scipy |", "locked-not-listed", ("locks/device.txt numpy", "SOUP.md")),
        ("SOUP.md", "| BSD |", "| - |", "row-incomplete", ("SOUP.md numpy", "licence")),
        ("SOUP.md", "SRS-001", "SRS-999", "row-names-dead-claim", ("SOUP.md numpy", "SRS-999")),
        (LOCK, "numpy==2.4.6", "numpy==2.1.0", "lock-outside-range", (DECLARED, LOCK)),
        (LOCK, "numpy==", "numpi==", "declared-not-locked", (DECLARED, LOCK)),
        ("pyproject.toml", '"numpy>=2.2"', "", "imported-not-declared", (UNIT, "pyproject.toml")),
        (META, '"numpy>=2.2"', '"numpy", "av"', "declared-not-imported", ("pyproject.toml av", DEVICE)),
        (UNIT, "import numpy", "import torch, numpy", "imported-not-declared", (UNIT, "pyproject.toml")),
    ],
)  # fmt: skip
def test_a_difference_is_named_by_both_places(house: Path, path, old, new, rule, ends):
    """Each way in which the four places can differ is found, with both of them."""
    assert _rules(house, path, old, new)[rule] == ends


EXTRA_LOCK = "locks/pictures.txt"
EXTRA = b'[project.optional-dependencies]\npictures = ["pillow>=12"]\n\n'
ROW = b"| pillow | 13.0.0 | MIT-CMU | pictures | none | none |\n"


def _with_extra(house: Path, **changes: bytes) -> dict[str, tuple[str, str]]:
    """Give the house an extra, whole or with one of its four places changed."""
    files = open_house(house).files
    table, imports = files["SOUP.md"].rstrip() + b"\n", files[UNIT]
    places = {
        META: files[META].replace(b"[project]\n", EXTRA + b"[project]\n"),
        "SOUP.md": table + changes.get("row", ROW),
        EXTRA_LOCK: files[LOCK] + changes.get("line", b"pillow==13.0.0\n"),
        UNIT: imports.replace(b"import numpy", changes.get("imports", b"import pillow, numpy")),
    }
    found = run_gate("soup", open_house(house, files={**files, **places})).findings
    return {finding.rule: (finding.subject, finding.other) for finding in found}


def test_an_extra_is_held_to_the_same(house: Path):
    """Its row, metadata, lock and import agree, or the place that differs is named."""
    assert _with_extra(house) == {}
    other = _with_extra(house, row=ROW.replace(b"13", b"12"))
    assert other["version-differs"] == ("SOUP.md pillow", EXTRA_LOCK)
    assert _with_extra(house, row=b"")["locked-not-listed"] == (f"{EXTRA_LOCK} pillow", "SOUP.md")
    unlocked = _with_extra(house, line=b"")
    assert unlocked["declared-not-locked"] == ("pyproject.toml pillow", EXTRA_LOCK)
    assert "row-not-locked" in unlocked
    assert "declared-not-imported" in _with_extra(house, imports=b"import numpy")


@pytest.mark.parametrize(("path", "text"), [("SOUP.md", b"no table"), ("pyproject.toml", b"[project]\n")])
def test_a_place_that_cannot_be_read_is_no_finding_but_a_refusal(house: Path, path: str, text: bytes):
    """Without a table or metadata there is nothing to compare: 2."""
    files = {**open_house(house).files, path: text}
    assert run_gate("soup", open_house(house, files=files)).exit_code == 2

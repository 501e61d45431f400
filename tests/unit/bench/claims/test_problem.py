"""A problem report is whole or refused."""

from pathlib import Path

import pytest
import yaml

from bench.claims import PROBLEMS, ProblemError, open_problems, read_problems

REPORT = {
    "header": "Outlines of thin instruments",
    "requirement": "SRS-064",
    "found": "2026-11-24, by a protocol",
    "effect": "None beyond the hazard's estimate.",
    "tried": "Longer training.",
    "remedy": "A finer grid.",
    "status": "open",
}


def _write(root: Path, uid: str, entries: object) -> None:
    folder = root / PROBLEMS
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{uid}.yml").write_text(yaml.safe_dump(entries), encoding="utf-8")


def test_reports_are_read_in_order_and_open_ones_found_by_claim(tmp_path: Path):
    """A closed one explains nothing any more."""
    _write(tmp_path, "PR-002", {**REPORT, "requirement": "SRS-065", "status": "closed"})
    _write(tmp_path, "PR-001", REPORT)
    assert [problem.uid for problem in read_problems(tmp_path)] == ["PR-001", "PR-002"]
    assert open_problems(tmp_path) == {"SRS-064": "PR-001"}


def test_no_reports_are_none(tmp_path: Path):
    """A tree without the folder has no problem reported."""
    assert read_problems(tmp_path) == ()


@pytest.mark.parametrize(
    "entries",
    [
        {**REPORT, "status": "perhaps"},
        {**REPORT, "tried": " "},
        {**REPORT, "more": "x"},
        {key: value for key, value in REPORT.items() if key != "effect"},
        ["a list"],
    ],
)
def test_half_a_report_is_refused_by_its_path(tmp_path: Path, entries: object):
    """Nothing is explained by a report that leaves out effect, trials or remedy."""
    _write(tmp_path, "PR-001", entries)
    with pytest.raises(ProblemError, match=r"PR-001\.yml"):
        read_problems(tmp_path)

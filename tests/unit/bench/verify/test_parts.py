"""Tests and protocols at once: what comes of them is what comes of one run."""

from pathlib import Path

import pytest

from bench.evidence import Record, Result, Verified, write_record
from bench.verify.parts import exit_code, gather, joined


@pytest.mark.parametrize(
    ("codes", "whole"),
    [((0, 0), 0), ((0, 1), 1), ((2, 1), 1), ((0, 2), 2), ((-9, 0), -9), ((5, 0), 0), ((5, 5), 5)],
)
def test_the_whole_ends_as_one_pytest_would(codes: tuple[int, int], whole: int) -> None:
    """A failure before what broke off; no test in one of the two is no failure."""
    assert exit_code(codes) == whole
    assert exit_code(reversed(codes)) == whole


def _session(file: str, outcome: str = "passed") -> Record:
    uid = f"SRS-{len(file):03d}"
    return Record(
        id="tests.here.quick.000000",
        kind="tests",
        nodeid="tests",
        target="here",
        hardware_class="here",
        profile="quick",
        started=f"2026-01-0{len(file)}",
        duration_s=float(len(file)),
        outcome=outcome,
        n=1,
        results=(Result(f"{file}::test_it", (Verified(uid, "implementation"),), outcome, 0.5),),
        claims={"SRS-001": {"text": "0"}},
        contexts={uid: (uid,)},
        depends={file: "1"},
        closures={file: (file,)},
        command="a part",
    )


def test_two_sessions_become_one_and_protocols_keep_their_records(tmp_path: Path) -> None:
    """Every result, context, closure and dependency of both; the earlier start; a failure of either."""
    folders = [tmp_path / "0", tmp_path / "1"]
    write_record(folders[0], _session("b.py", "failed"))
    write_record(folders[1], _session("a"))
    (folders[1] / "protocol.x.csv").write_text("1", encoding="utf-8")
    sessions = gather(tmp_path / "records", folders)
    assert [path.name for path in (tmp_path / "records").iterdir()] == ["protocol.x.csv"]
    found = joined(sessions, "the whole")
    assert [result.nodeid for result in found.results] == ["a::test_it", "b.py::test_it"]
    assert (found.n, found.outcome, found.started, found.duration_s) == (2, "failed", "2026-01-01", 4.0)
    assert found.depends == {"a": "1", "b.py": "1"}
    assert found.closures == {"a": ("a",), "b.py": ("b.py",)}
    assert found.contexts == {"SRS-001": ("SRS-001",), "SRS-004": ("SRS-004",)}
    assert found.command == "the whole"

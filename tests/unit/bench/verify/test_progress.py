"""What a person sees of a run."""

import io

from bench.evidence import Verdict
from bench.verify.progress import Lines, LiveLine, Silent


def _follow(progress: Silent) -> None:
    progress.begin(2)
    progress.at("tests/a.py::test_a")
    progress.at("tests/a.py::test_a", "3/9")
    progress.verdict("SRS-001", Verdict.NOT_RUN, "no [GPU] here")
    progress.done("tests/a.py::test_a", "passed")
    progress.done("tests/b.py::test_b", "failed")
    progress.end()


def test_plain_lines_tell_verdicts_failures_and_the_count() -> None:
    """Where nobody watches a terminal; what runs is said now and then only."""
    stream = io.StringIO()
    _follow(Lines(stream))
    assert stream.getvalue().splitlines() == [
        "2 tests and protocols",
        "NOT_RUN      SRS-001  no [GPU] here",
        "FAILED       tests/b.py::test_b",
        "2 of 2 done",
    ]


def test_plain_lines_tell_what_runs_when_it_takes_long() -> None:
    """With how far it is."""
    stream = io.StringIO()
    _follow(Lines(stream, every_s=0.0))
    assert "[0/2] tests/a.py::test_a 3/9" in stream.getvalue()


def test_a_terminal_gets_one_live_line_and_the_verdicts_above_it() -> None:
    """The words of a reason are printed as they are."""
    stream = io.StringIO()
    _follow(LiveLine(stream))
    assert "no [GPU] here" in stream.getvalue()
    assert "FAILED" in stream.getvalue()

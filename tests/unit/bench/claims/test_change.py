"""A change request is whole or refused, and no report or request leaves an end loose."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bench.claims import Graph, Item, Problem, load_graph, read_problems
from bench.claims.change import CHANGES, ChangeError, dangling, read_changes

ROOT = Path(__file__).parents[4]
REQUEST = {
    "header": "Score what is shown",
    "reason": "A withheld angle was scored as wrong.",
    "what": "The protocol measures the angles given.",
    "affects": ["SRS-032"],
    "problem": "none",
    "risk_analysis": "The hazard's quantity stays.",
    "verification": "The protocol, run again.",
    "decision": "awaited",
    "status": "implemented",
}
REPORT = Problem("PR-001", "Too coarse", "SRS-032", "today", "none", "more", "done", "closed")


def _write(root: Path, entries: object, uid: str = "CR-001") -> None:
    folder = root / CHANGES
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{uid}.yml").write_text(yaml.safe_dump(entries), encoding="utf-8")


def _graph(*, active: bool = True) -> Graph:
    return Graph({}, {"SRS-032": Item("SRS-032", "SRS", Path("SRS-032.yml"), active=active)})


@pytest.mark.verifies("SRS-206", purpose="implementation")
def test_requests_are_read_in_order(tmp_path: Path):
    """By their numbers; without the folder there are none."""
    assert read_changes(tmp_path) == ()
    _write(tmp_path, {**REQUEST, "decision": "approved by release role, 2027-01-05"}, "CR-002")
    _write(tmp_path, REQUEST)
    first, second = read_changes(tmp_path)
    assert (first.uid, first.affects, first.decided) == ("CR-001", ("SRS-032",), False)
    assert (second.uid, second.decided) == ("CR-002", True)


@pytest.mark.verifies("SRS-206", purpose="negative")
@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"status": "perhaps"}, "its status is"),
        ({"reason": " "}, "reason is a text"),
        ({"risk_analysis": None}, "risk_analysis is a text"),
        ({"affects": []}, "affects is a list"),
        ({"affects": "SRS-032"}, "affects is a list"),
        ({"affects": [32]}, "affects is a list"),
        ({"more": "x"}, "has the entries"),
        ({"decision": "fine"}, "its decision is"),
        ({"decision": "approved by release role, 2027-13-05"}, "its decision is"),
        ({"status": "closed"}, "nobody has decided"),
        ({"status": "refused"}, "nobody has decided"),
        ({"decision": "refused by release role, 2027-01-05"}, "was refused"),
        ({"status": "refused", "decision": "approved by release role, 2027-01-05"}, "was approved"),
    ],
)
def test_half_a_request_is_refused_by_its_path(tmp_path: Path, changed: dict[str, object], says: str):
    """No entry is missing, empty or unknown, and no status goes beyond what was decided."""
    _write(tmp_path, {**REQUEST, **changed})
    with pytest.raises(ChangeError, match=rf"CR-001\.yml: .*{says}"):
        read_changes(tmp_path)


@pytest.mark.verifies("SRS-206", purpose="negative")
@pytest.mark.parametrize("entries", ["a text", ["a list"], {}])
def test_what_is_no_request_is_refused(tmp_path: Path, entries: object):
    """A file that holds something else."""
    _write(tmp_path, entries)
    with pytest.raises(ChangeError, match="has the entries"):
        read_changes(tmp_path)


@pytest.mark.verifies("SRS-206", purpose="negative")
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path):
    """Neither broken YAML nor another name than a request's number."""
    _write(tmp_path, REQUEST, "first")
    with pytest.raises(ChangeError, match="named CR-001"):
        read_changes(tmp_path)
    (tmp_path / CHANGES / "first.yml").write_text("a: [", encoding="utf-8")
    with pytest.raises(ChangeError, match="cannot be read"):
        read_changes(tmp_path)


@pytest.mark.verifies("SRS-206", purpose="negative")
def test_a_loose_end_is_named_from_both_sides(tmp_path: Path):
    """A claim gone or inactive, a report that is not there, a closed report that nothing answers."""
    _write(tmp_path, {**REQUEST, "problem": "PR-001"})
    (change,) = read_changes(tmp_path)
    assert list(dangling([change], [REPORT], _graph())) == []
    cases = (
        ([change], [REPORT], Graph({}, {}), ("CR-001", "SRS-032")),
        ([change], [REPORT], _graph(active=False), ("CR-001", "SRS-032")),
        ([change], [], _graph(), ("CR-001", "PR-001")),
        ([], [REPORT], _graph(), ("PR-001", CHANGES.as_posix())),
    )
    for changes, problems, graph, ends in cases:
        assert [found[:2] for found in dangling(changes, problems, graph)] == [ends]
    assert list(dangling([], [replace(REPORT, status="open")], _graph())) == []


@pytest.mark.verifies("SRS-206", purpose="effectiveness")
def test_the_real_requests_and_reports_leave_no_end_loose():
    """Each of this checkout links to live claims and reports, and each closed report has its request."""
    changes, problems = read_changes(ROOT), read_problems(ROOT)
    assert changes
    assert {problem.status for problem in problems} == {"open", "closed"}
    assert list(dangling(changes, problems, load_graph(ROOT))) == []

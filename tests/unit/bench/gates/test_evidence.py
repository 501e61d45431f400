"""The state of records, and where requirements stand by them."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bench.evidence import Samples, Verdict, load_records, read_samples, write_record
from bench.gates import appraise, open_checkout, run_gate, standing_of
from bench.gates.trace import read_marks
from small_house import ITEMS, MODEL, write, write_item

PROTOCOL_RECORD, SESSION = "protocol.SRS-001", "tests"


def _found(house: Path) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for finding in run_gate("evidence", open_checkout(house)).findings:
        found.setdefault(finding.rule, set()).add((finding.subject, finding.other))
    return found


def _rewrite(house: Path, name: str, folder: str = "build/records", **changed: object) -> None:
    """Write a changed copy of a record, as if another run had left it."""
    (stored,) = (s for s in load_records(house) if s.path.stem == name)
    values = {s.name: (read_samples(stored, s.name)[0], s.unit) for s in stored.record.samples}
    samples = {metric: Samples(tuple(given), unit) for metric, (given, unit) in values.items()}
    write_record(house / folder, replace(stored.record, **changed), samples)


@pytest.mark.parametrize(
    "path",
    [
        "src/bedside/eye_movement/safeguards.py",
        f"{MODEL}/model.onnx",
        "locks/device.txt",
        "verification/targets/cpu-x86-64.toml",
        "pyproject.toml",
    ],
)
def test_one_byte_of_what_evidence_rests_on_makes_it_stale(house: Path, path: str):
    """Source, model, lock, target and metadata are each named when one byte of them changes."""
    with (house / path).open("ab") as file:
        file.write(b"#")
    found = _found(house)
    assert (PROTOCOL_RECORD, path) in found["stale"]
    assert ("SRS-001", PROTOCOL_RECORD) in found["evidence-stale"]
    assert ("SRS-002", "tests/unit/test_gaps.py::test_it_works") in found["test-shows-nothing"]


def test_a_changed_readme_changes_no_state(house: Path):
    """No evidence rests on what no program reads."""
    write(house, "README.md", "# Another\n")
    assert not _found(house)


@pytest.mark.parametrize("uid", sorted(ITEMS))
def test_any_changed_claim_is_named(house: Path, uid: str):
    """The text of each claim, measured or not, is covered by the session's record."""
    write_item(house, uid, {**ITEMS[uid], "text": "Something else."})
    assert (uid, SESSION) in _found(house)["claim-changed"]


@pytest.mark.parametrize("suffix", ["json", "csv"])
def test_a_changed_byte_of_evidence_makes_it_void(house: Path, suffix: str):
    """Records and samples are digest-protected, and what is void passes nothing."""
    (path,) = (house / "build/records").glob(f"{PROTOCOL_RECORD}*.{suffix}")
    path.write_bytes(path.read_bytes().replace(b"1", b"2", 1))
    found = _found(house)
    assert {subject for subject, _ in found["void"]} == {PROTOCOL_RECORD}
    assert {
        subject for rule in ("evidence-void", "evidence-missing") for subject, _ in found.get(rule, ())
    } == {"SRS-001"}


def test_a_fresh_fail_is_not_hidden_by_an_older_pass(house: Path):
    """A full PASS on record does not outweigh a quick FAIL of today."""
    quick = {"id": "quick", "profile": "quick", "started": "2026-02-01T00:00:00+00:00"}
    _rewrite(house, PROTOCOL_RECORD, "verification/records", **quick, verdict=Verdict.FAIL, reason="0.7")
    assert _found(house)["failed"] == {("SRS-001", "quick")}


REPORT = {
    "header": "Not yet", "requirement": "SRS-001", "found": "by a protocol", "effect": "None.",
    "tried": "Much.", "remedy": "More.", "status": "open",
}  # fmt: skip


def test_a_reported_fail_is_told_and_is_no_finding(house: Path):
    """The FAIL stays one, with the report beside it; closed, or of another claim, it explains nothing."""
    _rewrite(house, PROTOCOL_RECORD, verdict=Verdict.FAIL, reason="0.7")
    write(house, "requirements_trace/problems/PR-001.yml", yaml.safe_dump(REPORT))
    outcome = run_gate("evidence", open_checkout(house))
    assert not [finding for finding in outcome.findings if finding.rule == "failed"]
    assert [n.message for n in outcome.notes] == ["FAIL, as PR-001 reports: Not yet: 0.7"]
    for other in ({"status": "closed"}, {"requirement": "SRS-002"}):
        write(house, "requirements_trace/problems/PR-001.yml", yaml.safe_dump({**REPORT, **other}))
        assert _found(house)["failed"] == {("SRS-001", PROTOCOL_RECORD)}


@pytest.mark.parametrize("status", ["open", "closed"])
def test_a_report_of_no_live_claim_is_a_finding(house: Path, status: str):
    """The trace gate names the report and the claim that it does not find."""
    dead = {**REPORT, "requirement": "SRS-999", "status": status}
    write(house, "requirements_trace/problems/PR-001.yml", yaml.safe_dump(dead))
    found = run_gate("trace", open_checkout(house)).findings
    assert ("problem-dead", "PR-001", "SRS-999") in {(f.rule, f.subject, f.other) for f in found}


def test_a_report_of_what_passes_is_a_finding(house: Path):
    """A problem that is solved is closed, or the next FAIL would go by unseen."""
    write(house, "requirements_trace/problems/PR-001.yml", yaml.safe_dump(REPORT))
    assert _found(house)["problem-solved"] == {("PR-001", "SRS-001")}


def test_an_open_problem_holds_a_release(house: Path):
    """Whoever releases reads it first."""
    write(house, "requirements_trace/problems/PR-001.yml", yaml.safe_dump(REPORT))
    rules = {finding.rule for finding in run_gate("release", open_checkout(house)).findings}
    assert "problem-open" in rules


def test_a_full_pass_stands_beside_a_quick_inconclusive(house: Path):
    """A short run says less than a whole one, so it does not take its place."""
    _rewrite(house, PROTOCOL_RECORD, "verification/records", id="quick", profile="quick",
             verdict=Verdict.INCONCLUSIVE, started="2026-04-01T00:00:00+00:00")  # fmt: skip
    checkout = open_checkout(house)
    standing = standing_of(checkout.graph.item("SRS-001"), appraise(checkout))
    assert (standing.verdict, standing.basis.record.profile) == (Verdict.PASS, "full")


@pytest.mark.parametrize("verdict", [Verdict.INCONCLUSIVE, Verdict.INVALID, Verdict.NOT_RUN])
def test_what_is_open_is_noted_and_passes_nothing(house: Path, verdict: Verdict):
    """INCONCLUSIVE, INVALID and NOT_RUN are told, with the reason, and are no findings of the gate."""
    _rewrite(house, PROTOCOL_RECORD, verdict=verdict, reason="so it was")
    outcome = run_gate("evidence", open_checkout(house))
    assert not outcome.findings
    assert [(note.subject, note.message) for note in outcome.notes] == [("SRS-001", f"{verdict}: so it was")]


def test_evidence_of_another_hardware_class_is_foreign_and_does_not_count(house: Path):
    """A claim about another class stays without evidence, whatever passed here."""
    elsewhere = {**ITEMS["SRS-001"]["acceptance"], "hardware_class": "nvidia-h100"}
    write_item(house, "SRS-001", {**ITEMS["SRS-001"], "acceptance": elsewhere})
    checkout = open_checkout(house)
    graph_prints = checkout.workshop.claims.prints
    (stored,) = (s for s in load_records(house) if s.path.stem == PROTOCOL_RECORD)
    _rewrite(house, PROTOCOL_RECORD, claims={uid: graph_prints[uid] for uid in stored.record.claims})
    standing = standing_of(checkout.graph.item("SRS-001"), appraise(open_checkout(house)))
    assert (standing.verdict, standing.kind) == (None, "foreign")
    assert ("SRS-001", PROTOCOL_RECORD) in _found(house)["evidence-foreign"]


@pytest.mark.parametrize("outcome", ["failed", "error", "xfailed", "xpassed"])
def test_only_passed_passes(house: Path, outcome: str):
    """A test that ended in any other way than passed or skipped is found, with its claim."""
    (stored,) = (s for s in load_records(house) if s.path.stem == SESSION)
    results = tuple(replace(result, outcome=outcome) for result in stored.record.results)
    _rewrite(house, SESSION, results=results)
    assert ("SRS-002", "tests/unit/test_gaps.py::test_it_works") in _found(house)["test-failed"]


def test_a_skipped_or_uncollected_test_shows_nothing(house: Path):
    """A claim whose only test was skipped, or did not run, is not shown."""
    (stored,) = (s for s in load_records(house) if s.path.stem == SESSION)
    first, second = stored.record.results
    _rewrite(house, SESSION, results=(replace(first, outcome="skipped"),))
    found = _found(house)
    assert ("SRS-001", first.nodeid) in found["test-shows-nothing"]
    assert (second.nodeid, SESSION) in found["uncollected"]
    assert ("SRS-002", SESSION) in found["test-shows-nothing"]


def test_a_test_that_needs_the_workshop_is_open_and_no_finding(house: Path):
    """Verification does not install torch: what only training's tests show reads NOT_RUN, until they ran."""
    test = (house / "tests/unit/test_gaps.py").read_text(encoding="utf-8")
    moved = test.replace("implementation", "negative").replace("SRS-001", "SRS-002")
    write(house, "tests/training/test_gaps.py", moved)
    assert ("SRS-002", "negative") in read_marks(open_checkout(house)).workshop_only
    outcome = run_gate("evidence", open_checkout(house))
    assert not outcome.findings
    assert any(n.subject == "SRS-002" and "test-training" in n.message for n in outcome.notes)


def test_without_a_session_of_tests_nothing_else_is_said_of_them(house: Path):
    """The missing session is the finding."""
    (house / "build/records/tests.json").unlink()
    assert _found(house)["no-test-record"]

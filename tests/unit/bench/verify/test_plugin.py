"""The plug-in, run on a small project of its own: every way in which a test can fail to pass."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from bench.claims import load_graph, snapshot
from bench.evidence import (
    Record,
    StoredRecord,
    Verdict,
    Workshop,
    changed_items,
    load_records,
    result_state,
    state_of,
)
from bench.verify import session
from bench.verify.session import FINDINGS, NOT_JUDGED, OPEN, Outcome, run_verification
from bench.verify.target import TargetError

_SOURCES = Path(session.__file__).parents[2]
_TOML = """
[tool.pytest.ini_options]
addopts = ["--strict-markers", "--import-mode=importlib", "-p", "bench.verify.plugin"]
filterwarnings = ["error"]
xfail_strict = true
markers = ["verifies(uid, purpose): what is verified"]
"""
_PROTOCOLS = """
import pytest

def marked(number, purpose="performance"):
    return pytest.mark.verifies(f"SRS-{number:03d}", purpose=purpose)

@marked(1)
@marked(2, "effectiveness")
def test_two_claims(bench):
    assert (bench.profile, bench.target.name) == ("quick", "cpu-x86-64")
    bench.progress(1, 2)
    bench.samples("m1", [0.5] * 100, unit="ms")
    bench.samples("m2", [1.5] * 100, unit="ms")
    bench.samples("extra", [7.0], unit="1")
    bench.note("noted")

@marked(3)
def test_too_few(bench):
    bench.samples("m3", [0.5] * 10, unit="ms")

@marked(4)
def test_nothing_handed_over(bench):
    pass

@marked(5)
def test_no_data(bench):
    bench.not_run("no recording given")

@marked(6)
def test_dies(bench):
    raise RuntimeError("it broke")

@marked(7)
def test_other_hardware(bench):
    raise AssertionError("must not run")

@marked(8)
def test_broken_measurement(bench):
    bench.samples("m8", [0.5] * 100, unit="ms")
    bench.invalid("the clock stepped")

@pytest.fixture
def broken():
    raise OSError("no set-up")

@marked(9)
def test_set_up_fails(bench, broken):
    pass

@marked(10)
@marked(12)
def test_partly_elsewhere(bench):
    bench.samples("m10", [0.5] * 100, unit="ms")

@marked(11)
def test_skips(bench):
    bench.samples("m11", [0.5] * 100, unit="ms")
    pytest.skip("not today")
"""
_TESTS = """
import pytest

@pytest.mark.verifies("SRS-001", purpose="implementation")
@pytest.mark.verifies("SRS-002", "negative")
def test_passes():
    pass

@pytest.mark.verifies("SRS-003", purpose="implementation")
def test_fails():
    raise AssertionError("first line\\nsecond line")

def test_skips():
    pytest.skip("why")

@pytest.mark.xfail(reason="known")
def test_xfails():
    assert False

@pytest.mark.xfail(reason="known")
def test_xpasses():
    pass

@pytest.fixture
def leaving():
    yield
    raise OSError("at the end")

def test_teardown_fails(leaving):
    pass
"""
_HARDWARE = {7: "nvidia-h100", 12: "nvidia-h100"}


def _project(root: Path) -> None:
    home = root / "requirements_trace/software"
    home.mkdir(parents=True)
    (home / ".doorstop.yml").write_text("settings: {digits: 3, prefix: SRS, sep: '-'}", encoding="utf-8")
    for number in range(1, 14):
        acceptance = {
            "metric": f"m{number}",
            "statistic": "p95",
            "limit": "<= 1.0",
            "confidence": 0.95,
            "min_n": 59,
            "profile": "phantom",
            "hardware_class": _HARDWARE.get(number, "any"),
            "unit": "ms",
        }
        item = {"header": "h", "text": "t", "acceptance": acceptance}
        (home / f"SRS-{number:03d}.yml").write_text(json.dumps(item), encoding="utf-8")
    for name, content in {
        "pyproject.toml": _TOML,
        "verification/targets/cpu-x86-64.toml": 'hardware_class = "cpu-x86-64"\ntitle = "CPU"',
        "verification/targets/far.toml": 'hardware_class = "far"\ntitle = "Far"\n[match]\ngpu = "Far"',
        "verification/protocols/eye.py": _PROTOCOLS,
        "tests/test_them.py": _TESTS,
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def _pytest(root: Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(_SOURCES), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, check=False)  # noqa: S603 -- this Python
    return done.returncode, done.stdout.decode()


@pytest.fixture(scope="module")
def verified(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """Return a project and what one verification of it came to."""
    root = tmp_path_factory.mktemp("project")
    _project(root)
    return root, run_verification(root)


@pytest.fixture
def record(verified: tuple[Path, Outcome]) -> Callable[[int], Record]:
    """Return a function from a claim's number to its record."""

    def find(number: int) -> Record:
        [found] = [s.record for s in verified[1].records if s.record and s.record.uid == f"SRS-{number:03d}"]
        return found

    return find


@pytest.fixture
def tests_record(verified: tuple[Path, Outcome]) -> StoredRecord:
    """Return the record of the session's tests."""
    [found] = [stored for stored in verified[1].records if stored.record and stored.record.kind == "tests"]
    return found


@pytest.mark.parametrize(
    ("number", "verdict", "outcome", "reason"),
    [
        (1, Verdict.PASS, "passed", "bound 0.5"),
        (2, Verdict.FAIL, "failed", "not <= 1"),
        (3, Verdict.INCONCLUSIVE, "passed", "59 samples are asked for"),
        (4, Verdict.INVALID, "error", "no samples of m4"),
        (5, Verdict.NOT_RUN, "skipped", "no recording given"),
        (6, Verdict.INVALID, "error", "RuntimeError: it broke"),
        (7, Verdict.NOT_RUN, "skipped", "the claim is about nvidia-h100"),
        (8, Verdict.INVALID, "skipped", "the clock stepped"),
        (9, Verdict.INVALID, "error", "OSError: no set-up"),
        (10, Verdict.PASS, "passed", "bound 0.5"),
        (11, Verdict.NOT_RUN, "skipped", "not today"),
        (12, Verdict.NOT_RUN, "skipped", "the claim is about nvidia-h100"),
    ],
)
def test_each_claim_gets_the_verdict_of_its_own_samples(
    record: Callable[[int], Record], number: int, verdict: Verdict, outcome: str, reason: str
) -> None:
    """Judged alone, even where one protocol serves several; whatever else happens is no PASS."""
    found = record(number)
    assert (found.verdict, found.outcome) == (verdict, outcome)
    assert reason in found.reason


def test_a_reported_fail_is_an_expected_failure(verified: tuple[Path, Outcome], tmp_path: Path) -> None:
    """The protocol ends as expected to fail, the record says FAIL, and the line names the report."""
    root = tmp_path / "project"
    shutil.copytree(verified[0], root, ignore=shutil.ignore_patterns("build"))
    report = dict.fromkeys(("header", "found", "effect", "tried", "remedy"), "Said.")
    path = root / "requirements_trace/problems/PR-001.yml"
    path.parent.mkdir(parents=True)
    path.write_text(yaml.safe_dump({**report, "requirement": "SRS-002", "status": "open"}), encoding="utf-8")
    outcome = run_verification(root, extra=("-k", "test_two_claims"))
    [line] = [line for line in outcome.not_passed if line.startswith("FAIL SRS-002")]
    assert line.endswith("(PR-001)")
    [tests] = [s.record for s in outcome.records if s.record and s.record.kind == "tests"]
    assert [r.outcome for r in tests.results] == ["xfailed"]
    assert outcome.exit_code == 3


def test_a_record_holds_what_it_takes_to_judge_it_again(record: Callable[[int], Record]) -> None:
    """Criterion, estimate, bound, own and extra samples, notes, purpose, environment, command."""
    found = record(2)
    assert found.criterion is not None
    assert found.criterion["limit"] == 1.0
    assert (found.n, found.estimate, found.bound, found.interval) == (100, 1.5, 1.5, (1.5, 1.5))
    assert [(s.name, s.n) for s in found.samples] == [("extra", 1), ("m2", 100)]
    assert found.notes == ("noted",)
    assert [verified.purpose for verified in found.verifies] == ["effectiveness"]
    assert found.environment["python"]
    assert found.command == (
        "python -m pytest verification/protocols/eye.py::test_two_claims --profile quick --target cpu-x86-64"
    )
    assert set(found.contexts) == set(found.claims) == {"SRS-002"}


def test_only_passed_tests_pass(tests_record: StoredRecord) -> None:
    """Skipped, expected to fail, failing at the end: each by its own name."""
    assert tests_record.record is not None
    outcomes = {r.nodeid.rpartition("::")[2]: r.outcome for r in tests_record.record.results}
    assert {name: outcome for name, outcome in outcomes.items() if outcome == "passed"} == {
        "test_passes": "passed"
    }
    assert outcomes["test_fails"] == "failed"
    assert outcomes["test_skips"] == "skipped"
    assert outcomes["test_xfails"] == "xfailed"
    assert outcomes["test_xpasses"] == "failed"
    assert outcomes["test_teardown_fails"] == "error"
    assert outcomes["test_two_claims"] == "failed"
    assert outcomes["test_partly_elsewhere"] == "skipped"
    [passed] = [r for r in tests_record.record.results if r.outcome == "passed"]
    assert [(v.uid, v.purpose) for v in passed.verifies] == [
        ("SRS-001", "implementation"),
        ("SRS-002", "negative"),
    ]


def test_the_outcome_counts_verdicts_and_names_what_is_open(verified: tuple[Path, Outcome]) -> None:
    """A claim that no protocol measures is NOT_RUN, too."""
    outcome = verified[1]
    assert outcome.exit_code == FINDINGS
    assert {verdict.value: count for verdict, count in outcome.counts.items()} == {
        "PASS": 2,
        "FAIL": 1,
        "INCONCLUSIVE": 1,
        "INVALID": 4,
        "NOT_RUN": 5,
    }
    assert "NOT_RUN SRS-013: no protocol of this run measures it" in outcome.not_passed
    assert len(outcome.not_passed) == 11


def test_records_are_fresh_until_something_changes(
    verified: tuple[Path, Outcome], tests_record: StoredRecord
) -> None:
    """A changed protocol makes its own records stale, a changed claim those that rest on it."""
    root, outcome = verified
    workshop = Workshop(root, snapshot(load_graph(root)))
    assert {state_of(stored, workshop).kind for stored in outcome.records} == {"fresh"}
    path = root / "requirements_trace/software/SRS-003.yml"
    before = path.read_text(encoding="utf-8")
    try:
        path.write_text(before.replace("<= 1.0", "<= 2.0"), encoding="utf-8")
        workshop = Workshop(root, snapshot(load_graph(root)))
        stale = {s.record.uid for s in outcome.records if s.record and state_of(s, workshop).kind == "stale"}
        assert stale == {"SRS-003", ""}
        assert changed_items(tests_record, workshop) == ("SRS-003: acceptance.limit changed since",)
        assert tests_record.record is not None
        states = {r.nodeid: result_state(tests_record, r, workshop).kind for r in tests_record.record.results}
        assert {name for name, kind in states.items() if kind == "stale"} == {
            "tests/test_them.py::test_fails",
            "verification/protocols/eye.py::test_too_few",
        }
    finally:
        path.write_text(before, encoding="utf-8")


def test_a_machine_without_the_target_runs_no_protocol(verified: tuple[Path, Outcome]) -> None:
    """Each reads NOT_RUN with the reason, and the earlier records of other targets stay."""
    root, _ = verified
    outcome = run_verification(root, target="far", paths=("verification/protocols/eye.py",))
    reasons = {s.record.reason for s in outcome.records if s.record and s.record.verdict}
    assert reasons <= {"no NVIDIA driver found", "the claim is about nvidia-h100; this target is far"}
    assert {s.record.verdict for s in outcome.records if s.record and s.record.verdict} == {Verdict.NOT_RUN}
    assert outcome.exit_code == OPEN
    assert any(s.record and s.record.target == "cpu-x86-64" for s in load_records(root))


def test_side_by_side_gives_the_records_of_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """On a class that no claim is about, with two processors; on any other, one process."""
    _project(tmp_path)
    found = {}
    for cores in (1, 2):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        outcome = run_verification(tmp_path, target="far")
        found[cores] = {s.record.key: s.record for s in outcome.records if s.record}
        assert outcome.exit_code == FINDINGS
        said = capfd.readouterr().out
        assert ("run at once" in said) == (cores == 2)
        assert "test_fails" in said
    assert found[1].keys() == found[2].keys()
    for key, one in found[1].items():
        other = found[2][key]
        assert {r.nodeid: r.outcome for r in one.results} == {r.nodeid: r.outcome for r in other.results}
        for name in ("outcome", "verdict", "n", "claims", "contexts", "depends", "closures", "command"):
            assert getattr(one, name) == getattr(other, name), name
    assert not (tmp_path / "build/parts").exists()


def test_half_a_run_leaves_no_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Protocols that cannot be collected: the tests beside them are not told as all."""
    _project(tmp_path)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    (tmp_path / "verification/protocols/eye.py").write_text("import nothing_such", encoding="utf-8")
    outcome = run_verification(tmp_path, target="far")
    assert outcome.exit_code == FINDINGS  # of the tests
    assert not outcome.records


def test_an_unknown_target_or_profile_is_refused(verified: tuple[Path, Outcome]) -> None:
    """Before anything runs."""
    with pytest.raises(TargetError, match="there are: cpu-x86-64, far"):
        run_verification(verified[0], target="nowhere")
    with pytest.raises(ValueError, match="quick, full"):
        run_verification(verified[0], profile="fast")


def test_markers_that_no_claim_answers_to_are_collection_errors(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each is named with what is wrong; nothing of such a file runs, and it could not be judged."""
    _project(tmp_path)
    marks = {
        "unknown": '"SRS-099", purpose="implementation"',
        "purpose": '"SRS-001", purpose="fun"',
        "silent": '"SRS-001"',
    }
    for name, mark in marks.items():
        test = f"import pytest\n@pytest.mark.verifies({mark})\ndef test_it():\n    pass\n"
        (tmp_path / f"tests/test_{name}.py").write_text(test, encoding="utf-8")
    expected = "import pytest\n@pytest.mark.xfail\ndef test_it(bench):\n    pass\n"
    (tmp_path / "tests/test_expected.py").write_text(expected, encoding="utf-8")
    outcome = run_verification(tmp_path, paths=("tests",))
    assert outcome.exit_code == NOT_JUDGED
    said = capfd.readouterr().out
    assert "tests/test_unknown.py::test_it: verifies SRS-099, which is no claim" in said
    assert "tests/test_purpose.py::test_it: purpose 'fun' is not one of" in said
    assert "tests/test_silent.py::test_it: verifies('SRS-001') says no purpose" in said
    assert "tests/test_expected.py::test_it: a protocol cannot be expected to fail" in said
    assert "tests/test_expected.py::test_it: hands over samples but verifies no claim" in said


def test_a_plain_run_writes_nothing(tmp_path: Path) -> None:
    """Verdicts decide all the same; records are for those who ask for them."""
    _project(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    code, said = _pytest(tmp_path, "tests", "verification/protocols/eye.py")
    assert code == FINDINGS
    assert "FAIL SRS-002: p95 of m2 <= 1 ms at 0.95 confidence, n >= 59" in said
    assert sorted(tmp_path.rglob("*")) == before


def test_a_checkout_without_claims_or_targets_runs_its_tests(tmp_path: Path) -> None:
    """No claim is unknown where there are none, and the processor needs no file."""
    (tmp_path / "pyproject.toml").write_text(_TOML, encoding="utf-8")
    (tmp_path / "test_it.py").write_text(
        'import pytest\n@pytest.mark.verifies("SRS-001", purpose="negative")\ndef test_it():\n    pass\n',
        encoding="utf-8",
    )
    assert _pytest(tmp_path)[0] == 0

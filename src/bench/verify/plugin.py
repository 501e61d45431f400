"""The pytest plug-in: what a test verifies, what a protocol hands over, and the records of both."""

import os
import time
from collections.abc import Generator, Mapping
from pathlib import Path

import pytest

from bench.evidence import PROFILES, Result, Verdict
from bench.verify.conclusion import Concluded, conclude, wrong_hardware
from bench.verify.conditions import Conditions, gpu_of
from bench.verify.handover import Bench, HaltError
from bench.verify.markers import is_protocol, marked, marker_faults
from bench.verify.progress import Lines, LiveLine, Silent
from bench.verify.run import Run, now
from bench.verify.target import REFERENCE, Target, TargetError, load_target

_RUN = pytest.StashKey[Run]()
_PROGRESS = pytest.StashKey[Silent]()
_BENCH = pytest.StashKey[Bench]()
_WORST_FIRST = ("error", "failed", "xpassed", "xfailed", "skipped", "passed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the bench's options."""
    group = parser.getgroup("bench", "verification")
    group.addoption("--profile", choices=PROFILES, default="quick", help="how long protocols measure")
    group.addoption("--target", default=None, metavar="NAME", help="hardware class of verification/targets")
    group.addoption("--records", default=None, type=Path, metavar="DIR", help="write records here")
    group.addoption("--bench-progress", action="store_true", help="show progress instead of dots")


def pytest_configure(config: pytest.Config) -> None:
    """Read the settings; the claims are read when the first test asks for them."""
    if hasattr(config, "workerinput"):
        raise pytest.UsageError("records need one process: run without workers")
    option = config.option
    records = None if option.records is None else config.invocation_params.dir / option.records
    config.stash[_RUN] = Run(config.rootpath, option.profile, _target(config), records)
    config.stash[_PROGRESS] = _progress() if option.bench_progress else Silent()


@pytest.fixture
def bench(request: pytest.FixtureRequest) -> Bench:
    """Hand the protocol its profile and target, and take its samples."""
    item = request.node
    handed: Bench = item.stash[_BENCH]
    run: Run = item.config.stash[_RUN]
    elsewhere = [
        wrong_hardware(criterion, run.target.hardware_class) for criterion in handed.criteria.values()
    ]
    reason = run.unavailable or (elsewhere[0] if elsewhere and all(elsewhere) else None)
    if reason is not None:
        handed.halt = HaltError(Verdict.NOT_RUN, reason)
        pytest.skip(f"NOT_RUN: {reason}")
    return handed


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Refuse a file whose tests verify what no claim answers to."""
    report = yield
    graph = collector.config.stash[_RUN].graph
    tests = [node for node in report.result or () if isinstance(node, pytest.Item)]
    faults = [fault for test in tests for fault in marker_faults(test, graph)]
    if faults:
        report.outcome, report.longrepr, report.result = "failed", "\n".join(faults), []
    return report


def pytest_collection_finish(session: pytest.Session) -> None:
    """Tell whoever watches how much there is to do."""
    if not session.config.option.collectonly:
        session.config.stash[_PROGRESS].begin(len(session.items))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Make the hand-over of a protocol before anything of its set-up can fail."""
    item.config.stash[_PROGRESS].at(item.nodeid)
    if is_protocol(item):
        run, progress = item.config.stash[_RUN], item.config.stash[_PROGRESS]
        item.stash[_BENCH] = Bench(
            profile=run.profile,
            target=run.target,
            criteria=run.criteria(marked(item)),
            on_progress=lambda done, total: progress.at(item.nodeid, f"{done}/{total}"),
        )


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Run a protocol under watch, judge it, and let its verdict decide the test's outcome."""
    handed = pyfuncitem.stash.get(_BENCH, None)
    if handed is None:
        return (yield)
    started, begun_s = now(), time.perf_counter()
    died: BaseException | None = None
    with Conditions(gpu_of(handed.target.provider)) as conditions:
        try:
            yield
        except Exception as error:  # noqa: BLE001 -- whatever it died of is written down, then raised again
            died = error
        except pytest.skip.Exception as skipped:
            handed.halt = handed.halt or HaltError(Verdict.NOT_RUN, str(skipped))
        except pytest.fail.Exception as failed:
            died = failed
    concluded = _conclude(pyfuncitem, handed, conditions, started, time.perf_counter() - begun_s, died)
    if died is not None and died is not handed.halt:
        raise died
    _decide(handed, concluded, pyfuncitem.config.stash[_RUN].problems)
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Write down a protocol that did not get beyond its set-up, and the outcome of every test."""
    report = yield
    handed = item.stash.get(_BENCH, None)
    if handed is not None and call.when == "setup" and not report.passed:
        _unbegun(item, handed, call)
    run = item.config.stash[_RUN]
    outcome = _outcome(report)
    before = run.results.get(item.nodeid)
    if outcome and (before is None or _WORST_FIRST.index(outcome) < _WORST_FIRST.index(before.outcome)):
        reason = str(call.excinfo.value).partition("\n")[0] if call.excinfo and outcome != "passed" else ""
        run.results[item.nodeid] = Result(
            item.nodeid, marked(item), outcome, round(report.duration, 3), reason
        )
    if call.when == "teardown":
        item.config.stash[_PROGRESS].done(item.nodeid, run.results[item.nodeid].outcome)
    return report


def pytest_report_teststatus(
    report: pytest.CollectReport | pytest.TestReport, config: pytest.Config
) -> tuple[str, str, str] | None:
    """Print no dots where a live line shows the progress."""
    if not config.option.bench_progress or not isinstance(report, pytest.TestReport):
        return None
    return (_outcome(report), "", _outcome(report).upper())


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write the record of the session's tests, unless it was broken off."""
    if session.config.option.collectonly:
        return
    session.config.stash[_PROGRESS].end()
    if exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        session.config.stash[_RUN].close(" ".join(session.config.args))


def _target(config: pytest.Config) -> Target:
    """Return the target asked for, or the reference processor, which needs no file to run the tests."""
    name = config.option.target or REFERENCE
    try:
        return load_target(config.rootpath, name)
    except TargetError as error:
        if config.option.target is None:
            return Target(name, name, "this machine's processor")
        raise pytest.UsageError(str(error)) from error


def _progress() -> Silent:
    """Write to the standard output itself, which pytest captures while a test runs."""
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace")
    return LiveLine(stream) if stream.isatty() else Lines(stream)


def _conclude(
    item: pytest.Item,
    handed: Bench,
    conditions: Conditions,
    started: str,
    duration_s: float,
    died: BaseException | None,
) -> tuple[Concluded, ...]:
    run, progress = item.config.stash[_RUN], item.config.stash[_PROGRESS]
    error = None if died is None else f"{type(died).__name__}: {str(died).partition(chr(10))[0]}"
    blank = run.blank(item.nodeid, marked(item), started, duration_s)
    concluded = conclude(blank, handed, conditions, blank.verifies, error)
    run.keep(concluded)
    for each in concluded:
        if each.record.verdict is not None:
            progress.verdict(each.record.uid, each.record.verdict, each.record.reason)
    return concluded


def _unbegun(item: pytest.Item, handed: Bench, call: pytest.CallInfo[None]) -> None:
    error = call.excinfo.value if call.excinfo else None
    if isinstance(error, pytest.skip.Exception):
        handed.halt = handed.halt or HaltError(Verdict.NOT_RUN, str(error))
        error = None
    _conclude(item, handed, Conditions(), now(), 0.0, error)


def _decide(handed: Bench, concluded: tuple[Concluded, ...], problems: Mapping[str, str]) -> None:
    """Fail for a FAIL or an error, skip for what is neither pass nor fail; a reported FAIL was expected."""
    records = [each.record for each in concluded]
    said = [f"{r.verdict} {r.uid}: {handed.criteria[r.uid]}; {r.reason}" for r in records]
    broken = [record for record in records if record.outcome in ("failed", "error")]
    if any(record.verdict is not Verdict.FAIL or record.uid not in problems for record in broken):
        pytest.fail("\n".join(said), pytrace=False)
    if broken:
        pytest.xfail("; ".join(f"{problems[r.uid]}: {r.verdict} {r.uid}: {r.reason}" for r in broken))
    open_ = [line for line, r in zip(said, records, strict=True) if r.verdict is not Verdict.PASS]
    if open_:
        pytest.skip("; ".join(open_))
    if handed.halt is not None:
        pytest.skip(str(handed.halt))


def _outcome(report: pytest.TestReport) -> str:
    """Return what one phase of a test says of it; a phase that passed says nothing but the call's."""
    if hasattr(report, "wasxfail"):
        return "xfailed" if report.skipped else "xpassed"
    if report.failed:
        return "failed" if report.when == "call" else "error"
    if report.skipped:
        return "skipped"
    return "passed" if report.when == "call" else ""

"""The evidence gate: the state of every record, and a passing fresh one for every requirement."""

from collections.abc import Iterable, Iterator

from bench.claims import PROBLEMS, Problem
from bench.evidence import Result, State, Verdict, changed_items, result_state
from bench.gates.appraisal import Appraised, Standing, appraise, newest_tests, standing_of
from bench.gates.checkout import PROTOCOLS, Checkout
from bench.gates.finding import CannotJudgeError, Finding, Note
from bench.gates.trace import read_marks

_AGAIN = "run it again: make verify"


def judge(checkout: Checkout) -> Iterator[Finding | Note]:
    """Judge every record, then every active requirement by them."""
    appraised = appraise(checkout)
    if not appraised:
        raise CannotJudgeError("there are no records", "make them: make verify")
    standings = [
        standing_of(item, appraised) for item in checkout.graph.of("SRS") if item.acceptance is not None
    ]
    yield from _states(appraised, standings)
    reported = {problem.requirement: problem for problem in checkout.problems if problem.status == "open"}
    for standing in standings:
        yield from _measured(standing, reported.get(standing.uid))
    tests = newest_tests(appraised)
    if tests is None:
        yield _finding(
            "no-test-record", "tests", "build/records", "no record of a test session holds", _AGAIN
        )
        return
    yield from _claims(tests, checkout)
    yield from _tests(tests, checkout)
    yield from _collected(tests, checkout)


def _states(appraised: Iterable[Appraised], standings: Iterable[Standing]) -> Iterator[Finding | Note]:
    settled = {standing.uid for standing in standings if standing.verdict is not None}
    newest = newest_tests(appraised)
    for a in appraised:
        kind, record = a.state.kind, a.record
        older = record is not None and (record.uid in settled if record.uid else a is not newest)
        if kind == "void":
            for reason in a.state.reasons:
                yield _finding(
                    "void", a.name, _first(reason), reason, f"restore it from version control, or {_AGAIN}"
                )
        elif kind == "stale" and older:
            yield Note("evidence", a.name, f"stale, and a newer record stands: {_some(a.state.reasons)}")
        elif kind == "stale":
            for reason in a.state.reasons:
                yield _finding("stale", a.name, _first(reason), f"{a.name} is stale: {reason}", _AGAIN)
        elif kind == "foreign" and record is not None and record.verdict is not Verdict.NOT_RUN:
            yield Note("evidence", a.name, f"foreign: {_some(a.state.reasons)}")


def _measured(standing: Standing, problem: Problem | None) -> Iterator[Finding | Note]:
    """Judge one standing; a FAIL that a problem report says is known, and a report of what holds is not."""
    uid, basis = standing.uid, standing.basis
    name = basis.name if basis else "build/records"
    if standing.verdict is Verdict.FAIL and problem is not None:
        yield Note("evidence", uid, f"FAIL, as {problem.uid} reports: {problem.header}: {standing.reason}")
    elif standing.verdict is Verdict.PASS and problem is not None:
        message = f"{problem.uid} is open, and {uid} PASSes"
        yield _finding("problem-solved", problem.uid, uid, message, "say so in the report, and close it")
    elif standing.verdict is Verdict.FAIL:
        yield _finding(
            "failed",
            uid,
            name,
            f"{uid} FAILs: {standing.reason}",
            f"mend the device and run it again, or report the problem in {PROBLEMS}",
        )
    elif standing.verdict is None:
        yield _finding(
            f"evidence-{standing.kind}",
            uid,
            name,
            f"{uid} has no evidence that holds today: {standing.reason}",
            _AGAIN,
        )
    elif standing.verdict is not Verdict.PASS:
        yield Note("evidence", uid, f"{standing.verdict}: {standing.reason}")


def _claims(tests: Appraised, checkout: Checkout) -> Iterator[Finding]:
    for reason in changed_items(tests.stored, checkout.workshop):
        yield _finding(
            "claim-changed",
            _first(reason),
            tests.name,
            f"{reason}, and {tests.name} was made before",
            "read what it changes for others, then run the tests again",
        )


def _tests(tests: Appraised, checkout: Checkout) -> Iterator[Finding | Note]:
    """Judge each claim and purpose by the results that name it: none failed, one passed and is fresh.

    What a protocol measures for a claim with a criterion is judged by its own record instead.
    """
    read = read_marks(checkout)
    asked = {(m.uid, m.purpose) for m in read.marks if m.path.startswith("tests/")}
    by_claim: dict[tuple[str, str], list[Result]] = {(u, p): [] for u, p in asked if u and p}
    for result in tests.record.results if tests.record else ():
        for verified in result.verifies:
            if not (result.file.startswith(PROTOCOLS) and _has_criterion(verified.uid, checkout)):
                by_claim.setdefault((verified.uid, verified.purpose), []).append(result)
    for (uid, purpose), results in sorted(by_claim.items()):
        if not results and (uid, purpose) in read.workshop_only:
            yield Note("evidence", uid, f"NOT_RUN: its {purpose} needs torch: make test-training")
        else:
            yield from _claim_and_purpose(uid, purpose, results, tests, checkout)
    shown = {uid for uid, _ in by_claim}
    for item in checkout.graph.of("SRS"):
        if item.get("verification_method") == "test" and item.acceptance is None and item.uid not in shown:
            message = f"no result in {tests.name} verifies {item.uid}"
            yield _finding("untested", item.uid, tests.name, message, _AGAIN)


def _claim_and_purpose(
    uid: str, purpose: str, results: list[Result], tests: Appraised, checkout: Checkout
) -> Iterator[Finding]:
    for result in results:
        if result.outcome not in ("passed", "skipped"):
            message = f"{result.nodeid}, the {purpose} of {uid}, ended {result.outcome}"
            yield _finding("test-failed", uid, result.nodeid, message, "mend what it found")
    if not any(r.outcome == "passed" and _state(r, tests, checkout).kind == "fresh" for r in results):
        at, why = tests.name, "no result is on record"
        if results:
            at = results[0].nodeid
            why = f"{at}: {_some(_state(results[0], tests, checkout).reasons) or results[0].outcome}"
        message = f"no {purpose} test of {uid} passed and is fresh: {why}"
        yield _finding("test-shows-nothing", uid, at, message, _AGAIN)


def _collected(tests: Appraised, checkout: Checkout) -> Iterator[Finding]:
    """Find marked tests that a collected file holds and the session did not run."""
    results = tests.record.results if tests.record else ()
    ran, files = {result.nodeid.partition("[")[0] for result in results}, {result.file for result in results}
    for mark in read_marks(checkout).marks:
        if mark.path in files and mark.nodeid not in ran:
            message = f"{mark.nodeid} is marked with {mark.uid} and is not in {tests.name}"
            yield _finding("uncollected", mark.nodeid, tests.name, message, _AGAIN)


def _state(result: Result, tests: Appraised, checkout: Checkout) -> State:
    return result_state(tests.stored, result, checkout.workshop)


def _has_criterion(uid: str, checkout: Checkout) -> bool:
    return uid in checkout.graph and checkout.graph.item(uid).acceptance is not None


def _first(reason: str) -> str:
    return reason.replace(",", " ").replace(":", " ").split()[0] if reason.split() else "digest"


def _some(reasons: tuple[str, ...]) -> str:
    more = f" and {len(reasons) - 3} more" if len(reasons) > 3 else ""
    return "; ".join(reasons[:3]) + more


def _finding(rule: str, subject: str, other: str, message: str, mend: str) -> Finding:
    return Finding("evidence", rule, subject, other, message, mend)

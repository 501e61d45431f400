"""A test that is listed has run: something on record says what came of it."""

from collections.abc import Iterable, Iterator

from bench.gates.audit.rule import broken
from bench.gates.checkout import PROTOCOLS, Checkout
from bench.gates.finding import Finding, Note
from bench.gates.sources import Mark
from bench.gates.trace.marks import WORKSHOP

_RUN = "run it: make verify"


def judge(checkout: Checkout, marks: Iterable[Mark]) -> Iterator[Finding | Note]:
    """Find protocols and tests that a claim counts on and of which no record exists at all."""
    marks = tuple(marks)
    yield from _protocols(checkout, [m for m in marks if m.path.startswith(f"{PROTOCOLS}/")])
    yield from _plans(checkout)
    yield from _tests(checkout, {m.nodeid: m for m in marks if m.path.startswith("tests/")})


def _protocols(checkout: Checkout, marks: Iterable[Mark]) -> Iterator[Finding]:
    """Ask for a record of each protocol and claim with a criterion; the rest is a test like others."""
    ran = {(s.record.nodeid.partition("[")[0], s.record.uid) for s in checkout.records if s.record}
    for mark in marks:
        if _asked(mark.uid, checkout) and (mark.nodeid, mark.uid) not in ran:
            message = f"{mark.nodeid} is listed for {mark.uid} and no record says that it ever ran"
            yield broken("listed-without-run", mark.nodeid, str(mark.uid), message, _RUN)


def _plans(checkout: Checkout) -> Iterator[Finding]:
    """Ask for a record below each plan: of each criterion that it plans to judge."""
    judged = {s.record.uid for s in checkout.records if s.record}
    for plan in checkout.graph.of("VER"):
        for uid in plan.link_uids:
            if _asked(uid, checkout) and uid not in judged:
                message = f"{plan.uid} plans the verification of {uid}, and no record judges it"
                yield broken("planned-without-run", plan.uid, uid, message, _RUN)


def _tests(checkout: Checkout, marks: dict[str, Mark]) -> Iterator[Finding | Note]:
    sessions = [s for s in checkout.records if s.record and s.record.kind == "tests"]
    if not sessions:
        message = f"{len(marks)} marked tests are listed and no session of tests is on record: {_RUN}"
        yield Note("audit", "tests", message)
        return
    ran = {r.nodeid.partition("[")[0] for s in sessions if s.record for r in s.record.results}
    for nodeid, mark in marks.items():
        if nodeid in ran:
            continue
        if mark.path.startswith(WORKSHOP):
            yield Note("audit", nodeid, f"listed for {mark.uid}, and needs torch: make test-training")
        else:
            message = f"{nodeid} is listed for {mark.uid} and is in no session of tests on record"
            yield broken("listed-without-run", nodeid, str(mark.uid), message, _RUN)


def _asked(uid: str | None, checkout: Checkout) -> bool:
    if uid is None or uid not in checkout.graph:
        return False
    item = checkout.graph.item(uid)
    return item.active and item.acceptance is not None

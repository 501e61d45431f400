"""Evidence that machines made: tests that are marked, and runs that hold today."""

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

from bench.claims import Item
from bench.evidence import Verdict
from bench.gates.appraisal import Standing, standing_of
from bench.gates.checkout import PROTOCOLS
from bench.gates.clauses.known import Known
from bench.gates.clauses.mapping import Reference
from bench.gates.clauses.selection import select
from bench.gates.clauses.status import Found, Presence
from bench.gates.sources import Mark

SESSION, FOLDERS = "tests", ("tests", "verification")
_VERIFY = "python -m bench verify"


def tests(reference: Reference, known: Known) -> Found:
    """Look for marked tests: below a path, or of claims, for one purpose or any."""
    marks = _marked(reference.target, known)
    if isinstance(marks, str):
        return Found(reference, Presence.ABSENT, marks)
    files = sorted({mark.path for mark in marks})
    where = files[0] if len(files) == 1 else f"{files[0]} and {len(files) - 1} more files"
    reason = f"{len({mark.nodeid for mark in marks})} tests of {reference.target}, in {where}"
    return Found(reference, Presence.THERE, reason, _pytest(reference.target, files))


def run(reference: Reference, known: Known) -> Found:
    """Look for a fresh run: of a session of tests (``tests/…``), or of the protocols of claims."""
    if reference.target.split("/")[0] in FOLDERS[:1]:
        return _session(reference, known)
    return _measured(reference, known)


def bench(reference: Reference, known: Known) -> Found:
    """Look for a fresh run of protocols with raw samples and a criterion that was fixed before."""
    return _measured(reference, known)


def _marked(target: str, known: Known) -> tuple[Mark, ...] | str:
    if target.split("/")[0] in FOLDERS:
        folder = target.rstrip("/") + "/"
        below = tuple(m for m in known.marks.marks if m.path == target or m.path.startswith(folder))
        return below or f"no marked test lies below {target}"
    pick, _, purpose = target.partition("/")
    claims = select(pick, known.checkout.graph)
    found = tuple(mark for item in claims for mark in known.naming(item.uid, purpose))
    return found or f"no {purpose + ' ' if purpose else ''}test names {pick}"


def _session(reference: Reference, known: Known) -> Found:
    target = reference.target
    if not any(PurePosixPath(file).name.startswith("test_") for file in known.below(target)):
        return Found(reference, Presence.ABSENT, f"no test lies below {target}")
    waits, tests_ = Presence.AWAITS_RUN, known.session
    if tests_ is None or tests_.record is None:
        return Found(reference, waits, "no session of tests is on record", _VERIFY)
    if tests_.state.kind != "fresh":
        why = tests_.state.reasons[0] if tests_.state.reasons else tests_.state.kind
        return Found(reference, waits, f"{tests_.name} is {tests_.state.kind}: {why}", _VERIFY)
    folder = "" if target == SESSION else target.rstrip("/") + "/"
    below = [r for r in tests_.record.results if r.file == target or r.file.startswith(folder)]
    bad = [r for r in below if r.outcome not in ("passed", "skipped")]
    if bad or not any(r.outcome == "passed" for r in below):
        what = f"{bad[0].nodeid} ended {bad[0].outcome}" if bad else f"no test of {target} passed"
        return Found(reference, waits, f"{tests_.name}: {what}", _pytest(target, [target]))
    return Found(
        reference, Presence.THERE, f"{len(below)} results in {tests_.name}", _pytest(target, [target])
    )


def _measured(reference: Reference, known: Known) -> Found:
    claims = [i for i in select(reference.target, known.checkout.graph) if i.acceptance is not None]
    unmeasured = [i.uid for i in claims if not _protocol(i, known)]
    if not claims or unmeasured:
        what = f"no protocol measures {unmeasured[0]}" if unmeasured else "no such claim has a criterion"
        return Found(reference, Presence.ABSENT, f"{reference.target}: {what}")
    standings = [standing_of(item, known.appraised) for item in claims]
    open_ones = [one for one in standings if not _settled(one, known)]
    command = f"{_VERIFY} --claim {claims[0].uid}" if len(claims) == 1 else _VERIFY
    if len(claims) == 1 and standings[0].basis is not None and standings[0].basis.record is not None:
        command = standings[0].basis.record.command or command
    presence = Presence.AWAITS_RUN if open_ones else Presence.THERE
    return Found(reference, presence, _counted(standings, open_ones, known), command)


def _protocol(item: Item, known: Known) -> bool:
    return any(mark.path.startswith(f"{PROTOCOLS}/") for mark in known.naming(item.uid))


def _settled(standing: Standing, known: Known) -> bool:
    """Say whether a claim was measured: it holds, or a problem report says that it does not."""
    return standing.verdict is Verdict.PASS or standing.uid in _reported([standing], known)


def _reported(standings: Iterable[Standing], known: Known) -> dict[str, str]:
    reports = {p.requirement: p.uid for p in known.checkout.problems if p.status == "open"}
    return {s.uid: reports[s.uid] for s in standings if s.verdict is Verdict.FAIL and s.uid in reports}


def _counted(standings: list[Standing], open_ones: list[Standing], known: Known) -> str:
    counts = Counter(str(s.verdict) if s.verdict else s.kind for s in standings)
    words = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
    reported = _reported(standings, known)
    known_fails = (
        f"; {', '.join(f'{u} FAILs as {p} reports' for u, p in reported.items())}" if reported else ""
    )
    first = f"; {open_ones[0].uid}: {open_ones[0].reason}" if open_ones else ""
    return f"{words}{known_fails}{first}"


def _pytest(target: str, files: list[str]) -> str:
    where = target if target.split("/")[0] == "tests" else " ".join(files[:3])
    return f"python -m pytest {where}"

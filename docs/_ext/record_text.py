"""Problem reports, change requests and the newest test session as reStructuredText."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from claim_text import checkout, claims, linked, plain, policy, reference, table, verifying

from bench.claims import criterion_of
from bench.gates import appraise, newest_tests, risk_classes, standing_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.claims import Item, Problem
    from bench.evidence import Record, Result
    from bench.gates import Appraised, Standing

REPORT = re.compile(r"\b(?:PR|CR)-\d{3}\b")
LEVELS = {"tests/unit": "unit", "tests/integration": "integration", "tests/system": "system"}
LEVELS |= {"verification/protocols": "protocol", "tests/training": "workshop"}
NO_SESSION = (
    "No record of a test session is kept in this checkout: it is made anew on each machine. "
    "``make verify`` makes one (``build/records``), and this page then shows it."
)
LEFT = "``python -m bench gate evidence`` judges it."


def problems(status: str) -> Iterator[str]:
    """Yield a section for each report of one status: what does not hold, its effect, what would mend it."""
    for problem in checkout().problems:
        if problem.status == status:
            title = f"{problem.uid} {plain(problem.header)}"
            yield from (f".. _{problem.uid.lower()}:", "", title, "~" * len(title), "")
            item = claims().item(problem.requirement)
            about = f"{plain(item.header)}; {item.get('item')}, class {_class(item)}"
            yield f":does not hold: {reference(item.uid)} {about}"
            for name in ("found", "effect", "tried", "remedy"):
                yield f":{name}: {marked(getattr(problem, name))}"
            yield f":hazards above: {_hazards(problem)}"
            yield from (f":change requests: {_answers(problem) or 'none yet: the remedy says why'}", "")


def problem_table(status: str = "") -> Iterator[str]:
    """Yield every report in a row, or those of one status."""
    rows = [["report", "what does not hold", "claim", "status"]]
    shown = (p for p in checkout().problems if status in ("", p.status))
    rows += [[marked(p.uid), plain(p.header), reference(p.requirement), p.status] for p in shown]
    yield from table(rows, widths="12 58 15 15")


def problem_trends() -> Iterator[str]:
    """Yield how many reports each item has, open and closed."""
    counts: Counter[tuple[str, str]] = Counter()
    for problem in checkout().problems:
        counts[str(claims().item(problem.requirement).get("item")), problem.status] += 1
    rows = [["item", "open", "closed"]]
    names = sorted({item for item, _ in counts})
    rows += [[n.replace("_", " "), str(counts[n, "open"]), str(counts[n, "closed"])] for n in names]
    yield from table(rows, widths="50 25 25")


def problem_security() -> Iterator[str]:
    """Yield the open reports whose claim is of the content area security, or say that there are none."""
    shown = (p for p in checkout().problems if p.status == "open")
    found = [p for p in shown if claims().item(p.requirement).get("area") == "security"]
    yield from (*([f"- {marked(p.uid)} {plain(p.header)}" for p in found] or ["None."]), "")


def changes() -> Iterator[str]:
    """Yield a section for each change request."""
    for change in checkout().changes:
        title = f"{change.uid} {plain(change.header)}"
        yield from (f".. _{change.uid.lower()}:", "", title, "~" * len(title), "")
        for name in ("reason", "what", "risk_analysis", "verification"):
            yield f":{name.replace('_', ' ')}: {marked(getattr(change, name))}"
        yield f":affects: {', '.join(map(reference, change.affects))}"
        yield f":answers: {marked(change.problem)}"
        yield from (f":decision: {plain(change.decision)}", f":status: {change.status}", "")


def change_table() -> Iterator[str]:
    """Yield every change request in a row."""
    rows = [["request", "what it is about", "claims", "report", "status", "decision"]]
    for c in checkout().changes:
        about = [marked(c.uid), plain(c.header), ", ".join(map(reference, c.affects)), marked(c.problem)]
        rows += [[*about, c.status, plain(c.decision)]]
    yield from table(rows, widths="10 34 20 10 13 13")


def session() -> Iterator[str]:
    """Yield the newest test session: when, where, of which bytes, by level."""
    record = _record()
    if record is None:
        yield from (NO_SESSION, "")
        return
    dirty = ", with changes that were not committed" if record.tree_dirty else ""
    yield f"- made: {plain(record.started)}, target ``{record.target}``, profile ``{record.profile}``"
    yield f"- of commit ``{record.commit[:12] or 'none'}``{dirty}; digest ``{record.digest[:16]}``"
    yield f"- on: {plain(_machine(record))}"
    yield f"- by: the machine; a person has handed it over only where the ledger says so. {LEFT}"
    yield from (f"- again: ``{record.command}``" if record.command else "- again: ``make verify``", "")
    yield from _by_level(record.results)


def not_passed() -> Iterator[str]:
    """Yield what of the newest session did not pass, each with its reason."""
    record = _record()
    if record is None:
        yield from (NO_SESSION, "")
        return
    rest = [r for r in record.results if r.outcome != "passed"]
    if not rest:
        yield from ("Every test of the session passed.", "")
        return
    rows = [["test", "outcome", "reason"]]
    rows += [[f"``{r.nodeid}``", r.outcome, plain(" ".join(r.reason.split())) or "none told"] for r in rest]
    yield from table(rows, widths="50 12 38")


def level(name: str) -> Iterator[str]:
    """Yield the claims that tests of one level name, with how many do, and how many passed last."""
    ran = _outcomes()
    rows = [["claim", "what it asks", "tests", "passed in the newest session"]]
    for item in claims():
        tests = sorted({t for t, _ in verifying().get(item.uid, []) if _level(t) == name})
        if tests:
            passed = sum(ran.get(t) == {"passed"} for t in tests)
            told = f"{passed} of {len(tests)}" if ran else "no session here"
            rows.append([reference(item.uid), plain(item.header), str(len(tests)), told])
    yield from table(rows, widths="12 52 12 24")


def verdicts() -> Iterator[str]:
    """Yield where each requirement with a criterion stands by its records."""
    rows = [["requirement", "accepted when", "verdict", "state", "why"]]
    for standing in _standings():
        item = claims().item(standing.uid)
        rows.append(
            [
                reference(item.uid),
                plain(str(criterion_of(item))),
                str(standing.verdict or "NO EVIDENCE"),
                standing.kind,
                plain(" ".join(standing.reason.split())[:160]),
            ]
        )
    yield from table(rows, widths="10 32 12 9 37")


def verdict_counts() -> Iterator[str]:
    """Yield how many requirements with a criterion stand at each verdict."""
    counts = Counter(str(standing.verdict or "NO EVIDENCE") for standing in _standings())
    told = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
    yield from (
        f"Of {counts.total()} requirements with a criterion, by the records that are here: {told}.",
        "",
    )


def marked(text: str) -> str:
    """Return text with claims, reports and requests made references, and nothing else read as markup."""
    known = {p.uid for p in checkout().problems} | {c.uid for c in checkout().changes}
    return REPORT.sub(
        lambda m: f":ref:`{m[0]} <{m[0].lower()}>`" if m[0] in known else m[0], linked(" ".join(text.split()))
    )


def _class(item: Item) -> str:
    return str(item.get("safety_class") or "none of its own")


def _hazards(problem: Problem) -> str:
    """Name the hazards above a claim with how the policy classes what is left of each."""
    above = [claims().item(uid) for uid in claims().closure_up(problem.requirement) if uid.startswith("HAZ")]
    told = (
        f"{reference(h.uid)} ({h.get('residual.severity')}, *{risk_classes(h, policy())[1]}*)" for h in above
    )
    return ", ".join(told) or "none: no control rests on this claim"


def _machine(record: Record) -> str:
    where = record.environment
    told = [str(where.get(name)) for name in ("cpu", "os", "python") if where.get(name)]
    return ", ".join(
        [*told, f"{where.get('cores')} cores", f"{len(where.get('libraries', {}))} libraries named"]
    )


def _answers(problem: Problem) -> str:
    return ", ".join(marked(change.uid) for change in checkout().changes if change.problem == problem.uid)


@lru_cache(maxsize=1)
def _appraised() -> tuple[Appraised, ...]:
    return appraise(checkout())


@lru_cache(maxsize=1)
def _record() -> Record | None:
    newest = newest_tests(_appraised())
    return newest.record if newest else None


def _outcomes() -> dict[str, set[str]]:
    """Return every outcome of each test of the newest session: one that is drawn over has several."""
    record, found = _record(), dict[str, set[str]]()
    for result in record.results if record else ():
        found.setdefault(result.nodeid.partition("[")[0], set()).add(result.outcome)
    return found


@lru_cache(maxsize=1)
def _standings() -> tuple[Standing, ...]:
    return tuple(standing_of(i, _appraised()) for i in claims().of("SRS") if i.acceptance is not None)


def _by_level(results: tuple[Result, ...]) -> Iterator[str]:
    rows = [["level", "files", "tests", "passed", "failed or error", "skipped", "seconds"]]
    for name in LEVELS.values():
        mine = [r for r in results if _level(r.nodeid) == name]
        passed, skipped = (sum(r.outcome == word for r in mine) for word in ("passed", "skipped"))
        counts = (len({r.file for r in mine}), len(mine), passed, len(mine) - passed - skipped, skipped)
        rows.append([name, *map(str, counts), f"{sum(r.duration_s for r in mine):.0f}"])
    yield from table(rows, widths="16 12 12 14 18 14 14")


def _level(nodeid: str) -> str:
    return next((word for folder, word in LEVELS.items() if nodeid.startswith(f"{folder}/")), "other")


TEXTS: dict[str, Callable[..., Iterator[str]]] = {
    "problems": problems,
    "problem-table": problem_table,
    "problem-trends": problem_trends,
    "problem-security": problem_security,
    "changes": changes,
    "change-table": change_table,
    "session": session,
    "not-passed": not_passed,
    "level": level,
    "verdicts": verdicts,
    "verdict-counts": verdict_counts,
}

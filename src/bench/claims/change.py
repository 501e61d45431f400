"""Change requests: what changes and why, its risk, its verification, who decided; written by people."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

import yaml

from bench.claims.graph import Graph
from bench.claims.problem import Problem

CHANGES = Path("requirements_trace/changes")
AWAITED = "awaited"
NO_PROBLEM = "none"
STATUSES = ("open", "implemented", "closed", "refused")
_TEXTS = ("header", "reason", "what", "problem", "risk_analysis", "verification", "decision", "status")
_UID = re.compile(r"CR-\d{3}")
_DECIDED = re.compile(r"(?P<word>approved|refused) by (?P<role>\w[\w -]*), (?P<on>\d{4}-\d\d-\d\d)")


class ChangeError(ValueError):
    """A change request that cannot be read.

    Attributes
    ----------
    path
        Its file.
    """

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path


@dataclass(frozen=True)
class Change:
    """One request, as IEC 62304 clauses 6.2.3, 6.2.4 and 8.2 ask for them.

    Parameters
    ----------
    affects
        The claims that change, or whose evidence the change makes stale.
    problem
        The problem report that it answers, or ``none``.
    risk_analysis
        What the change does to hazards, controls and interfaces.
    verification
        What shows that it does what was asked, and nothing else.
    decision
        ``awaited``, or a role's judgement with its day: ``approved by ROLE, YYYY-MM-DD``.
    status
        ``open``, ``implemented``, ``closed`` or ``refused``; the last two need a decision.
    """

    uid: str
    header: str
    reason: str
    what: str
    affects: tuple[str, ...]
    problem: str
    risk_analysis: str
    verification: str
    decision: str
    status: str

    @property
    def decided(self) -> bool:
        """Whether a role has judged it."""
        return self.decision != AWAITED


def read_changes(root: Path) -> tuple[Change, ...]:
    """Return every change request below the root, in the order of their numbers.

    Raises
    ------
    ChangeError
        One is not a request.
    """
    return tuple(_change(path) for path in sorted((root / CHANGES).glob("*.yml")))


def dangling(
    changes: Iterable[Change], problems: Iterable[Problem], graph: Graph
) -> Iterator[tuple[str, str, str]]:
    """Yield each end that a request or a report leaves loose: its UID, the other end, and what is wrong.

    A closed report without a request that answers it is loose too: nothing says what was changed for it.
    """
    reports = {problem.uid: problem for problem in problems}
    answered = set[str]()
    for change in changes:
        answered.add(change.problem)
        for uid in change.affects:
            if uid not in graph or not graph.item(uid).active:
                yield change.uid, uid, f"{change.uid} affects {uid}, which is no live claim"
        if change.problem != NO_PROBLEM and change.problem not in reports:
            yield change.uid, change.problem, f"{change.uid} answers {change.problem}, which is no report"
    for uid, problem in reports.items():
        if problem.status == "closed" and uid not in answered:
            yield uid, CHANGES.as_posix(), f"{uid} is closed, and no change request answers it"


def _change(path: Path) -> Change:
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ChangeError(path, f"it cannot be read ({error})") from error
    if not isinstance(entries, dict) or set(entries) != {*_TEXTS, "affects"}:
        raise ChangeError(path, f"a request has the entries {', '.join((*_TEXTS, 'affects'))}")
    fault = next(_faults(path.stem, entries), None)
    if fault is not None:
        raise ChangeError(path, fault)
    texts = {name: str(entries[name]).strip() for name in _TEXTS}
    return Change(uid=path.stem, affects=tuple(cast("list[str]", entries["affects"])), **texts)


def _faults(uid: str, entries: Mapping[str, object]) -> Iterator[str]:
    """Yield what is wrong with a request's entries, the plainest first."""
    if not _UID.fullmatch(uid):
        yield "a request's file is named CR-001.yml and so on"
    for name in _TEXTS:
        value = entries[name]
        if not isinstance(value, str) or not value.strip():
            yield f"{name} is a text"
    affects = entries["affects"]
    if not isinstance(affects, list) or not affects or not all(isinstance(each, str) for each in affects):
        yield "affects is a list of claims"
    yield from _verdict(str(entries["status"]).strip(), str(entries["decision"]).strip())


def _verdict(status: str, decision: str) -> Iterator[str]:
    """Yield where status and decision are not words of theirs, or do not fit each other."""
    if status not in STATUSES:
        yield f"its status is {', '.join(STATUSES[:-1])} or {STATUSES[-1]}, found {status!r}"
    if decision == AWAITED:
        if status in ("closed", "refused"):
            yield f"it is {status}, and nobody has decided so"
        return
    made = _DECIDED.fullmatch(decision)
    if made is None or not _is_day(made["on"]):
        yield f"its decision is {AWAITED}, or approved or refused by a role on a day, found {decision!r}"
    elif (made["word"] == "refused") != (status == "refused"):
        yield f"it is {status}, and was {made['word']}"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True

"""What the stored records are worth today, and where each requirement stands by them."""

from collections.abc import Iterable
from dataclasses import dataclass

from bench.claims import Item
from bench.evidence import Record, State, StoredRecord, Verdict, latest, state_of
from bench.gates.checkout import Checkout

_WORST_FIRST = (Verdict.FAIL, Verdict.INVALID, Verdict.INCONCLUSIVE, Verdict.NOT_RUN, Verdict.PASS)


@dataclass(frozen=True)
class Appraised:
    """A stored record with its state of today."""

    stored: StoredRecord
    state: State

    @property
    def record(self) -> Record | None:
        """The record, or None where its file cannot be read."""
        return self.stored.record

    @property
    def name(self) -> str:
        """The record as a reader finds it: its file's name without the ending."""
        return self.stored.path.stem


@dataclass(frozen=True)
class Standing:
    """Where one requirement stands: its verdict, or None where no record of use exists.

    Parameters
    ----------
    basis
        The record that decides, or the best of those that are of no use.
    kind
        fresh, stale, foreign, void or missing.
    """

    uid: str
    verdict: Verdict | None
    kind: str
    reason: str
    basis: Appraised | None = None


def appraise(checkout: Checkout) -> tuple[Appraised, ...]:
    """Compute the state of the newest record of each kind, and of every void one."""
    return tuple(
        Appraised(stored, state_of(stored, checkout.workshop)) for stored in latest(checkout.records)
    )


def newest_tests(appraised: Iterable[Appraised]) -> Appraised | None:
    """Return the newest whole record of a test session."""
    whole = [
        a for a in appraised if a.record is not None and a.record.kind == "tests" and a.state.kind != "void"
    ]
    return max(whole, key=lambda a: a.record.started if a.record else "", default=None)


def standing_of(item: Item, appraised: Iterable[Appraised]) -> Standing:
    """Say where a requirement with a criterion stands.

    A fresh FAIL is never hidden. Otherwise a full run counts before a quick one and a newer before an older,
    for each protocol; of several protocols the worst counts.
    """
    mine = [a for a in appraised if a.record is not None and a.record.uid == item.uid]
    fresh = [a for a in mine if a.state.kind == "fresh"]
    if fresh:
        return _by_fresh(item.uid, fresh)
    lacking = [a for a in mine if a.state.kind == "foreign" and _verdict(a) is Verdict.NOT_RUN]
    if lacking:
        basis = max(lacking, key=_age)
        return Standing(item.uid, Verdict.NOT_RUN, "foreign", _reason(basis), basis)
    for kind in ("stale", "void", "foreign"):
        useless = [a for a in mine if a.state.kind == kind]
        if useless:
            basis = max(useless, key=_age)
            return Standing(item.uid, None, kind, "; ".join(basis.state.reasons), basis)
    return Standing(item.uid, None, "missing", "no record judges it")


def _by_fresh(uid: str, fresh: list[Appraised]) -> Standing:
    failed = [a for a in fresh if _verdict(a) is Verdict.FAIL]
    if failed:
        basis = max(failed, key=_age)
        return Standing(uid, Verdict.FAIL, "fresh", _reason(basis), basis)
    best: dict[str, Appraised] = {}
    for a in sorted(fresh, key=_weight):
        best[a.record.nodeid if a.record else ""] = a
    basis = min(best.values(), key=lambda a: _WORST_FIRST.index(_verdict(a)))
    return Standing(uid, _verdict(basis), "fresh", _reason(basis), basis)


def _verdict(a: Appraised) -> Verdict:
    return a.record.verdict if a.record is not None and a.record.verdict is not None else Verdict.INVALID


def _reason(a: Appraised) -> str:
    return a.record.reason if a.record is not None else ""


def _age(a: Appraised) -> str:
    return a.record.started if a.record is not None else ""


def _weight(a: Appraised) -> tuple[bool, str]:
    return (a.record is not None and a.record.profile == "full", _age(a))

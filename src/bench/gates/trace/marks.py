"""The markers of all tests and protocols, read from their source without running them."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.claims.vocabulary import PURPOSES
from bench.gates.checkout import PROTOCOLS, Checkout
from bench.gates.finding import Finding
from bench.gates.sources import Mark, scan_all
from bench.gates.trace.rule import broken

MAY_BE_VERIFIED = ("SRS", "RC", "HAZ")
WORKSHOP = "tests/training/"  # these need torch, which verification never installs


@dataclass(frozen=True)
class Marks:
    """Every `verifies` marker below tests/ and the protocols, and the files that could not be read."""

    marks: tuple[Mark, ...]
    faults: tuple[tuple[str, str], ...]

    def of(self, uid: str, purpose: str | None = None) -> tuple[Mark, ...]:
        """Return the markers that name a claim, for one purpose or any."""
        return tuple(m for m in self.marks if m.uid == uid and purpose in (None, m.purpose))

    @property
    def workshop_only(self) -> frozenset[tuple[str | None, str | None]]:
        """The claims and purposes that the workshop's tests alone verify: `make test-training` runs them."""
        inside = {(m.uid, m.purpose) for m in self.marks if m.path.startswith(WORKSHOP)}
        return frozenset(inside - {(m.uid, m.purpose) for m in self.marks if not m.path.startswith(WORKSHOP)})

    def judge(self, checkout: Checkout) -> Iterator[Finding]:
        """Find markers that name no live claim, or that nobody can read."""
        for path, fault in self.faults:
            yield broken(
                "source-unreadable", path, "syntax", f"{path} cannot be read: {fault}", "mend its syntax"
            )
        for mark in self.marks:
            yield from _live(mark, checkout)


def read_marks(checkout: Checkout) -> Marks:
    """Read every test and protocol."""
    scans = {**scan_all(checkout.files, "tests"), **scan_all(checkout.files, PROTOCOLS)}
    return Marks(
        tuple(mark for scan in scans.values() for mark in scan.marks),
        tuple((path, scan.fault) for path, scan in scans.items() if scan.fault),
    )


def _live(mark: Mark, checkout: Checkout) -> Iterator[Finding]:
    if mark.uid is None or mark.purpose not in PURPOSES:
        yield broken(
            "marker-unreadable",
            mark.nodeid,
            "verifies",
            f"the marker of {mark.nodeid} is not a uid and a purpose in plain strings",
            f"write both literally; purpose is one of {', '.join(PURPOSES)}",
        )
    elif mark.uid not in checkout.graph or not checkout.graph.item(mark.uid).active:
        yield broken(
            "marker-dead",
            mark.nodeid,
            mark.uid,
            f"{mark.nodeid} verifies {mark.uid}, which is no live claim",
            "name a live claim, or remove the marker",
        )
    elif checkout.graph.item(mark.uid).prefix not in MAY_BE_VERIFIED:
        yield broken(
            "marker-wrong-kind",
            mark.nodeid,
            mark.uid,
            f"{mark.nodeid} verifies {mark.uid}, which a test cannot",
            f"name one of {', '.join(MAY_BE_VERIFIED)}",
        )

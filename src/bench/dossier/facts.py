"""What the report tells, gathered once from the checkout; it measures nothing and decides nothing."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bench.claims import Item
from bench.dossier.plot_plan import PlotPlan, plan_plots
from bench.evidence import Record, Result, result_state
from bench.gates import (
    ALL,
    Appraised,
    CannotJudgeError,
    Checkout,
    Outcome,
    Policy,
    Standing,
    appraise,
    newest_tests,
    read_policy,
    run_gates,
    standing_of,
)
from bench.gates.trace import read_marks

VERDICTS = ("PASS", "FAIL", "INCONCLUSIVE", "INVALID", "NOT_RUN", "NO EVIDENCE", "AWAITED")


@dataclass(frozen=True)
class Facts:
    """A checkout with the state of its records, where its requirements stand, and what its gates say."""

    checkout: Checkout
    appraised: tuple[Appraised, ...]
    standings: tuple[Standing, ...]
    outcomes: tuple[Outcome, ...]
    policy: Policy | None

    @property
    def records(self) -> tuple[Record, ...]:
        """Every record that can be read and whose bytes hold."""
        return tuple(a.record for a in self.appraised if a.record is not None and a.state.kind != "void")

    @property
    def tests(self) -> Appraised | None:
        """The newest session of tests."""
        return newest_tests(self.appraised)

    @property
    def made(self) -> datetime:
        """When the newest record was made: the report's own date, so that it can be built again."""
        starts = [record.started for record in self.records]
        return (
            datetime.fromisoformat(max(starts))
            if starts
            else datetime.fromisoformat("2026-01-01T00:00:00+00:00")
        )

    @property
    def number(self) -> str:
        """The document's number: from the records it is made of, so that others' records give another."""
        digests = "".join(sorted(record.digest for record in self.records))
        return f"VR-{hashlib.sha256(digests.encode()).hexdigest()[:8].upper()}"

    @property
    def device_version(self) -> str:
        """The device's version as its source says it."""
        return device_version(self.checkout)

    def item(self, uid: str) -> Item:
        """Return a claim."""
        return self.checkout.graph.item(uid)

    def standing(self, uid: str) -> Standing | None:
        """Return where a requirement with a criterion stands."""
        return next((s for s in self.standings if s.uid == uid), None)

    def results_of(self, uid: str) -> tuple[Result, ...]:
        """Return the newest results of the tests that verify a claim."""
        record = self.tests.record if self.tests else None
        results = record.results if record else ()
        return tuple(r for r in results if any(v.uid == uid for v in r.verifies))

    @cached_property
    def plots(self) -> Mapping[str, tuple[PlotPlan, ...]]:
        """The plots of each requirement with a criterion."""
        return plan_plots(self.standings, self.checkout.graph)

    def word(self, item: Item) -> str:
        """Return the one word for where a requirement stands."""
        return self._words[item.uid]

    @cached_property
    def _words(self) -> Mapping[str, str]:
        return {item.uid: self._word(item) for item in self.checkout.graph.of("SRS")}

    def _word(self, item: Item) -> str:
        standing = self.standing(item.uid)
        if standing is not None:
            return str(standing.verdict) if standing.verdict is not None else "NO EVIDENCE"
        if item.get("verification_method") != "test":
            return "AWAITED"
        results = self.results_of(item.uid)
        if not results and any(uid == item.uid for uid, _ in read_marks(self.checkout).workshop_only):
            return "NOT_RUN"
        return self._word_of_tests(results)

    @property
    def counts(self) -> Counter[str]:
        """How many active requirements stand at each word."""
        return Counter(self._words.values())

    def _word_of_tests(self, results: tuple[Result, ...]) -> str:
        """Only a passing result that is fresh passes, and no failing one beside it."""
        if self.tests is None or not results:
            return "NO EVIDENCE"
        if any(result.outcome not in ("passed", "skipped") for result in results):
            return "FAIL"
        passed = [result for result in results if result.outcome == "passed"]
        workshop, stored = self.checkout.workshop, self.tests.stored
        if any(result_state(stored, result, workshop).kind == "fresh" for result in passed):
            return "PASS"
        return "NO EVIDENCE" if passed else "NOT_RUN"


def device_version(checkout: Checkout) -> str:
    """Return the device's version as its source says it, or `unknown`."""
    source = checkout.files.get("src/bedside/__init__.py", b"").decode()
    found = re.search(r'^__version__ = "([^"]+)"', source, flags=re.MULTILINE)
    return found.group(1) if found else "unknown"


def gather(checkout: Checkout, outcomes: Iterable[Outcome] | None = None) -> Facts:
    """Gather what the report tells; runs the gates where their outcomes are not handed over."""
    appraised = appraise(checkout)
    asked = [item for item in checkout.graph.of("SRS") if item.acceptance is not None]
    try:
        policy = read_policy(checkout.files)
    except CannotJudgeError:
        policy = None  # the risk gate's outcome says why
    return Facts(
        checkout,
        appraised,
        tuple(standing_of(item, appraised) for item in asked),
        tuple(outcomes) if outcomes is not None else run_gates(ALL, checkout),
        policy,
    )

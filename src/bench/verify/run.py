"""One pytest run as the bench sees it: its settings, the claims of today, and what has come of each test."""

import datetime
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from bench.claims import Criterion, Graph, Snapshot, criterion_of, load_graph, open_problems, snapshot
from bench.evidence import (
    Checkout,
    Dependencies,
    Record,
    Result,
    Verified,
    checkout,
    environment,
    record_id,
    write_record,
)
from bench.verify.conclusion import Concluded
from bench.verify.target import Target, availability


@dataclass
class Run:
    """Settings, claims and results of one run; nothing is written without a records folder."""

    root: Path
    profile: str
    target: Target
    records: Path | None = None
    results: dict[str, Result] = field(default_factory=dict)
    concluded: list[Concluded] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.started = now()
        self._clock_s = time.perf_counter()

    @cached_property
    def graph(self) -> Graph:
        """The claims."""
        return load_graph(self.root)

    @cached_property
    def claims(self) -> Snapshot:
        """The digests of the claims."""
        return snapshot(self.graph)

    @cached_property
    def problems(self) -> dict[str, str]:
        """The open problem report of each requirement that has one."""
        return open_problems(self.root)

    @cached_property
    def dependencies(self) -> Dependencies:
        """The files that evidence rests on."""
        return Dependencies(self.root)

    @cached_property
    def unavailable(self) -> str | None:
        """Why the target cannot be run here, if it cannot."""
        return availability(self.target)

    @cached_property
    def environment(self) -> dict[str, object]:
        """What this runs on and with; a run that writes no records needs none."""
        return environment(self.root, self.target.provider) if self.records else {}

    @cached_property
    def checkout(self) -> Checkout:
        """The commit that is checked out."""
        return checkout(self.root) if self.records else Checkout("", False, "")

    def criteria(self, marks: Iterable[Verified]) -> dict[str, Criterion]:
        """Return the criteria of the marked claims that have one."""
        items = (self.graph.item(mark.uid) for mark in marks if mark.uid in self.graph)
        found = {item.uid: criterion_of(item) for item in items}
        return {uid: criterion for uid, criterion in found.items() if criterion is not None}

    def blank(self, nodeid: str, marks: tuple[Verified, ...], started: str, duration_s: float) -> Record:
        """Return a protocol's record as far as it is the same for each of its claims."""
        file = nodeid.partition("::")[0]
        paths = self._paths(file) if self.records else ()
        verified = [mark.uid for mark in marks if mark.uid in self.claims.contexts]
        contexts = {uid: self.claims.contexts[uid] for uid in verified}
        return replace(
            self._common("protocol", nodeid, started, duration_s),
            verifies=marks,
            claims={uid: self.claims.prints[uid] for context in contexts.values() for uid in context},
            contexts=contexts,
            depends=self.dependencies.digests(paths),
            command=f"python -m pytest {nodeid} --profile {self.profile} --target {self.target.name}",
        )

    def keep(self, concluded: Iterable[Concluded]) -> None:
        """Take the records of one protocol, and write them where records are kept."""
        for each in concluded:
            own = each.record.contexts.get(each.record.uid, ())
            record = replace(
                each.record,
                contexts={each.record.uid: own},
                claims={uid: prints for uid, prints in each.record.claims.items() if uid in own},
            )
            self.concluded.append(Concluded(record, each.samples))
            if self.records:
                write_record(self.records, record, each.samples)

    def close(self, paths: str) -> Path | None:
        """Write the record of the session's tests, if records are kept and there were any."""
        if not self.records or not self.results:
            return None
        return write_record(self.records, self._session_record(paths))

    def _session_record(self, paths: str) -> Record:
        results = tuple(self.results[nodeid] for nodeid in sorted(self.results))
        closures = {file: self._paths(file) for file in sorted({result.file for result in results})}
        verified = {v.uid for result in results for v in result.verifies}
        failed = any(result.outcome in ("failed", "error", "xpassed") for result in results)
        return replace(
            self._common("tests", "tests", self.started, time.perf_counter() - self._clock_s),
            outcome="failed" if failed else "passed",
            n=len(results),
            results=results,
            claims=self.claims.prints,
            contexts={uid: self.claims.contexts[uid] for uid in sorted(verified & set(self.claims.contexts))},
            depends=self.dependencies.digests({path for closure in closures.values() for path in closure}),
            closures=closures,
            command=f"python -m pytest {paths} --profile {self.profile} --target {self.target.name}",
        )

    def _common(self, kind: str, nodeid: str, started: str, duration_s: float) -> Record:
        return Record(
            id=record_id(kind, self.target.name, self.profile),
            kind=kind,
            nodeid=nodeid,
            target=self.target.name,
            hardware_class=self.target.hardware_class,
            profile=self.profile,
            started=started,
            duration_s=round(duration_s, 3),
            outcome="",
            environment=self.environment,
            commit=self.checkout.commit,
            tree_dirty=self.checkout.dirty,
        )

    def _paths(self, file: str) -> tuple[str, ...]:
        return self.dependencies.paths(Path(file), self.target.file)


def now() -> str:
    """Return the time, in UTC, as records write it."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")

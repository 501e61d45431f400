"""The way from any claim down to the raw samples that support it, and from any file of samples back up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from bench.claims import Graph, Item
from bench.evidence import Record, State, StoredRecord, result_state, state_of
from bench.gates.appraisal import Appraised, Standing, appraise, newest_tests, standing_of
from bench.gates.checkout import PROTOCOLS, Checkout
from bench.gates.trace import Marks, read_marks

KINDS = {
    "UN": "need",
    "HAZ": "hazard",
    "RC": "control",
    "SRS": "requirement",
    "SDS": "design",
    "VER": "plan",
}


class RouteError(LookupError):
    """A name that is no claim, no record and no file of samples."""


@dataclass(frozen=True)
class Step:
    """One stop on the way.

    Parameters
    ----------
    kind
        need, hazard, control, requirement, design, plan, protocol, test, record or samples.
    name
        uid, node id, the record's name, or the path of the file from the root.
    word
        Verdict, outcome or state, where it has one.
    ahead
        The stops that follow: below on the way down, above on the way up.
    """

    kind: str
    name: str
    says: str = ""
    word: str = ""
    ahead: tuple["Step", ...] = ()

    def walk(self) -> Iterator["Step"]:
        """Yield this stop and all that follow."""
        yield self
        for step in self.ahead:
            yield from step.walk()

    def as_json(self) -> dict[str, object]:
        """Give the way as plain JSON values."""
        ahead = [step.as_json() for step in self.ahead]
        return {"kind": self.kind, "name": self.name, "says": self.says, "word": self.word, "ahead": ahead}


class Routes:
    """All ways through one checkout; each is worked out when it is asked for."""

    def __init__(self, checkout: Checkout) -> None:
        self.checkout = checkout
        self._down: dict[str, Step] = {}
        self._states: dict[str, State] = {}

    def of(self, name: str) -> tuple[Step, Step]:
        """Return the ways up and down from a uid, a record's name or file, or a file of samples.

        Raises
        ------
        RouteError
            Where there is nothing of that name.
        """
        if name in self._graph:
            return self.up(name), self.down(name)
        file = PurePath(name).name
        for stored in self.checkout.records:
            if file in (stored.path.name, stored.path.stem):
                return self._record_up(stored), self._record(stored)
            for sample in stored.record.samples if stored.record else ():
                if file == sample.file:
                    step = _samples(stored, sample.file, self.checkout)
                    return Step(step.kind, step.name, step.says, "", (self._record_up(stored),)), step
        raise RouteError(f"{name} is no claim, no record and no file of samples of one")

    def down(self, uid: str, trail: tuple[str, ...] = ()) -> Step:
        """Return the way down from a claim to its records and their files."""
        if uid not in self._down:
            below = [c for c in self._graph.children(uid) if c.active and c.uid not in (*trail, uid)]
            below.sort(key=lambda item: (list(KINDS).index(item.prefix), item.uid))
            ahead = (*(self.down(item.uid, (*trail, uid)) for item in below), *self._tests(uid))
            self._down[uid] = self._claim(uid, ahead)
        return self._down[uid]

    def up(self, uid: str, trail: tuple[str, ...] = ()) -> Step:
        """Return the way up from a claim to the needs that it answers."""
        above = [p for p in self._graph.parents(uid) if p.active and p.uid not in (*trail, uid)]
        return self._claim(uid, tuple(self.up(item.uid, (*trail, uid)) for item in above))

    def standing(self, item: Item) -> Standing:
        """Say where a requirement with a criterion stands."""
        return standing_of(item, self._appraised)

    @property
    def _graph(self) -> Graph:
        return self.checkout.graph

    @cached_property
    def _marks(self) -> Marks:
        return read_marks(self.checkout)

    @cached_property
    def _appraised(self) -> tuple[Appraised, ...]:
        return appraise(self.checkout)

    def _claim(self, uid: str, ahead: Iterable[Step]) -> Step:
        item, word = self._graph.item(uid), ""
        if item.acceptance is not None:
            standing = self.standing(item)
            word = str(standing.verdict) if standing.verdict is not None else "NO EVIDENCE"
        return Step(KINDS[item.prefix], uid, item.header, word, tuple(ahead))

    def _tests(self, uid: str) -> Iterator[Step]:
        purposes: dict[str, list[str]] = {}
        for mark in self._marks.of(uid):
            purposes.setdefault(mark.nodeid, []).append(str(mark.purpose))
        for nodeid, why in purposes.items():
            measured = nodeid.startswith(f"{PROTOCOLS}/")
            own = [a.stored for a in self._appraised if measured and _is_of(a.record, nodeid, uid)]
            records = tuple(self._record(stored) for stored in own)
            word = "" if records else self._outcome(nodeid)
            yield Step("protocol" if measured else "test", nodeid, ", ".join(why), word, records)

    def _outcome(self, nodeid: str) -> str:
        """Return how a test of the newest session ended, and what that is worth today."""
        session = newest_tests(self._appraised)
        results = session.record.results if session and session.record else ()
        own = [result for result in results if result.nodeid.partition("[")[0] == nodeid]
        if not session or not own:
            return "no run on record"
        outcomes = {result.outcome for result in own}
        state = result_state(session.stored, own[0], self.checkout.workshop).kind
        return f"{', '.join(sorted(outcomes))}, {state}"

    def _record(self, stored: StoredRecord) -> Step:
        record = stored.record
        files = tuple(_samples(stored, s.file, self.checkout) for s in record.samples) if record else ()
        return Step("record", stored.path.stem, _told(record), self._worth(stored), files)

    def _record_up(self, stored: StoredRecord) -> Step:
        record, ahead = stored.record, tuple[Step, ...]()
        if record is not None and record.kind == "protocol":
            claim = (self.up(record.uid),) if record.uid in self._graph else ()
            ahead = (Step("protocol", record.nodeid, "", "", claim),)
        elif record is not None:
            uids = sorted({v.uid for r in record.results for v in r.verifies if v.uid in self._graph})
            ahead = tuple(self.up(uid) for uid in uids)
        return Step("record", stored.path.stem, _told(record), self._worth(stored), ahead)

    def _worth(self, stored: StoredRecord) -> str:
        name = str(stored.path)
        if name not in self._states:
            known = next((a.state for a in self._appraised if a.stored is stored), None)
            self._states[name] = known or state_of(stored, self.checkout.workshop)
        verdict = stored.record.verdict if stored.record else None
        return f"{verdict}, {self._states[name].kind}" if verdict else self._states[name].kind


def _samples(stored: StoredRecord, file: str, checkout: Checkout) -> Step:
    path = stored.path.parent / file
    name = path.relative_to(checkout.root).as_posix() if path.is_relative_to(checkout.root) else str(path)
    sample = next(s for s in stored.record.samples if s.file == file) if stored.record else None
    says = f"{sample.n} of {sample.name}, sha256 {sample.sha256[:12]}" if sample else ""
    return Step("samples", name, says)


def _told(record: Record | None) -> str:
    if record is None:
        return "cannot be read"
    return f"n {record.n}, {record.profile}, {record.target}, {record.started}, digest {record.digest[:12]}"


def _is_of(record: Record | None, nodeid: str, uid: str) -> bool:
    return record is not None and record.uid == uid and record.nodeid.partition("[")[0] == nodeid

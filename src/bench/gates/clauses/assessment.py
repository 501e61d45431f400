"""Assesses every row of a standard: what was found for it, where it stands, and how to see it again."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bench.gates.clauses.catalogue import Catalogue, Row, read_catalogues
from bench.gates.clauses.known import Known
from bench.gates.clauses.mapping import Answer, Conformity, read_conformity
from bench.gates.clauses.presence import look
from bench.gates.clauses.status import Found, Presence, Status, of_kind, status_of

_STRONGEST = ("run", "bench", "test", "link", "sbom", "code", "item", "record", "sig", "doc")


@dataclass(frozen=True)
class Assessed:
    """One row with where it stands.

    Parameters
    ----------
    missing
        What is not there though the row asks for it; empty unless it is a gap.
    """

    row: Row
    status: Status
    found: tuple[Found, ...]
    reason: str
    missing: str = ""

    @property
    def command(self) -> str:
        """The command that repeats or opens the strongest evidence."""
        there = [one for one in self.found if one.command]
        best = min(there, key=lambda one: _STRONGEST.index(one.reference.kind), default=None)
        return best.command if best else ""

    @property
    def rests_on_run(self) -> bool:
        """Whether the row is satisfied by nothing more than a fresh run, which may be there or not."""
        kinds = {one.reference.kind for one in self.found}
        others = {one.presence for one in self.found} - {Presence.THERE, Presence.AWAITS_RUN}
        settled = self.status in (Status.SATISFIED, Status.PARTIAL) and not others and not self.shared
        return settled and bool(kinds & {"run", "bench"})

    @property
    def shared(self) -> bool:
        """Whether the manufacturer's quality system does a part of it."""
        return self.reason.startswith(_SHARED) or self.status is Status.EXTERNAL

    def as_json(self) -> dict[str, object]:
        """Give the row as plain values."""
        return {
            "id": self.row.id,
            "asks": self.row.text,
            "kinds": list(self.row.kinds),
            "sure": self.row.sure,
            "status": str(self.status),
            "reason": self.reason,
            "evidence": [
                {
                    "kind": f.reference.kind,
                    "at": f.reference.target,
                    "found": str(f.presence),
                    "command": f.command,
                }
                for f in self.found
            ],
            "command": self.command,
        }


_SHARED = "the manufacturer's part: "


@dataclass(frozen=True)
class Assessment:
    """One standard at one class or level."""

    catalogue: Catalogue
    scope: str
    rows: tuple[Assessed, ...]

    @property
    def title(self) -> str:
        """The standard with its class or level."""
        word = "class " if self.catalogue.scale == "safety_class" else ""
        return f"{self.catalogue.title}, {word}{self.scope}" if self.scope else self.catalogue.title

    def as_json(self) -> dict[str, object]:
        """Give the assessment as plain values."""
        catalogue = self.catalogue
        return {
            "standard": catalogue.standard,
            "edition": catalogue.edition,
            "title": self.title,
            "confidence": catalogue.confidence,
            "source": catalogue.source,
            **({catalogue.scale: self.scope} if self.scope else {}),
            "counts": {str(status): count for status, count in self.counts.items()},
            "rows": [one.as_json() for one in self.rows],
        }

    @cached_property
    def counts(self) -> dict[Status, int]:
        """How many rows stand where."""
        return {status: sum(one.status is status for one in self.rows) for status in Status}


def assess_all(known: Known) -> tuple[Assessment, ...]:
    """Assess every standard at each of its classes or levels."""
    found: list[Assessment] = []
    for catalogue in read_catalogues(known.checkout.kept):
        conformity = read_conformity(catalogue, known.checkout.kept)
        found += [assess(catalogue, conformity, scope, known) for scope in catalogue.scopes or ("",)]
    return tuple(found)


def assess(catalogue: Catalogue, conformity: Conformity, scope: str, known: Known) -> Assessment:
    """Assess every row that applies at one class or level; none is left out.

    Implements RC-073.
    """
    rows = (_assess(row, conformity.answer(row.id, scope), known) for row in catalogue.of(scope))
    return Assessment(catalogue, scope, tuple(rows))


def _assess(row: Row, answer: Answer | None, known: Known) -> Assessed:
    if answer is None:
        return Assessed(row, Status.GAP, (), "no evidence is named for it", "no evidence is named for it")
    if answer.justified:
        return _justified(row, answer.justified, known)
    found = tuple(look(reference, known) for reference in answer.references)
    missing = "; ".join(_missing(row, answer, found))
    status = status_of(found, external=bool(answer.external), justified=False)
    if missing:
        return Assessed(row, Status.GAP, found, missing, missing)
    waits = [one.reason for one in found if one.presence is not Presence.THERE]
    shared = [f"{_SHARED}{answer.external}"] if answer.external else []
    there = [one.reason for one in found if one.presence is Presence.THERE]
    reason = "; ".join([*shared, *([f"awaits: {' · '.join(waits)}"] if waits else []), *there])
    return Assessed(row, status, found, reason)


def _missing(row: Row, answer: Answer, found: tuple[Found, ...]) -> Iterator[str]:
    """Name what is absent, and each asked kind that the mapping gives nothing for."""
    for one in found:
        if one.presence is Presence.ABSENT:
            yield one.reason
    given = {one.reference.kind for one in found} | ({"external"} if answer.external else set())
    alone = given == {"external"}
    for kind in row.kinds:
        if not alone and not of_kind(kind, given):
            yield f"asks for evidence of the kind {kind}, and none is named"


def _justified(row: Row, uid: str, known: Known) -> Assessed:
    justification = known.justifications.get(uid)
    fault = justification.fault if justification else "does not exist"
    if justification is None or fault:
        return Assessed(row, Status.GAP, (), f"its justification {uid} {fault}", f"{uid} {fault}")
    said = f"{uid}, by the {justification.author}, {justification.date}: {justification.reason}"
    return Assessed(row, Status.JUSTIFIED, (), said)

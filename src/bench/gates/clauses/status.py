"""Where a row stands, computed from what was found for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bench.gates.clauses.mapping import Reference


class Status(StrEnum):
    """Where a row stands; none is ever left out."""

    SATISFIED = "satisfied"
    PARTIAL = "partial"
    GAP = "gap"
    JUSTIFIED = "justified"
    EXTERNAL = "external"


class Presence(StrEnum):
    """What looking for one piece of evidence gave."""

    THERE = "there"
    AWAITS_RUN = "awaits a run"
    AWAITS_PERSON = "awaits a person"
    ABSENT = "absent"


@dataclass(frozen=True)
class Found:
    """One reference with what was found: its presence, the reason, and a command that opens or repeats it."""

    reference: Reference
    presence: Presence
    reason: str
    command: str = ""


def of_kind(asked: str, given: Iterable[str]) -> bool:
    """Say whether evidence of an asked kind was given; raw samples with a criterion are a run too."""
    return bool({asked, *(["bench"] if asked == "run" else [])} & set(given))


def status_of(found: Iterable[Found], *, external: bool, justified: bool) -> Status:
    """Return the status of a row whose asked kinds have all been named."""
    seen = {one.presence for one in found}
    if justified:
        return Status.JUSTIFIED
    if Presence.ABSENT in seen or not (seen or external):
        return Status.GAP
    if not seen:
        return Status.EXTERNAL
    return Status.PARTIAL if external or seen != {Presence.THERE} else Status.SATISFIED

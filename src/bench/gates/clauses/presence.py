"""Looks for one piece of evidence by its kind."""

from collections.abc import Callable, Mapping

from bench.gates.clauses import claimed, kept, ran, written
from bench.gates.clauses.known import Known
from bench.gates.clauses.mapping import Reference
from bench.gates.clauses.status import Found

Check = Callable[[Reference, Known], Found]

CHECKS: Mapping[str, Check] = {
    "doc": written.document,
    "code": written.code,
    "item": claimed.items,
    "link": claimed.links,
    "test": ran.tests,
    "run": ran.run,
    "bench": ran.bench,
    "record": kept.record,
    "sbom": kept.bill,
    "sig": kept.signature,
}


def look(reference: Reference, known: Known) -> Found:
    """Return what is there for a reference; each is looked for once."""
    if reference not in known.looked:
        known.looked[reference] = CHECKS[reference.kind](reference, known)
    return known.looked[reference]

"""Reads what tests say they verify, and refuses what no claim answers to."""

from collections.abc import Iterator

import pytest

from bench.claims import CriterionError, Graph, criterion_of
from bench.claims.vocabulary import PURPOSES
from bench.evidence import Verified

FIXTURE = "bench"


def marked(item: pytest.Item) -> tuple[Verified, ...]:
    """Return the claims that a test is marked with, sorted; a malformed marker raises a TypeError."""
    return tuple(sorted({_read(*m.args, **m.kwargs) for m in item.iter_markers("verifies")}, key=_order))


def is_protocol(item: pytest.Item) -> bool:
    """Say whether a test hands over samples."""
    return FIXTURE in getattr(item, "fixturenames", ())


def marker_faults(item: pytest.Item, graph: Graph) -> Iterator[str]:
    """Yield what is wrong with the markers of a test."""
    try:
        claims = marked(item)
    except TypeError as error:
        yield f"{item.nodeid}: {error}"
        return
    if is_protocol(item) and not claims:
        yield f"{item.nodeid}: hands over samples but verifies no claim; mark it with verifies(uid, purpose)"
    for claim in claims:
        if claim.purpose not in PURPOSES:
            yield f"{item.nodeid}: purpose {claim.purpose!r} is not one of {', '.join(PURPOSES)}"
        if graph.documents:  # a checkout without claims has none that could be unknown
            yield from _claim_faults(item, claim.uid, graph)
    if is_protocol(item) and item.get_closest_marker("xfail"):
        yield f"{item.nodeid}: a protocol cannot be expected to fail; its verdict says what came of it"


def _read(uid: str, purpose: str = "") -> Verified:
    if not purpose:
        raise TypeError(f"verifies({uid!r}) says no purpose")
    return Verified(uid, purpose)


def _order(claim: Verified) -> tuple[str, str]:
    return claim.uid, claim.purpose


def _claim_faults(item: pytest.Item, uid: str, graph: Graph) -> Iterator[str]:
    if uid not in graph:
        yield f"{item.nodeid}: verifies {uid}, which is no claim; mend the marker or write the claim"
    elif not graph.item(uid).active:
        yield f"{item.nodeid}: verifies {uid}, which is not active"
    elif is_protocol(item):
        try:
            criterion_of(graph.item(uid))
        except CriterionError as error:
            yield f"{item.nodeid}: {uid} cannot be judged: {error}"

"""Claims and what the gates find about their links, as evidence."""

from dataclasses import replace
from pathlib import Path

import pytest

from bench.claims import Graph
from bench.gates.clauses.status import Status
from small_house import open_house
from standards_house import assess_row


def _spoilt(house: Path, uid: str, **changed: object) -> Graph:
    graph = open_house(house).graph
    return Graph(graph.documents, {**graph.items, uid: replace(graph.item(uid), **changed)})


@pytest.mark.verifies("SRS-197", purpose="negative")
@pytest.mark.parametrize(
    ("kind", "target", "missing"),
    [
        ("item", "SRS", ""),
        ("item", "SRS-001", ""),
        ("item", "SRS[area=network]", "no claim is SRS[area=network]"),
        ("item", "SOUP.md#licence", ""),
        ("item", "SOUP.md#anomalies_considered", ""),
        ("item", "SOUP.md#colour", "says nothing under colour"),
        ("link", "trace", ""),
        ("link", "risk/uncontrolled", ""),
        ("link", "rumour", "no gate of links is called rumour"),
    ],
)
def test_claims_and_links_are_there_or_named_as_missing(house: Path, kind: str, target: str, missing: str):
    """A selection that picks none, a column that is not there, a gate that nobody wrote."""
    row = assess_row(house, [kind], {kind: [target]})
    assert row.status is (Status.GAP if missing else Status.SATISFIED)
    assert missing in row.missing


@pytest.mark.verifies("SRS-197", purpose="negative")
def test_a_claim_that_is_not_as_its_schema_asks_is_no_evidence(house: Path):
    """Neither is one that still holds a placeholder."""
    half = _spoilt(house, "SRS-001", header="")
    assert "header" in assess_row(house, ["item"], {"item": ["SRS"]}, graph=half).missing
    unfilled = _spoilt(house, "SRS-001", text="It shall be TBD.")
    assert (
        "SRS-001 still holds a placeholder: TBD"
        in assess_row(house, ["item"], {"item": ["SRS"]}, graph=unfilled).missing
    )


@pytest.mark.verifies("SRS-197", purpose="negative")
def test_a_broken_link_is_a_gap_where_its_rule_is_asked_for(house: Path):
    """And none where only another rule is."""
    cut = _spoilt(house, "SDS-001", links=())
    assert assess_row(house, ["link"], {"link": ["trace/undesigned"]}, graph=cut).status is Status.GAP
    assert assess_row(house, ["link"], {"link": ["trace/dead-link"]}, graph=cut).status is Status.SATISFIED


def test_a_gate_that_cannot_judge_gives_no_evidence(house: Path):
    """Without SOUP.md there is nothing to compare."""
    row = assess_row(house, ["link"], {"link": ["soup"]}, files={})
    assert "could not judge" in row.missing
    row = assess_row(house, ["item"], {"item": ["SOUP.md"]}, files={})
    assert "has no table" in row.missing

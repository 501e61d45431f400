"""The shape of the tree."""

from dataclasses import replace
from pathlib import Path

import pytest

from bench.claims import Graph, Link, doorstop_stamp
from bench.gates import open_checkout, run_gate


def _findings(house: Path, **items: dict[str, object]) -> dict[str, tuple[str, str]]:
    checkout = open_checkout(house)
    changed = {uid.replace("_", "-"): fields for uid, fields in items.items()}
    graph = checkout.graph
    all_items = {item.uid: replace(item, **changed.get(item.uid, {})) for item in graph}
    outcome = run_gate("trace", replace(checkout, graph=Graph(graph.documents, all_items)))
    return {finding.rule: (finding.subject, finding.other) for finding in outcome.findings}


@pytest.mark.parametrize(
    ("items", "rule", "ends"),
    [
        ({"SRS_002": {"links": (Link("UN-777"),)}}, "dead-link", ("SRS-002", "UN-777")),
        ({"UN_001": {"links": (Link("SRS-002"),)}}, "circle", ("SRS-002", "UN-001")),
        ({"UN_001": {"active": False}}, "inactive-parent", ("SRS-002", "UN-001")),
        ({"SRS_001": {"links": (Link("UN-001"),)}}, "unanswered", ("RC-001", "SRS")),
        ({"SRS_002": {"links": (Link("VER-001"),)}}, "schema", ("SRS-002", "links")),
        ({"SRS_002": {"links": (Link("UN-001", "stale"),)}}, "suspect-link", ("SRS-002", "UN-001")),
        ({"SRS_002": {"reviewed": "stale"}}, "suspect-stamp", ("SRS-002", "reviewed")),
        ({"SRS_002": {"header": ""}}, "schema", ("SRS-002", "header")),
    ],
)
def test_a_tree_out_of_shape_is_named_by_both_ends(house: Path, items, rule, ends):
    """Dead links, circles, inactive parents, orphans, wrong directions and suspect stamps are each found."""
    found = _findings(house, **items)
    assert rule in found
    assert found[rule] == ends


def test_a_link_stamped_as_doorstop_stamps_it_is_no_finding(house: Path):
    """A stamp that holds says nothing; it is suspect only once the parent changes."""
    graph = open_checkout(house).graph
    stamp = doorstop_stamp(graph.item("UN-001"), graph.documents["UN"])
    linked = {"links": (Link("UN-001", stamp),)}
    assert "suspect-link" not in _findings(house, SRS_002=linked)
    assert "suspect-link" in _findings(house, SRS_002=linked, UN_001={"text": "Another need."})

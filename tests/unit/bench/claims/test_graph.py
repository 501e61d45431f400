"""The graph."""

from collections.abc import Callable
from pathlib import Path

from bench.claims import DeadLink, load_graph

Write = Callable[..., Path]


def test_links_are_walked_both_ways(tree: Path) -> None:
    """Parents are what an item links to, children what links to it, over all documents."""
    graph = load_graph(tree)
    assert [item.uid for item in graph.parents("SRS-001")] == ["RC-001", "UN-001"]
    assert [item.uid for item in graph.parents("SRS-001", "RC")] == ["RC-001"]
    assert [item.uid for item in graph.children("SRS-001")] == ["SDS-001", "VER-001"]
    assert [item.uid for item in graph.children("SRS-001", "VER")] == ["VER-001"]
    assert graph.closure_up("SDS-002") == ("HAZ-001", "RC-001", "SDS-001", "SRS-001", "UN-001")
    assert graph.closure_down("HAZ-001") == ("RC-001", "SDS-001", "SDS-002", "SRS-001", "VER-001")
    assert ("SDS-002", "SDS-001") in graph.edges
    assert len(graph.edges) == 7


def test_the_context_of_a_claim_is_all_it_answers_and_its_design_and_plan(tree: Path, write: Write) -> None:
    """A sibling requirement, and the design below it, are not part of it."""
    write("SRS-002", links=["UN-001"])
    write("SDS-003", links=["SRS-002"])
    context = load_graph(tree).context("SRS-001")
    assert context == ("HAZ-001", "RC-001", "SDS-001", "SDS-002", "SRS-001", "UN-001", "VER-001")


def test_dead_links_are_named_with_both_ends(tree: Path, write: Write) -> None:
    """Every one of them, where doorstop stops at the first."""
    write("SRS-002", links=["UN-009", "RC-001"])
    write("SDS-003", links=["SRS-009"])
    graph = load_graph(tree)
    assert graph.dead_links == (DeadLink("SDS-003", "SRS-009"), DeadLink("SRS-002", "UN-009"))
    assert [item.uid for item in graph.parents("SRS-002")] == ["RC-001"]


def test_circles_are_found_and_walked_once(tree: Path, write: Write) -> None:
    """A circle of three and one of a single item; what only leads into a circle is not on it."""
    write("SDS-010", links=["SDS-011"])
    write("SDS-011", links=["SDS-012"])
    write("SDS-012", links=["SDS-010", "SRS-001"])
    write("SDS-013", links=["SDS-010"])
    write("SDS-014", links=["SDS-014"])
    graph = load_graph(tree)
    assert graph.cycles == (("SDS-010", "SDS-011", "SDS-012"), ("SDS-014",))
    assert "SDS-010" not in graph.closure_up("SDS-010")
    assert "SDS-012" in graph.closure_up("SDS-010")


def test_a_tree_without_circles_has_none(tree: Path) -> None:
    """And inactive items are left out of a document unless asked for."""
    graph = load_graph(tree)
    assert graph.cycles == ()
    assert [item.uid for item in graph.of("SDS")] == ["SDS-001", "SDS-002"]


def test_inactive_items_are_listed_only_when_asked_for(tree: Path, write: Write) -> None:
    """They stay in the graph, since something may still link to them."""
    write("UN-002", active=False)
    graph = load_graph(tree)
    assert [item.uid for item in graph.of("UN")] == ["UN-001"]
    assert [item.uid for item in graph.of("UN", active_only=False)] == ["UN-001", "UN-002"]
    assert "UN-002" in graph

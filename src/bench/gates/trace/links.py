"""The shape of the tree: schema, dead links, circles, inactive parents, orphans and suspect stamps."""

from collections.abc import Iterator

from bench.claims import Graph, Item, check_schema, doorstop_stamp
from bench.gates.checkout import Checkout
from bench.gates.finding import CannotJudgeError, Finding
from bench.gates.trace.rule import broken


def judge(checkout: Checkout) -> Iterator[Finding]:
    """Judge the tree without looking at any source file."""
    graph = checkout.graph
    if not len(graph):
        raise CannotJudgeError(
            "no claim was found in requirements_trace or risk", "run from a whole checkout"
        )
    for violation in check_schema(graph):
        message = f"{violation.attribute} of {violation.item}: {violation.problem}"
        yield broken("schema", violation.item, violation.attribute, message, violation.mend)
    for dead in graph.dead_links:
        yield broken(
            "dead-link",
            dead.source,
            dead.target,
            f"{dead.source} links to {dead.target}, which does not exist",
            f"restore {dead.target}, or remove the link in {graph.item(dead.source).path.name}",
        )
    for circle in graph.cycles:
        names = " → ".join((*circle, circle[0]))
        yield broken(
            "circle", circle[0], circle[-1], f"these claims answer each other: {names}", "remove one link"
        )
    yield from _inactive_parents(graph)
    yield from _childless(graph)
    for item in graph:
        yield from _suspect(item, graph)


def _inactive_parents(graph: Graph) -> Iterator[Finding]:
    for lower, upper in graph.edges:
        if graph.item(lower).active and not graph.item(upper).active:
            yield broken(
                "inactive-parent",
                lower,
                upper,
                f"{lower} answers {upper}, which is not active",
                f"activate {upper}, or deactivate or relink {lower}",
            )


def _childless(graph: Graph) -> Iterator[Finding]:
    for prefix, below, what in (("UN", "SRS", "requirement"), ("RC", "SRS", "requirement")):
        for item in graph.of(prefix):
            wanted = prefix == "UN" or item.get("in_software") is True
            if wanted and not any(child.active for child in graph.children(item.uid, below)):
                yield broken(
                    "unanswered",
                    item.uid,
                    below,
                    f"no active {what} answers {item.uid}",
                    f"write a {what} that links to {item.uid}",
                )


def _suspect(item: Item, graph: Graph) -> Iterator[Finding]:
    for link in item.links:
        if link.stamp is None or link.uid not in graph:
            continue
        parent = graph.item(link.uid)
        document = graph.documents.get(parent.prefix)
        if document is not None and doorstop_stamp(parent, document) != link.stamp:
            yield broken(
                "suspect-link",
                item.uid,
                parent.uid,
                f"{parent.uid} changed since {item.uid} was linked to it",
                f"read both, then stamp the link: doorstop clear {item.uid}",
            )
    document = graph.documents.get(item.prefix)
    if item.reviewed and document and doorstop_stamp(item, document, links=True) != item.reviewed:
        yield broken(
            "suspect-stamp",
            item.uid,
            "reviewed",
            f"{item.uid} changed since doorstop stamped it",
            f"review it again: python -m bench review {item.uid}",
        )

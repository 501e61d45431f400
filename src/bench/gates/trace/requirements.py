"""Each requirement has a design and a verification; each criterion a plan, a protocol and a number."""

from collections.abc import Iterator

from bench.claims import Graph, Item
from bench.gates.checkout import PROTOCOLS, Checkout
from bench.gates.finding import Finding
from bench.gates.trace.marks import Marks
from bench.gates.trace.rule import broken


def judge(checkout: Checkout, marks: Marks) -> Iterator[Finding]:
    """Judge every active requirement."""
    for item in checkout.graph.of("SRS"):
        yield from _designed(item, checkout.graph)
        if item.acceptance is not None:
            yield from _criterion(item, checkout.graph, marks)
        elif item.get("area") == "performance":
            yield broken(
                "performance-without-number",
                item.uid,
                "acceptance",
                f"{item.uid} is about performance and has no acceptance criterion",
                "give it acceptance, or another area",
            )
        if item.get("verification_method") == "test" and not marks.of(item.uid):
            yield broken(
                "unverified",
                item.uid,
                "test",
                f"no test verifies {item.uid}",
                f'mark one: @pytest.mark.verifies("{item.uid}", purpose=…)',
            )


def _designed(item: Item, graph: Graph) -> Iterator[Finding]:
    design = [below for below in graph.children(item.uid, "SDS") if below.active]
    refined = [below for below in graph.children(item.uid, "SRS") if below.active]
    if item.get("safety_class") in ("B", "C") and not design and not refined:
        yield broken(
            "undesigned",
            item.uid,
            "SDS",
            f"no design implements {item.uid}, of class {item.get('safety_class')}",
            f"link the SDS item that implements it to {item.uid}",
        )


def _criterion(item: Item, graph: Graph, marks: Marks) -> Iterator[Finding]:
    if not any(plan.active for plan in graph.children(item.uid, "VER")):
        yield broken(
            "unplanned",
            item.uid,
            "VER",
            f"{item.uid} has a criterion and no verification plan",
            f"write a VER item that links to {item.uid}",
        )
    if not any(mark.path.startswith(f"{PROTOCOLS}/") for mark in marks.of(item.uid)):
        yield broken(
            "no-protocol",
            item.uid,
            PROTOCOLS,
            f"{item.uid} has a criterion and no protocol measures it",
            f"mark a protocol with {item.uid}, and hand over its samples",
        )

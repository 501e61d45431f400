"""Each control is implemented, shown to exist, and shown to lower its hazard's own quantity."""

from collections.abc import Iterator

from bench.claims import Graph, Item
from bench.gates.checkout import Checkout
from bench.gates.finding import Finding
from bench.gates.sources import Mark, Tag, scan_all
from bench.gates.trace.marks import Marks
from bench.gates.trace.rule import broken

# Where controls are implemented: the device; and what decides what a model knows and what a number means.
TAGGED = (
    *("src/bedside", "src/cohorts", "src/training"),
    *("src/bench/gates", "src/bench/measure", "src/bench/readers"),
)


def judge(checkout: Checkout, marks: Marks) -> Iterator[Finding]:
    """Judge every active control and hazard, and every tag in the source that implements controls."""
    graph = checkout.graph
    scans = [scan for folder in TAGGED for scan in scan_all(checkout.files, folder).values()]
    tags = [tag for scan in scans for tag in scan.tags]
    for tag in tags:
        yield from _tag_is_live(tag, graph)
    tagged = {tag.uid for tag in tags}
    for control in graph.of("RC"):
        yield from _quantity(control, graph)
        if control.get("in_software") is True:
            yield from _control(control, graph, marks, tagged)
    for hazard in graph.of("HAZ"):
        yield from _hazard(hazard, graph, marks)


def implementers(control: Item, graph: Graph) -> tuple[Item, ...]:
    """Return the active requirements that implement a control, and those that refine them."""
    found = {child.uid for child in graph.children(control.uid, "SRS")}
    found |= {
        uid for first in tuple(found) for uid in graph.closure_down(first) if graph.item(uid).prefix == "SRS"
    }
    return tuple(graph.item(uid) for uid in sorted(found) if graph.item(uid).active)


def asserts(mark: Mark, quantity: str, graph: Graph) -> bool:
    """Say whether a test measures a hazard's own quantity, by its claim's metric or its words."""
    if mark.uid is None or mark.uid not in graph:
        return False
    metric = graph.item(mark.uid).get("acceptance.metric")
    return metric == quantity or (metric is None and quantity in mark.words)


def _tag_is_live(tag: Tag, graph: Graph) -> Iterator[Finding]:
    place = f"{tag.path}::{tag.name}"
    if tag.uid not in graph or not graph.item(tag.uid).active:
        yield broken(
            "tag-dead",
            place,
            tag.uid,
            f"{place} implements {tag.uid}, which is no live control",
            "name a live control, or remove the tag",
        )


def _quantity(control: Item, graph: Graph) -> Iterator[Finding]:
    hazards = [hazard for hazard in graph.parents(control.uid, "HAZ") if hazard.active]
    known = {str(hazard.get("quantity")) for hazard in hazards}
    if hazards and str(control.get("quantity")) not in known:
        yield broken(
            "quantity-differs",
            control.uid,
            hazards[0].uid,
            f"{control.uid} is to lower {control.get('quantity')}, "
            f"its hazards are measured by {', '.join(sorted(known))}",
            "name the quantity of a hazard that it controls",
        )


def _control(control: Item, graph: Graph, marks: Marks, tagged: set[str]) -> Iterator[Finding]:
    uid, quantity = control.uid, str(control.get("quantity"))
    if uid not in tagged:
        yield broken(
            "unimplemented",
            uid,
            TAGGED[0],
            f"no function below {' or '.join(TAGGED)} says that it implements {uid}",
            f"end the docstring of the one that does with 'Implements {uid}.'",
        )
    claims = (uid, *(requirement.uid for requirement in implementers(control, graph)))
    if not any(marks.of(claim, "implementation") for claim in claims):
        yield broken(
            "no-implementation-test",
            uid,
            claims[-1],
            f"no test shows that {uid} exists and works as designed",
            f'mark one of {", ".join(claims)} with purpose="implementation"',
        )
    shown = [mark for claim in claims for mark in marks.of(claim, "effectiveness")]
    if not any(asserts(mark, quantity, graph) for mark in shown):
        yield broken(
            "no-effectiveness-test",
            uid,
            quantity,
            f"no effectiveness test of {uid} measures {quantity}",
            f'mark the test that measures it with one of {", ".join(claims)} and purpose="effectiveness"',
        )


def _hazard(hazard: Item, graph: Graph, marks: Marks) -> Iterator[Finding]:
    quantity, controls = str(hazard.get("quantity")), graph.children(hazard.uid, "RC")
    claims = {hazard.uid, *(control.uid for control in controls)}
    claims |= {requirement.uid for control in controls for requirement in implementers(control, graph)}
    shown = [mark for claim in sorted(claims) for mark in marks.of(claim, "effectiveness")]
    if not any(asserts(mark, quantity, graph) for mark in shown):
        yield broken(
            "hazard-unmeasured",
            hazard.uid,
            quantity,
            f"no effectiveness test measures {quantity}, by which {hazard.uid} is known",
            "measure it in an effectiveness test of one of its controls",
        )

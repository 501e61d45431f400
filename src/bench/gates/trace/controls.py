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
    """Say whether a test shows a hazard's own quantity: asserts it, or hands it over as its claim's metric.

    A test that only mentions it shows nothing of it; nor does one of a claim whose criterion is on another.
    """
    if mark.uid is None or mark.uid not in graph:
        return False
    metric = graph.item(mark.uid).get("acceptance.metric")
    if metric not in (None, quantity):
        return False
    return mark.shown.hands(quantity) or quantity in mark.shown.asserted


def shows(control: Item, quantity: str, graph: Graph, marks: Marks) -> tuple[Mark, ...]:
    """Return the effectiveness tests of a control that show a quantity."""
    claims = _claims(control, graph)
    return tuple(m for uid in claims for m in marks.of(uid, "effectiveness") if asserts(m, quantity, graph))


def implemented_by(control: Item, graph: Graph, marks: Marks) -> tuple[Mark, ...]:
    """Return the tests that a control exists and works as designed."""
    return tuple(mark for uid in _claims(control, graph) for mark in marks.of(uid, "implementation"))


def _claims(control: Item, graph: Graph) -> tuple[str, ...]:
    """Name a control, and the requirements that implement it."""
    return (control.uid, *(requirement.uid for requirement in implementers(control, graph)))


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
    claims = _claims(control, graph)
    if not implemented_by(control, graph, marks):
        yield broken(
            "no-implementation-test",
            uid,
            claims[-1],
            f"no test shows that {uid} exists and works as designed",
            f'mark one of {", ".join(claims)} with purpose="implementation"',
        )
    if not shows(control, quantity, graph, marks):
        yield broken(
            "no-effectiveness-test",
            uid,
            quantity,
            f"no effectiveness test of {uid} asserts {quantity} or hands it over",
            f'mark the test that measures it with one of {", ".join(claims)} and purpose="effectiveness"',
        )


def _hazard(hazard: Item, graph: Graph, marks: Marks) -> Iterator[Finding]:
    """Ask for one control that is shown both to exist and to lower the hazard's own quantity."""
    quantity = str(hazard.get("quantity"))
    controls = [control for control in graph.children(hazard.uid, "RC") if control.active]
    effective = [control for control in controls if shows(control, quantity, graph, marks)]
    if not effective:
        yield broken(
            "hazard-unmeasured",
            hazard.uid,
            quantity,
            f"no effectiveness test of a control asserts {quantity}, by which {hazard.uid} is known, "
            "or hands it over",
            "measure it in an effectiveness test of one of its controls",
        )
    elif not any(implemented_by(control, graph, marks) for control in effective):
        names = ", ".join(control.uid for control in effective)
        yield broken(
            "hazard-control-untested",
            hazard.uid,
            effective[0].uid,
            f"{names} lower {quantity} of {hazard.uid}, and no test shows that they work as designed",
            f'mark a test with {effective[0].uid} and purpose="implementation"',
        )

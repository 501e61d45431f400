"""The threats gate: the threat model holds in itself, and each threat reaches live claims with tests."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bench.claims import Graph, Item
from bench.gates.checkout import Checkout
from bench.gates.finding import CannotJudgeError, Finding, Note
from bench.gates.trace import Marks, read_marks
from bench.gates.trace.controls import implementers
from bench.threats import THREATS, Threat, ThreatModel, ThreatModelError, flaws, read_threats

_MAY_BE = {"hazards": ("HAZ",), "controls": ("RC", "SRS"), "claims": ("RC", "SRS")}


@dataclass(frozen=True)
class Assessment:
    """How a threat is classed: its severity, and the class before and after its controls."""

    severity: str
    before: str
    after: str


def judge(checkout: Checkout) -> Iterator[Finding | Note]:
    """Judge the threat model against itself, the claims and the tests.

    Implements RC-074.
    """
    model, marks = threat_model(checkout), read_marks(checkout)
    for flaw in flaws(model):
        yield _finding(flaw.rule, flaw.subject, flaw.other, flaw.message, flaw.mend)
    for threat in model.threats:
        yield from _claims(threat.uid, "hazards", threat.hazards, checkout.graph)
        yield from _claims(threat.uid, "controls", threat.controls, checkout.graph)
        yield from _tested(threat, checkout.graph, marks)
        yield from _tests(threat, checkout)
        yield from _residual(threat, model, checkout.graph)
    for category in model.categories:
        yield from _claims(category.name, "claims", category.claims, checkout.graph)


def threat_model(checkout: Checkout) -> ThreatModel:
    """Read the checkout's threat model.

    Raises
    ------
    CannotJudgeError
        It is missing or malformed.
    """
    if THREATS not in checkout.kept:
        raise CannotJudgeError(f"{THREATS} is missing", "restore it")
    try:
        return read_threats(checkout.kept[THREATS])
    except ThreatModelError as error:
        raise CannotJudgeError(f"{THREATS} cannot be used: {error}", "mend it") from error


def assess(threat: Threat, model: ThreatModel, graph: Graph) -> Assessment | None:
    """Class a threat by the gravest of its hazards; None where a word or a hazard is unknown."""
    scale = list(model.acceptability)
    stated = [str(graph.item(uid).get("severity")) for uid in threat.hazards if uid in graph]
    severities = stated or [threat.severity]
    known = {threat.before, threat.after} <= {term.name for term in model.exploitability}
    if not known or not set(severities) <= set(scale):
        return None
    severity = max(severities, key=scale.index)
    return Assessment(
        severity, model.classify(severity, threat.before), model.classify(severity, threat.after)
    )


def covering(uid: str, graph: Graph) -> tuple[Item, ...]:
    """Return the requirements through which a control is tested: its own, or the requirement itself."""
    item = graph.item(uid)
    if item.prefix == "SRS":
        return (item,)
    return implementers(item, graph) if item.get("in_software") is True else ()


def _claims(subject: str, field: str, uids: tuple[str, ...], graph: Graph) -> Iterator[Finding]:
    kinds = _MAY_BE[field]
    for uid in uids:
        if uid not in graph or not graph.item(uid).active:
            message = f"{subject} names {uid} under {field}, which is no live claim"
            yield _finding("dead-claim", subject, uid, message, "name a live one, or remove it")
        elif graph.item(uid).prefix not in kinds:
            message = f"{subject} names {uid} under {field}, where only {' or '.join(kinds)} can stand"
            yield _finding("wrong-kind", subject, uid, message, f"name a {' or '.join(kinds)}")


def _tested(threat: Threat, graph: Graph, marks: Marks) -> Iterator[Finding]:
    """Ask for a requirement with a test behind each control in software."""
    for uid in (uid for uid in threat.controls if uid in graph and graph.item(uid).active):
        item, requirements = graph.item(uid), covering(uid, graph)
        if item.prefix == "RC" and item.get("in_software") is not True:
            continue
        if not requirements:
            message = f"{uid} stands against {threat.uid} in software, and no requirement implements it"
            yield _finding("control-without-requirement", threat.uid, uid, message,
                           f"write a requirement that links to {uid}")  # fmt: skip
        elif not any(marks.of(requirement.uid) for requirement in requirements):
            names = ", ".join(requirement.uid for requirement in requirements)
            message = f"{uid} stands against {threat.uid}, and no test verifies {names}"
            yield _finding("control-untested", threat.uid, uid, message, f"mark a test with one of {names}")


def _tests(threat: Threat, checkout: Checkout) -> Iterator[Finding]:
    for nodeid in threat.tests:
        path, _, name = nodeid.rpartition("::")
        text = checkout.files.get(path, b"").decode(errors="replace")
        if not name or not re.search(rf"^\s*def {re.escape(name)}\(", text, flags=re.MULTILINE):
            message = f"{threat.uid} names the test {nodeid}, which does not exist"
            yield _finding("test-missing", threat.uid, nodeid, message, "name an existing test as path::name")


def _residual(threat: Threat, model: ThreatModel, graph: Graph) -> Iterator[Finding | Note]:
    found = assess(threat, model, graph)
    if found is None:
        if not {threat.before, threat.after} - {term.name for term in model.exploitability}:
            message = f"the severity of {threat.uid} has no row in the matrix of {THREATS}"
            yield _finding("severity-unknown", threat.uid, THREATS, message, "add the row, or mend the claim")
    elif found.after == "unacceptable":
        message = f"{threat.uid} is {found.severity} and {threat.after} with its controls: unacceptable"
        yield _finding("residual-unacceptable", threat.uid, THREATS, message, "add a control")
    elif found.after == "justify":
        what = f"{threat.title} remains {found.severity} and {threat.after}: {threat.whose} has to accept it"
        yield Note("threats", threat.uid, what)


def _finding(rule: str, subject: str, other: str, message: str, mend: str) -> Finding:
    return Finding("threats", rule, subject, other, message, mend)

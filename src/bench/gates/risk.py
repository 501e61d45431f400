"""The risk gate: every hazard evaluated before and after its controls, by the policy."""

import re
from collections.abc import Iterator, Mapping

from bench.claims import Graph, Item, fingerprint
from bench.gates.checkout import Checkout
from bench.gates.finding import Finding, Note
from bench.gates.policy import POLICY, Policy, read_policy
from bench.judgement import Meaning, outstanding


def judge(checkout: Checkout) -> Iterator[Finding | Note]:
    """Judge every active hazard and control."""
    policy = read_policy(checkout.files)
    for hazard in checkout.graph.of("HAZ"):
        controls = tuple(c for c in checkout.graph.children(hazard.uid, "RC") if c.active)
        problem = _unknown_word(hazard, policy)
        if problem is not None:
            yield problem
            continue
        yield from _before_controls(hazard, policy)
        yield from _after_controls(hazard, controls, policy)
        yield from _residual(hazard, policy, checkout)
    for control in checkout.graph.of("RC"):
        yield from _control(control, checkout.graph, policy)


def risk_classes(hazard: Item, policy: Policy) -> tuple[str, str]:
    """Return how the policy classes a hazard before and after its controls."""
    after = _after(hazard)
    return (
        policy.classify(hazard.get("severity"), hazard.get("p1"), hazard.get("p2")),
        policy.classify(after["severity"], after["p1"], after["p2"]),
    )


def _after(hazard: Item) -> Mapping[str, object]:
    return {name: hazard.get(f"residual.{name}") for name in ("severity", "p1", "p2")}


def _unknown_word(hazard: Item, policy: Policy) -> Finding | None:
    for place in ("severity", "p1", "p2", "residual.severity", "residual.p1", "residual.p2"):
        rank = policy.severity_rank if place.endswith("severity") else policy.probability_rank
        try:
            rank(hazard.get(place))
        except ValueError:
            word = hazard.get(place)
            return _finding(
                "unknown-word",
                hazard.uid,
                POLICY,
                f"{place} of {hazard.uid} is {word!r}, which the policy does not define",
                f"use a word of the policy's scale for {place}",
            )
    return None


def _before_controls(hazard: Item, policy: Policy) -> Iterator[Finding]:
    floor = policy.initial_p1_at_least.get(str(hazard.get("cause_kind")))
    if floor and policy.probability_rank(hazard.get("p1")) < policy.probability_rank(floor):
        kind = str(hazard.get("cause_kind")).replace("_", " ")
        yield _finding(
            "p1-too-low-before-controls",
            hazard.uid,
            POLICY,
            f"{hazard.uid} is caused by a {kind} yet its p1 before controls is {hazard.get('p1')}",
            f"set p1 to {floor} or above; controls lower it",
        )


def _after_controls(hazard: Item, controls: tuple[Item, ...], policy: Policy) -> Iterator[Finding]:
    uid, after = hazard.uid, _after(hazard)
    if not controls:
        yield _finding(
            "uncontrolled", uid, "RC", f"{uid} has no active control", "add a control that links to it"
        )
        return
    ranks = {"severity": policy.severity_rank, "p1": policy.probability_rank, "p2": policy.probability_rank}
    change = {name: rank(after[name]) - rank(hazard.get(name)) for name, rank in ranks.items()}
    for name in (name for name, steps in change.items() if steps > 0):
        yield _finding(
            "residual-above-initial",
            uid,
            f"residual.{name}",
            f"the residual {name} of {uid} is higher than before controls",
            "evaluate it again: a control does not raise the risk it controls",
        )
    if not any(change.values()):
        yield _finding(
            "controls-lower-nothing",
            uid,
            controls[0].uid,
            f"{uid} has controls, yet its residual is what it was before them",
            "evaluate the residual, or remove the control",
        )
    yield from _severity_fall(hazard, controls, change["severity"])
    yield from _information_alone(hazard, controls, policy)


def _severity_fall(hazard: Item, controls: tuple[Item, ...], steps: int) -> Iterator[Finding]:
    by_design = any(control.get("control_kind") == "safe_by_design" for control in controls)
    argued = "severity" in str(hazard.get("residual_rationale", "")).lower()
    if steps < 0 and not (by_design and argued):
        yield _finding(
            "severity-falls-unargued",
            hazard.uid,
            controls[0].uid,
            f"the severity of {hazard.uid} falls through controls that do not show why",
            "keep the severity, or control it by design and argue the lower severity in residual_rationale",
        )


def _information_alone(hazard: Item, controls: tuple[Item, ...], policy: Policy) -> Iterator[Finding]:
    severe = policy.severity_rank(hazard.get("severity")) > policy.severity_rank(
        policy.information_alone_up_to
    )
    if severe and all(control.get("control_kind") == "information" for control in controls):
        yield _finding(
            "information-alone",
            hazard.uid,
            controls[0].uid,
            f"the harm of {hazard.uid} is {hazard.get('severity')}, and only information controls it",
            "add a control by design or a protective measure",
        )


def _residual(hazard: Item, policy: Policy, checkout: Checkout) -> Iterator[Finding | Note]:
    _, left = risk_classes(hazard, policy)
    if left == "unacceptable":
        yield _finding(
            "residual-unacceptable",
            hazard.uid,
            POLICY,
            f"the residual risk of {hazard.uid} is unacceptable",
            "add or strengthen a control, then evaluate the residual again",
        )
    prints = {hazard.uid: fingerprint(hazard)}
    if left == "justify" and outstanding(checkout.ledger, prints, Meaning.RISK_ACCEPTED):
        yield Note(
            "risk",
            hazard.uid,
            "its residual risk is acceptable only if a person accepts it with a reason: "
            f"python -m bench review {hazard.uid} --meaning risk_accepted",
        )


def _control(control: Item, graph: Graph, policy: Policy) -> Iterator[Finding]:
    kind = str(control.get("control_kind"))
    if kind not in policy.control_order:
        yield _finding(
            "unknown-word",
            control.uid,
            POLICY,
            f"{control.uid} is of kind {kind!r}, which the policy does not order",
            f"use one of {', '.join(policy.control_order)}",
        )
    elif kind != policy.control_order[0] and not str(control.get("rationale", "")).strip():
        yield _finding(
            "order-unargued",
            control.uid,
            "rationale",
            f"{control.uid} is {kind} and does not say why nothing earlier in the order was possible",
            "write it into its rationale",
        )
    new_risks = str(control.get("new_risks", ""))
    if not new_risks.strip():
        yield _finding(
            "new-risks-unstated",
            control.uid,
            "new_risks",
            f"{control.uid} does not say which risks it brings",
            "name the hazard, or write 'none' and why",
        )
    for uid in re.findall(r"\bHAZ-\d+\b", new_risks):
        if uid not in graph or not graph.item(uid).active:
            yield _finding(
                "new-risk-dead",
                control.uid,
                uid,
                f"{control.uid} says that it brings {uid}, which is no live hazard",
                "name a live hazard",
            )


def _finding(rule: str, subject: str, other: str, message: str, mend: str) -> Finding:
    return Finding("risk", rule, subject, other, message, mend)

"""What is wrong with a threat model in itself: names that lead nowhere, and what nobody thought of."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bench.threats.control import CATEGORIES
from bench.threats.element import AI_KINDS
from bench.threats.reader import THREATS
from bench.threats.threat import Threat
from bench.threats.threat_model import ThreatModel

VIEWS = ("global", "harm", "update")  # what a submission shows beside its use cases
USE = "use_"  # what the name of a use case's view begins with


@dataclass(frozen=True, order=True)
class Flaw:
    """One thing that is wrong, between which two ends, and how to mend it."""

    rule: str
    subject: str
    other: str
    message: str
    mend: str


def flaws(model: ThreatModel) -> Iterator[Flaw]:
    """Find everything that is wrong with the model without looking at the claims."""
    checks: tuple[Callable[[ThreatModel], Iterator[Flaw]], ...] = (
        _twice, _places, _coverage, _flows, _kinds, _stages, _categories, _views,
    )  # fmt: skip
    for check in checks:
        yield from check(model)
    for threat in model.threats:
        yield from _threat(threat, model)


def _twice(model: ThreatModel) -> Iterator[Flaw]:
    uids = [boundary.uid for boundary in model.boundaries] + [element.uid for element in model.elements]
    uids += [flow.uid for flow in model.flows] + [threat.uid for threat in model.threats]
    for uid, count in sorted(Counter(uids).items()):
        if count > 1:
            yield Flaw("id-twice", uid, THREATS, f"{uid} stands {count} times", "give each its own id")


def _places(model: ThreatModel) -> Iterator[Flaw]:
    """Find names of boundaries and elements that are not there."""
    known = {boundary.uid for boundary in model.boundaries}
    for element in model.elements:
        if element.boundary not in known:
            yield _unknown(element.uid, element.boundary, "lies within", "boundary")
    for flow in model.flows:
        yield from (
            _unknown(flow.uid, end, "ends at", "element")
            for end in (flow.source, flow.target)
            if end not in model.element
        )
    for considered in model.none:
        yield from (
            _unknown("none", uid, "speaks of", "element")
            for uid in considered.elements
            if uid not in model.element
        )


def _coverage(model: ThreatModel) -> Iterator[Flaw]:
    """Ask of each element that each kind which applies to it was thought of, once."""
    for element in model.elements:
        for kind in element.applicable:
            threats, reason = model.covered.get((element.uid, kind)), model.reasons.get((element.uid, kind))
            if not threats and not reason:
                message = f"nobody thought of {kind} of {element.uid} ({element.name})"
                yield Flaw("not-considered", element.uid, kind, message, "add a threat, or a reasoned none")
            elif threats and reason:
                message = f"{kind} of {element.uid} is said to be none, yet {threats[0]} is one"
                yield Flaw("none-contradicted", element.uid, threats[0], message, "remove one of them")
    for uid, kind in sorted(model.reasons):
        if uid in model.element and kind not in model.element[uid].applicable:
            message = f"{kind} is no kind that applies to {uid}, a {model.element[uid].kind}"
            yield Flaw("none-needless", uid, kind, message, "remove it from none")


def _flows(model: ThreatModel) -> Iterator[Flaw]:
    threatened = {place for threat in model.threats for place in threat.where}
    for flow in model.crossing:
        if flow.uid not in threatened:
            between = f"from {flow.source} to {flow.target}"
            message = f"{flow.uid} {between} crosses a boundary and no threat names it"
            yield Flaw("crossing-unthreatened", flow.uid, f"{flow.source} → {flow.target}", message,
                       "name it under where: of the threat that comes with it")  # fmt: skip


def _kinds(model: ThreatModel) -> Iterator[Flaw]:
    there = {threat.kind for threat in model.threats}
    for kind in AI_KINDS:
        if kind not in there:
            message = f"no threat is of the kind {kind}"
            yield Flaw("kind-not-considered", kind, THREATS, message, "add one, even where little remains")


def _stages(model: ThreatModel) -> Iterator[Flaw]:
    there = {stage for threat in model.threats for stage in threat.stages}
    for stage in model.stages:
        if stage.name not in there:
            message = f"no threat arises in the stage {stage.name}"
            yield Flaw("stage-not-considered", stage.name, THREATS, message, "add one")


def _categories(model: ThreatModel) -> Iterator[Flaw]:
    there = Counter(category.name for category in model.categories)
    for name in CATEGORIES:
        if there[name] != 1:
            message = f"the category {name} stands {there[name]} times"
            yield Flaw("category-missing", name, THREATS, message, "describe each category once")


def _views(model: ThreatModel) -> Iterator[Flaw]:
    for name in VIEWS:
        if name not in model.view:
            yield Flaw("view-missing", name, THREATS, f"there is no view {name}", "add it to views:")
    if not any(name.startswith(USE) for name in model.view):
        yield Flaw("view-missing", USE, THREATS, "there is no view of a use case", f"add one named {USE}…")
    for view in model.views:
        shown = (("element", view.elements, model.element), ("flow", view.flows, model.flow))
        for what, uids, known in shown:
            yield from (_unknown(view.name, uid, "shows", what) for uid in uids if uid not in known)
        for flow in (model.flow[uid] for uid in view.flows if uid in model.flow):
            for end in {flow.source, flow.target}.difference(view.elements):
                message = f"the view {view.name} shows {flow.uid} without its end {end}"
                yield Flaw("view-loose-end", view.name, end, message, "show the element too")


def _threat(threat: Threat, model: ThreatModel) -> Iterator[Flaw]:
    for place in threat.where:
        if place not in model.element and place not in model.flow:
            yield _unknown(threat.uid, place, "is done to", "element or flow")
    yield from _words(threat, model)
    if not (threat.controls or threat.tests or threat.duties):
        message = f"nothing stands against {threat.uid} ({threat.title})"
        yield Flaw("uncontrolled", threat.uid, "controls", message, "name a control, a test or a duty")
    for name in ("residual", "whose"):
        if not getattr(threat, name):
            message = f"{threat.uid} does not say {'what remains' if name == 'residual' else 'whose that is'}"
            yield Flaw("residual-missing", threat.uid, name, message, f"write {name}:")


def _words(threat: Threat, model: ThreatModel) -> Iterator[Flaw]:
    """Find words outside the model's scales, and controls that make a thing easier."""
    scale = [term.name for term in model.exploitability]
    yield from _off_scale(threat, (threat.before, threat.after), scale)
    yield from _off_scale(threat, threat.stages, [stage.name for stage in model.stages])
    yield from _off_scale(threat, filter(None, [threat.severity]), list(model.acceptability))
    if {threat.before, threat.after} <= set(scale) and model.ease(threat.after) > model.ease(threat.before):
        message = f"{threat.uid} is {threat.before} before its controls and {threat.after} after them"
        yield Flaw("residual-above-initial", threat.uid, "after", message, "estimate it again")


def _off_scale(threat: Threat, words: Iterable[str], scale: list[str]) -> Iterator[Flaw]:
    for word in words:
        if word not in scale:
            message = f"{threat.uid} says {word!r}, which no scale defines"
            yield Flaw("unknown-word", threat.uid, word, message, f"use one of {', '.join(scale)}")


def _unknown(subject: str, other: str, does: str, what: str) -> Flaw:
    message = f"{subject} {does} {other}, which is no {what}"
    return Flaw("unknown-reference", subject, other, message, f"name an existing {what}, or add it")

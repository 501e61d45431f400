"""Hazards before and after their controls, on the policy's matrix, with what shows the controls' effect."""

from bench.claims import Item
from bench.dossier.block import Block, Chapter, Column, Table, Text
from bench.dossier.facts import Facts
from bench.gates import Policy, risk_classes


def chapter(facts: Facts) -> Chapter:
    """Write the matrix and one row per hazard and control."""
    hazards, policy = facts.checkout.graph.of("HAZ"), facts.policy
    if policy is None:
        return Chapter("Risk", (Text("The risk policy cannot be read, so nothing is classed.", strong=True),))
    sound = [hazard for hazard in hazards if _classes(hazard, policy) is not None]
    blocks: list[Block] = [
        Text(
            "Each hazard stands in the matrix at its residual risk. A cell that asks for justification needs "
            "a person's acceptance in the ledger; the template holds none."
        ),
        _matrix(sound, policy),
        _hazards(sound, facts, policy),
        _controls(facts),
    ]
    if len(sound) < len(hazards):
        blocks.append(Text("Some hazards cannot be classed; the risk gate names them.", strong=True))
    return Chapter("Risk", tuple(blocks), wide=True)


def _classes(hazard: Item, policy: Policy) -> tuple[str, str] | None:
    try:
        return risk_classes(hazard, policy)
    except ValueError:
        return None  # a word outside the scales: the risk gate names it


def _matrix(hazards: list[Item], policy: Policy) -> Table:
    columns = (
        Column("Severity of harm", 2),
        *(Column(level.name.capitalize(), 2, "word") for level in policy.probability),
    )
    rows = []
    for severity in reversed(policy.severity):
        cells = [severity.name.capitalize()]
        for level, verdict in zip(policy.probability, policy.acceptability[severity.name], strict=True):
            here = [h.uid for h in hazards if _place(h, policy) == (severity.name, level.name)]
            cells.append(f"{verdict}: {', '.join(here)}" if here else verdict)
        rows.append(tuple(cells))
    return Table("Residual risks by severity and probability of harm", columns, tuple(rows))


def _place(hazard: Item, policy: Policy) -> tuple[str, str]:
    p1, p2 = hazard.get("residual.p1"), hazard.get("residual.p2")
    return str(hazard.get("residual.severity")), policy.probability_of_harm(p1, p2)


def _hazards(hazards: list[Item], facts: Facts, policy: Policy) -> Table:
    rows = []
    for hazard in hazards:
        before, after = risk_classes(hazard, policy)
        controls = [c.uid for c in facts.checkout.graph.children(hazard.uid, "RC") if c.active]
        rows.append(
            (
                hazard.uid,
                hazard.header,
                str(hazard.get("harm")),
                before,
                ", ".join(controls),
                after,
                str(hazard.get("quantity")),
            )
        )
    columns = (
        Column("Id", 1.4, "code"),
        Column("Hazard", 3.2),
        Column("Harm", 4.2),
        Column("Before", 1.9, "word"),
        Column("Controls", 1.5, "code"),
        Column("After", 1.9, "word"),
        Column("Known by", 3.3, "code"),
    )
    return Table("Hazards", columns, tuple(rows))


def _controls(facts: Facts) -> Table:
    graph, rows = facts.checkout.graph, []
    for control in graph.of("RC"):
        requirements = [child for child in graph.children(control.uid, "SRS") if child.active]
        shown = "; ".join(f"{r.uid} {facts.word(r)}" for r in requirements) or "–"  # noqa: RUF001 -- an en dash
        rows.append(
            (
                control.uid,
                control.header,
                str(control.get("control_kind")).replace("_", " "),
                shown,
                str(control.get("new_risks")),
            )
        )
    columns = (
        Column("Id", 1.3, "code"),
        Column("Control", 3.8),
        Column("Kind", 2),
        Column("Shown by", 3),
        Column("New risks", 4.5),
    )
    return Table("Controls", columns, tuple(rows))

"""Directives that show the risk file: hazards, causes, controls, evidence, what persons owe."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from claim_text import claims, linked, links, plain, reference, table
from claims import colour, parsed
from risk_text import (
    awaited,
    classed,
    control_cell,
    controls_of,
    counted,
    evidence_row,
    hazard_row,
    hazards_of,
    kind_of,
    outside,
    paint,
    place_of,
    policy,
)
from sphinx.util.docutils import SphinxDirective
from standing_text import NOTHING, paragraphs, texts, words

from bench.claims.vocabulary import CAUSE_KINDS, CONTROL_KINDS
from bench.judgement import Meaning

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

CONTROL_NAMES = {
    "safe_by_design": "safe by design",
    "protective_measure": "protective measure",
    "information": "information for safety",
}
ORDER = ("first", "then", "last")


class RiskDirective(SphinxDirective):
    """What the directives of the risk file share: an item as argument, a table as result."""

    optional_arguments = 1
    widths: ClassVar[str] = "auto"

    def run(self) -> list[nodes.Node]:
        """Parse the generated table where the directive stands."""
        return parsed(self, list(table(self.rows(), widths=self.widths)))

    def rows(self) -> list[list[str]]:
        """Return the table's rows, the first of them its header."""
        raise NotImplementedError


class HazardTable(RiskDirective):
    """``.. hazard-table:: endoscopy`` shows one item's hazards with P1, P2 and class, before and after."""

    widths = "9 15 36 11 15 14"

    def run(self) -> list[nodes.Node]:
        """Build the table and colour its classes."""
        made = super().run()
        for place, (_, before, after) in enumerate(map(classed, hazards_of(self.arguments[0]))):
            paint(made, place, {4: before, 5: after})
        return made

    def rows(self) -> list[list[str]]:
        """Return a row a hazard."""
        header = ["", "hazard", "sequence → situation → harm", "cause", "before controls", "after controls"]
        return [header, *(hazard_row(hazard) for hazard in hazards_of(self.arguments[0]))]


class ControlTable(RiskDirective):
    """``.. control-table:: endoscopy`` shows the controls of each hazard in the order of ISO 14971 7.1."""

    widths = "18 28 28 26"

    def rows(self) -> list[list[str]]:
        """Return a row a hazard, a column a kind of control."""
        rows = [["hazard", *(f"{ORDER[n]}: {CONTROL_NAMES[kind]}" for n, kind in enumerate(CONTROL_KINDS))]]
        for hazard in hazards_of(self.arguments[0]):
            controls = claims().children(hazard.uid, "RC")
            cells = [
                paragraphs(control_cell(c) for c in controls if kind_of(c) == kind) for kind in CONTROL_KINDS
            ]
            rows.append([f"{reference(hazard.uid)} {plain(hazard.header.strip())}", *cells])
        return rows


class NewRisks(RiskDirective):
    """``.. new-risks:: endoscopy`` shows what each control brings, and the hazards that account for it."""

    widths = "26 14 18 42"

    def rows(self) -> list[list[str]]:
        """Return a row a control."""
        rows = [["control", "kind", "implemented by", "new or worsened risks"]]
        for control in controls_of(self.arguments[0]):
            below = links(claims().children(control.uid, "SRS")) or "outside the software"
            risks = linked(" ".join(str(control.get("new_risks", "")).split()))
            rows.append([control_cell(control), CONTROL_NAMES[kind_of(control)], below, risks])
        return rows


class HazardEvidence(RiskDirective):
    """``.. hazard-evidence:: endoscopy`` shows what verifies the controls, what for, and how it ended."""

    widths = "9 23 21 21 26"

    def rows(self) -> list[list[str]]:
        """Return a row a hazard."""
        head = [
            "hazard",
            "its quantity",
            "implementation",
            "effectiveness",
            "measured against a limit, today",
        ]
        return [head, *(evidence_row(hazard) for hazard in hazards_of(self.arguments[0]))]


class CauseCounts(RiskDirective):
    """``.. cause-counts::`` counts hazards by item and kind of cause."""

    def rows(self) -> list[list[str]]:
        """Count over all hazards."""
        return counted(((str(h.get("item")), str(h.get("cause_kind"))) for h in hazards_of()), CAUSE_KINDS)


class ControlCounts(RiskDirective):
    """``.. control-counts::`` counts controls by item and kind, in the order of ISO 14971 7.1."""

    def rows(self) -> list[list[str]]:
        """Count over all controls, and those outside the software once more."""
        kinds = [(str(c.get("item")), kind_of(c)) for c in controls_of()]
        kinds += [(str(c.get("item")), "of these outside the software") for c in controls_of() if outside(c)]
        return counted(kinds, (*CONTROL_KINDS, "of these outside the software"))


class RiskCounts(SphinxDirective):
    """``.. risk-counts:: before`` or ``after`` counts hazards in each field of the policy's matrix."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Build the matrix: a row per severity, a column per probability of harm."""
        matrix, prefix = policy(), "residual." if self.arguments[0] == "after" else ""
        placed = Counter(place_of(hazard, prefix) for hazard in hazards_of())
        columns = [level.name for level in matrix.probability]
        rows, classes = [["severity", *columns]], list[str]()
        for level in reversed(matrix.severity):
            classes += matrix.acceptability[level.name]
            rows.append([level.name, *(str(placed[level.name, word] or NOTHING) for word in columns)])
        made = parsed(self, list(table(rows, widths="auto", name="risk-matrix")))
        colour(made, classes)
        return made


class ResidualRisks(RiskDirective):
    """``.. residual-risks::`` shows each residual risk that is left to a person, and what it rests on."""

    widths = "9 21 11 43 16"

    def rows(self) -> list[list[str]]:
        """Return a row for each residual risk that the policy does not accept by itself."""
        rows = [["", "hazard", "item", "why it is as low as it is", "accepted by a person"]]
        for hazard in hazards_of():
            if classed(hazard)[2] != "acceptable":
                why = linked(" ".join(str(hazard.get("residual_rationale", "")).split()))
                given = "awaited" if awaited(hazard, Meaning.RISK_ACCEPTED) else "in the ledger"
                cells = [plain(hazard.header.strip()), words(hazard.get("item")), why, given]
                rows.append([reference(hazard.uid), *cells])
        return rows


class Judgements(RiskDirective):
    """``.. judgements::`` counts what persons have judged and what still waits for them."""

    def rows(self) -> list[list[str]]:
        """Return a row a meaning."""
        left = [hazard for hazard in hazards_of() if classed(hazard)[2] == "justify"]
        every = [item for item in claims() if item.active]
        asked = {
            "review of each claim": (every, Meaning.REVIEWED),
            "acceptance of a residual risk": (left, Meaning.RISK_ACCEPTED),
        }
        rows = [["judgement", "asked for", "made and standing", "awaited"]]
        for name, (items, meaning) in asked.items():
            waiting = sum(awaited(item, meaning) for item in items)
            rows.append([name, str(len(items)), str(len(items) - waiting), str(waiting)])
        return rows


class MisuseTable(RiskDirective):
    """``.. misuse-table::`` shows the hazard-related use scenarios that follow from foreseeable misuse."""

    widths = "9 29 24 8 30"

    def rows(self) -> list[list[str]]:
        """Return a row for each hazard that foreseeable misuse causes."""
        rows = [["", "what people do", "what follows", "severity", "what the interface does against it"]]
        for hazard in hazards_of(self.arguments[0] if self.arguments else None):
            if hazard.get("cause_kind") == "foreseeable_misuse":
                controls = paragraphs(control_cell(c) for c in claims().children(hazard.uid, "RC"))
                severity = words(hazard.get("severity"))
                told = [texts(hazard, "sequence"), texts(hazard, "situation"), severity, controls]
                rows.append([reference(hazard.uid), *told])
        return rows


class InformationControls(RiskDirective):
    """``.. information-controls:: endoscopy`` shows what users are told for safety."""

    widths = "9 22 45 24"

    def rows(self) -> list[list[str]]:
        """Return a row for each control of kind information."""
        rows = [["", "what is told", "how", "against"]]
        for control in controls_of(self.arguments[0]):
            if kind_of(control) == "information":
                told = linked(" ".join(control.text.split()))
                against = links(claims().parents(control.uid, "HAZ"))
                rows.append([reference(control.uid), plain(control.header.strip()), told, against])
        return rows


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives."""
    for name, directive in {
        "hazard-table": HazardTable,
        "control-table": ControlTable,
        "new-risks": NewRisks,
        "hazard-evidence": HazardEvidence,
        "cause-counts": CauseCounts,
        "control-counts": ControlCounts,
        "risk-counts": RiskCounts,
        "residual-risks": ResidualRisks,
        "judgements": Judgements,
        "misuse-table": MisuseTable,
        "information-controls": InformationControls,
    }.items():
        app.add_directive(name, directive)
    return {"parallel_read_safe": False, "parallel_write_safe": True}

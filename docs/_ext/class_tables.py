"""Directives about safety classes: what each asks for, what is there of each, and why an item has its own."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import yaml
from claim_text import ROOT, claims, plain, reference, verifying
from risk_tables import RiskDirective
from risk_text import control_cell, controls_of, hazards_of, outside, policy
from standing_text import NOTHING, paragraphs, words

from bench.claims.vocabulary import ITEMS, SAFETY_CLASSES

if TYPE_CHECKING:
    from sphinx.application import Sphinx

CATALOGUE = "requirements_trace/standards/iec62304_2006_a1.yml"
CLASSED = ("SRS", "SDS")


class ClassRows(RiskDirective):
    """``.. class-rows::`` shows the rows of IEC 62304 for A, B and C; ``differing`` only some."""

    widths = "9 67 8 8 8"

    def rows(self) -> list[list[str]]:
        """Read the catalogue as it stands."""
        self.env.note_dependency(str(ROOT / CATALOGUE))
        asked = [row for row in catalogue() if not self.arguments or len(row["in"]) < len(SAFETY_CLASSES)]
        rows = [["clause", "what it asks for, in our words", *SAFETY_CLASSES]]
        for row in asked:
            marks = ["yes" if letter in row["in"] else NOTHING for letter in SAFETY_CLASSES]
            rows.append([str(row["id"]), plain(str(row["t"])), *marks])
        sums = [str(sum(letter in row["in"] for row in catalogue())) for letter in SAFETY_CLASSES]
        return [*rows, ["", "all rows that apply", *sums]]


class ClassCounts(RiskDirective):
    """``.. class-counts::`` counts what stands in the file for each item and class."""

    def rows(self) -> list[list[str]]:
        """Count requirements, designs and units by item and class."""
        rows = [["item", "class", "requirements", "design items", "of these units", "tests and protocols"]]
        from_tests = _tests_by_item()
        for item in ITEMS:
            found = [i for prefix in CLASSED for i in claims().of(prefix) if i.get("item") == item]
            for letter in sorted({str(i.get("safety_class")) for i in found}):
                mine = [i for i in found if str(i.get("safety_class")) == letter]
                counts = Counter(i.prefix for i in mine)
                units = sum(i.get("kind") == "unit" for i in mine)
                tests = from_tests[item, letter]
                cells = [counts["SRS"], counts["SDS"], units, tests]
                rows.append([words(item), letter, *(str(count or NOTHING) for count in cells)])
        return rows


class WorstHarm(RiskDirective):
    """``.. worst-harm::`` shows each item's worst credible harm and the controls outside its software."""

    widths = "14 14 32 40"

    def rows(self) -> list[list[str]]:
        """Return a row an item that has hazards."""
        rows = [["item", "worst severity", "hazards of this severity", "controls outside the software"]]
        for item in (name for name in ITEMS if hazards_of(name)):
            rank = policy().severity_rank
            worst = max((str(h.get("severity")) for h in hazards_of(item)), key=rank)
            named = [h for h in hazards_of(item) if h.get("severity") == worst]
            of_them = paragraphs(f"{reference(h.uid)} {plain(h.header.strip())}" for h in named)
            beyond = paragraphs(control_cell(c) for c in controls_of(item) if outside(c))
            rows.append([words(item), worst, of_them, beyond])
        return rows


def catalogue() -> list[dict[str, object]]:
    """Return the rows of the catalogue; none where the file is not there."""
    path = ROOT / CATALOGUE
    given = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return list(given.get("rows", []))


def _tests_by_item() -> Counter[tuple[str, str]]:
    from_marks: set[tuple[str, str, str]] = set()
    for item in claims().of("SRS"):
        for node, _ in verifying().get(item.uid, []):
            from_marks.add((node, str(item.get("item")), str(item.get("safety_class"))))
    return Counter((item, letter) for _, item, letter in from_marks)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives."""
    app.add_directive("class-rows", ClassRows)
    app.add_directive("class-counts", ClassCounts)
    app.add_directive("worst-harm", WorstHarm)
    return {"parallel_read_safe": False, "parallel_write_safe": True}

"""Directives that show the claims where they stand: sections, tables, the risk matrix, the coverage."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from claim_text import (
    NONE,
    ROOT,
    TESTED,
    TITLES,
    checkout,
    claims,
    links,
    plain,
    reference,
    section,
    table,
    verifying,
)
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from bench.gates import read_policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from bench.claims import Item

# The column of each document's table that tells most.
TELLING = {
    "UN": "item",
    "HAZ": "severity",
    "RC": "control_kind",
    "SRS": "area",
    "SDS": "unit",
    "VER": "test_level",
}
COVERED_BY = {"UN": "SRS", "HAZ": "RC", "RC": "SRS", "SRS": "SDS", "SDS": None, "VER": None}


class Claims(SphinxDirective):
    """``.. claims:: SRS`` shows every item of one document; ``:item: runtime`` narrows it."""

    required_arguments = 1
    option_spec: ClassVar = {"item": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Parse the generated text where the directive stands."""
        lines = [line for item in self._items() for line in section(item)]
        return parsed(self, lines, headings=True)

    def _items(self) -> Iterator[Item]:
        for item in claims().of(self.arguments[0]):
            self.env.note_dependency(str(ROOT / item.path))
            if self.options.get("item") in (None, item.get("item")):
                yield item


class ClaimsTable(SphinxDirective):
    """``.. claims-table:: HAZ`` shows one document as a table."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Parse the generated table where the directive stands."""
        prefix = self.arguments[0]
        column = TELLING[prefix]
        rows = [["", TITLES[prefix], column.replace("_", " "), "answers", "answered by"]]
        for item in claims().of(prefix):
            word = str(item.get(column, ""))
            word = f"``{word}``" if column == "unit" else word.replace("_", " ")
            up, down = links(claims().parents(item.uid)), links(claims().children(item.uid))
            rows.append([reference(item.uid), plain(item.header), word, up, down])
        return parsed(self, list(table(rows, widths="9 33 20 19 19")))


class RiskMatrix(SphinxDirective):
    """``.. risk-matrix:: before`` or ``after`` shows where the hazards lie by the policy."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Build the matrix: a row per severity, a column per probability of harm."""
        policy = read_policy(checkout().files)
        prefix = "residual." if self.arguments[0] == "after" else ""
        places: dict[tuple[str, str], list[str]] = {}
        for hazard in claims().of("HAZ"):
            severity, p1, p2 = (str(hazard.get(prefix + name)) for name in ("severity", "p1", "p2"))
            places.setdefault((severity, policy.probability_of_harm(p1, p2)), []).append(hazard.uid)
        columns = [level.name for level in policy.probability]
        rows, classes = [["severity", *columns]], list[str]()
        for level in reversed(policy.severity):
            classes += policy.acceptability[level.name]
            cells = [", ".join(map(reference, places.get((level.name, word), []))) for word in columns]
            rows.append([level.name, *cells])
        made = parsed(self, list(table(rows, widths="auto", name="risk-matrix")))
        colour(made, classes)
        return made


class ClaimsCoverage(SphinxDirective):
    """``.. claims-coverage::`` counts items, what answers them, and what tests name."""

    def run(self) -> list[nodes.Node]:
        """Count over the tree and the markers of the tests."""
        rows = [["document", "items", "answered by", "named by tests or protocols"]]
        for prefix, below in COVERED_BY.items():
            items = claims().of(prefix)
            answered = sum(bool(claims().children(item.uid, below)) for item in items)
            named = sum(item.uid in verifying() for item in items)
            rows.append(
                [
                    TITLES[prefix],
                    str(len(items)),
                    f"{answered} by {TITLES[below]}" if below else NONE,
                    str(named) if prefix in TESTED else NONE,
                ]
            )
        areas = Counter(str(item.get("area")).replace("_", " ") for item in claims().of("SRS"))
        counted = ", ".join(f"{area} {count}" for area, count in sorted(areas.items()))
        return parsed(
            self, [*table(rows, widths="25 15 30 30"), "", f"Requirements by content area: {counted}."]
        )


def parsed(directive: SphinxDirective, lines: list[str], *, headings: bool = False) -> list[nodes.Node]:
    """Parse generated text as if it stood on the page."""
    return directive.parse_text_to_nodes("\n".join(lines), allow_section_headings=headings)


def colour(made: list[nodes.Node], classes: list[str]) -> None:
    """Colour the matrix's cells by how the policy classes them."""
    body = next(node for part in made for node in part.findall(nodes.tbody))
    cells = [entry for row in body.findall(nodes.row) for entry in list(row)[1:]]
    for cell, word in zip(cells, classes, strict=True):
        cell["classes"].append(f"risk-{word}")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives, and the role that writes a limit."""
    app.setup_extension("limit_role")
    app.add_directive("claims", Claims)
    app.add_directive("claims-table", ClaimsTable)
    app.add_directive("risk-matrix", RiskMatrix)
    app.add_directive("claims-coverage", ClaimsCoverage)
    return {"parallel_read_safe": False, "parallel_write_safe": True}

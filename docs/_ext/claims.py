"""Show the claims as pages: a section per item with links both ways, and the risk matrix.

Tables are made at build time from the doorstop tree through ``bench.claims``, so that no page can lag behind it.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from bench.claims import Graph, Item, criterion_of, load_graph
from bench.gates import Checkout, open_checkout, read_policy, risk_classes
from bench.gates.trace import read_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parent.parent.parent
UID = re.compile(r"\b(UN|HAZ|RC|SRS|SDS|VER)-\d{3}\b")
TITLES = {
    "UN": "user needs",
    "HAZ": "hazards",
    "RC": "risk controls",
    "SRS": "requirements",
    "SDS": "design",
    "VER": "verification plans",
}
# The fields of a section, in the order in which a reader asks for them.
FIELDS = {
    "UN": ("stakeholder", "item", "rationale"),
    "HAZ": (
        "item", "cause_kind", "sequence", "situation", "harm", "quantity", "estimate_rationale", "residual_rationale",
    ),
    "RC": ("control_kind", "in_software", "quantity", "rationale", "new_risks"),
    "SRS": ("item", "safety_class", "area", "verification_method", "rationale"),
    "SDS": ("item", "safety_class", "kind", "unit"),
    "VER": ("test_level", "purpose", "setup", "steps", "samples"),
}  # fmt: skip
INTERESTING = {"UN": "item", "HAZ": "severity", "RC": "control_kind", "SRS": "area", "SDS": "unit", "VER": "test_level"}


@lru_cache(maxsize=1)
def claims() -> Graph:
    """Return the tree as it stands at build time."""
    return load_graph(ROOT)


@lru_cache(maxsize=1)
def checkout() -> Checkout:
    """Return what the gates would look at, for the tests that name a claim and the risk policy."""
    return open_checkout(ROOT)


@lru_cache(maxsize=1)
def verifying() -> dict[str, list[tuple[str, str]]]:
    """Return, for each claim, the tests and protocols that name it with their purpose."""
    found: dict[str, list[tuple[str, str]]] = {}
    for mark in read_marks(checkout()).marks:
        if mark.uid and mark.purpose:
            found.setdefault(mark.uid, []).append((mark.nodeid, mark.purpose))
    return found


class ClaimsDirective(SphinxDirective):
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


class ClaimsTableDirective(SphinxDirective):
    """``.. claims-table:: HAZ`` shows one document as a table."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Parse the generated table where the directive stands."""
        prefix = self.arguments[0]
        rows = [["", TITLES[prefix], INTERESTING[prefix].replace("_", " "), "answers", "answered by"]]
        for item in claims().of(prefix):
            up, down = links(claims().parents(item.uid)), links(claims().children(item.uid))
            word = str(item.get(INTERESTING[prefix], ""))
            word = f"``{word}``" if prefix == "SDS" else word.replace("_", " ")
            rows.append([reference(item.uid), plain(item.header), word, up, down])
        return parsed(self, list(table(rows, widths="8 34 22 18 18")))


class RiskMatrixDirective(SphinxDirective):
    """``.. risk-matrix:: before`` or ``after`` shows where the hazards lie by the policy."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Build the matrix: a row per severity, a column per probability of harm."""
        policy, after = read_policy(checkout().files), self.arguments[0] == "after"
        places: dict[tuple[str, str], list[str]] = {}
        for hazard in claims().of("HAZ"):
            prefix = "residual." if after else ""
            severity, p1, p2 = (str(hazard.get(prefix + name)) for name in ("severity", "p1", "p2"))
            places.setdefault((severity, policy.probability_of_harm(p1, p2)), []).append(hazard.uid)
        columns = [level.name for level in policy.probability]
        rows = [["severity", *columns]]
        roles = []
        for level in reversed(policy.severity):
            roles += policy.acceptability[level.name]
            cells = [", ".join(map(reference, places.get((level.name, word), []))) or "–" for word in columns]
            rows.append([level.name, *cells])
        made = parsed(self, list(table(rows, widths="auto", name="risk-matrix")))
        colour(made, roles)
        return made


class CoverageDirective(SphinxDirective):
    """``.. claims-coverage::`` counts items and what answers them."""

    def run(self) -> list[nodes.Node]:
        """Count over the tree and the markers of the tests."""
        graph = claims()
        rows = [["document", "items", "answered by", "named by tests or protocols"]]
        for prefix, below in (("UN", "SRS"), ("HAZ", "RC"), ("RC", "SRS"), ("SRS", "SDS"), ("SDS", ""), ("VER", "")):
            items = graph.of(prefix)
            answered = sum(bool(graph.children(item.uid, below)) for item in items) if below else None
            named = sum(item.uid in verifying() for item in items)
            shown = f"{answered} by {TITLES[below]}" if below else "–"
            rows.append([TITLES[prefix], str(len(items)), shown, str(named) if prefix in ("RC", "SRS") else "–"])
        areas = Counter(str(item.get("area")) for item in graph.of("SRS"))
        return parsed(self, [*table(rows, widths="25 15 30 30"), "", "Requirements by content area: " + ", ".join(
            f"{area.replace('_', ' ')} {count}" for area, count in sorted(areas.items())) + "."])  # fmt: skip


def section(item: Item) -> Iterator[str]:
    """Yield the text of one item's section."""
    title = f"{item.uid} {plain(item.header)}"
    yield from (f".. _{item.uid.lower()}:", "", title, "-" * len(title), "")
    yield from (linked(item.text), "")
    yield from criterion_line(item)
    yield from risk_line(item)
    yield ".. rst-class:: claim"
    yield ""
    for name in FIELDS[item.prefix]:
        yield from field(name, item.get(name))
    yield f":answers: {links(claims().parents(item.uid)) or 'nothing above it'}"
    yield f":answered by: {links(claims().children(item.uid)) or 'nothing'}"
    if item.prefix in ("SRS", "RC", "HAZ"):
        yield from field("tests", [f"``{node}`` ({purpose})" for node, purpose in verifying().get(item.uid, [])])
    yield ""


def field(name: str, value: object) -> Iterator[str]:
    """Yield one field; a list becomes an enumeration."""
    if value is None or value == []:
        return
    label = name.replace("_", " ")
    if isinstance(value, (list, tuple)):
        yield f":{label}:"
        for entry in value:
            text = str(entry) if str(entry).startswith("``") else linked(str(entry))
            yield f"    - {text}"
        return
    words = str(value).lower() if isinstance(value, bool) else str(value)
    code = name in ("quantity", "unit", "metric")
    yield f":{label}: {f'``{words}``' if code else linked(words).replace(chr(10), ' ')}"


def criterion_line(item: Item) -> Iterator[str]:
    """Yield the acceptance criterion of a requirement in one line."""
    criterion = criterion_of(item)
    if criterion is not None:
        yield f"**Accepted when** {plain(str(criterion))}. Shown on ``{criterion.profile}``; hardware class " + (
            f"``{criterion.hardware_class}``."
        )
        yield ""


def risk_line(item: Item) -> Iterator[str]:
    """Yield a hazard's estimate before and after its controls, classed by the policy."""
    if item.prefix != "HAZ":
        return
    before, after = risk_classes(item, read_policy(checkout().files))
    yield f"Before controls: severity **{item.get('severity')}**, p1 {item.get('p1')}, p2 {item.get('p2')}: *{before}*. " + (
        f"After: **{item.get('residual.severity')}**, p1 {item.get('residual.p1')}, p2 {item.get('residual.p2')}: *{after}*."
    )
    yield ""


def table(rows: list[list[str]], widths: str, name: str = "claims") -> Iterator[str]:
    """Yield a list-table; the first row is its header."""
    yield from (".. list-table::", "   :header-rows: 1", f"   :widths: {widths}", f"   :class: {name}", "")
    for row in rows:
        for place, cell in enumerate(row):
            yield f"   {'* -' if place == 0 else '  -'} {cell}"


def links(items: Iterable[Item]) -> str:
    """Return references to items, in a row."""
    return ", ".join(reference(item.uid) for item in items)


def reference(uid: str) -> str:
    """Return a reference to an item's section."""
    return f":ref:`{uid} <{uid.lower()}>`"


def linked(text: str) -> str:
    """Return text with every UID in it made a reference, and nothing else read as markup."""
    return UID.sub(lambda match: reference(match[0]) if match[0] in claims() else match[0], plain(text))


def plain(text: str) -> str:
    """Return text in which nothing is read as markup."""
    return re.sub(r"([*`|\\]|_(?!\w))", r"\\\1", text)


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
    """Register the directives."""
    app.add_directive("claims", ClaimsDirective)
    app.add_directive("claims-table", ClaimsTableDirective)
    app.add_directive("risk-matrix", RiskMatrixDirective)
    app.add_directive("claims-coverage", CoverageDirective)
    return {"parallel_read_safe": False, "parallel_write_safe": True}

"""Directives of the security file: the threat model's parts, its pictures, controls, tests and the bill."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from claim_text import checkout, claims, linked, plain, reference, table
from claims import colour, parsed
from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from threat_picture import draw
from threat_rows import TABLES, flows, model, section_of, tests_of, threat_link

from bench.gates.soup import soup_rows
from bench.gates.threats import assess

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from threat_rows import Rows


class ThreatPicture(SphinxDirective):
    """``.. threat-picture:: global`` shows a view as a picture, and its flows as a table."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Write the picture into the build's folder and show it with its words."""
        view = model().view[self.arguments[0]]
        path = Path(self.env.doctreedir) / "threats" / f"{view.name}.svg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(draw(model(), view))
        here = Path(self.env.doc2path(self.env.docname)).parent
        image = nodes.image(uri=Path(os.path.relpath(path, here)).as_posix(), alt=view.alt, width="100%")
        figure = nodes.figure("", image, nodes.caption("", view.title), ids=[f"view-{view.name}"])
        return [figure, *parsed(self, list(table(flows(view.flows), widths="7 30 21 42")))]


class ThreatTable(SphinxDirective):
    """``.. threat-table:: elements`` shows one part of the model as a table."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Parse the generated table where the directive stands."""
        rows, widths = TABLES[self.arguments[0]]
        return parsed(self, list(table(rows(), widths=widths)))


class ThreatSections(SphinxDirective):
    """``.. threat-sections::`` shows every threat with all that is said of it."""

    def run(self) -> list[nodes.Node]:
        """Parse the generated sections where the directive stands."""
        lines = [line for threat in model().threats for line in section_of(threat)]
        return parsed(self, lines, headings=True)


class ThreatMatrix(SphinxDirective):
    """``.. threat-matrix:: before`` or ``after`` shows where the threats lie."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Build the matrix: a row a severity, a column a word of exploitability."""
        places: dict[tuple[str, str], list[str]] = {}
        for threat in model().threats:
            found, word = assess(threat, model(), claims()), getattr(threat, self.arguments[0])
            if found is not None:
                places.setdefault((found.severity, word), []).append(threat_link(threat.uid))
        columns = [term.name for term in model().exploitability]
        rows, classes = [["severity", *columns]], list[str]()
        for severity in reversed(model().acceptability):
            classes += model().acceptability[severity]
            rows.append([severity, *(", ".join(places.get((severity, word), [])) for word in columns)])
        made = parsed(self, list(table(rows, widths="auto", name="risk-matrix")))
        colour(made, classes)
        return made


class ThreatCategory(SphinxDirective):
    """``.. threat-category:: integrity`` shows one category: what holds it, what is left to others."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Parse the category's words, its claims and the duties of others."""
        category = next(c for c in model().categories if c.name == self.arguments[0])
        held: Rows = [["", "held by", "tests"]]
        for uid in category.claims:
            count = len(tests_of(uid))
            held.append([reference(uid), plain(claims().item(uid).header), str(count)])
        left: Rows = [["left to others", "whose"], *([plain(d.text), d.whose] for d in category.left)]
        lines = [
            linked(category.device),
            "",
            *table(held, widths="12 76 12"),
            "",
            *table(left, widths="78 22"),
        ]
        return parsed(self, lines)


class ThreatCounts(SphinxDirective):
    """``.. threat-counts::`` counts threats by their class before and after controls, and what is owed."""

    def run(self) -> list[nodes.Node]:
        """Count over the model."""
        found = [a for threat in model().threats if (a := assess(threat, model(), claims())) is not None]
        before, after = Counter(a.before for a in found), Counter(a.after for a in found)
        said = "; ".join(
            f"{when} controls {', '.join(f'{count} {word}' for word, count in sorted(counts.items()))}"
            for when, counts in (("before", before), ("after", after))
        )
        text = (
            f"{len(found)} threats: {said}. Each that reads *justify* after its controls waits for a person."
        )
        return parsed(self, [text])


class SoupAnomalies(SphinxDirective):
    """``.. soup-anomalies::`` shows which anomalies of each library were read, as SOUP.md says it."""

    def run(self) -> list[nodes.Node]:
        """Parse the table made from SOUP.md."""
        rows: Rows = [["library", "anomalies that were read, and what answers them"]]
        for row in soup_rows(checkout().files["SOUP.md"].decode()).values():
            said = row.cells["anomalies considered"]
            rows.append([f"{row.name} {row.version}", linked(said)])
        return parsed(self, list(table(rows, widths="22 78")))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives."""
    made: dict[str, type[SphinxDirective]] = {
        "threat-picture": ThreatPicture,
        "threat-table": ThreatTable,
        "threat-sections": ThreatSections,
        "threat-matrix": ThreatMatrix,
        "threat-category": ThreatCategory,
        "threat-counts": ThreatCounts,
        "soup-anomalies": SoupAnomalies,
    }
    for name, directive in made.items():
        app.add_directive(name, directive)
    return {"parallel_read_safe": False, "parallel_write_safe": True}

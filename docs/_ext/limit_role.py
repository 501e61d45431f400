"""``:limit:`SRS-093``` writes a requirement's limit from its criterion, so that no page types it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claim_text import claims
from docutils import nodes
from sphinx.util.docutils import SphinxRole

from bench.claims import Criterion, criterion_of

if TYPE_CHECKING:
    from docutils.parsers.rst.states import Inliner
    from sphinx.application import Sphinx

OPERATORS = {"<=": "at most", ">=": "at least", "<": "below", ">": "above", "==": "exactly"}
STATISTICS = {"p50": "median", "max": "largest", "min": "smallest"}  # the others are words already
SHARES = ("proportion", "share")


class Limit(SphinxRole):
    """Writes ``at most 5.75 ms (99th percentile)``."""

    inliner: Inliner

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Look the criterion up; a claim without one is a warning, and so an error of the build."""
        item = claims().items.get(self.text)
        criterion = criterion_of(item) if item is not None else None
        if criterion is None:
            said = self.inliner.reporter.error(f"{self.text} has no limit", line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, said)], [said]
        return [nodes.inline(self.rawtext, in_words(criterion), classes=["limit"])], []


def in_words(criterion: Criterion) -> str:
    """Return a criterion's limit as people say it, with the statistic that is held against it."""
    if criterion.statistic == "count" and criterion.limit == 0:
        return "none"
    value, unit = criterion.limit, "" if criterion.unit == "1" else f" {criterion.unit}"
    if criterion.unit == "1" and criterion.statistic in SHARES:
        value, unit = value * 100, " %"
    return f"{OPERATORS[criterion.operator]} {value:.6g}{unit}{_statistic(criterion.statistic)}"


def _statistic(statistic: str) -> str:
    if statistic in SHARES or statistic == "count":
        return ""
    percentile = f"{statistic.removeprefix('p')}th percentile" if statistic[1:2].isdigit() else statistic
    return f" ({STATISTICS.get(statistic, percentile)})"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the role."""
    app.add_role("limit", Limit())
    return {"parallel_read_safe": False, "parallel_write_safe": True}

"""The matrix of standards and evidence: what each row asks for, where it stands, by what, and why."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from claim_text import checkout, claims, plain, reference, table
from claims import parsed
from sphinx.util.docutils import SphinxDirective

from bench.gates.clauses import Assessed, Assessment, Found, Known, Presence, Status, assess_all
from bench.gates.clauses.counts import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.application import Sphinx

COUNTED = ["rows of", "rows", "satisfied", "by a fresh run", "partial", "gap", "justified", "external"]


@lru_cache(maxsize=1)
def assessments() -> tuple[Assessment, ...]:
    """Return every standard at every class or level, assessed once a build."""
    return assess_all(Known(checkout()))


class ConformityCounts(SphinxDirective):
    """``.. conformity-counts::`` counts the rows of every standard by where they stand."""

    def run(self) -> list[nodes.Node]:
        """Parse the table where the directive stands."""
        rows = [COUNTED, *([one.title, *map(str, counted(one))] for one in assessments())]
        return parsed(self, list(table(rows, widths="37 9 9 9 9 9 9 9")))


class Conformity(SphinxDirective):
    """``.. conformity::`` shows the matrix of each standard as a section of its own."""

    def run(self) -> list[nodes.Node]:
        """Parse one section a standard, at its highest class or level."""
        highest = {one.catalogue.standard: one for one in assessments()}
        lines = [line for one in highest.values() for line in matrix(one)]
        return parsed(self, lines, headings=True)


def matrix(assessment: Assessment) -> Iterator[str]:
    """Yield the section of one standard."""
    catalogue = assessment.catalogue
    title = f"{catalogue.title} ({catalogue.edition})"
    yield from (f".. _conformity-{catalogue.standard.replace('_', '-')}:", "", title, "-" * len(title), "")
    known = f"{catalogue.confidence}, from {plain(catalogue.source)}; {plain(catalogue.status)}"
    yield f"Confidence in numbers and readings: {known}."
    if assessment.scope:
        yield f"Where each row stands is shown for {catalogue.scale.replace('_', ' ')} {assessment.scope}."
    yield ""
    head = ["row", "applies to", "asks for", "status", "evidence", "reason"]
    if not catalogue.scopes:
        head.remove("applies to")
    rows = [head, *(cells(one, scoped=bool(catalogue.scopes)) for one in assessment.rows)]
    widths = "7 8 25 9 26 25" if catalogue.scopes else "8 28 9 28 27"
    yield from (*table(rows, widths=widths), "")


def cells(one: Assessed, *, scoped: bool) -> list[str]:
    """Return the cells of one row."""
    row = one.row
    applies = [", ".join(row.scopes) or "all"] if scoped else []
    asks = (
        plain(row.text)
        + (f" ({plain(row.note)})" if row.note else "")
        + ("" if row.sure else " *Number or reading not sure.*")
    )
    evidence = ", ".join(linked(found) for found in one.found) or "none in the template"
    reason = (
        plain(one.reason)
        if one.status is not Status.SATISFIED
        else f"``{one.command}``"
        if one.command
        else ""
    )
    return [f"**{plain(row.id)}**", *applies, asks, str(one.status), evidence, reason or "none"]


def linked(found: Found) -> str:
    """Return a reference to where the evidence lies in these pages, or its name."""
    kind, target = found.reference.kind, found.reference.target
    path, _, label = target.partition("#")
    if target in claims():
        return f"{kind} {reference(target)}"
    if kind == "doc" and label and found.presence is Presence.THERE:
        page = path.rsplit("/", 1)[-1].removesuffix(".rst").replace("_", " ")
        topic = label.replace("-", " ").removeprefix(page).strip()
        return f":ref:`{page}: {topic} <{label}>`"
    if path.startswith("docs/") and path.endswith(".rst") and found.presence is Presence.THERE:
        page = path.removeprefix("docs").removesuffix(".rst")
        return f":doc:`{page.rsplit('/', 1)[-1]} <{page}>`"
    return f"{kind} ``{target}``"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives."""
    app.add_directive("conformity", Conformity)
    app.add_directive("conformity-counts", ConformityCounts)
    return {"parallel_read_safe": False, "parallel_write_safe": True}

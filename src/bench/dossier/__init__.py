"""Dossier: a verification report from the records there are, adding nothing of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bench.dossier.export import export
from bench.dossier.facts import VERDICTS, Facts, gather
from bench.dossier.front import write_report
from bench.dossier.html import write_html
from bench.dossier.pdf import typeset
from bench.dossier.plain import plain_report
from bench.dossier.plot import draw
from bench.gates import Checkout, Outcome

__all__ = ["FOLDER", "VERDICTS", "Dossier", "Facts", "gather", "write_dossier"]

FOLDER = Path("build/dossier")


@dataclass(frozen=True)
class Dossier:
    """Where the report was written, and what it was made from."""

    pdf: Path
    html: Path
    json: Path
    facts: Facts


def write_dossier(
    checkout: Checkout, folder: Path | None = None, outcomes: Iterable[Outcome] | None = None
) -> Dossier:
    """Write the report as PDF, HTML and JSON; the same bytes from the same checkout and records.

    Parameters
    ----------
    folder
        Where to; `build/dossier` of the checkout where none is given.
    outcomes
        What the gates said, if they were run already.
    """
    facts = gather(checkout, outcomes)
    report = write_report(facts)
    plain = plain_report(report)
    plots = draw(plan for plans in facts.plots.values() for plan in plans)
    out = folder or checkout.root / FOLDER
    out.mkdir(parents=True, exist_ok=True)
    pdf, html, as_json = (out / f"verification_report.{kind}" for kind in ("pdf", "html", "json"))
    dossier = Dossier(pdf, html, as_json, facts)
    dossier.pdf.write_bytes(typeset(plain, plots, facts.made))
    dossier.html.write_text(write_html(plain, plots), encoding="utf-8")
    dossier.json.write_text(export(facts, report), encoding="utf-8")
    return dossier

"""What is still open: findings, what was not judged, and the judgements that people have yet to make."""

from bench.claims import fingerprint
from bench.dossier.block import Chapter, Column, Table, Text
from bench.dossier.facts import Facts
from bench.judgement import Meaning, outstanding

_PREFIXES = {
    "UN": "needs",
    "HAZ": "hazards",
    "RC": "controls",
    "SRS": "requirements",
    "SDS": "design",
    "VER": "plans",
}


def chapter(facts: Facts) -> Chapter:
    """List every finding, and count the outstanding judgements by document."""
    findings = tuple(
        (f.gate, f.subject, f.message, f.mend) for outcome in facts.outcomes for f in outcome.findings
    )
    columns = (
        Column("Gate", 1.2),
        Column("At", 2.6, "code"),
        Column("Found", 5),
        Column("How to mend it", 4),
    )
    text = (
        "Judgements are made by people and are never written by a tool. Until a person has reviewed each "
        "claim and accepted each residual risk that asks for it, a release is refused."
    )
    notes = tuple((n.gate, n.subject, n.message) for outcome in facts.outcomes for n in outcome.notes)
    said = (Column("Gate", 1.2), Column("At", 3, "code"), Column("Note", 8))
    return Chapter(
        "Unresolved items",
        (
            Text(text),
            _outstanding(facts),
            _problems(facts),
            Table("Findings", columns, findings),
            Table("Notes", said, notes),
        ),
    )


def _problems(facts: Facts) -> Table:
    rows = tuple(
        (p.uid, p.requirement, p.header, p.found, p.effect, p.tried, p.remedy)
        for p in facts.checkout.problems
        if p.status == "open"
    )
    columns = (
        Column("Report", 1.4, "code"), Column("Claim", 1.4, "code"), Column("What does not hold", 2.4),
        Column("Found", 2), Column("Effect", 2.6), Column("Tried", 2.6), Column("What would mend it", 2.6),
    )  # fmt: skip
    return Table("Open problems", columns, rows)


def _outstanding(facts: Facts) -> Table:
    prints = {item.uid: fingerprint(item) for item in facts.checkout.graph if item.active}
    waiting = outstanding(facts.checkout.ledger, prints, Meaning.REVIEWED)
    rows = []
    for prefix, name in _PREFIXES.items():
        all_of = [uid for uid in prints if uid.startswith(f"{prefix}-")]
        left = [uid for uid in waiting if uid.startswith(f"{prefix}-")]
        rows.append((name.capitalize(), str(len(all_of)), str(len(left))))
    columns = (
        Column("Claims", 4),
        Column("Active", 2, "number"),
        Column("Waiting for a review", 3, "number"),
    )
    return Table("Outstanding reviews", columns, tuple(rows))

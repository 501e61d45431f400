"""Where the device stands, on one page."""

from bench.dossier.block import Block, Chapter, Column, Table, Text
from bench.dossier.facts import VERDICTS, Facts
from bench.evidence import Verdict

_MEANINGS = {
    Verdict.PASS: "The criterion holds, or every test of the requirement passed, on evidence that is fresh.",
    Verdict.FAIL: "The criterion does not hold, or a test of the requirement failed.",
    Verdict.INCONCLUSIVE: "Too few samples for the confidence that the criterion asks for.",
    Verdict.INVALID: "The measurement itself broke: throttling, swapping or clock trouble.",
    Verdict.NOT_RUN: "No such hardware or data was at hand.",
    "NO EVIDENCE": "No record that holds today says anything of it.",
    "AWAITED": "To be judged by a person, by inspection or analysis.",
}


def chapter(facts: Facts) -> Chapter:
    """Count the verdicts, say what was not run and why, and what the gates found."""
    blocks: list[Block] = [Text(_in_a_sentence(facts)), _counts(facts), _not_run(facts), _gates(facts)]
    return Chapter("Summary", tuple(blocks))


def _in_a_sentence(facts: Facts) -> str:
    profiles = " and ".join(sorted({record.profile for record in facts.records})) or "no"
    targets = ", ".join(sorted({record.target for record in facts.records})) or "none"
    total = sum(facts.counts.values())
    return (
        f"{facts.counts['PASS']} of {total} requirements PASS on the records in this report "
        f"(profile: {profiles}; hardware target: {targets}). Each verdict is computed from the requirement's "
        "criterion and the raw samples of its record; each record is bound by digests to the source, "
        "model, libraries and claims that it was made from. The records support the verification of the "
        "device's requirements; they are not a determination that it is safe, effective or fit for any "
        "purpose, which people make."
    )


def _counts(facts: Facts) -> Table:
    columns = (Column("Verdict", 2, "word"), Column("Requirements", 1.6, "number"), Column("It means", 8))
    rows = tuple((word, str(facts.counts[word]), _MEANINGS[word]) for word in VERDICTS)
    return Table("Requirements by verdict", columns, rows)


def _not_run(facts: Facts) -> Table:
    open_words = ("NOT_RUN", "INCONCLUSIVE", "INVALID")
    by_reason: dict[tuple[str, str], list[str]] = {}
    for standing in facts.standings:
        if standing.verdict in open_words:
            by_reason.setdefault(
                (str(standing.verdict), standing.reason or "no reason was recorded"), []
            ).append(standing.uid)
    columns = (Column("Verdict", 2, "word"), Column("Requirements", 4, "code"), Column("Why", 7))
    rows = tuple((word, ", ".join(uids), why) for (word, why), uids in sorted(by_reason.items()))
    return Table(
        "What could not be judged, and why", columns, rows, "Everything that was asked for could be judged."
    )


def _gates(facts: Facts) -> Table:
    rows = []
    for outcome in facts.outcomes:
        word = "not judged" if outcome.refused else "findings" if outcome.findings else "clean"
        said = outcome.refused or f"{len(outcome.findings)} findings, {len(outcome.notes)} notes"
        rows.append((outcome.gate, word, said))
    columns = (Column("Gate", 2), Column("Outcome", 2, "word"), Column("Said", 7))
    return Table("Gates", columns, tuple(rows))

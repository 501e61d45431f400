"""Requirements and controls that ordinary tests verify, and the session they ran in."""

from collections import Counter

from bench.dossier.block import Block, Chapter, Code, Column, Table, Text
from bench.dossier.facts import Facts
from bench.dossier.figure_text import duration
from bench.evidence import Result


def chapter(facts: Facts) -> Chapter:
    """Write one row per requirement without a criterion, then the session by folder."""
    rows = tuple(
        (
            item.uid,
            item.header,
            str(item.get("verification_method")),
            *_counts(facts.results_of(item.uid)),
            facts.word(item),
        )
        for item in facts.checkout.graph.of("SRS")
        if item.acceptance is None
    )
    columns = (
        Column("Id", 1.3, "code"),
        Column("Requirement", 6),
        Column("Method", 1.6),
        Column("For", 3.2),
        Column("Passed", 1.4, "number"),
        Column("Verdict", 2, "word"),
    )
    blocks: list[Block] = [Table("Requirements without a criterion", columns, rows), *_session(facts)]
    return Chapter("Tested requirements", tuple(blocks))


def _counts(results: tuple[Result, ...]) -> tuple[str, str]:
    purposes = sorted({verified.purpose for result in results for verified in result.verifies})
    passed = sum(result.outcome == "passed" for result in results)
    return (", ".join(purposes) or "–", f"{passed} of {len(results)}")  # noqa: RUF001 -- an en dash


def _session(facts: Facts) -> list[Block]:
    record = facts.tests.record if facts.tests else None
    if record is None:
        return [Text("No session of tests is on record.", strong=True)]
    folders: dict[str, Counter[str]] = {}
    for result in record.results:
        folder = "/".join(result.nodeid.split("/")[:2])
        folders.setdefault(folder, Counter())[result.outcome] += 1
    names = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")
    rows = tuple(
        (folder, *(str(counts[name]) for name in names)) for folder, counts in sorted(folders.items())
    )
    columns = (Column("Folder", 4, "code"), *(Column(name.capitalize(), 1.2, "number") for name in names))
    said = f"The session started {record.started} and took {duration(record.duration_s)}. To repeat it:"
    others = tuple(
        (result.nodeid, result.outcome, result.reason)
        for result in record.results
        if result.outcome != "passed"
    )
    left = (Column("Test", 6, "code"), Column("Outcome", 1.6, "word"), Column("Why", 5))
    return [
        Table("The test session", columns, rows),
        Text(said),
        Code(record.command),
        Table("Tests that did not pass", left, others),
    ]

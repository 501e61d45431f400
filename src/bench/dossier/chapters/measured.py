"""Each requirement with a criterion, in one overview."""

from bench.claims import CriterionError, Item, parse_criterion
from bench.dossier.block import Chapter, Column, Table
from bench.dossier.facts import Facts
from bench.dossier.figure_text import NOTHING, interval, number, short, with_unit
from bench.evidence import Record
from bench.gates import Standing

_COLUMNS = (
    Column("Id", 1.4, "code"),
    Column("Requirement", 3.9),
    Column("Criterion", 4.6),
    Column("n", 0.9, "number"),
    Column("Estimate", 1.3, "number"),
    Column("Interval", 2.1, "number"),
    Column("Verdict", 1.9, "word"),
    Column("Evidence", 2.3, "code"),
)


def chapter(facts: Facts) -> Chapter:
    """Write the overview."""
    rows = tuple(_row(standing, facts) for standing in facts.standings)
    table = Table("Requirements with a criterion", _COLUMNS, rows, "No requirement has a criterion.")
    return Chapter("Measured requirements", (table,), wide=True)


def criterion_text(item: Item) -> str:
    """Write the criterion as a sentence, or what is wrong with it."""
    try:
        return str(parse_criterion(item.acceptance or {})).replace("<=", "≤").replace(">=", "≥")
    except CriterionError as error:
        return f"cannot be judged: {error}"


def _row(standing: Standing, facts: Facts) -> tuple[str, ...]:
    item, record = facts.item(standing.uid), record_of(standing)
    n, estimate, bounds, digest = "0", NOTHING, NOTHING, NOTHING
    if record is not None:
        n, estimate = number(record.n), with_unit(number(record.estimate), str(item.get("acceptance.unit")))
        bounds, digest = interval(record.interval), short(record.digest)
    return (item.uid, item.header, criterion_text(item), n, estimate, bounds, facts.word(item), digest)


def record_of(standing: Standing) -> Record | None:
    """Return the record that decides, where one does."""
    if standing.verdict is None or standing.basis is None:
        return None
    return standing.basis.record

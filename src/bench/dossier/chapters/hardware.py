"""The hardware classes, and where the requirements on each of them stand."""

import tomllib
from collections.abc import Mapping
from typing import Any

from bench.dossier.block import Block, Chapter, Column, Subheading, Table, Text
from bench.dossier.chapters.measured import criterion_text
from bench.dossier.facts import Facts
from bench.dossier.figure_text import NOTHING, interval, number

TARGETS = "verification/targets"
_COLUMNS = (
    Column("Id", 1.5, "code"),
    Column("Criterion", 5),
    Column("Estimate", 1.3, "number"),
    Column("Interval", 1.9, "number"),
    Column("Verdict", 2, "word"),
    Column("Why", 4.2),
)


def chapter(facts: Facts) -> Chapter:
    """Write each class with its minimum versions, budgets and rows, run here or not."""
    blocks: list[Block] = [
        Text(
            "A claim about time or parity holds on the hardware class that it names and nowhere else. "
            "Classes that were not at hand are shown all the same."
        ),
    ]
    for target in read_targets(facts):
        blocks += _target(target, facts)
    return Chapter("Hardware targets", tuple(blocks), wide=True)


def read_targets(facts: Facts) -> tuple[Mapping[str, Any], ...]:
    """Read the hardware classes as they are described; a file that cannot be read is left to the gates."""
    found = []
    for path in sorted((facts.checkout.root / TARGETS).glob("*.toml")):
        try:
            found.append({"name": path.stem, **tomllib.loads(path.read_text(encoding="utf-8"))})
        except tomllib.TOMLDecodeError as error:
            found.append({"name": path.stem, "notes": f"cannot be read: {error}"})
    return tuple(found)


def _target(target: Mapping[str, Any], facts: Facts) -> list[Block]:
    hardware_class = target.get("hardware_class", target["name"])
    rows = []
    for standing in facts.standings:
        item = facts.item(standing.uid)
        if item.get("acceptance.hardware_class") == hardware_class:
            record = standing.basis.record if standing.basis and standing.verdict else None
            estimate = number(record.estimate) if record else NOTHING
            bounds = interval(record.interval) if record else NOTHING
            why = standing.reason or "the criterion holds"
            rows.append((item.uid, criterion_text(item), estimate, bounds, facts.word(item), why))
    needs = _pairs(target.get("minimum"), " ≥ ") or "none"
    budgets = _pairs(target.get("budgets"), " ≤ ") or "none"
    described = (
        (
            "Provider",
            f"{target.get('provider')}, {target.get('precision')}, {target.get('intra_threads')} thread",
        ),
        ("At least", needs),
        ("Budgets, no claims", budgets),
        ("Notes", str(target.get("notes", ""))),
    )
    columns = (Column("Of this class", 2), Column("It is", 9))
    return [
        Subheading(f"{target.get('title', target['name'])}  ({target['name']})"),
        Table("", columns, described),
        Table("", _COLUMNS, tuple(rows), "No requirement asks for this class."),
    ]


def _pairs(given: object, sign: str) -> str:
    return ", ".join(f"{k}{sign}{v}" for k, v in sorted(given.items())) if isinstance(given, Mapping) else ""

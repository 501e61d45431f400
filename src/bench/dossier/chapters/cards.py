"""Each requirement with a criterion on a card of its own: how it was measured, and how to repeat it."""

from bench.dossier.block import Card, Chapter, Figure
from bench.dossier.chapters.measured import criterion_text, record_of
from bench.dossier.facts import Facts
from bench.dossier.figure_text import NOTHING, duration, interval, number, with_unit
from bench.evidence import Record
from bench.gates import Standing


def chapter(facts: Facts) -> Chapter:
    """Write the cards."""
    return Chapter(
        "Requirement by requirement", tuple(_card(standing, facts) for standing in facts.standings)
    )


def _card(standing: Standing, facts: Facts) -> Card:
    item, record = facts.item(standing.uid), record_of(standing)
    rows = [
        ("Criterion", criterion_text(item)),
        ("Data", str(item.get("acceptance.profile"))),
        ("Hardware", str(item.get("acceptance.hardware_class"))),
    ]
    if record is not None:
        rows += _measurement(record, str(item.get("acceptance.unit")))
    why = standing.reason or "the criterion holds"
    rows.append(("Why", why))
    figures = tuple(Figure(plan.name, plan.caption, plan.alt) for plan in facts.plots[item.uid])
    command = record.command if record is not None else ""
    notes = record.notes if record is not None else ()
    return Card(
        f"{item.uid}  {item.header}", facts.word(item), item.text, tuple(rows), command, tuple(notes), figures
    )


def _measurement(record: Record, unit: str) -> list[tuple[str, str]]:
    rows = [
        ("Samples", number(record.n)),
        ("Estimate", with_unit(number(record.estimate), unit)),
        ("Interval", _sure(interval(record.interval), record)),
        ("Decisive bound", with_unit(number(record.bound), unit)),
        ("Method", record.method or NOTHING),
        ("Run", f"{record.profile}, {record.target}, {record.started}, {duration(record.duration_s)}"),
        ("Evidence", record.digest),
    ]
    if record.warm_up:
        rows.append(
            (
                "Warm-up left out",
                ", ".join(f"{name} {value}" for name, value in sorted(record.warm_up.items())),
            )
        )
    return rows


def _sure(text: str, record: Record) -> str:
    if record.confidence is None or text == NOTHING:
        return text
    return f"{text}, each side at {record.confidence:.4g} confidence"

"""Need by need: what answers it, what it is designed in, and where it stands."""

from bench.claims import Graph, Item
from bench.dossier.block import Chapter, Column, Table, Text
from bench.dossier.facts import Facts


def chapter(facts: Facts) -> Chapter:
    """Write one row per requirement with all its ends."""
    graph = facts.checkout.graph
    rows = tuple(_row(item, graph, facts) for item in graph.of("SRS"))
    columns = (
        Column("Answers", 2.6, "code"),
        Column("Requirement", 1.5, "code"),
        Column("Title", 4),
        Column("Designed in", 4.6, "code"),
        Column("Planned by", 1.7, "code"),
        Column("Verdict", 2, "word"),
    )
    needs = tuple(
        (need.uid, need.header, ", ".join(c.uid for c in graph.children(need.uid, "SRS")) or "–")  # noqa: RUF001 -- en dash
        for need in graph.of("UN")
    )
    upper = (Column("Need", 1.3, "code"), Column("Title", 4.5), Column("Answered by", 7, "code"))
    text = "A link is written once, at its lower end; both tables are computed from the links of today."
    tables = (Table("Needs", upper, needs), Table("Requirements", columns, rows))
    return Chapter("Trace", (Text(text), *tables), wide=True)


def _row(item: Item, graph: Graph, facts: Facts) -> tuple[str, ...]:
    design = _uids(graph.children(item.uid, "SDS"))
    plans = _uids(graph.children(item.uid, "VER"))
    return (_uids(graph.parents(item.uid)), item.uid, item.header, design, plans, facts.word(item))


def _uids(items: tuple[Item, ...]) -> str:
    return ", ".join(item.uid for item in items if item.active) or "–"  # noqa: RUF001 -- an en dash

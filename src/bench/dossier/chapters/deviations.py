"""What differs from a plain run: records that do not hold today, and what the protocols noted."""

from bench.dossier.block import Chapter, Column, Table, Text
from bench.dossier.facts import Facts


def chapter(facts: Facts) -> Chapter:
    """List records that are not fresh, runs from an uncommitted tree, and notes."""
    columns = (Column("Record", 4, "code"), Column("State", 1.4, "word"), Column("Why", 7))
    rows = tuple(
        (a.name, a.state.kind, "; ".join(a.state.reasons[:6]) + (" …" if len(a.state.reasons) > 6 else ""))
        for a in facts.appraised
        if a.state.kind != "fresh"
    )
    noted: dict[str, list[str]] = {}
    for record in facts.records:
        for note in record.notes:
            noted.setdefault(note, []).append(record.uid or record.kind)
    notes = tuple((", ".join(dict.fromkeys(uids)), note) for note, uids in sorted(noted.items()))
    dirty = sum(record.tree_dirty for record in facts.records)
    text = (
        f"{dirty} of {len(facts.records)} records were made from a tree that differed from its commit; "
        "each of them still names the digest of every file it rests on."
        if dirty
        else "Every record was made from a committed tree."
    )
    return Chapter(
        "Deviations",
        (
            Text(text),
            Table("Records that are not fresh today", columns, rows),
            Table("Notes of the protocols", (Column("Of", 2, "code"), Column("Note", 9)), notes),
        ),
    )

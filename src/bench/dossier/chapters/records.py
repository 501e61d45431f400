"""Every record in this report by its full digest, and how to check them all again."""

from bench.dossier.block import Chapter, Code, Column, Table, Text
from bench.dossier.facts import Facts


def chapter(facts: Facts) -> Chapter:
    """List every record with its digest and its samples."""
    rows = []
    for a in facts.appraised:
        record = a.record
        each = record.samples if record else ()
        samples = ", ".join(f"{s.name} ({s.n:,}; sha256 {s.sha256[:12]})" for s in each)
        rows.append((a.name, record.digest if record else "unreadable", samples or "–", a.state.kind))  # noqa: RUF001 -- en dash
    columns = (
        Column("Record", 4, "code"),
        Column("SHA-256", 4.6, "code"),
        Column("Samples", 3),
        Column("State", 1.3, "word"),
    )
    text = (
        "A record's digest covers all of it, with the digests of its raw samples. The state is computed "
        "each time from the files of today and is stored nowhere."
    )
    return Chapter(
        "Records",
        (Text(text), Code("python -m bench evidence"), Table("Records", columns, tuple(rows))),
        wide=True,
    )

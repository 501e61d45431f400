"""What a report is made of."""

import pytest

from bench.dossier.block import Chapter, Column, Report, Signatures, Table, Text, TitlePage
from bench.dossier.plain import plain_report


def test_a_row_has_a_cell_for_every_column():
    """A table that would not line up is refused when it is made."""
    with pytest.raises(ValueError, match="1 cells under 2 columns"):
        Table("t", (Column("a", 1), Column("b", 1)), (("x",),))


def test_judging_words_are_coloured_and_others_are_not():
    """Tones are decided once for all typesetters; a word in a code column stays plain."""
    table = Table(
        "t", (Column("a", 1, "word"), Column("b", 1), Column("c", 1, "code")), (("PASS", "so", "PASS"),)
    )
    front = TitlePage("t", "s", "n", "v", "d", "st", "de", (("k", "v"),))
    plain = plain_report(Report(front, (Chapter("c", (table, Text("x"), Signatures(("r",)))),)))
    cells = plain["chapters"][0]["blocks"][0]["rows"][0]
    assert [cell["tone"] for cell in cells] == ["good", None, None]

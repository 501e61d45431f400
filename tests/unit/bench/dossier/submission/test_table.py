"""How a table's width is shared out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.dossier.submission.table import shares, table
from submission_pages import element, paragraph


def test_a_page_that_gives_widths_gets_them():
    """Where every word has room, they are what the page asks for."""
    assert shares([30, 70], [["word", "word"]]) == pytest.approx([30, 70])


def test_a_word_that_has_no_room_takes_it_from_a_column_that_has():
    """A number of a claim is not cut by a narrow column."""
    narrow, wide = shares([2, 98], [["SRS-021", "some words that are short"]])
    assert narrow > 6
    assert narrow + wide == pytest.approx(100)


@given(
    st.lists(st.floats(1, 100), min_size=1, max_size=8).flatmap(
        lambda widths: st.tuples(
            st.just(widths),
            st.lists(st.lists(st.text(max_size=40), min_size=len(widths), max_size=len(widths))),
        )
    )
)
def test_shares_are_positive_and_whole(told: tuple[list[float], list[list[str]]]):
    """Whatever the words, every column has some width and all have the whole."""
    widths, words = told
    got = shares(widths, words)
    assert len(got) == len(widths)
    assert min(got) > 0
    assert sum(got) == pytest.approx(100, abs=0.1)


def test_a_tables_spans_header_and_colours_are_kept():
    """Cells over several columns or rows, and the policy's classes of a risk matrix."""
    cells = (
        element("entry", paragraph("a"), morecols=1),
        element("entry", paragraph("b"), morerows=2, classes=("risk-justify",)),
    )
    group = element(
        "tgroup",
        *(element("colspec", colwidth=10) for _ in range(3)),
        element("thead", element("row", *(element("entry", paragraph(word)) for word in "xyz"))),
        element("tbody", element("row", *cells)),
    )
    block = table(element("table", group, classes=("risk-matrix",)), lambda entry: [{"text": entry.text}], [])
    first, second = block["rows"][0]
    assert (first["across"], first["down"], second["across"], second["down"]) == (2, 1, 1, 3)
    assert (first["tone"], second["tone"], block["matrix"]) == ("", "open", True)
    assert [cell["blocks"][0]["text"] for cell in block["header"][0]] == ["x", "y", "z"]

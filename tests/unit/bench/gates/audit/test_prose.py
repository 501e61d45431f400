"""Pages as blocks: what is prose, and what it refers to."""

from bench.gates.audit.prose import blocks, names_in

PAGE = b"""
A title
=======

Within 40 ms (:ref:`SRS-094 <srs-094>`),
says ``5 ms`` here.

.. code-block:: text

   60 ms in code

   more code

.. list-table::

   * - first
     - 7 ms
   * - second, :ref:`SRS-074 <srs-074>` to :ref:`SRS-076 <srs-076>`
     - 9 ms

As follows::

   80 ms in a literal
"""


def test_paragraphs_and_rows_are_blocks_and_code_is_none():
    """Each row of a table is a block of its own; references and literals leave their names alone."""
    found = list(blocks({"docs/items/x.rst": PAGE}))
    texts = [block.text for block in found]
    assert any(text.startswith("Within 40 ms") and "5 ms" not in text for text in texts)
    assert not any("60 ms" in text or "80 ms" in text or "more code" in text for text in texts)
    rows = [block for block in found if block.text.startswith("* -")]
    assert ["7 ms" in row.text for row in rows] == [True, False]
    assert rows[1].names == {"SRS-074", "SRS-075", "SRS-076"}
    assert found[1].place == "docs/items/x.rst:5"


def test_dated_decisions_and_data_are_no_prose():
    """What was known on a day may name a number of that day."""
    assert list(blocks({"docs/decisions/1.rst": PAGE, "requirements_trace/justifications.yml": PAGE})) == []


def test_a_range_of_claims_names_all_of_them():
    """And claims named one by one name no more."""
    assert names_in("SRS-001 to SRS-003") == {"SRS-001", "SRS-002", "SRS-003"}
    assert names_in("RC-001, srs-003") == {"RC-001", "SRS-003"}

"""A section is there, says something, and is no template."""

import pytest

from bench.gates.clauses.documents import labels, placeholder, section_fault

PAGE = """.. _file-plan:

Plan
====

.. _plan-scope:

Scope
-----

All items of the small device.

.. _plan-empty:

Empty
-----

.. _plan-open:

Open
----

Deep
^^^^

Milestones: TODO

.. _plan-table:

Table
-----

.. claims-table:: HAZ
"""


@pytest.mark.verifies("SRS-197", purpose="implementation")
@pytest.mark.parametrize(
    ("label", "fault"),
    [
        ("plan-scope", ""),
        ("plan-table", ""),
        ("plan-empty", "is empty"),
        ("plan-gone", "has no label plan-gone"),
        ("plan-open", "still holds a placeholder: TODO"),
        ("file-plan", "still holds a placeholder: TODO"),
    ],
)
def test_a_section_is_judged_by_what_stands_in_it(label: str, fault: str):
    """The label's own section with all below it, and nothing of the next one."""
    assert section_fault(PAGE, label) == fault


def test_a_page_is_judged_whole_without_a_label():
    """A placeholder anywhere on it counts."""
    assert section_fault(PAGE, "") == "still holds a placeholder: TODO"
    assert section_fault(PAGE.replace("TODO", "in May"), "") == ""


def test_labels_before_one_heading_share_its_section():
    """Two labels in a row name the same text."""
    page = ".. _one:\n.. _two:\n\nHead\n----\n\nSome words of a section here.\n"
    assert labels(page) == ("one", "two")
    assert section_fault(page, "one") == section_fault(page, "two") == ""


def test_a_label_before_a_paragraph_ends_at_the_next_label_or_heading():
    """Where no heading follows, the text up to the next one is meant."""
    page = ".. _one:\n\nSome words of a paragraph here.\n\n.. _two:\n\nTBD\n\nHead\n====\n\nFine words.\n"
    assert section_fault(page, "one") == ""
    assert section_fault(page, "two") == "still holds a placeholder: TBD"


@pytest.mark.verifies("SRS-197", purpose="negative")
@pytest.mark.parametrize(
    "text",
    ["TODO: write", "TBD", "FIXME", "version XXX", "who???", "Lorem ipsum dolor", "to be defined",
     "To Be Determined",
     "by <name>", "<Company Name> is", "[insert date]", "[Product]", "insert text here"],
)  # fmt: skip
def test_every_placeholder_is_seen(text: str):
    """Words and brackets that templates leave behind."""
    assert placeholder(text)


@pytest.mark.parametrize(
    "text",
    [":ref:`the plan <plan-scope>`", "``<item>/model.onnx``", "p <= 0.03 and n > 5", "`site <https://example.org>`_",
     "[1] and x[0]", "[Product](page.md)",
     "pixels refuse to be written", "the name of the company", "a method to define"],
)  # fmt: skip
def test_markup_and_numbers_are_no_placeholders(text: str):
    """References, code and comparisons hold brackets of their own."""
    assert placeholder(text) == ""

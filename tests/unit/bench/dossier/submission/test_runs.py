"""Words in a line."""

import pytest

from bench.dossier.submission.runs import runs
from submission_pages import element, link, paragraph


def test_words_keep_how_they_are_set_and_where_they_lead():
    """Neighbours that are set alike are one run; a line's end is a space."""
    said = runs(paragraph("one\n", "two ", element("strong", "three"), link("four", "page:a/b#c")), "page")
    assert [(run["text"], run["style"]) for run in said] == [
        ("one two ", "text"),
        ("three", "strong"),
        ("four", "text"),
    ]
    assert [run["link"] for run in said] == [None, None, {"page": "a/b", "anchor": "c"}]


@pytest.mark.parametrize(
    ("address", "led"),
    [
        ("page:a/b", {"page": "a/b", "anchor": ""}),
        ("https://example.org/x", {"url": "https://example.org/x"}),
        ("data:image/png;base64", None),
        ("../somewhere.html", {"broken": "../somewhere.html"}),
    ],
)
def test_an_address_leads_to_a_page_to_the_web_or_nowhere(address: str, led: dict[str, str] | None):
    """What Sphinx only took for an address is text; a file that no document is, is a broken link."""
    (run,) = runs(paragraph(link("words", address)), "page")
    assert run["link"] == led


def test_a_reference_that_sphinx_could_not_resolve_is_broken():
    """Its target is named; one to the pages about the code is text."""
    broken, outside = (
        element("inline", "words", classes=(word,), target="file-x") for word in ("broken", "outside")
    )
    assert runs(paragraph(broken), "page")[0]["link"] == {"broken": "file-x"}
    assert runs(paragraph(outside), "page")[0]["link"] is None


def test_nothing_that_is_not_shown_is_read():
    """Comments, targets and markup for other typesetters."""
    assert (
        runs(paragraph("seen", element("comment", "no"), element("raw", "<b>")), "page")[0]["text"] == "seen"
    )

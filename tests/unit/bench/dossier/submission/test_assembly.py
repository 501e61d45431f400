"""What a submission refuses, what a reading leaves out, and where links lead."""

from pathlib import Path

import pytest

from bench.dossier.submission.assembly import compose
from bench.dossier.submission.doctree import Element
from submission_pages import PLAN, element, link, page, paragraph, plan, section, trees


def _found(images: Path, **changed: Element) -> list[str]:
    _, findings = compose(plan(), trees(images, **changed), teaching=False)
    return [str(finding) for finding in findings]


@pytest.mark.verifies("SRS-199", purpose="implementation")
def test_sound_pages_are_not_refused(tmp_path: Path):
    """No finding where nothing is wrong; each link leads to a document and a label in it."""
    joined, findings = compose(plan(), trees(tmp_path), teaching=False)
    assert findings == ()
    (to_risk,) = (run["link"] for run in joined.documents[0].blocks[0]["blocks"][0]["runs"] if run["link"])
    assert to_risk == {"uid": "RSK-01", "label": "limits"}


PLACEHOLDERS = ["TO" + "DO", "T" + "BD", "???", "to be defined", "<Company name>", "lorem ipsum dolor"]


@pytest.mark.verifies("RC-073", purpose="effectiveness")
@pytest.mark.verifies("SRS-199", purpose="negative")
def test_no_placeholder_reaches_a_submission(tmp_path: Path):
    """Each kind is found in a paragraph, a title and a table's cell, with document and place (HAZ-057)."""
    placeholders_read_as_evidence = 0
    for mark in PLACEHOLDERS:
        for spoilt in (
            page("Risk", section("Limits", paragraph(f"The owner is {mark}."))),
            page("Risk", section(f"Limits {mark}", paragraph("Text."))),
            page("Risk", section("Limits", element("bullet_list", element("list_item", paragraph(mark))))),
        ):
            found = _found(tmp_path, risk=spoilt)
            named = any("RSK-01" in one and "placeholder" in one for one in found)
            placeholders_read_as_evidence += not named
    assert placeholders_read_as_evidence == 0


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"risk": page("Risk", section("Other", paragraph("Text.")))}, "file/risk#limits leads nowhere"),
        ({"risk": page("Risk", section("Limits"))}, "the section is empty"),
        ({"risk": page("Risk")}, "the document is empty"),
    ],
)
@pytest.mark.verifies("SRS-199", purpose="negative")
def test_a_broken_link_and_an_empty_section_are_refused(
    tmp_path: Path, changed: dict[str, Element], what: str
):
    """The finding names the document and the place."""
    assert any(what in found for found in _found(tmp_path, **changed))


@pytest.mark.verifies("SRS-199", purpose="negative")
def test_a_missing_document_is_refused(tmp_path: Path):
    """A page that the plan names and nobody wrote."""
    whole = trees(tmp_path)
    del whole.by_page["file/risk"]  # type: ignore[attr-defined] # a plain mapping, made for this test
    _, findings = compose(plan(), whole, teaching=False)
    assert [one.document for one in findings if "not there" in one.what] == ["RSK-01"]


@pytest.mark.verifies("SRS-199", purpose="implementation")
def test_notes_for_teaching_stand_in_the_teaching_reading_alone(tmp_path: Path):
    """The submission holds no word of them."""
    told = {
        teaching: str(compose(plan(), trees(tmp_path), teaching=teaching)[0].documents)
        for teaching in (True, False)
    }
    assert "Reviewers ask" in told[True]
    assert "Reviewers ask" not in told[False]


def test_a_plan_that_forgets_a_document_is_refused():
    """Every document stands in a layout, and every place names a document."""
    from bench.dossier.submission import DossierError
    from bench.dossier.submission.layout import read_plan

    with pytest.raises(DossierError, match="RSK-01: in no layout"):
        read_plan(PLAN.replace('        - ["2", RSK-01, Risk]\n', ""))


def test_an_address_of_the_web_stays_one(tmp_path: Path):
    """It is followed nowhere and kept."""
    seen = page("Risk", section("Limits", paragraph(link("there", "https://example.org/a"))))
    joined, findings = compose(plan(), trees(tmp_path, risk=seen), teaching=False)
    assert findings == ()
    assert joined.documents[1].blocks[0]["blocks"][0]["runs"][0]["link"] == {"url": "https://example.org/a"}

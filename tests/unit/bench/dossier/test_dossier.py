"""The report as a whole."""

import json
import re
import shutil
from pathlib import Path

import pytest

from bench.dossier import Dossier, write_dossier
from bench.gates import open_checkout
from small_house import ITEMS, write_item

FORBIDDEN = re.compile(r"compliant|validated by|FDA approved", re.IGNORECASE)


def test_the_same_records_give_the_same_bytes(dossier: Dossier, built_house: Path, tmp_path: Path):
    """Written again, elsewhere, from a copy of the checkout: PDF, HTML and JSON are byte-identical."""
    copy = shutil.copytree(built_house, tmp_path / "copy")
    again = write_dossier(open_checkout(Path(copy)), tmp_path / "out")
    for kind in ("pdf", "html", "json"):
        assert getattr(again, kind).read_bytes() == getattr(dossier, kind).read_bytes(), kind


def test_the_pdf_is_an_archive_copy_with_its_fonts_inside(dossier: Dossier):
    """Its metadata say PDF/A-2a and PDF/UA-1, which typst writes only if the document keeps to them."""
    pdf = dossier.pdf.read_bytes()
    assert pdf.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert pdf.count(b"/FontFile") >= 2


def test_the_html_loads_nothing(dossier: Dossier):
    """One page: its plots and style are inside, and no address of another place is in it."""
    page = dossier.html.read_text(encoding="utf-8")
    assert not re.search(r"(?:src|href)=\"(?!data:|#)", page)
    assert "<script" not in page
    assert page.count('<img src="data:image/svg+xml;base64,') == 1


def test_the_title_page_names_the_parts_by_the_claims(house: Path):
    """Each part with the highest class of its requirements, and none that the claims do not name."""
    assert "eye movement (class C)" in write_dossier(open_checkout(house)).html.read_text(encoding="utf-8")
    for uid, safety_class in (("SRS-001", "A"), ("SRS-002", "B")):
        write_item(house, uid, {**ITEMS[uid], "item": "endoscopy", "safety_class": safety_class})
    page = write_dossier(open_checkout(house)).html.read_text(encoding="utf-8")
    assert "endoscopy (class B)" in page
    assert "eye movement (class" not in page


def test_the_report_tells_each_requirement_with_its_evidence(dossier: Dossier):
    """Criterion, n, estimate, interval, verdict, digest and the command to repeat it are all there."""
    told = {r["uid"]: r for r in json.loads(dossier.json.read_text(encoding="utf-8"))["requirements"]}
    measured = told["SRS-001"]
    assert measured["verdict"] == told["SRS-002"]["verdict"] == "PASS"
    assert {"n", "estimate", "interval", "bound", "method", "evidence", "command", "criterion"} <= set(
        measured
    )
    page = dossier.html.read_text(encoding="utf-8")
    for piece in ("p95 of gap_samples_with_position", measured["evidence"], measured["command"], "Signature"):
        assert piece in page


def test_the_report_says_what_it_is_made_of_and_what_it_is_not(dossier: Dossier):
    """Demonstration data, records that support, not a determination; and no word that claims more."""
    page = dossier.html.read_text(encoding="utf-8")
    assert "Demonstration data" in page
    assert "not a determination" in page
    assert not FORBIDDEN.search(page)


def test_a_record_that_does_not_hold_is_a_deviation_and_no_pass(house: Path, tmp_path: Path):
    """What is void passes nothing in the report, and stands among the deviations."""
    (path,) = (house / "build/records").glob("protocol.SRS-001.*.csv")
    path.write_bytes(path.read_bytes() + b"0.1\n")
    spoilt = write_dossier(open_checkout(house), tmp_path / "out")
    assert spoilt.facts.counts == {"PASS": 1, "NO EVIDENCE": 1}
    assert "was changed after it was written" in spoilt.html.read_text(encoding="utf-8")


def test_a_claim_changed_since_is_no_pass(house: Path, tmp_path: Path):
    """A limit that moved after the run leaves the requirement without evidence."""
    acceptance = {**ITEMS["SRS-001"]["acceptance"], "limit": "<= 0.9"}
    write_item(house, "SRS-001", {**ITEMS["SRS-001"], "acceptance": acceptance})
    spoilt = write_dossier(open_checkout(house), tmp_path / "out")
    assert spoilt.facts.counts["NO EVIDENCE"] >= 1
    assert "acceptance.limit changed since" in spoilt.html.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["#panic() $x$ *y* _z_ @w <v> [[u]] \\ ` ~", "<b>&amp;</b> \"'", "a" * 400])
def test_any_text_in_a_claim_is_set_as_it_is(house: Path, tmp_path: Path, text: str):
    """Markup of typst or HTML in a claim is text, and a word without end does not stop the typesetter."""
    write_item(house, "UN-001", {**ITEMS["UN-001"], "header": text})
    written = write_dossier(open_checkout(house), tmp_path / "out")
    assert "<b>" not in written.html.read_text(encoding="utf-8").replace("<b>Demonstration", "")


def test_without_records_the_report_still_says_that_there_are_none(house: Path, tmp_path: Path):
    """An empty set of records gives a report in which nothing passes."""
    shutil.rmtree(house / "build")
    empty = write_dossier(open_checkout(house), tmp_path / "out")
    assert empty.facts.counts == {"NO EVIDENCE": 2}

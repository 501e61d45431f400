"""The printed dossier: PDF/A with links and bookmarks, a page each, a manifest, and the same bytes twice."""

import hashlib
import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from bench.dossier import Dossier
from bench.dossier.submission.assembly import compose
from bench.dossier.submission.press import Press
from bench.gates import open_checkout
from submission_pages import plan, trees


def _printed(house: Path, report: Dossier, folder: Path) -> Path:
    images = folder / "images"
    images.mkdir(parents=True)
    joined, _ = compose(plan(), trees(images), teaching=False)
    new = folder / "new"
    press = Press(
        open_checkout(house), plan(), joined.documents, report, images, "submission", new, lambda _: None
    )
    press.run()
    return new


@pytest.fixture(scope="session")
def printed(built_house: Path, dossier: Dossier, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Print two documents, their index and the report."""
    return _printed(built_house, dossier, tmp_path_factory.mktemp("printed"))


@pytest.mark.verifies("SRS-198", purpose="implementation")
def test_the_same_records_give_the_same_bytes(
    built_house: Path, dossier: Dossier, printed: Path, tmp_path: Path
):
    """Every file of a second dossier equals the first one's."""
    again = _printed(built_house, dossier, tmp_path)
    files = sorted(path.relative_to(printed) for path in printed.rglob("*") if path.is_file())
    assert len(files) >= 10
    assert [(printed / file).read_bytes() == (again / file).read_bytes() for file in files] == [True] * len(
        files
    )


@pytest.mark.verifies("SRS-198", purpose="implementation")
def test_the_manifest_names_every_file_with_its_digest(printed: Path):
    """SHA-256 of each file but the manifest itself."""
    told = json.loads((printed / "manifest.json").read_text(encoding="utf-8"))["files"]
    there = {p.relative_to(printed).as_posix(): p for p in printed.rglob("*") if p.is_file()}
    there.pop("manifest.json")
    assert told == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in there.items()}


@pytest.mark.verifies("SRS-198", purpose="implementation")
def test_a_document_is_an_archive_copy_with_bookmarks_and_links(printed: Path):
    """PDF/A-2a and PDF/UA by its own metadata, tagged, with an outline, and a link into the other's file."""
    reader = PdfReader(printed / "pdf/DEV-01_plan.pdf")
    metadata = reader.root_object["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert reader.root_object["/OutputIntents"]
    assert "Tasks" in str([entry["/Title"] for entry in reader.outline if isinstance(entry, dict)])
    actions = [
        str(note.get_object()["/A"])
        for at in reader.pages
        for note in at.get("/Annots", [])
        if "/A" in note.get_object()
    ]
    assert any("RSK-01_risk.pdf" in action for action in actions)


@pytest.mark.verifies("SRS-198", purpose="implementation")
def test_each_document_names_itself_its_revision_and_its_pages(printed: Path):
    """Number, revision, history, signature block, page x of y, and that it shows demonstration data."""
    reader = PdfReader(printed / "pdf/RSK-01_risk.pdf")
    said = " ".join(at.extract_text() for at in reader.pages)
    for words in ("RSK-01", "revision 9.9.9-", "First issue", "Signature", "Demonstration data"):
        assert words in said, words
    assert f"page {len(reader.pages)} of {len(reader.pages)}" in said


def test_every_document_has_a_place_for_who_approves_it(printed: Path):
    """The indexes and the report too: none has a table of signatures without a row."""
    for path in sorted((printed / "pdf").glob("*.pdf")):
        said = " ".join(at.extract_text() for at in PdfReader(path).pages)
        assert "Signature" in said, path.name
        assert "Approve" in said, path.name


def test_the_view_for_a_browser_loads_nothing_from_elsewhere(printed: Path):
    """Every source and style is a file of the folder."""
    for path in (printed / "html").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert 'src="http' not in text
        assert "<script" not in text


def test_every_link_lands_in_the_folder(printed: Path):
    """A link to another document leads to a file that is there, and to a destination that it has."""
    readers = {path.name: PdfReader(path) for path in (printed / "pdf").glob("*.pdf")}
    landed = 0
    for reader in readers.values():
        for note in (note.get_object() for at in reader.pages for note in at.get("/Annots", [])):
            file, _, label = str(note.get("/A", {}).get("/URI", "")).partition("#nameddest=")
            if file:
                assert not label or label in readers[file].named_destinations
                landed += 1
    assert landed >= 5  # three from the index, one each from the two documents


def test_an_archive_copy_embeds_its_fonts_and_runs_nothing(printed: Path):
    """Fonts inside, a language, no encryption, no script and no action on opening."""
    for path in (printed / "pdf").glob("*.pdf"):
        reader = PdfReader(path)
        assert not reader.is_encrypted
        assert not {"/OpenAction", "/AA"} & set(reader.root_object)
        assert (reader.root_object["/Lang"], "/JavaScript" in reader.root_object.get("/Names", {})) == (
            "en",
            False,
        )
        fonts = [f for at in reader.pages for f in (at["/Resources"].get("/Font") or {}).values()]
        assert fonts
        for font in (one.get_object()["/DescendantFonts"][0] for one in fonts):
            assert {"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"])

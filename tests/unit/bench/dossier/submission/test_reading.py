"""What is read from the documentation's builder."""

from pathlib import Path

import pytest

from bench.dossier.submission import DossierError, reading
from bench.dossier.submission.reading import build_trees, pages_there, warned

SAID = """/x/docs/file/risk.rst:12: WARNING: undefined label: 'nowhere' [ref.ref]
/x/docs/index.rst:64: WARNING: no such document 'api/index' [toc.not_readable]
"""


def test_a_warning_on_a_page_of_the_dossier_is_a_finding():
    """It names page and line; warnings of other pages are not the dossier's."""
    (found,) = warned(SAID, ["file/risk"])
    assert (found.document, found.place) == ("docs/file/risk.rst", "line 12")
    assert "undefined label" in found.what


def test_pages_are_named_below_docs_without_suffix(tmp_path: Path):
    """As Sphinx names them."""
    (tmp_path / "docs/file").mkdir(parents=True)
    (tmp_path / "docs/file/risk.rst").touch()
    (tmp_path / "docs/conf.py").touch()
    assert pages_there(tmp_path) == ("file/risk",)


def test_without_sphinx_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The bench does without Sphinx; only the dossier needs it."""
    monkeypatch.setattr(reading, "find_spec", lambda _: None)
    with pytest.raises(DossierError, match="make dossier"):
        build_trees(tmp_path, [], tmp_path)

"""A model names the code that decided it."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from training.endoscopy import provenance  # noqa: E402


@pytest.mark.parametrize("model", ["scene", "workflow"])
def test_every_deciding_file_exists_and_none_is_heldout(model: str) -> None:
    """The digest is over files that are there; the held-out renderer decides nothing."""
    files = provenance.source_files(model)
    assert all(path.is_file() for path in files.values())
    assert not any("heldout" in name for name in files)
    assert list(files) == sorted(files)


def test_the_digest_follows_a_single_byte(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """It is the same twice, and differs between the models."""
    assert provenance.source_digest("scene") == provenance.source_digest("scene")
    assert provenance.source_digest("scene") != provenance.source_digest("workflow")
    names = {"scene": {"training": ("loop.py", "export.py")}}
    before = provenance.source_digest("scene")
    monkeypatch.setattr(provenance, "DECIDING", names)
    assert provenance.source_digest("scene") != before

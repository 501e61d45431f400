"""A model names the code that decided it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

torch = pytest.importorskip("torch")

from training.fetal_ultrasound import provenance  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

MODELS = tuple(provenance.OWN)


@pytest.mark.verifies("SRS-184", purpose="implementation")
@pytest.mark.parametrize("model", MODELS)
def test_every_deciding_file_exists(model: str) -> None:
    """The digest is over files that are there: of the phantoms, the device's layout, the loop, the task."""
    files = provenance.source_files(model)
    assert all(path.is_file() for path in files.values())
    assert list(files) == sorted(files)
    assert {"phantoms/fetal_ultrasound/render.py", "training/loop.py"} <= set(files)


@pytest.mark.verifies("SRS-182", purpose="implementation")
def test_no_file_of_the_phantoms_is_left_out() -> None:
    """A file that the phantom's code is later split into would decide too, and has to be named."""
    folder = provenance.source_files("teacher")["phantoms/fetal_ultrasound/render.py"].parent
    assert set(provenance.PHANTOM) == {path.name for path in folder.glob("*.py")} - {"__init__.py"}


def test_the_digest_follows_a_single_byte(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is the same twice, another for each model, and another when a file's byte changes."""
    digests = {provenance.source_digest(model) for model in MODELS}
    assert len(digests) == len(MODELS)
    assert provenance.source_digest("planes") in digests
    (tmp_path / "a.py").write_text("1")
    monkeypatch.setattr(provenance, "source_files", lambda _: {"a.py": tmp_path / "a.py"})
    before = provenance.source_digest("planes")
    (tmp_path / "a.py").write_text("2")
    assert provenance.source_digest("planes") != before


def test_the_weights_digest_follows_a_single_weight() -> None:
    """Two networks with the same weights have the same digest."""
    weights = {"a": torch.zeros(3), "b": torch.ones(2, 2)}
    before = provenance.weights_digest(weights)
    assert provenance.weights_digest({name: value.clone() for name, value in weights.items()}) == before
    weights["b"][0, 1] = 2
    assert provenance.weights_digest(weights) != before

"""Manifests hold to their models and sources."""

from pathlib import Path

import pytest

from bench.gates import open_checkout, run_gate
from small_house import ITEMS, MODEL, write, write_item, write_model


def _rules(house: Path) -> set[str]:
    return {finding.rule for finding in run_gate("model", open_checkout(house)).findings}


def test_one_byte_of_the_model_is_found(house: Path):
    """A model that is not the one its manifest describes is named with the manifest."""
    (house / MODEL / "model.onnx").write_bytes(b"weightz")
    finding = run_gate("model", open_checkout(house)).findings[0]
    assert (finding.rule, finding.subject, finding.other) == (
        "model-differs", f"{MODEL}/model.onnx", f"{MODEL}/manifest.json",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"parameters": 100_001}, "model-too-large"),
        ({"parameters": True}, "model-too-large"),
        ({"licence": ""}, "manifest-incomplete"),
        ({"model_file": "other.onnx"}, "model-missing"),
        ({"training": {"sources": []}}, "training-source-unnamed"),
        ({"training": {"sources": ["gone.py"], "source_sha256": "0"}}, "training-source-missing"),
    ],
)
def test_a_manifest_that_does_not_hold_is_found(house: Path, changed: dict[str, object], rule: str):
    """Size, completeness, file and sources are each checked."""
    write_model(house, **changed)
    assert rule in _rules(house)


def test_the_limit_of_a_models_size_is_its_items_claim(house: Path):
    """What one item claims limits its own models, and the finding names the requirement."""
    large = {**ITEMS["SRS-002"], "item": "endoscopy", "most_parameters": 500_000}
    write_item(house, "SRS-003", large)
    write_model(house, item="endoscopy", parameters=500_000)
    assert not run_gate("model", open_checkout(house)).findings
    write_model(house, item="endoscopy", parameters=500_001)
    finding = run_gate("model", open_checkout(house)).findings[0]
    assert (finding.rule, finding.other) == ("model-too-large", "SRS-003")
    assert "500,000" in finding.message


def test_the_strictest_of_two_claims_of_one_item_holds(house: Path):
    """A second requirement of the item cannot loosen the first."""
    write_item(house, "SRS-003", {**ITEMS["SRS-002"], "most_parameters": 4_999})
    finding = run_gate("model", open_checkout(house)).findings[0]
    assert (finding.rule, finding.other) == ("model-too-large", "SRS-003")


def test_a_model_of_an_item_without_a_claimed_size_is_found(house: Path):
    """No claim is no permission."""
    write_model(house, item="fetal_ultrasound")
    assert _rules(house) == {"model-size-unclaimed"}


def test_a_changed_training_source_is_found(house: Path):
    """One byte in the code that trained the model makes the gate name the manifest and that code."""
    write(house, "src/training/recipe.py", '"""The recipe!"""\n')
    finding = run_gate("model", open_checkout(house)).findings[0]
    assert finding.rule == "training-source-changed"
    assert "src/training/recipe.py" in finding.message


def test_a_model_without_a_manifest_is_found(house: Path):
    """A stray model beside no manifest is named."""
    write(house, "src/bedside/models/stray/model.onnx", "x")
    assert "model-undescribed" in _rules(house)


def test_a_manifest_that_is_no_json_is_found(house: Path):
    """Broken JSON is a finding and no crash."""
    write(house, f"{MODEL}/manifest.json", "{")
    assert _rules(house) == {"manifest-unreadable"}

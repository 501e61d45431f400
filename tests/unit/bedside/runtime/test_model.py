"""A model package is used only when its bytes are those that its manifest names."""

import hashlib
import json

import pytest

from bedside.runtime.errors import ModelError
from bedside.runtime.model import Manifest, load_package
from packages import manifest_entries, onnx_bytes, write_package


@pytest.mark.verifies("SRS-007", purpose="implementation")
def test_a_right_package_is_read_with_both_digests(tmp_path):
    """The digests are of the very bytes on the disk."""
    package = load_package(write_package(tmp_path))
    assert package.sha256 == hashlib.sha256((tmp_path / "model.onnx").read_bytes()).hexdigest()
    assert package.manifest_sha256 == hashlib.sha256((tmp_path / "manifest.json").read_bytes()).hexdigest()
    assert package.onnx == onnx_bytes()
    assert package.manifest.inputs[0].shape == (1, 1, 4, 4)


@pytest.mark.verifies("SRS-007", purpose="effectiveness")
def test_altered_package_accepted_is_zero_over_every_byte_of_the_model(tmp_path):
    """Flipping any one byte, cutting the file or adding to it is found."""
    folder = write_package(tmp_path)
    whole = (folder / "model.onnx").read_bytes()
    altered = [whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :] for place in range(len(whole))]
    altered_package_accepted = 0
    for data in [*altered, whole[:-1], whole + b"\0", b""]:
        (folder / "model.onnx").write_bytes(data)
        try:
            load_package(folder)
            altered_package_accepted += 1
        except ModelError as error:
            assert error.expected == f"sha256 {hashlib.sha256(whole).hexdigest()}"  # noqa: PT017 # over all
    assert altered_package_accepted == 0


@pytest.mark.verifies("SRS-007", purpose="negative")
def test_the_digest_is_checked_before_a_byte_is_parsed(tmp_path):
    """Bytes that no parser could read fail for their digest, with a remedy."""
    folder = write_package(tmp_path)
    (folder / "model.onnx").write_bytes(b"\xff" * 100)
    with pytest.raises(ModelError, match=r"expected sha256 .* Install the device again"):
        load_package(folder)


@pytest.mark.verifies("SRS-007", purpose="negative")
def test_another_items_model_is_refused(tmp_path):
    """Where the caller says which item it is for."""
    folder = write_package(tmp_path, item="endoscopy")
    assert (
        load_package(folder).manifest.item == load_package(folder, "endoscopy").manifest.item == "endoscopy"
    )
    with pytest.raises(ModelError, match="expected a model for eye_movement, found one for endoscopy"):
        load_package(folder, "eye_movement")


@pytest.mark.parametrize("name", ["model.onnx", "manifest.json"])
@pytest.mark.verifies("SRS-007", purpose="negative")
def test_a_missing_file_is_named(tmp_path, name):
    """The model or its manifest."""
    (write_package(tmp_path) / name).unlink()
    with pytest.raises(ModelError, match=f"{name}: expected a readable file, found No such file"):
        load_package(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "1", '{"schema": "bedside.model/1"}', "[" * 100_000])
@pytest.mark.verifies("SRS-007", purpose="negative")
def test_a_manifest_that_is_none_is_refused(tmp_path, text):
    """Empty, broken, of another kind, incomplete or nested without end."""
    folder = write_package(tmp_path)
    (folder / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(ModelError, match=r"a manifest of schema bedside\.model/1"):
        load_package(folder)


@pytest.mark.verifies("SRS-007", purpose="negative")
def test_a_manifest_too_large_is_refused_unread(tmp_path):
    """A megabyte is more than any manifest needs."""
    folder = write_package(tmp_path)
    (folder / "manifest.json").write_text(" " * (1024 * 1024 + 1))
    with pytest.raises(ModelError, match="at most 1048576 bytes"):
        load_package(folder)


@pytest.mark.parametrize(
    "changes",
    [
        {"schema": "bedside.model/2"},
        {"item": ""},
        {"version": 1},
        {"sha256": "0" * 63},
        {"sha256": "A" * 64},
        {"model_file": "../model.onnx"},
        {"model_file": "a\\model.onnx"},
        {"model_file": "/etc/passwd"},
        {"model_file": ".hidden"},
        {"parameters": 0},
        {"parameters": "1"},
        {"parameters": True},
        {"inputs": []},
        {"outputs": []},
        {"inputs": [{"name": "x"}]},
        {"inputs": [{"name": "x", "shape": [1], "dtype": "float64"}]},
        {"inputs": [{"name": "x", "shape": "11", "dtype": "float32"}]},
        {"inputs": [{"name": 1, "shape": [1], "dtype": "float32"}]},
        {"inputs": [{"name": "x", "shape": [0], "dtype": "float32"}]},
        {"inputs": {"name": "x"}},
        {"classes": "pupil"},
        {"classes": [1]},
        {"preprocessing": None},
        {"metrics": []},
        {"unknown": 1},
    ],
    ids=str,
)
@pytest.mark.verifies("SRS-007", purpose="negative")
def test_a_wrong_manifest_entry_is_refused(tmp_path, changes):
    """Every entry has its type and its limits, and none is unknown."""
    folder = write_package(tmp_path, **changes)
    with pytest.raises(ModelError, match="a wrong one"):
        load_package(folder)


@pytest.mark.parametrize("name", sorted(manifest_entries(b"")))
def test_no_manifest_entry_may_be_missing(name):
    """The error names the entry."""
    entries = manifest_entries(b"")
    del entries[name]
    with pytest.raises(ValueError, match=f"missing: {name}"):
        Manifest.from_json(entries)


def test_a_manifest_cannot_be_changed_once_read(tmp_path):
    """Not even inside its nested entries."""
    manifest = load_package(write_package(tmp_path)).manifest
    assert manifest.preprocessing["mean"] == (0.5,)
    with pytest.raises(TypeError):
        manifest.preprocessing["height"] = 1
    assert json.loads((tmp_path / "manifest.json").read_text())["preprocessing"]["height"] == 4

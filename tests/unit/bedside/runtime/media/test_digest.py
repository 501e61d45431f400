"""Digests are those of the bytes."""

import hashlib

import pytest

from bedside.runtime.errors import InputError
from bedside.runtime.media.digest import file_sha256, files_sha256, fingerprint


@pytest.mark.verifies("SRS-048", purpose="implementation")
def test_a_files_digest_is_sha256_of_its_bytes(tmp_path):
    """One changed byte gives another digest."""
    path = tmp_path / "a"
    path.write_bytes(b"bedside" * 100_000)
    before = file_sha256(path)
    assert before == hashlib.sha256(b"bedside" * 100_000).hexdigest()
    path.write_bytes(b"Bedside" + b"bedside" * 99_999)
    assert file_sha256(path) != before


def test_several_files_are_digested_in_order_and_with_their_names(tmp_path):
    """The same contents under swapped names are other files."""
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
    pair = [tmp_path / "a", tmp_path / "b"]
    assert files_sha256(pair) != files_sha256(pair[::-1])


@pytest.mark.parametrize("look", [file_sha256, fingerprint])
def test_what_cannot_be_read_is_an_input_error(tmp_path, look):
    """The system's reason is passed on."""
    with pytest.raises(InputError, match="No such file"):
        look(tmp_path / "nothing")

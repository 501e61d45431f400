"""Results are whole or absent."""

import errno
import json
import os
from pathlib import Path

import pytest

from bedside.runtime import output
from bedside.runtime.errors import OutputError
from bedside.runtime.output import OutputFolder


def names(folder):
    """List a folder, hidden files included."""
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.verifies("SRS-012", purpose="implementation")
def test_files_appear_whole_and_the_result_last(tmp_path):
    """Until finish() there is no result.json, and after it nothing else may be written."""
    with OutputFolder(tmp_path / "new" / "out") as out:
        out.write_text("trace.csv", "t_s\n°\n")
        out.write_json("inference.json", {"b": 1, "a": [1.5, None]})
        with out.file("overlay.mp4") as part:
            assert part.suffix == ".mp4"
            part.write_bytes(b"film")
            assert "overlay.mp4" not in names(out.path)
        assert "result.json" not in names(out.path)
        result = out.finish({"status": "measured"})
        with pytest.raises(OutputError, match="already finished"):
            out.write_text("late.txt", "")
    assert names(out.path) == ["inference.json", "overlay.mp4", "result.json", "trace.csv"]
    assert json.loads(result.read_text()) == {"status": "measured"}
    assert (out.path / "trace.csv").read_bytes() == "t_s\n°\n".encode()
    assert (out.path / "inference.json").read_text().index('"b"') < (
        out.path / "inference.json"
    ).read_text().index('"a"')


@pytest.mark.verifies("SRS-012", purpose="implementation")
def test_an_older_run_is_cleared_away_its_result_first(tmp_path, monkeypatch):
    """Not for a moment does an older result stand beside newer files; a killed run's temporaries go too."""
    for name in ("result.json", "trace.csv", "overlay.mp4", "mine.txt", ".bedside-part-trace.csv"):
        (tmp_path / name).write_text("old")
    removed, really_unlink = [], Path.unlink

    def watched(path, missing_ok=False):
        removed.append(path.name)
        really_unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", watched)
    OutputFolder(tmp_path, names=("trace.csv", "overlay.mp4"))
    assert removed[0] == "result.json"
    assert names(tmp_path) == ["mine.txt"]


@pytest.mark.parametrize("moment", ["before", "inside", "after"])
@pytest.mark.verifies("SRS-012", purpose="effectiveness")
def test_partial_result_accepted_is_zero_wherever_a_run_breaks_off(tmp_path, moment):
    """A failure before, inside or after a file leaves whole files, no temporary and no result."""
    (tmp_path / "result.json").write_text('{"status": "measured"}')

    def run():
        with OutputFolder(tmp_path) as out:
            if moment == "before":
                raise KeyboardInterrupt
            with out.file("trace.csv") as part:
                part.write_text("half")
                if moment == "inside":
                    raise KeyboardInterrupt
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run()
    assert names(tmp_path) == (["trace.csv"] if moment == "after" else [])
    partial_result_accepted = int((tmp_path / "result.json").exists())
    assert partial_result_accepted == 0


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.verifies("SRS-012", purpose="effectiveness")
def test_partial_result_accepted_is_zero_when_the_disk_fills_up_at_the_end(tmp_path, monkeypatch, call):
    """No space while flushing or moving: an error of ours, and no result that passes for a whole one."""

    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    with OutputFolder(tmp_path) as out:
        out.write_text("trace.csv", "whole")
        monkeypatch.setattr(*((output.os, "fsync", full) if call == "fsync" else (Path, "replace", full)))
        with pytest.raises(OutputError, match=r"No space left.*Free some space"):
            out.finish({"status": "measured"})
    partial_result_accepted = int((tmp_path / "result.json").exists())
    assert partial_result_accepted == 0
    assert names(tmp_path) == ["trace.csv"]


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_a_path_that_is_a_file_or_lies_below_one_is_refused(tmp_path):
    """The file stays as it is."""
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="Give a folder, not a file"):
        OutputFolder(tmp_path / "file")
    with pytest.raises(OutputError, match="Give a folder, not a path below a file"):
        OutputFolder(tmp_path / "file" / "out")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    ("code", "remedy"),
    [(errno.EROFS, "on a disk that may be written to"), (errno.EACCES, "that this user may write to"),
     (errno.ENOSPC, "Free some space"), (errno.EIO, "Give another folder")],
)  # fmt: skip
@pytest.mark.verifies("SRS-006", purpose="negative")
def test_a_folder_that_takes_nothing_is_found_at_once(tmp_path, monkeypatch, code, remedy):
    """Before any work is done, and with what to do about it."""

    def refuse(*args, **kwargs):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(output.tempfile, "mkstemp", refuse)
    with pytest.raises(OutputError, match=remedy) as caught:
        OutputFolder(tmp_path)
    assert os.strerror(code) in caught.value.problem


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_a_disk_that_fills_up_on_the_way_is_an_output_error(tmp_path, monkeypatch):
    """Writing a file reports as opening the folder does."""

    def full(path, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    with OutputFolder(tmp_path) as out:
        monkeypatch.setattr(Path, "write_bytes", full)
        with pytest.raises(OutputError, match="No space left"):
            out.write_text("trace.csv", "x")
    assert names(tmp_path) == []


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "/etc/passwd"])
def test_an_output_is_a_plain_file_name(tmp_path, name):
    """Nothing is written outside the folder."""
    with pytest.raises(ValueError, match="plain file name"):
        OutputFolder(tmp_path).write_text(name, "")
    with pytest.raises(ValueError, match="plain file name"):
        OutputFolder(tmp_path, names=[name])


def test_the_result_has_one_way_in(tmp_path):
    """Only finish() writes it."""
    with pytest.raises(ValueError, match="finish"):
        OutputFolder(tmp_path).write_text("result.json", "{}")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}])
@pytest.mark.verifies("SRS-012", purpose="negative")
def test_what_json_cannot_say_is_refused_before_anything_is_written(tmp_path, value):
    """A gap is null, never NaN."""
    with OutputFolder(tmp_path) as out, pytest.raises(OutputError, match="cannot be written"):
        out.finish({"value": value})
    assert names(tmp_path) == []


def test_a_folder_whose_move_cannot_be_made_durable_is_still_used(tmp_path, monkeypatch):
    """Some systems cannot flush a folder; the files are whole all the same."""
    really_open = os.open

    def no_folders(path, *args, **kwargs):
        if Path(path).is_dir():
            raise PermissionError
        return really_open(path, *args, **kwargs)

    with OutputFolder(tmp_path) as out:
        monkeypatch.setattr(output.os, "open", no_folders)
        out.finish({})
    assert names(tmp_path) == ["result.json"]

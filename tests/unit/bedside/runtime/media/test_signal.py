"""A trace file is read with its gaps and its uneven rate, and a wrong row is named."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.runtime.errors import InputError
from bedside.runtime.media import Signal, read_signal
from bedside.runtime.media import signal as reader

HEADER = "t_s,x_deg,y_deg\n"


def written(tmp_path, text, encoding="utf-8"):
    """Write a trace file."""
    path = tmp_path / "trace.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.verifies("SRS-005", purpose="implementation")
def test_an_empty_cell_is_a_gap_and_never_zero(tmp_path):
    """A lost eye has no position, in either axis alone or in both."""
    signal = read_signal(written(tmp_path, HEADER + "0,1,2\n0.01,,\n0.02,,-3\n0.05,nan,0\n"))
    np.testing.assert_array_equal(signal.t_s, [0, 0.01, 0.02, 0.05])
    np.testing.assert_array_equal(signal["x_deg"], [1, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(signal["y_deg"], [2, np.nan, -3, 0])
    assert (signal.units, len(signal.sha256)) == (("deg", "deg"), 64)


@pytest.mark.parametrize("text", ["\ufefft_s,x_deg,y_deg\r\n0,1,2\r\n", "y_deg,frame,t_s,x_deg\n2,7,0,1\n\n",
                                  " t_s , x_deg ,y_deg\n 0 , 1 ,2.0\n"])  # fmt: skip
@pytest.mark.verifies("SRS-005", purpose="implementation")
def test_line_ends_byte_order_marks_and_further_columns_do_no_harm(tmp_path, text):
    """What common programs write is read."""
    signal = read_signal(written(tmp_path, text))
    assert (signal.t_s.tolist(), signal.values.tolist()) == ([0.0], [[1.0, 2.0]])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "empty file"),
        (HEADER, "a header and no row"),
        ("\n0,1,2\n", "an empty first line"),
        ("0,1,2\n", "0 columns named t_s"),
        ("t_s,x_deg\n0,1\n", "0 columns named y_deg"),
        ("t_s,x_deg,x_deg,y_deg\n", "2 columns named x_deg"),
        ("t_s;x_deg;y_deg\n0;1;2\n", "0 columns named t_s"),
        (HEADER + "0,1,2\n0.1,1\n", "line 3 2 cells under 3"),
        (HEADER + "0,1,2\n0.1,1,2,3\n", "line 3 4 cells under 3"),
        (HEADER + "0,one,2\n", "line 2 'one'"),
        (HEADER + "0,1,2\n,1,2\n", "line 3 ''"),
        (HEADER + "nan,1,2\n", "line 2 'nan'"),
        (HEADER + "0,inf,2\n", "line 2 'inf'"),
        (HEADER + "0,1e999,2\n", "line 2 '1e999'"),
        (HEADER + "0,1_0,2\n", "line 2 '1_0'"),
        (HEADER + "0,1,2\n0,1,2\n", "line 3 the time 0.0 s, not after 0.0 s"),
        (HEADER + "1,1,2\n0.5,1,2\n", "line 3 the time 0.5 s, not after 1.0 s"),
        (HEADER + '0,"1,2\n', "no readable text"),
    ],
)
@pytest.mark.verifies("SRS-006", purpose="negative")
def test_a_wrong_trace_file_is_refused_and_the_line_named(tmp_path, text, found):
    """The message says what was found and, for a row, where."""
    with pytest.raises(InputError) as caught:
        read_signal(written(tmp_path, text))
    assert found in caught.value.found


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00t", b"\x89PNG\r\n\x1a\n\x00", HEADER.encode() + b"0,\xff,1\n"]
)
@pytest.mark.verifies("SRS-006", purpose="negative")
def test_a_file_that_is_no_text_is_refused(tmp_path, data):
    """Bytes that are no UTF-8 give an error of ours."""
    path = tmp_path / "trace.csv"
    path.write_bytes(data)
    with pytest.raises(InputError):
        read_signal(path)


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_a_file_that_is_too_large_or_not_there_is_refused_before_it_is_read(tmp_path, monkeypatch):
    """The limit is checked on the size that the system reports."""
    monkeypatch.setattr(reader, "MAX_BYTES", 10)
    with pytest.raises(InputError, match="at most"):
        read_signal(written(tmp_path, HEADER + "0,1,2\n"))
    with pytest.raises(InputError, match="No such file"):
        read_signal(tmp_path / "nothing.csv")


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(1, 10**6), st.none() | st.floats(-90, 90)), min_size=1, max_size=30))
@pytest.mark.verifies("SRS-005", purpose="implementation")
def test_what_is_written_is_read_back(tmp_path_factory, rows):
    """Every time and every value, to the last digit, gaps as gaps."""
    times = np.cumsum([step for step, _ in rows]) / 1e6
    lines = [f"{t!r},{'' if x is None else repr(x)}," for t, (_, x) in zip(times.tolist(), rows, strict=True)]
    path = tmp_path_factory.mktemp("trace") / "trace.csv"
    path.write_text(HEADER + "\n".join(lines), "utf-8")
    signal = read_signal(path)
    np.testing.assert_array_equal(signal.t_s, times)
    np.testing.assert_array_equal(signal["x_deg"], [np.nan if x is None else x for _, x in rows])
    assert np.isnan(signal["y_deg"]).all()


@pytest.mark.parametrize(
    ("times", "values", "names", "units"),
    [
        ([], np.zeros((0, 1)), ("a",), ("s",)),
        ([0, 1], np.zeros((1, 1)), ("a",), ("s",)),
        ([0, 0], np.zeros((2, 1)), ("a",), ("s",)),
        ([0, np.nan], np.zeros((2, 1)), ("a",), ("s",)),
        ([0, 1], np.full((2, 1), np.inf), ("a",), ("s",)),
        ([0, 1], np.zeros((2, 2)), ("a", "a"), ("s", "s")),
        ([0, 1], np.zeros((2, 1)), ("a",), ()),
    ],
)
def test_a_signal_refuses_what_is_none(times, values, names, units):
    """Shapes, times, names and units are checked when it is made."""
    with pytest.raises(ValueError, match="a signal"):
        Signal(np.array(times, float), values, names, units)

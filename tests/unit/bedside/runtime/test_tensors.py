"""Nothing malformed goes into a model or comes out of it."""

import numpy as np
import pytest

from bedside.runtime.errors import InferenceError
from bedside.runtime.tensors import TensorSpec, check_tensors

SPEC = TensorSpec("x", ("batch", 2, 3), "float32")


@pytest.mark.parametrize(
    "fields",
    [("", (1,), "float32"), ("x", (1,), "float64"), ("x", (0,), "float32"), ("x", (1.0,), "float32"),
     ("x", (True,), "float32"), ("x", (None,), "float32")],
)  # fmt: skip
def test_a_specification_refuses_what_is_no_tensor(fields):
    """Names, sizes and types are checked when it is made."""
    with pytest.raises(ValueError, match=r"tensor|dimension"):
        TensorSpec(*fields)


@pytest.mark.verifies("SRS-009", purpose="implementation")
def test_a_free_dimension_takes_any_size_and_a_fixed_one_its_own():
    """The batch may vary, the picture's size may not."""
    for batch in (1, 7):
        check_tensors([SPEC], {"x": np.zeros((batch, 2, 3), np.float32)})


@pytest.mark.parametrize(
    ("arrays", "found"),
    [
        ({}, "none"),
        ({"y": np.zeros((1, 2, 3), np.float32)}, "y"),
        ({"x": np.zeros((1, 2, 3), np.float32), "y": np.zeros(1)}, "x, y"),
        ({"x": np.zeros((1, 3, 2), np.float32)}, "float32[1, 3, 2]"),
        ({"x": np.zeros((2, 3), np.float32)}, "float32[2, 3]"),
        ({"x": np.zeros((1, 2, 3), np.float64)}, "float64[1, 2, 3]"),
    ],
)
@pytest.mark.verifies("SRS-009", purpose="negative")
def test_another_name_shape_or_type_is_refused(arrays, found):
    """The error tells what was there."""
    with pytest.raises(InferenceError) as caught:
        check_tensors([SPEC], arrays)
    assert caught.value.found == found


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.verifies("SRS-009", purpose="effectiveness")
def test_nonfinite_output_accepted_is_zero_wherever_the_bad_number_stands(bad):
    """One number in any place is enough to refuse the whole."""
    nonfinite_output_accepted = 0
    for place in range(6):
        array = np.zeros((1, 2, 3), np.float32)
        array.flat[place] = bad
        try:
            check_tensors([SPEC], {"x": array})
            nonfinite_output_accepted += 1
        except InferenceError as error:
            assert error.found == "1 of 6 that are not"  # noqa: PT017 # counted over all places
    assert nonfinite_output_accepted == 0


def test_whole_numbers_need_no_finiteness():
    """An integer is always finite."""
    check_tensors([TensorSpec("x", (1,), "uint8")], {"x": np.zeros(1, np.uint8)})

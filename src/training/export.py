"""From a trained network to ONNX bytes that hold nothing of the machine they were made on."""

from __future__ import annotations

import copy
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from training.eye_movement.export import strip

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

N = TypeVar("N", bound=nn.Module)
OPSET = 18


def folded(network: N) -> N:
    """Return a copy whose normalisations are part of its convolutions."""
    copied = copy.deepcopy(network).eval()
    for block in copied.modules():
        if isinstance(block, nn.Sequential):
            _fold(block)
    return copied


def onnx_bytes(
    network: nn.Module,
    arguments: Mapping[str, torch.Tensor],
    outputs: Sequence[str],
    free_axes: Mapping[str, Mapping[int, str]] | None = None,
) -> bytes:
    """Return the network as ONNX.

    Parameters
    ----------
    arguments
        An example of each input, by the name that it gets.
    outputs
        The outputs' names, in their order.
    free_axes
        Axes whose length is left open, by tensor; the older exporter writes these.
    """
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # a recurrent unit's batch is fixed at one here, which is what the exporter warns to see to
        warnings.filterwarnings("ignore", "Exporting a model to ONNX with a batch_size", UserWarning)
        # nothing of the trace depends on the shapes that the unit checks on its way
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        # deprecated as it is: the newer one unrolls recurrent units, so that their time would not stay free
        warnings.simplefilter("ignore", DeprecationWarning)
        path = Path(folder) / "model.onnx"
        torch.onnx.export(
            network.eval(),
            tuple(arguments.values()),
            str(path),
            input_names=list(arguments),
            output_names=list(outputs),
            opset_version=OPSET,
            external_data=False,
            verbose=False,
            dynamo=free_axes is None,
            dynamic_axes=free_axes,
        )
        model = onnx.load(str(path))
    strip(model)
    onnx.checker.check_model(model, full_check=True)
    return bytes(model.SerializeToString(deterministic=True))


def deviation(
    network: nn.Module, model: bytes, outputs: Sequence[str], samples: Iterable[Mapping[str, NDArray[Any]]]
) -> float:
    """Return the largest difference of any output between torch and ONNX Runtime over the samples."""
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    worst = 0.0
    for sample in samples:
        with torch.no_grad():
            expected = network.eval()(*(torch.from_numpy(value) for value in sample.values()))
        found = session.run(list(outputs), dict(sample))
        for ours, theirs in zip(expected, found, strict=True):
            worst = max(worst, float(np.abs(ours.numpy() - theirs).max()))
    return worst


def _fold(block: nn.Sequential) -> None:
    parts = list(block)
    for place in range(len(parts) - 1):
        if isinstance(parts[place], nn.Conv2d) and isinstance(parts[place + 1], nn.BatchNorm2d):
            block[place] = fuse_conv_bn_eval(parts[place], parts[place + 1])
            block[place + 1] = nn.Identity()

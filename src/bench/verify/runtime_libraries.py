"""The inference libraries that this machine has, looked up without the device."""

import ctypes
import importlib.metadata as metadata

_BUILDS = ("onnxruntime", "onnxruntime-gpu")


def providers() -> tuple[str, ...]:
    """Return the execution providers of the installed onnxruntime; none if it is not there."""
    try:
        import onnxruntime
    except ImportError:
        return ()
    return tuple(onnxruntime.get_available_providers())


def versions() -> dict[str, str]:
    """Return the versions of onnxruntime and TensorRT, as far as they can be read."""
    found = {}
    for build in _BUILDS:
        try:
            found["onnxruntime"] = metadata.version(build)
        except metadata.PackageNotFoundError:
            continue
    if (tensorrt := _tensorrt()) is not None:
        found["tensorrt"] = tensorrt
    return found


def _tensorrt() -> str | None:
    """Ask the library itself, since system packages leave no Python metadata."""
    try:
        number = int(ctypes.CDLL("libnvinfer.so.10").getInferLibVersion())
    except (OSError, AttributeError):
        return None
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"

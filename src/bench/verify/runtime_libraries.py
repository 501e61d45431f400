"""The inference libraries that this machine has, looked up without the device."""

import ctypes
import importlib.metadata as metadata

_BUILDS = ("onnxruntime", "onnxruntime-gpu")
# Each function returns 10,000 major + 100 minor + patch.
_SYSTEM = {
    "tensorrt": ("libnvinfer.so.10", "getInferLibVersion"),
    "cudnn": ("libcudnn.so.9", "cudnnGetVersion"),
}


def providers() -> tuple[str, ...]:
    """Return the execution providers of the installed onnxruntime; none if it is not there."""
    try:
        import onnxruntime
    except ImportError:
        return ()
    return tuple(onnxruntime.get_available_providers())


def versions() -> dict[str, str]:
    """Return the versions of onnxruntime, TensorRT and cuDNN, as far as they can be read."""
    found = {}
    for build in _BUILDS:
        try:
            found["onnxruntime"] = metadata.version(build)
        except metadata.PackageNotFoundError:
            continue
    for name, (library, function) in _SYSTEM.items():
        if (version := _system_version(library, function)) is not None:
            found[name] = version
    return found


def _system_version(library: str, function: str) -> str | None:
    """Ask the library itself, since system packages leave no Python metadata."""
    try:
        number = int(getattr(ctypes.CDLL(library), function)())
    except (OSError, AttributeError):
        return None
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"

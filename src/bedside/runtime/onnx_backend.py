"""Models on ONNX Runtime: the asked-for provider exactly, or an error that says what it lacks."""

from __future__ import annotations

import contextlib
import ctypes
import io
import logging
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime as ort

from bedside.runtime.backend import Backend, BackendInfo, Target
from bedside.runtime.errors import InferenceError, ModelError, ProviderError
from bedside.runtime.tensors import check_tensors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bedside.runtime.model import ModelPackage
    from bedside.runtime.tensors import TensorSpec

_PROVIDERS = {
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "tensorrt": "TensorrtExecutionProvider",
}
_REMEDIES = {
    "cpu": "Install onnxruntime again.",
    "cuda": (
        "Install the NVIDIA driver, and in place of onnxruntime the wheel onnxruntime-gpu with its CUDA and "
        "cuDNN wheels (onnxruntime-gpu[cuda,cudnn]); or ask for the provider cpu."
    ),
    "tensorrt": (
        "Install the NVIDIA driver, and in place of onnxruntime the wheel onnxruntime-gpu with its CUDA and "
        "cuDNN wheels, and the TensorRT libraries of the version it was built for; or ask for cuda."
    ),
}
_DRIVERS = ("libcuda.so.1", "nvcuda.dll")
_DTYPES = {
    "tensor(float)": "float32",
    "tensor(float16)": "float16",
    "tensor(uint8)": "uint8",
    "tensor(int32)": "int32",
    "tensor(int64)": "int64",
}
_ERRORS_ONLY = 3
_LOG = logging.getLogger(__name__)


def open_backend(
    package: ModelPackage, target: Target, notice: Callable[[str], None] = _LOG.warning
) -> Backend:
    """Make a model ready to run on ``target``.

    Implements RC-008.

    Parameters
    ----------
    package
        Its digest has been checked.
    target
        Met exactly: no other provider and no other precision takes its place.
    notice
        Told in words before something slow begins, such as a TensorRT engine build.

    Raises
    ------
    ModelError
        The model is no ONNX that can be loaded, or its tensors are not those of the manifest.
    ProviderError
        The provider or precision is not to be had here.
    """
    _silence()
    _check_precision(package, target)
    gpu = target.provider != "cpu"
    evidence = _require(target) if gpu else ()
    notes = _cache_notes(package, target)
    for note in notes:
        notice(note)
    session = _session(package, target, evidence)
    _check_tensors(package, session)
    info = BackendInfo(
        provider=target.provider,
        precision=target.precision,
        intra_threads=target.intra_threads,
        device=f"gpu:{target.device_id}" if gpu else "cpu",
        library="onnxruntime",
        library_version=ort.__version__,
        warnings=notes,
    )
    return (
        _BoundBackend(package, session, info, target.device_id)
        if gpu
        else _CpuBackend(package, session, info)
    )


def providers_here() -> tuple[str, ...]:
    """Return the providers that the installed library was built with; a GPU may still be missing."""
    has = ort.get_available_providers()
    return tuple(name for name, library_name in _PROVIDERS.items() if library_name in has)


class _CpuBackend:
    """Runs on host memory, with a fixed number of threads and in a fixed order."""

    def __init__(self, package: ModelPackage, session: Any, info: BackendInfo) -> None:
        self.info = info
        self._inputs, self._outputs = package.manifest.inputs, package.manifest.outputs
        self._session = session

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Run once; see ``Backend.run``."""
        check_tensors(self._inputs, inputs)
        try:
            values = self._infer(inputs)
        except Exception as error:  # the library raises plain Exception subclasses of its own
            raise InferenceError("all", "a run to its end", f"{_first_line(error)}") from error
        outputs = dict(zip((spec.name for spec in self._outputs), values, strict=True))
        check_tensors(self._outputs, outputs)
        return outputs

    def _infer(self, inputs: Mapping[str, NDArray[Any]]) -> Sequence[NDArray[Any]]:
        found: Sequence[NDArray[Any]] = self._session.run([spec.name for spec in self._outputs], dict(inputs))
        return found


class _BoundBackend(_CpuBackend):
    """Runs on a GPU. Tensors keep their device addresses from run to run, as captured graphs require."""

    def __init__(self, package: ModelPackage, session: Any, info: BackendInfo, device_id: int) -> None:
        super().__init__(package, session, info)
        self._device_id = device_id
        self._shapes: dict[str, tuple[int, ...]] = {}
        self._sources: dict[str, Any] = {}
        self._binding: Any = None

    def _infer(self, inputs: Mapping[str, NDArray[Any]]) -> Sequence[NDArray[Any]]:
        shapes = {name: array.shape for name, array in inputs.items()}
        if shapes != self._shapes:
            self._bind(shapes)
        for name, array in inputs.items():
            self._sources[name].update_inplace(np.ascontiguousarray(array))
        self._binding.synchronize_inputs()
        self._session.run_with_iobinding(self._binding)
        self._binding.synchronize_outputs()
        return [value.numpy() for value in self._binding.get_outputs()]

    def _bind(self, shapes: dict[str, tuple[int, ...]]) -> None:
        """Take device memory for these shapes; an output that they do not settle stays with the library."""
        binding = self._session.io_binding()
        sizes: dict[int | str, int] = {}
        sources = {}
        for spec in self._inputs:
            sizes.update(zip(spec.shape, shapes[spec.name], strict=True))
            sources[spec.name] = self._memory(shapes[spec.name], spec.dtype)
            binding.bind_ortvalue_input(spec.name, sources[spec.name])
        for spec in self._outputs:
            shape = [size if isinstance(size, int) else sizes.get(size) for size in spec.shape]
            if None in shape:
                binding.bind_output(spec.name, "cpu")
            else:
                binding.bind_ortvalue_output(
                    spec.name, self._memory(tuple(map(int, filter(None, shape))), spec.dtype)
                )
        self._shapes, self._sources, self._binding = shapes, sources, binding

    def _memory(self, shape: tuple[int, ...], dtype: str) -> Any:
        return ort.OrtValue.ortvalue_from_shape_and_type(
            list(shape), np.dtype(dtype).type, "cuda", self._device_id
        )


def _silence() -> None:
    """Keep the library from reporting home (where it can) and from writing on the user's screen."""
    ort.set_default_logger_severity(_ERRORS_ONLY)
    ort.disable_telemetry_events()


def _check_precision(package: ModelPackage, target: Target) -> None:
    """Only TensorRT computes in another precision than the model was exported in."""
    own = "fp16" if any(spec.dtype == "float16" for spec in package.manifest.inputs) else "fp32"
    if target.precision == own or (target.provider, own) == ("tensorrt", "fp32"):
        return
    raise ProviderError(
        target.provider,
        (f"the model computes in {own}, and {target.provider} does not convert it to {target.precision}",),
        f"Ask for {own}, or for tensorrt.",
    )


def _require(target: Target) -> tuple[str, ...]:
    """Refuse a GPU provider whose wheel or driver is missing; return what could not be loaded."""
    name, missing = _PROVIDERS[target.provider], []
    if name not in ort.get_available_providers():
        has = ", ".join(ort.get_available_providers())
        missing.append(f"the installed onnxruntime {ort.__version__} lacks {name} (it has {has})")
    if not any(_loads(driver) for driver in _DRIVERS):
        missing.append(f"the NVIDIA driver is not installed ({_DRIVERS[0]} does not load)")
    if missing:
        raise ProviderError(target.provider, tuple(missing), _REMEDIES[target.provider])
    return _preload()


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _preload() -> tuple[str, ...]:
    """Load the CUDA and cuDNN wheels' libraries; return what did not load, as the library tells it."""
    if not callable(getattr(ort, "preload_dlls", None)):
        return ()
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        ort.preload_dlls()
    return tuple(line for line in told.getvalue().splitlines() if line.startswith("Failed"))


def _cache_notes(package: ModelPackage, target: Target) -> tuple[str, ...]:
    """Say beforehand that TensorRT will build an engine, which takes minutes."""
    if target.provider != "tensorrt":
        return ()
    folder = _engines(package, target)
    if folder is None:
        return ("TensorRT builds its engine anew at each start, for minutes: give an engine cache folder",)
    if any(folder.glob("*.engine")):
        return ()
    return (f"TensorRT builds its engine now, for minutes, and keeps it in {folder}",)


def _engines(package: ModelPackage, target: Target) -> Path | None:
    """Make the folder of one model's engines at one precision: no other model's may be taken for it."""
    if target.engine_cache is None:
        return None
    folder = target.engine_cache / f"{package.sha256[:16]}-{target.precision}-{ort.__version__}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ProviderError(
            target.provider,
            (f"the engine cache {folder} cannot be made ({error.strerror})",),
            "Give another.",
        ) from error
    return folder


def _session(package: ModelPackage, target: Target, evidence: tuple[str, ...]) -> Any:
    """Make the session, and look at what it really got."""
    name = _PROVIDERS[target.provider]
    try:
        session = ort.InferenceSession(
            package.onnx,
            sess_options=_options(target),
            providers=[(name, _provider_options(package, target))],
            enable_fallback=0,
        )
    except Exception as error:
        if target.provider == "cpu":
            raise ModelError(
                package.manifest.model_file, "a model that loads", f"{_first_line(error)}"
            ) from error
        reasons = (f"its session cannot be made ({_first_line(error)})", *evidence)
        raise ProviderError(target.provider, reasons, _REMEDIES[target.provider]) from error
    session.disable_fallback()
    got = session.get_providers()
    if not got or got[0] != name:
        reasons = (f"the session was given {', '.join(got) or 'nothing'} in place of {name}", *evidence)
        raise ProviderError(target.provider, reasons, _REMEDIES[target.provider])
    return session


def _options(target: Target) -> Any:
    """Everything that changes numbers or timing is set, nothing left to a default of the day."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = target.intra_threads
    options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.use_deterministic_compute = True
    options.log_severity_level = _ERRORS_ONLY
    if target.provider != "cpu":
        options.add_session_config_entry("session.disable_cpu_ep_fallback", "1")
    return options


def _provider_options(package: ModelPackage, target: Target) -> dict[str, str]:
    if target.provider == "cpu":
        return {}
    options = {"device_id": str(target.device_id)}
    if target.provider == "cuda":
        return {**options, "use_tf32": "0"}  # TF32 would be a precision nobody asked for
    options["trt_fp16_enable"] = str(target.precision == "fp16")
    folder = _engines(package, target)
    if folder is not None:
        options |= {"trt_engine_cache_enable": "True", "trt_engine_cache_path": str(folder)}
        options |= {"trt_timing_cache_enable": "True", "trt_timing_cache_path": str(folder)}
    return options


def _check_tensors(package: ModelPackage, session: Any) -> None:
    """Refuse a model whose inputs and outputs are not those that its manifest names."""
    manifest = package.manifest
    sides = ((manifest.inputs, session.get_inputs()), (manifest.outputs, session.get_outputs()))
    for specs, nodes in sides:
        found = {node.name: node for node in nodes}
        for spec in specs:
            node = found.pop(spec.name, None)
            if node is None or not _fits(spec, node):
                has = "no such tensor" if node is None else f"{node.type} {node.shape}"
                raise ModelError(manifest.model_file, f"{spec.name} as {spec}", has)
        if found:
            raise ModelError(manifest.model_file, "the manifest's tensors alone", f"also {', '.join(found)}")


def _fits(spec: TensorSpec, node: Any) -> bool:
    """Whether they agree; a size in the manifest may narrow a free dimension, never the other way round."""
    return (
        _DTYPES.get(node.type) == spec.dtype
        and len(node.shape) == len(spec.shape)
        and all(
            want == has or not isinstance(has, int) for want, has in zip(spec.shape, node.shape, strict=True)
        )
    )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]

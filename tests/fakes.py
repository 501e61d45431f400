"""Fakes of the device's ports, and small recordings and models made on the spot."""

from __future__ import annotations

import hashlib
import json
import types
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pydicom
from bedside.runtime.backend import BackendInfo
from bedside.runtime.model import Manifest, ModelPackage
from pydicom.dataset import FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, UltrasoundMultiFrameImageStorage, generate_uid

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray


class FakeClock:
    """A clock that moves only when told, or when somebody waits."""

    def __init__(self) -> None:
        self.ns = 1_000_000_000

    def now_ns(self) -> int:
        return self.ns

    def wait_until_ns(self, moment_ns: int, stop: threading.Event) -> None:
        self.ns = max(self.ns, moment_ns)

    def advance_ms(self, duration_ms: float) -> None:
        self.ns += round(duration_ms * 1e6)


class FakeBackend:
    """A backend that answers with a function of its inputs."""

    def __init__(self, answer: Callable[[Mapping[str, NDArray[Any]]], dict[str, NDArray[Any]]]) -> None:
        self.info = BackendInfo("cpu", "fp32", 1, "cpu", "fake", "0")
        self.calls = 0
        self._answer = answer

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        self.calls += 1
        return self._answer(inputs)


def pattern(height: int, width: int, shift: int = 0) -> NDArray[np.uint8]:
    """A picture without symmetry, (H, W) uint8: a ramp with one bright corner, top left."""
    rows, columns = np.mgrid[:height, :width]
    picture = (40 + rows * 60 // height + columns * 80 // width + shift).astype(np.uint8)
    picture[: height // 4, : width // 4] = 235
    return picture


def write_video(
    path: Path,
    pictures: Iterable[NDArray[Any]],
    times: Sequence[int],
    *,
    unit: Fraction = Fraction(1, 1000),
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    rotation: int | None = None,
    mirrored: bool = False,
    options: dict[str, str] | None = None,
) -> Path:
    """Write (H, W) or (H, W, 3) pictures as a video with these time stamps, in units of seconds."""
    with av.open(str(path), "w") as container:
        stream: Any = None
        for picture, time in zip(pictures, times, strict=True):
            if stream is None:
                stream = container.add_stream(codec, rate=25, options=options or {})
                stream.height, stream.width = picture.shape[:2]
                stream.pix_fmt = pixel_format
                stream.time_base = stream.codec_context.time_base = unit
                if rotation is not None:
                    stream.set_display_rotation(rotation, hflip=mirrored)
            layout = {np.dtype("u1"): "gray", np.dtype("u2"): "gray16le"}[picture.dtype]
            frame = av.VideoFrame.from_ndarray(picture, "rgb24" if picture.ndim == 3 else layout)
            frame = frame.reformat(format=pixel_format)
            frame.pts, frame.time_base = time, unit
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_audio(path: Path) -> Path:
    """Write a file that holds sound alone."""
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("aac", rate=48000, layout="mono")
        for number in range(20):
            sound = np.zeros((1, 1024), np.float32)
            frame = av.AudioFrame.from_ndarray(sound, "fltp", "mono")
            frame.rate, frame.pts = 48000, number * 1024
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_picture(path: Path, picture: NDArray[Any], codec: str = "png") -> Path:
    """Write one still picture, (H, W) or (H, W, 3)."""
    context: Any = av.CodecContext.create(codec, "w")
    context.height, context.width = picture.shape[:2]
    layout = (
        "rgb24" if picture.ndim == 3 else {np.dtype("u1"): "gray", np.dtype("u2"): "gray16le"}[picture.dtype]
    )
    frame = av.VideoFrame.from_ndarray(picture, layout)
    context.pix_fmt = {"mjpeg": "yuvj420p", "png": "gray16be" if layout == "gray16le" else layout}[codec]
    context.time_base = Fraction(1, 25)
    packets = [*context.encode(frame.reformat(format=context.pix_fmt)), *context.encode(None)]
    path.write_bytes(b"".join(bytes(packet) for packet in packets))
    return path


def write_dicom(path: Path, frames: NDArray[Any], *, bits: int = 8, **attributes: Any) -> Path:
    """Write (T, H, W) or (T, H, W, 3) frames as a native DICOM multi-frame image, 25 frames a second."""
    data = pydicom.Dataset()
    data.file_meta = FileMetaDataset()
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data.file_meta.MediaStorageSOPClassUID = data.SOPClassUID = UltrasoundMultiFrameImageStorage
    data.file_meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID = generate_uid(entropy_srcs=["bedside"])
    data.NumberOfFrames, data.Rows, data.Columns = frames.shape[:3]
    data.SamplesPerPixel = 3 if frames.ndim == 4 else 1
    data.PhotometricInterpretation = "RGB" if frames.ndim == 4 else "MONOCHROME2"
    if frames.ndim == 4:
        data.PlanarConfiguration = 0
    data.BitsAllocated, data.BitsStored, data.HighBit = frames.itemsize * 8, bits, bits - 1
    data.PixelRepresentation = 0
    data.FrameIncrementPointer, data.FrameTime = 0x00181063, "40"
    for name, value in attributes.items():
        setattr(data, name, value)
    data.PixelData = frames.tobytes()
    data.save_as(path, enforce_file_format=True)
    return path


def onnx_bytes(operator: str = "Sqrt", shape: Sequence[int | str] = (1, 1, 4, 4)) -> bytes:
    """One operator from input ``x`` to output ``y``, as an ONNX file, spelled out in protocol buffers."""
    dims = b"".join(
        _field(1, _field(1, size) if isinstance(size, int) else _field(2, size)) for size in shape
    )
    tensor = _field(2, _field(1, _field(1, 1) + _field(2, dims)))
    node = _field(1, "x") + _field(2, "y") + _field(3, "only") + _field(4, operator)
    graph = _field(1, node) + _field(2, "graph")
    graph += _field(11, _field(1, "x") + tensor) + _field(12, _field(1, "y") + tensor)
    return _field(1, 8) + _field(8, _field(1, "") + _field(2, 13)) + _field(7, graph)


def _field(number: int, value: int | str | bytes) -> bytes:
    """One protocol buffer field: a variable-length integer or a length and its bytes."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def manifest_entries(
    onnx: bytes, shape: Sequence[int | str] = (1, 1, 4, 4), **changes: Any
) -> dict[str, Any]:
    """The entries of a right manifest for ``onnx``, with some of them changed."""
    tensors = [{"name": name, "shape": list(shape), "dtype": "float32"} for name in ("x", "y")]
    return {
        "schema": "bedside.model/1",
        "item": "eye_movement",
        "version": "1.0.0",
        "model_file": "model.onnx",
        "sha256": hashlib.sha256(onnx).hexdigest(),
        "parameters": 1,
        "inputs": tensors[:1],
        "outputs": tensors[1:],
        "classes": ["background", "pupil"],
        "preprocessing": {"height": 4, "width": 4, "mean": [0.5]},
        "operating_point": {"threshold": 0.5},
        "training": {"seed": 1},
        "licence": "Apache-2.0",
        "intended_input": "a test's array",
        "metrics": {},
    } | changes


def package(
    operator: str = "Sqrt", shape: Sequence[int | str] = (1, 1, 4, 4), **changes: Any
) -> ModelPackage:
    """A model package in memory."""
    onnx = onnx_bytes(operator, shape)
    manifest = Manifest.from_json(manifest_entries(onnx, shape, **changes))
    return ModelPackage(manifest, onnx, manifest.sha256, "0" * 64)


def write_package(folder: Path, **changes: Any) -> Path:
    """Write a model package to a folder, with some of its manifest changed."""
    folder.mkdir(parents=True, exist_ok=True)
    onnx = onnx_bytes()
    (folder / "model.onnx").write_bytes(onnx)
    (folder / "manifest.json").write_text(json.dumps(manifest_entries(onnx, **changes)), "utf-8")
    return folder


class FakeOnnxRuntime(types.ModuleType):
    """The part of ``onnxruntime`` that the backend uses, as a machine with a GPU would have it.

    Parameters
    ----------
    available
        Providers of the wheel.
    given
        Providers that a session gets in the end; None for the ones asked for.
    failure
        Raised when a session is made.
    """

    __version__ = "9.9.9"
    ExecutionMode = types.SimpleNamespace(ORT_SEQUENTIAL="sequential")
    GraphOptimizationLevel = types.SimpleNamespace(ORT_ENABLE_ALL="all")

    def __init__(
        self,
        available: Sequence[str] = (
            "TensorrtExecutionProvider",
            "CUDAExecutionProvider",
            "CPUExecutionProvider",
        ),
        given: Sequence[str] | None = None,
        failure: Exception | None = None,
        shape: Sequence[int | str] = (1, 1, 4, 4),
    ) -> None:
        super().__init__("onnxruntime")
        self.available, self.given, self.failure, self.shape = list(available), given, failure, list(shape)
        self.sessions: list[Any] = []
        self.memory: list[Any] = []
        outer = self

        class SessionOptions:
            def __init__(self) -> None:
                self.entries: dict[str, str] = {}

            def add_session_config_entry(self, key: str, value: str) -> None:
                self.entries[key] = value

        class OrtValue:
            def __init__(self, shape: list[int], dtype: Any, device: str, device_id: int) -> None:
                self.array = np.zeros(shape, dtype)
                self.place = (device, device_id)
                outer.memory.append(self)

            @staticmethod
            def ortvalue_from_shape_and_type(
                shape: list[int], dtype: Any, device: str, device_id: int
            ) -> Any:
                return OrtValue(shape, dtype, device, device_id)

            def update_inplace(self, array: NDArray[Any]) -> None:
                assert array.shape == self.array.shape
                self.array[...] = array

            def numpy(self) -> NDArray[Any]:
                return self.array.copy()

        class Binding:
            def __init__(self) -> None:
                self.inputs: dict[str, Any] = {}
                self.outputs: dict[str, Any] = {}
                self.synchronised: list[str] = []

            def bind_ortvalue_input(self, name: str, value: Any) -> None:
                self.inputs[name] = value

            def bind_ortvalue_output(self, name: str, value: Any) -> None:
                self.outputs[name] = value

            def bind_output(self, name: str, device: str) -> None:
                self.outputs[name] = None

            def get_outputs(self) -> list[Any]:
                return list(self.outputs.values())

            def synchronize_inputs(self) -> None:
                self.synchronised.append("inputs")

            def synchronize_outputs(self) -> None:
                self.synchronised.append("outputs")

        class InferenceSession:
            def __init__(self, data: bytes, sess_options: Any, providers: Any, enable_fallback: int) -> None:
                if outer.failure is not None:
                    raise outer.failure
                self.options, self.asked, self.fallback = sess_options, providers, bool(enable_fallback)
                self.bindings: list[Binding] = []
                outer.sessions.append(self)

            def disable_fallback(self) -> None:
                self.fallback = False

            def get_providers(self) -> list[str]:
                asked = [name for name, _ in self.asked]
                return list(outer.given) if outer.given is not None else [*asked, "CPUExecutionProvider"]

            def get_inputs(self) -> list[Any]:
                return [types.SimpleNamespace(name="x", type="tensor(float)", shape=outer.shape)]

            def get_outputs(self) -> list[Any]:
                return [types.SimpleNamespace(name="y", type="tensor(float)", shape=outer.shape)]

            def io_binding(self) -> Binding:
                self.bindings.append(Binding())
                return self.bindings[-1]

            def run_with_iobinding(self, binding: Binding) -> None:
                result = np.sqrt(binding.inputs["x"].array)
                if binding.outputs["y"] is None:
                    binding.outputs["y"] = OrtValue(list(result.shape), result.dtype, "cpu", 0)
                binding.outputs["y"].array[...] = result

        self.SessionOptions, self.OrtValue, self.InferenceSession = SessionOptions, OrtValue, InferenceSession

    def get_available_providers(self) -> list[str]:
        return self.available

    def set_default_logger_severity(self, level: int) -> None:
        self.severity = level

    def disable_telemetry_events(self) -> None:
        self.telemetry = False

    def preload_dlls(self) -> None:
        print("Failed to load libcudnn.so.9: no such file")

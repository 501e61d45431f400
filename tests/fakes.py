"""Fakes of the device's ports: its clock, its backend, and ONNX Runtime as a machine with a GPU has it."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

import numpy as np

from bedside.runtime.backend import BackendInfo

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray


class FakeClock:
    """A clock that moves only when told, or when somebody waits."""

    def __init__(self) -> None:
        self.ns = 1_000_000_000

    def now_ns(self) -> int:
        """Read the clock."""
        return self.ns

    def wait_until_ns(self, moment_ns: int, stop: threading.Event) -> None:
        """Jump to the moment, unless the run has stopped."""
        if stop.is_set():
            return
        self.ns = max(self.ns, moment_ns)

    def advance_ms(self, duration_ms: float) -> None:
        """Let time pass."""
        self.ns += round(duration_ms * 1e6)


class FakeBackend:
    """A backend that answers with a function of its inputs."""

    def __init__(self, answer: Callable[[Mapping[str, NDArray[Any]]], dict[str, NDArray[Any]]]) -> None:
        self.info = BackendInfo("cpu", "fp32", 1, "cpu", "fake", "0")
        self.calls = 0
        self._answer = answer

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Answer, and count the call."""
        self.calls += 1
        return self._answer(inputs)


class FakeOnnxRuntime(types.ModuleType):
    """The part of ``onnxruntime`` that the backend uses; its one model is a square root from x to y.

    Parameters
    ----------
    available
        Providers of the wheel.
    given
        Providers that a session gets in the end; None for the ones asked for.
    failure
        Raised when a session is made.
    shape
        Of x and y, as the model has it.
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
        self.sessions: list[FakeSession] = []
        self.memory: list[FakeValue] = []
        self.SessionOptions = FakeOptions
        self.OrtValue = types.SimpleNamespace(ortvalue_from_shape_and_type=self._take_memory)

    def InferenceSession(self, data: bytes, **settings: Any) -> FakeSession:  # noqa: N802 # the library's name
        """Make a session, or fail as told."""
        if self.failure is not None:
            raise self.failure
        self.sessions.append(FakeSession(self, data, **settings))
        return self.sessions[-1]

    def get_available_providers(self) -> list[str]:
        """List what the wheel holds."""
        return self.available

    def set_default_logger_severity(self, level: int) -> None:
        """Note the level."""
        self.severity = level

    def disable_telemetry_events(self) -> None:
        """Note that nothing is reported home."""
        self.telemetry = False

    def preload_dlls(self) -> None:
        """Complain as the library does, on the screen."""
        print("Failed to load libcudnn.so.9: no such file")

    def _take_memory(self, shape: list[int], dtype: Any, device: str, device_id: int) -> FakeValue:
        self.memory.append(FakeValue(np.zeros(shape, dtype), (device, device_id)))
        return self.memory[-1]


class FakeOptions:
    """Session options that remember what was set."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}

    def add_session_config_entry(self, key: str, value: str) -> None:
        """Remember an entry."""
        self.entries[key] = value


class FakeValue:
    """A tensor in some memory; its place and identity stand for its address."""

    def __init__(self, array: NDArray[Any], place: tuple[str, int]) -> None:
        self.array, self.place = array, place

    def update_inplace(self, array: NDArray[Any]) -> None:
        """Copy from the host."""
        assert array.shape == self.array.shape
        assert array.flags.c_contiguous
        self.array[...] = array

    def numpy(self) -> NDArray[Any]:
        """Copy to the host."""
        return self.array.copy()


class FakeBinding:
    """Bound tensors, and the order in which they were used."""

    def __init__(self) -> None:
        self.inputs: dict[str, FakeValue] = {}
        self.outputs: dict[str, FakeValue | None] = {}
        self.events: list[str] = []

    def bind_ortvalue_input(self, name: str, value: FakeValue) -> None:
        """Bind an input."""
        self.inputs[name] = value

    def bind_ortvalue_output(self, name: str, value: FakeValue) -> None:
        """Bind an output to memory."""
        self.outputs[name] = value

    def bind_output(self, name: str, device: str) -> None:
        """Leave an output's memory to the library."""
        assert device == "cpu"
        self.outputs[name] = None

    def get_outputs(self) -> list[Any]:
        """List the outputs in the order of binding."""
        return list(self.outputs.values())

    def synchronize_inputs(self) -> None:
        """Note it."""
        self.events.append("inputs")

    def synchronize_outputs(self) -> None:
        """Note it."""
        self.events.append("outputs")


class FakeSession:
    """A session of the square-root model."""

    def __init__(
        self, machine: FakeOnnxRuntime, data: bytes, sess_options: Any, providers: Any, enable_fallback: int
    ) -> None:
        self.machine, self.data, self.options, self.asked = machine, data, sess_options, providers
        self.fallback = bool(enable_fallback)
        self.bindings: list[FakeBinding] = []

    def disable_fallback(self) -> None:
        """Note it."""
        self.fallback = False

    def get_providers(self) -> list[str]:
        """List what the session got."""
        if self.machine.given is not None:
            return list(self.machine.given)
        return [*(name for name, _ in self.asked), "CPUExecutionProvider"]

    def get_inputs(self) -> list[Any]:
        """Describe x."""
        return [types.SimpleNamespace(name="x", type="tensor(float)", shape=self.machine.shape)]

    def get_outputs(self) -> list[Any]:
        """Describe y."""
        return [types.SimpleNamespace(name="y", type="tensor(float)", shape=self.machine.shape)]

    def io_binding(self) -> FakeBinding:
        """Make a binding."""
        self.bindings.append(FakeBinding())
        return self.bindings[-1]

    def run_with_iobinding(self, binding: FakeBinding) -> None:
        """Take the square root in place."""
        binding.events.append("run")
        with np.errstate(invalid="ignore"):
            result = np.sqrt(binding.inputs["x"].array)
        bound = binding.outputs["y"]
        if bound is None:
            binding.outputs["y"] = FakeValue(result, ("cpu", 0))
        else:
            bound.array[...] = result

"""The asked-for provider runs the model, or an error says what is missing; never another one in its place."""

import numpy as np
import pytest

from bedside.runtime import onnx_backend
from bedside.runtime.backend import Backend, Target
from bedside.runtime.errors import InferenceError, ModelError, ProviderError
from bedside.runtime.onnx_backend import open_backend
from fakes import FakeOnnxRuntime
from packages import package

CUDA, TENSORRT = Target("cuda"), Target("tensorrt")
X = np.arange(16, dtype=np.float32).reshape(1, 1, 4, 4)


@pytest.fixture
def machine(monkeypatch):
    """Put a machine with a GPU in the place of this one."""

    def put(driver=True, **parts):
        fake = FakeOnnxRuntime(**parts)
        monkeypatch.setattr(onnx_backend, "ort", fake)
        monkeypatch.setattr(onnx_backend, "_loads", lambda _library: driver)
        return fake

    return put


@pytest.mark.verifies("SRS-008", purpose="implementation")
def test_the_cpu_runs_a_model_and_says_so():
    """A square root, on the real library."""
    backend = open_backend(package(), Target(intra_threads=2))
    np.testing.assert_allclose(backend.run({"x": X})["y"], np.sqrt(X), rtol=1e-6)
    assert isinstance(backend, Backend)
    info = backend.info
    assert (info.provider, info.precision, info.intra_threads, info.device) == ("cpu", "fp32", 2, "cpu")
    assert (info.library, info.warnings) == ("onnxruntime", ())


def test_the_cpu_gives_the_same_bits_every_time():
    """Two sessions, two runs each."""
    x = np.random.default_rng(0).random((1, 1, 4, 4), np.float32)
    results = [open_backend(package(), Target()).run({"x": x})["y"].tobytes() for _ in range(2)]
    assert len(set(results)) == 1


@pytest.mark.verifies("SRS-009", purpose="implementation")
def test_what_a_model_returns_must_be_finite():
    """The root of a negative number ends the run."""
    backend = open_backend(package(), Target())
    with pytest.raises(InferenceError, match="tensor y: expected finite numbers, found 1 of 16"):
        backend.run({"x": X - 0.5})


@pytest.mark.parametrize("x", [X[0], X.astype(np.float64), X.T[:2], np.full_like(X, np.nan)])
@pytest.mark.verifies("SRS-009", purpose="negative")
def test_what_a_model_is_given_must_be_what_the_manifest_says(x):
    """Shape, type and finiteness are checked before the run."""
    with pytest.raises(InferenceError, match="tensor x"):
        open_backend(package(), Target()).run({"x": x})


@pytest.mark.parametrize("onnx", [b"", b"\xff" * 64, b"no model"])
@pytest.mark.verifies("SRS-007", purpose="negative")
def test_bytes_that_are_no_model_are_a_model_error(onnx):
    """Even where their digest is right."""
    whole = package()
    with pytest.raises(ModelError, match="a model that loads"):
        open_backend(type(whole)(whole.manifest, onnx, whole.sha256), Target())


@pytest.mark.parametrize(
    ("shape", "inputs"),
    [
        ((1, 1, 4, 4), [{"name": "x", "shape": [1, 1, 4, 5], "dtype": "float32"}]),
        ((1, 1, 4, 4), [{"name": "x", "shape": [1, 4, 4], "dtype": "float32"}]),
        ((1, 1, 4, 4), [{"name": "x", "shape": ["n", 1, 4, 4], "dtype": "float32"}]),
        ((1, 1, 4, 4), [{"name": "x", "shape": [1, 1, 4, 4], "dtype": "uint8"}]),
        ((1, 1, 4, 4), [{"name": "z", "shape": [1, 1, 4, 4], "dtype": "float32"}]),
    ],
)
@pytest.mark.verifies("SRS-007", purpose="negative")
def test_tensors_that_are_not_the_manifests_are_a_model_error(shape, inputs):
    """Name, number of dimensions, sizes and types."""
    with pytest.raises(ModelError, match=f"expected {inputs[0]['name']} as"):
        open_backend(package(shape=shape, inputs=inputs), Target())


def test_a_manifest_may_narrow_a_free_dimension():
    """The model takes any batch, the manifest one."""
    narrow = [{"name": "x", "shape": [1, 4], "dtype": "float32"}]
    backend = open_backend(package(shape=("n", 4), inputs=narrow), Target())
    assert backend.run({"x": X[0, 0, :1]})["y"].shape == (1, 4)


@pytest.mark.parametrize("target", [CUDA, TENSORRT])
@pytest.mark.verifies("SRS-008", purpose="negative")
def test_a_gpu_that_is_not_here_is_refused_with_what_is_missing(target):
    """On this very machine, with the real library: wheel and, where it is missing, driver are named."""
    names = onnx_backend.ort.get_available_providers()
    if onnx_backend._PROVIDERS[target.provider] in names:
        pytest.skip("this machine has the provider")
    with pytest.raises(ProviderError) as caught:
        open_backend(package(), target)
    assert "onnxruntime-gpu" in str(caught.value)
    assert any(onnx_backend._PROVIDERS[target.provider] in thing for thing in caught.value.missing)


@pytest.mark.verifies("SRS-008", purpose="negative")
def test_a_missing_driver_and_a_missing_wheel_are_both_named(machine):
    """Everything that is missing is told at once."""
    machine(driver=False, available=["CPUExecutionProvider"])
    with pytest.raises(ProviderError) as caught:
        open_backend(package(), CUDA)
    assert len(caught.value.missing) == 2
    assert "NVIDIA driver" in caught.value.missing[1]


@pytest.mark.parametrize("target", [CUDA, TENSORRT])
@pytest.mark.verifies("SRS-008", purpose="effectiveness")
def test_silent_fallback_is_refused_whatever_the_library_gave_instead(machine, target):
    """A session on another provider than the asked-for one never runs, and what did not load is told."""
    asked = onnx_backend._PROVIDERS[target.provider]
    others = [name for name in (*onnx_backend._PROVIDERS.values(), "AzureExecutionProvider") if name != asked]
    silent_fallback = 0
    for given in [[], *([name, "CPUExecutionProvider"] for name in others), ["CPUExecutionProvider", asked]]:
        machine(given=given)
        try:
            open_backend(package(), target)
            silent_fallback += 1
        except ProviderError as error:
            assert any("in place of" in thing for thing in error.missing)  # noqa: PT017 # counted over all
            assert any("libcudnn.so.9" in thing for thing in error.missing)  # noqa: PT017 # counted over all
    assert silent_fallback == 0


@pytest.mark.verifies("SRS-008", purpose="negative")
def test_a_session_that_cannot_be_made_on_a_gpu_is_a_provider_error(machine):
    """The library's reason is passed on, its first line alone."""
    machine(failure=RuntimeError("out of memory\nat line 7"))
    with pytest.raises(ProviderError, match="out of memory") as caught:
        open_backend(package(), CUDA)
    assert "line 7" not in str(caught.value)


@pytest.mark.verifies("SRS-008", purpose="implementation")
def test_every_setting_that_changes_numbers_or_timing_is_set(machine):
    """Threads, order, optimisation, determinism, and no way back to the CPU."""
    fake = machine()
    open_backend(package(), Target("cuda", intra_threads=3, device_id=1))
    session = fake.sessions[0]
    options = session.options
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (3, 1)
    assert (options.execution_mode, options.graph_optimization_level) == ("sequential", "all")
    assert options.use_deterministic_compute is True
    assert options.entries == {"session.disable_cpu_ep_fallback": "1"}
    assert session.asked == [("CUDAExecutionProvider", {"device_id": "1", "use_tf32": "0"})]
    assert session.fallback is False
    assert fake.telemetry is False


@pytest.mark.parametrize(
    ("target", "allowed"),
    [(Target("cpu", "fp16"), False), (Target("cuda", "fp16"), False), (Target("tensorrt", "fp16"), True)],
)
@pytest.mark.verifies("SRS-008", purpose="implementation")
def test_a_precision_that_would_not_be_computed_is_refused(machine, target, allowed):
    """Only TensorRT converts a model of full precision to half."""
    fake = machine()
    if not allowed:
        with pytest.raises(ProviderError, match="computes in fp32"):
            open_backend(package(), target)
        return
    assert open_backend(package(), target).info.precision == "fp16"
    assert fake.sessions[0].asked[0][1]["trt_fp16_enable"] == "True"


@pytest.mark.verifies("SRS-008", purpose="implementation")
def test_a_long_engine_build_is_announced_before_it_begins(machine, tmp_path):
    """Without a cache each time, with a cache the first time."""
    fake, told = machine(), []
    target = Target("tensorrt", engine_cache=tmp_path / "engines")

    def notice(text):
        told.append((text, len(fake.sessions)))

    backend = open_backend(package(), target, notice)
    folder = next((tmp_path / "engines").iterdir())
    assert backend.info.warnings == (told[0][0],)
    assert "minutes" in told[0][0]
    assert told[0][1] == 0  # before the session
    assert fake.sessions[0].asked[0][1]["trt_engine_cache_path"] == str(folder)
    (folder / "TensorrtExecutionProvider_1.engine").write_bytes(b"")
    assert open_backend(package(), target, notice).info.warnings == ()
    open_backend(package("Relu"), target, notice)
    assert len(list((tmp_path / "engines").iterdir())) == 2  # another model, another folder
    open_backend(package(), TENSORRT, notice)
    assert "anew at each start" in told[-1][0]


def test_an_engine_cache_that_cannot_be_made_is_a_provider_error(machine, tmp_path):
    """A file in its place."""
    machine()
    (tmp_path / "engines").write_text("")
    with pytest.raises(ProviderError, match="engine cache"):
        open_backend(package(), Target("tensorrt", engine_cache=tmp_path / "engines"))


@pytest.mark.verifies("SRS-008", purpose="implementation")
def test_a_gpu_keeps_the_addresses_of_its_tensors_from_run_to_run(machine):
    """Memory is taken once, on the asked-for device, and every run is synchronised at both ends."""
    fake = machine()
    backend = open_backend(package(), Target("cuda", device_id=1))
    for number in (1, 2, 3):
        x = (X * number).transpose(0, 1, 3, 2)  # not contiguous
        np.testing.assert_allclose(backend.run({"x": x})["y"], np.sqrt(x), rtol=1e-6)
    (binding,) = fake.sessions[0].bindings
    assert binding.events == ["inputs", "run", "outputs"] * 3
    assert [value.place for value in fake.memory] == [("cuda", 1), ("cuda", 1)]


def test_a_gpu_takes_new_memory_only_for_new_shapes(machine):
    """A free dimension binds anew when it changes; an output that stays open is left to the library."""
    fake = machine(shape=["n", 4])
    free = {"inputs": [{"name": "x", "shape": ["n", 4], "dtype": "float32"}]}
    backend = open_backend(package(shape=("n", 4), **free), CUDA)
    for rows in (1, 1, 2):
        assert backend.run({"x": X[0, 0, :rows]})["y"].shape == (rows, 4)
    assert [value.array.shape for value in fake.memory] == [(1, 4), (1, 4), (2, 4), (2, 4)]
    other = [{"name": "y", "shape": ["m", 4], "dtype": "float32"}]
    backend = open_backend(package(shape=("n", 4), outputs=other, **free), CUDA)
    assert backend.run({"x": X[0, 0]})["y"].shape == (4, 4)
    assert len(fake.memory) == 5


@pytest.mark.verifies("SRS-009", purpose="implementation")
def test_a_gpu_is_guarded_against_numbers_that_are_not_finite(machine):
    """The same guard as on the CPU."""
    machine()
    with pytest.raises(InferenceError, match="finite numbers"):
        open_backend(package(), CUDA).run({"x": X - 1})


def test_a_run_that_fails_in_the_library_is_an_inference_error(machine, monkeypatch):
    """Whatever the library raises."""
    fake = machine()
    backend = open_backend(package(), CUDA)

    def broken(binding):
        raise RuntimeError("device lost")

    monkeypatch.setattr(fake.sessions[0], "run_with_iobinding", broken)
    with pytest.raises(InferenceError, match="device lost"):
        backend.run({"x": X})


def test_a_driver_is_looked_for_by_loading_it():
    """What cannot be loaded is not there."""
    assert not onnx_backend._loads("lib-that-nobody-has.so.77")


def test_an_older_library_without_preloading_is_used_as_it_is(machine):
    """Preloading is a convenience of newer wheels."""
    fake = machine()
    fake.preload_dlls = None
    assert open_backend(package(), CUDA).info.provider == "cuda"

"""What runs a model, seen from the items: one protocol, whatever the provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, get_args, runtime_checkable
from typing import Literal as _Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

Provider = _Literal["cpu", "cuda", "tensorrt"]
Precision = _Literal["fp32", "fp16"]


@dataclass(frozen=True, slots=True)
class Target:
    """Where and how a model shall run. It is met exactly or refused.

    Parameters
    ----------
    provider, precision
        Of the computation.
    intra_threads
        Threads inside one operator on the CPU; at least 1.
    device_id
        Of the GPU, from 0.
    engine_cache
        Folder for TensorRT's built engines; without one, each start builds anew, for minutes.

    Raises
    ------
    ValueError
        A field refuses its value.
    """

    provider: Provider = "cpu"
    precision: Precision = "fp32"
    intra_threads: int = 1
    device_id: int = 0
    engine_cache: Path | None = None

    def __post_init__(self) -> None:
        if self.provider not in get_args(Provider) or self.precision not in get_args(Precision):
            raise ValueError(f"no such target: {self.provider} {self.precision}")
        if self.intra_threads < 1 or self.device_id < 0:
            raise ValueError(
                f"threads start at 1 and devices at 0, found {self.intra_threads}, {self.device_id}"
            )


@dataclass(frozen=True, slots=True)
class BackendInfo:
    """What a model really runs on, as the library reports it after the session was made."""

    provider: str
    precision: str
    intra_threads: int
    device: str
    library: str
    library_version: str
    warnings: tuple[str, ...] = ()


@runtime_checkable
class Backend(Protocol):
    """A model ready to run."""

    @property
    def info(self) -> BackendInfo:
        """What it runs on."""
        ...

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Run the model once.

        Parameters
        ----------
        inputs
            One array for each input of the manifest, of its shape and type.

        Returns
        -------
        One array for each output of the manifest, all finite.

        Raises
        ------
        InferenceError
            An input is not what the manifest says, or an output is not finite.
        """
        ...

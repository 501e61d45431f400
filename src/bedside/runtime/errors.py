"""Every failure of the device is one of these; each carries its evidence and says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class BedsideError(Exception):
    """The root of the device's errors: one clear message to the user, exit code 2, no result."""


class InputError(BedsideError):
    """An input cannot be used.

    Parameters
    ----------
    path
        The file, folder or device.
    expected
        What to give instead, as a noun phrase.
    found
        What is there.
    """

    def __init__(self, path: str | Path, expected: str, found: str) -> None:
        super().__init__(path, expected, found)
        self.path, self.expected, self.found = path, expected, found

    def __str__(self) -> str:
        return f"{self.path}: found {self.found}. Give {self.expected}."


class ModelError(BedsideError):
    """A model package is missing, altered, or not what its manifest says.

    Parameters
    ----------
    path
        The package's folder or the file in it.
    expected, found
        What the package should hold and what it holds.
    remedy
        What to do, as a sentence.
    """

    def __init__(self, path: str | Path, expected: str, found: str, remedy: str = "") -> None:
        super().__init__(path, expected, found, remedy)
        self.path, self.expected, self.found = path, expected, found
        self.remedy = remedy or "Install the device again from a wheel whose digest you have checked."

    def __str__(self) -> str:
        return f"model {self.path}: expected {self.expected}, found {self.found}. {self.remedy}"


class ProviderError(BedsideError):
    """The asked-for execution provider cannot run the model here. No other one is used in its place.

    Parameters
    ----------
    provider
        The target's provider: cpu, cuda or tensorrt.
    missing
        What is missing, one thing each.
    remedy
        What to do, as a sentence.
    """

    def __init__(self, provider: str, missing: tuple[str, ...], remedy: str) -> None:
        super().__init__(provider, missing, remedy)
        self.provider, self.missing, self.remedy = provider, missing, remedy

    def __str__(self) -> str:
        return f"provider {self.provider} cannot be used: {'; '.join(self.missing)}. {self.remedy}"


class InferenceError(BedsideError):
    """A model was given, or gave back, what its manifest does not allow.

    Parameters
    ----------
    tensor
        The name of the input or output.
    expected, found
        What the manifest allows and what was there.
    """

    def __init__(self, tensor: str, expected: str, found: str) -> None:
        super().__init__(tensor, expected, found)
        self.tensor, self.expected, self.found = tensor, expected, found

    def __str__(self) -> str:
        return (
            f"tensor {self.tensor}: expected {self.expected}, found {self.found}. "
            "Discard this run and report it with its inference.json."
        )


class OutputError(BedsideError):
    """A result cannot be written.

    Parameters
    ----------
    path
        The folder or file.
    problem
        What went wrong.
    remedy
        What to do, as a sentence.
    """

    def __init__(self, path: str | Path, problem: str, remedy: str) -> None:
        super().__init__(path, problem, remedy)
        self.path, self.problem, self.remedy = path, problem, remedy

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}. {self.remedy}"


class StreamError(BedsideError):
    """A stream of frames broke in a way that none of its frames explains.

    Parameters
    ----------
    stage
        The stage that broke: source, queue or worker.
    problem
        What went wrong.
    """

    def __init__(self, stage: str, problem: str) -> None:
        super().__init__(stage, problem)
        self.stage, self.problem = stage, problem

    def __str__(self) -> str:
        return f"stream stage {self.stage}: {self.problem}. Check the source and start the run again."

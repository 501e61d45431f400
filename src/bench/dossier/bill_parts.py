"""What the device is made of, as the locks, SOUP.md, the manifests and the targets say: parts of a bill."""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from bench.dossier.facts import device_version
from bench.gates import Checkout
from bench.gates.checkout import MODELS
from bench.gates.soup import LOCK, METADATA, TABLE, SoupRow, declared, locked, soup_rows

EXTRA = "locks/segmentation.txt"
GPU = "verification/targets/gpu_lock.txt"
TARGET = "verification/targets/nvidia-h100.toml"
UNKNOWN = "unknown: no statement of the supplier has been read; the manufacturer asks before release"
UNSTATED = "not stated: SOUP.md names no licence; the gate `soup` finds that"
_GRAPHICS = {  # what the operating system holds and no lock can pin
    "driver": "NVIDIA driver",
    "cuda": "CUDA runtime",
    "cudnn": "cuDNN",
    "tensorrt": "TensorRT",
}


@dataclass(frozen=True)
class Part:
    """One library of the bill.

    Parameters
    ----------
    version
        As locked; empty where none is pinned, and then ``statement`` says what is asked for.
    group
        ``device``, ``segmentation`` or ``graphics``: the last two only where they are asked for.
    licence, remark
        The identifier, and what stands behind it in SOUP.md.
    digests
        SHA-256 of each file that the lock allows.
    needed_by
        Names of parts that need it.
    """

    name: str
    version: str
    group: str
    licence: str = ""
    remark: str = ""
    digests: tuple[str, ...] = ()
    needed_by: tuple[str, ...] = ()
    statement: str = ""

    @property
    def pinned(self) -> bool:
        """Whether a lock names its files by digest."""
        return bool(self.digests)


@dataclass(frozen=True)
class ModelPart:
    """One model package of the device, with what its manifest says."""

    name: str
    version: str
    sha256: str
    manifest_sha256: str
    licence: str
    parameters: int
    intended_input: str


@dataclass(frozen=True)
class Bill:
    """Everything that the device is made of.

    Parameters
    ----------
    made
        When the newest record was made; empty where there is none.
    """

    version: str
    made: str
    parts: tuple[Part, ...]
    models: tuple[ModelPart, ...]


def gather_bill(checkout: Checkout) -> Bill:
    """Gather the parts of a checkout; asks no network and looks at nothing that is installed."""
    records = [stored.record.started for stored in checkout.records if stored.record is not None]
    parts = sorted((*_libraries(checkout), *_graphics(checkout)), key=lambda part: (part.group, part.name))
    return Bill(device_version(checkout), max(records, default=""), tuple(parts), _models(checkout))


def _libraries(checkout: Checkout) -> Iterator[Part]:
    rows = soup_rows(checkout.files[TABLE].decode())
    direct = declared(checkout.files[METADATA].decode())
    seen: set[str] = set()
    for path, group in ((LOCK, "device"), (EXTRA, "segmentation")):
        for name, version, digests in locked(checkout.files.get(path, b"").decode()):
            if name in seen:
                continue
            seen.add(name)
            licence, remark = _licence(rows.get(name))
            needs = ("bedside",) if name in direct else _needed_by(rows.get(name))
            yield Part(name, version, group, licence, remark, digests, needs)


def _licence(row: SoupRow | None) -> tuple[str, str]:
    """Return identifier and remark; a licence that nobody wrote down is said to be unstated."""
    identifier, _, remark = (row.cells["licence"] if row is not None else "").partition(";")
    return identifier.strip(), remark.strip() if identifier.strip() else UNSTATED


def _needed_by(row: SoupRow | None) -> tuple[str, ...]:
    """Read who needs a library from the purpose that a person wrote."""
    found = re.search(r"needed by ([a-z0-9-]+)", row.cells["purpose"]) if row is not None else None
    return (found[1],) if found else ()


def _graphics(checkout: Checkout) -> Iterator[Part]:
    """Yield what a graphics processor needs: pinned where the target's lock pins it, else as stated."""
    lock, target = checkout.root / GPU, checkout.root / TARGET
    if lock.is_file():
        for name, version, digests in locked(lock.read_text(encoding="utf-8")):
            yield Part(name, version, "graphics", digests=digests, needed_by=("bedside",))
    if target.is_file():
        least = tomllib.loads(target.read_text(encoding="utf-8")).get("minimum", {})
        for key, name in _GRAPHICS.items():
            if key in least:
                yield Part(name, "", "graphics", needed_by=("bedside",), statement=f"{least[key]} or newer")


def _models(checkout: Checkout) -> tuple[ModelPart, ...]:
    return tuple(
        _model(path, data)
        for path, data in sorted(checkout.files.items())
        if path.startswith(f"{MODELS}/") and path.endswith("/manifest.json")
    )


def _model(path: str, data: bytes) -> ModelPart:
    given = json.loads(data)
    name = path.removeprefix(f"{MODELS}/").removesuffix("/manifest.json")
    return ModelPart(
        name=name,
        version=str(given["version"]),
        sha256=str(given["sha256"]),
        manifest_sha256=hashlib.sha256(data).hexdigest(),
        licence=str(given["licence"]),
        parameters=int(given["parameters"]),
        intended_input=str(given["intended_input"]),
    )

"""The model gate: manifests hold to their models, their claimed size, and the code that trained them."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from bench.claims import Graph
from bench.gates.checkout import MODELS, Checkout
from bench.gates.finding import CannotJudgeError, Finding, Note

SIZE = "most_parameters"  # the attribute of a requirement that limits its item's models
KEYS = (
    "schema",
    "item",
    "version",
    "model_file",
    "sha256",
    "parameters",
    "inputs",
    "outputs",
    "classes",
    "preprocessing",
    "operating_point",
    "training",
    "licence",
    "intended_input",
    "metrics",
)


def judge(checkout: Checkout) -> Iterator[Finding | Note]:
    """Judge every package below the device's models."""
    manifests = [
        path for path in checkout.files if path.startswith(f"{MODELS}/") and path.endswith("manifest.json")
    ]
    if not manifests:
        raise CannotJudgeError(f"no manifest below {MODELS}", "train and export a model")
    for path in manifests:
        yield from _package(path, checkout.files, checkout.graph)
    yield from _strays(manifests, checkout.files)


def source_digest(files: Mapping[str, bytes], sources: list[str]) -> str:
    """Return the digest of the training sources that a manifest lists, by their names below src/.

    Returns
    -------
    str
        SHA-256 over each file's name, a zero byte, and its bytes, in the order of the names.
    """
    digest = hashlib.sha256()
    for name in sorted(sources):
        digest.update(f"{name}\0".encode() + files[f"src/{name}"])
    return digest.hexdigest()


def most_parameters(graph: Graph, item: object) -> tuple[str, int] | None:
    """Return the requirement that limits an item's models most, and its limit; None where none does."""
    limits = {claim.uid: claim.get(SIZE) for claim in graph.of("SRS") if claim.get("item") == item}
    numbers = [(uid, limit) for uid, limit in limits.items() if isinstance(limit, int)]
    return min(numbers, key=lambda claimed: claimed[1], default=None)


def _package(path: str, files: Mapping[str, bytes], graph: Graph) -> Iterator[Finding]:
    try:
        manifest = json.loads(files[path])
    except ValueError as error:
        yield _finding(
            "manifest-unreadable", path, "JSON", f"{path} is no JSON: {error}", "export the model again"
        )
        return
    if not isinstance(manifest, dict):
        yield _finding(
            "manifest-unreadable", path, "JSON", f"{path} is no JSON object", "export the model again"
        )
        return
    for key in KEYS:
        if manifest.get(key) in (None, "", [], {}):
            yield _finding(
                "manifest-incomplete",
                path,
                key,
                f"{path} says nothing under '{key}'",
                "export the model again, or write it by hand where a person decides it",
            )
    yield from _model_file(path, manifest, files)
    yield from _size(path, manifest, graph)
    yield from _sources(path, manifest, files)


def _model_file(path: str, manifest: Mapping[str, object], files: Mapping[str, bytes]) -> Iterator[Finding]:
    model = str(PurePosixPath(path).parent / str(manifest.get("model_file")))
    if model not in files:
        yield _finding(
            "model-missing", path, model, f"{path} describes {model}, which is missing", "restore the model"
        )
    elif _sha256(files[model]) != manifest.get("sha256"):
        yield _finding(
            "model-differs",
            model,
            path,
            f"{model} is not the file that {path} describes: its digest is {_sha256(files[model])[:16]}…",
            "restore the model, or export it again with its manifest",
        )


def _size(path: str, manifest: Mapping[str, object], graph: Graph) -> Iterator[Finding]:
    count, item = manifest.get("parameters"), manifest.get("item")
    claimed = most_parameters(graph, item)
    if claimed is None:
        message = f"{path} is of item {item!r}, and no requirement of that item limits its models"
        mend = f"write a requirement of that item with {SIZE}: and argue the number in its rationale"
        yield _finding("model-size-unclaimed", path, SIZE, message, mend)
        return
    uid, most = claimed
    if not isinstance(count, int) or isinstance(count, bool) or not 0 < count <= most:
        message = f"{path} says {count!r} parameters; {uid} allows at most {most:,}"
        yield _finding("model-too-large", path, uid, message, "train a smaller network")


def _sources(path: str, manifest: Mapping[str, object], files: Mapping[str, bytes]) -> Iterator[Finding]:
    training = manifest.get("training")
    sources = training.get("sources") if isinstance(training, dict) else None
    if not isinstance(training, dict) or not isinstance(sources, list) or not sources:
        yield _finding(
            "training-source-unnamed",
            path,
            "training.sources",
            f"{path} does not list the training sources",
            "export the model again",
        )
        return
    gone = [str(name) for name in sources if f"src/{name}" not in files]
    for name in gone:
        message = f"{path} was trained by src/{name}, which is gone"
        yield _finding("training-source-missing", path, f"src/{name}", message, "restore it, or train again")
    if not gone and source_digest(files, list(map(str, sources))) != training.get("source_sha256"):
        named = ", ".join(f"src/{name}" for name in sources)
        message = f"one of these changed since the model of {path} was trained: {named}"
        mend = "restore it, or train and export again"
        yield _finding("training-source-changed", path, "training.source_sha256", message, mend)


def _strays(manifests: list[str], files: Mapping[str, bytes]) -> Iterator[Finding]:
    homes = {str(PurePosixPath(path).parent) for path in manifests}
    for path in files:
        if (
            path.startswith(f"{MODELS}/")
            and path.endswith(".onnx")
            and str(PurePosixPath(path).parent) not in homes
        ):
            yield _finding(
                "model-undescribed",
                path,
                "manifest.json",
                f"{path} has no manifest beside it",
                "export it with its manifest, or delete it",
            )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _finding(rule: str, subject: str, other: str, message: str, mend: str) -> Finding:
    return Finding("model", rule, subject, other, message, mend)

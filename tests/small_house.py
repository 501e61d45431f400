"""A whole small checkout that is clean by every gate."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import yaml

from bench.gates import Checkout, open_checkout
from bench.gates.model import source_digest
from bench.gates.trace import read_marks
from small_threats import threats_text
from synthetic_evidence import write_clean_evidence

HERE = Path(__file__).parent.parent
_OWN = {"active": True, "derived": False, "level": "1.0", "normative": True, "ref": "", "reviewed": None}
_DOCUMENTS = {
    "UN": ("requirements_trace/user_needs", None),
    "SRS": ("requirements_trace/software", "UN"),
    "SDS": ("requirements_trace/architecture", "SRS"),
    "VER": ("requirements_trace/verification", "SRS"),
    "HAZ": ("risk/hazards", "UN"),
    "RC": ("risk/controls", "HAZ"),
}
_ACCEPTANCE = {
    "metric": "gap_samples_with_position",
    "statistic": "p95",
    "limit": "<= 0.5",
    "confidence": 0.95,
    "min_n": 100,
    "profile": "phantom",
    "hardware_class": "any",
    "unit": "px",
}
_SRS = {"item": "eye_movement", "safety_class": "C", "verification_method": "test", "rationale": "Argued."}
ITEMS = {
    "UN-001": {"item": "eye_movement", "stakeholder": "clinician", "rationale": "Argued.", "links": []},
    "HAZ-001": {
        "item": "eye_movement",
        "sequence": "a blink → no pupil",
        "situation": "a gap is read as a position",
        "harm": "wrong course of therapy",
        "cause_kind": "software_fault",
        "severity": "serious",
        "p1": "probable",
        "p2": "occasional",
        "estimate_rationale": "Argued.",
        "residual": {"severity": "serious", "p1": "improbable", "p2": "occasional"},
        "residual_rationale": "Measured.",
        "quantity": "gap_samples_with_position",
        "links": ["UN-001"],
    },
    "RC-001": {
        "item": "eye_movement",
        "control_kind": "safe_by_design",
        "in_software": True,
        "new_risks": "none: a gap stays a gap",
        "quantity": "gap_samples_with_position",
        "links": ["HAZ-001"],
    },
    "SRS-001": {**_SRS, "area": "performance", "acceptance": _ACCEPTANCE, "links": ["RC-001", "UN-001"]},
    "SRS-002": {**_SRS, "area": "functional", "most_parameters": 100_000, "links": ["UN-001"]},
    "SDS-001": {
        "item": "eye_movement",
        "safety_class": "C",
        "kind": "unit",
        "unit": "src/bedside/eye_movement/safeguards.py",
        "links": ["SRS-001", "SRS-002"],
    },
    "VER-001": {
        "item": "eye_movement",
        "purpose": "to show it",
        "test_level": "integration",
        "setup": "rendered",
        "steps": ["render", "measure"],
        "samples": "100",
        "links": ["SRS-001"],
    },
}
_FILES = {
    "src/bedside/__init__.py": '"""The device."""\n\n__version__ = "9.9.9"\n',
    "src/bedside/eye_movement/__init__.py": (
        '"""The item."""\n\nfrom bedside.eye_movement.safeguards import gaps\n'
    ),
    "src/bedside/eye_movement/safeguards.py": (
        '"""Safeguards."""\n\nimport numpy as np\n\n\ndef gaps(x):\n'
        '    """Keep gaps.\n\n    Implements RC-001.\n    """\n    return np.isnan(x)\n'
    ),
    "src/training/recipe.py": '"""The recipe."""\n',
    "tests/unit/test_gaps.py": (
        "import pytest\n\nfrom bedside.eye_movement import gaps\n\n\n"
        '@pytest.mark.verifies("SRS-001", purpose="implementation")\n'
        "def test_gaps_stay_gaps():\n    gaps(0)\n\n\n"
        '@pytest.mark.verifies("SRS-002", purpose="implementation")\ndef test_it_works():\n    gaps(1)\n'
    ),
    "verification/protocols/eye.py": (
        "import pytest\n\nfrom bedside.eye_movement import gaps\n\n\n"
        '@pytest.mark.verifies("SRS-001", purpose="performance")\n'
        '@pytest.mark.verifies("SRS-001", purpose="effectiveness")\ndef test_gaps(bench):\n    gaps(2)\n'
        '    bench.samples("gap_samples_with_position", [0.1 + 0.001 * k for k in range(120)], unit="px")\n'
    ),
    "pyproject.toml": (
        '[project]\nname = "bedside"\ndependencies = ["numpy>=2.2"]\n[tool.pytest.ini_options]\n'
        'pythonpath = ["src"]\naddopts = ["--import-mode=importlib", "-p", "bench.verify.plugin"]\n'
        'markers = ["verifies(uid, purpose): the claim"]\n'
    ),
    "locks/device.txt": "numpy==2.4.6 \\\n    --hash=sha256:00\n",
    "SOUP.md": (
        "# SOUP\n\n| name | version | licence | purpose | requirements | anomalies considered |\n"
        "|---|---|---|---|---|---|\n| numpy | 2.4.6 | BSD | arrays | sums are right | #1: see SRS-001 |\n"
    ),
    "verification/targets/cpu-x86-64.toml": (
        'hardware_class = "cpu-x86-64"\ntitle = "A processor"\nprovider = "cpu"\nprecision = "fp32"\n'
        'intra_threads = 1\nnotes = "Any."\n[minimum]\nonnxruntime = "1.23"\n'
    ),
    "requirements_trace/standards/small.yml": (
        "schema: bedside.standard/1\nstandard: small\nedition: '1'\ntitle: A small standard\n"
        "confidence: high\ncited_as:\n  - {words: SMALL}\nrows:\n"
        "  - {id: '1.1', t: have a plan, ev: [doc]}\n  - {id: '1.2', t: have requirements, ev: [item]}\n"
        "  - {id: '1.3', t: run tests, ev: [run]}\n  - {id: '1.4', t: have people, ev: [external]}\n"
    ),
    "requirements_trace/conformity/small.yml": (
        "standard: small\nrows:\n  '1.1': {doc: [docs/plan.rst#plan-scope]}\n  '1.2': {item: [SRS]}\n"
        "  '1.3': {run: [tests]}\n  '1.4': {external: people are the manufacturer's}\n"
    ),
    "docs/plan.rst": "Plan\n====\n\n.. _plan-scope:\n\nScope\n-----\n\nAll of the device (SMALL 1.1).\n",
    "README.md": (
        "# Read me\n\n<!-- clauses: begin -->\n"
        "| rows of | rows | satisfied | by a fresh run | partial | gap | justified | external |\n"
        "|---|---:|---:|---:|---:|---:|---:|---:|\n"
        "| A small standard | 4 | 2 | 1 | 0 | 0 | 0 | 1 |\n<!-- clauses: end -->\n"
    ),
}  # fmt: skip
MODEL = "src/bedside/models/eye_movement"


def build_house(root: Path) -> Path:
    """Write the checkout with clean evidence below a folder, and return it."""
    for prefix, (folder, parent) in _DOCUMENTS.items():
        settings = {"digits": 3, "prefix": prefix, "sep": "-", **({"parent": parent} if parent else {})}
        write(root, f"{folder}/.doorstop.yml", yaml.safe_dump({"settings": settings}))
    for uid, attributes in ITEMS.items():
        write_item(root, uid, attributes)
    for path, text in _FILES.items():
        write(root, path, text)
    write(root, "risk/policy.yml", (HERE / "risk/policy.yml").read_text(encoding="utf-8"))
    write(root, "risk/threats.yml", threats_text())
    write_model(root)
    renew_evidence(root)
    return root


def open_house(root: Path, **changed: object) -> Checkout:
    """Open the checkout, with some of what the gates look at replaced."""
    return replace(open_checkout(root), **changed)


def renew_evidence(root: Path) -> None:
    """Write the evidence that a perfect run would leave on what is there now."""
    checkout = open_checkout(root)
    write_clean_evidence(root / "build/records", root, checkout.graph, read_marks(checkout).marks)


def write_item(root: Path, uid: str, attributes: dict[str, object]) -> None:
    """Write one claim as doorstop stores it."""
    folder = _DOCUMENTS[uid.partition("-")[0]][0]
    links = [{link: None} for link in attributes.get("links", [])]
    item = {**_OWN, "header": f"About {uid}", "text": f"It shall be {uid}.", **attributes, "links": links}
    write(root, f"{folder}/{uid}.yml", yaml.safe_dump(item, allow_unicode=True))


def write_model(root: Path, **changed: object) -> None:
    """Write a model package whose manifest holds, or holds but for what is changed."""
    model, sources = b"weights", ["training/recipe.py"]
    files = {p.relative_to(root).as_posix(): p.read_bytes() for p in (root / "src").rglob("*.py")}
    manifest = {
        "schema": "bedside.model/1", "item": "eye_movement", "version": "1", "model_file": "model.onnx",
        "sha256": hashlib.sha256(model).hexdigest(), "parameters": 5000, "inputs": [1], "outputs": [1],
        "classes": ["pupil"], "preprocessing": {"a": 1}, "operating_point": {"a": 1}, "licence": "Apache-2.0",
        "training": {"sources": sources, "source_sha256": source_digest(files, sources)},
        "intended_input": "eyes", "metrics": {"a": 1}, **changed,
    }  # fmt: skip
    (root / MODEL).mkdir(parents=True, exist_ok=True)
    (root / MODEL / "model.onnx").write_bytes(model)
    (root / MODEL / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def write(root: Path, path: str, text: str) -> None:
    """Write one file with the folders above it."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")

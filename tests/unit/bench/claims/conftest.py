"""Small doorstop trees, whole and valid, to be broken one way at a time."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PARENTS = {"UN": None, "SRS": "UN", "SDS": "SRS", "VER": "SRS", "HAZ": "UN", "RC": "HAZ"}
FOLDERS = {
    "UN": "requirements_trace/user_needs",
    "SRS": "requirements_trace/software",
    "SDS": "requirements_trace/architecture",
    "VER": "requirements_trace/verification",
    "HAZ": "risk/hazards",
    "RC": "risk/controls",
}
ACCEPTANCE = {
    "metric": "error",
    "statistic": "p95",
    "limit": "<= 0.03",
    "confidence": 0.95,
    "min_n": 200,
    "profile": "phantom",
    "hardware_class": "any",
    "unit": "1",
}
ITEMS: dict[str, dict[str, Any]] = {
    "UN-001": {"item": "eye_movement", "stakeholder": "clinician", "rationale": "because"},
    "HAZ-001": {
        "links": ["UN-001"],
        "item": "eye_movement",
        "sequence": "a → b",
        "situation": "s",
        "harm": "h",
        "cause_kind": "software_fault",
        "severity": "critical",
        "p1": "remote",
        "p2": "occasional",
        "estimate_rationale": "r",
        "residual": {"severity": "critical", "p1": "improbable", "p2": "occasional"},
        "residual_rationale": "r",
        "quantity": "error",
    },
    "RC-001": {
        "links": ["HAZ-001"],
        "control_kind": "safe_by_design",
        "in_software": True,
        "new_risks": "none: it only withholds",
        "quantity": "error",
    },
    "SRS-001": {
        "links": ["UN-001", "RC-001"],
        "item": "eye_movement",
        "safety_class": "C",
        "area": "functional",
        "verification_method": "test",
        "rationale": "r",
        "acceptance": ACCEPTANCE,
    },
    "SDS-001": {
        "links": ["SRS-001"],
        "item": "eye_movement",
        "safety_class": "C",
        "unit": "src/a.py",
        "kind": "unit",
    },
    "SDS-002": {
        "links": ["SDS-001"],
        "item": "eye_movement",
        "safety_class": "C",
        "unit": "src/b.py",
        "kind": "unit",
    },
    "VER-001": {
        "links": ["SRS-001"],
        "purpose": "p",
        "test_level": "system",
        "setup": "s",
        "steps": ["one", "two"],
        "samples": "n",
    },
}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes one item below tmp_path, as JSON, which is YAML too."""

    def write_item(uid: str, **attributes: object) -> Path:
        path = tmp_path / FOLDERS[uid.split("-")[0]] / f"{uid}.yml"
        data = {"header": f"Header of {uid}", "text": f"Text of {uid}.", **attributes}
        path.write_text(json.dumps(data), encoding="utf-8")
        return path

    return write_item


@pytest.fixture
def tree(tmp_path: Path, write: Write) -> Path:
    """Return the root of a tree that has one item of each kind and no fault."""
    for prefix, folder in FOLDERS.items():
        home = tmp_path / folder
        home.mkdir(parents=True)
        settings: dict[str, object] = {"digits": 3, "prefix": prefix, "sep": "-"}
        if PARENTS[prefix]:
            settings["parent"] = PARENTS[prefix]
        config = {"settings": settings, "attributes": {"reviewed": ["acceptance", "item"]}}
        (home / ".doorstop.yml").write_text(json.dumps(config), encoding="utf-8")
    for uid, attributes in ITEMS.items():
        write(uid, **attributes)
    return tmp_path

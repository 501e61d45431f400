"""Each rule finds its seeded flaw, names both ends and how to mend it, and is silent on a whole model."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from bench.threats import CATEGORIES, flaws, read_threats
from small_threats import small_threats, threats_text

Spoil = Callable[[dict[str, Any]], object]
SEEDED: dict[str, tuple[Spoil, str]] = {
    "id-twice": (lambda m: m["flows"].append(dict(m["flows"][0])), "F-1"),
    "unknown-reference element": (lambda m: m["flows"][1].update({"to": "E-9"}), "F-2"),
    "unknown-reference boundary": (lambda m: m["elements"][2].update({"boundary": "B-9"}), "E-3"),
    "unknown-reference place": (lambda m: m["threats"][0].update({"where": ["E-2", "F-1", "X-1"]}), "T-1"),
    "unknown-reference none": (lambda m: m["none"][0].update({"elements": ["E-1", "E-9"]}), "none"),
    "unknown-reference view": (lambda m: m["views"][0]["flows"].append("F-9"), "global"),
    "not-considered": (lambda m: m["none"][2].update({"kinds": ["tampering", "denial"]}), "E-3"),
    "none-contradicted": (lambda m: m["none"][1]["kinds"].append("elevation"), "E-2"),
    "none-needless": (lambda m: m["none"][0]["kinds"].append("denial"), "E-1"),
    "crossing-unthreatened": (lambda m: m["threats"][0].update({"where": ["E-2"]}), "F-1"),
    "kind-not-considered": (lambda m: m["threats"].pop(), "drift_misuse"),
    "stage-not-considered": (lambda m: m["stages"].append({"name": "end", "meaning": "it goes"}), "end"),
    "category-missing": (lambda m: m["categories"].pop(), CATEGORIES[-1]),
    "view-missing": (lambda m: m["views"].pop(1), "harm"),
    "view-missing use": (lambda m: m["views"].pop(3), "use_"),
    "view-loose-end": (lambda m: m["views"][0].update({"elements": ["E-1", "E-2"]}), "global"),
    "uncontrolled": (lambda m: m["threats"][0].update({"controls": []}), "T-1"),
    "residual-missing": (lambda m: m["threats"][0].pop("residual"), "T-1"),
    "residual-missing whose": (lambda m: m["threats"][0].update({"whose": ""}), "T-1"),
    "unknown-word": (lambda m: m["threats"][0].update({"after": "never"}), "T-1"),
    "unknown-word stage": (lambda m: m["threats"][0].update({"stages": ["use", "sleep"]}), "T-1"),
    "residual-above-initial": (lambda m: m["threats"][0].update({"before": "hard", "after": "easy"}), "T-1"),
}


@pytest.mark.verifies("SRS-203", purpose="implementation")
def test_a_whole_model_has_no_flaw():
    """Nothing is found where nothing is wrong."""
    assert list(flaws(read_threats(threats_text()))) == []


@pytest.mark.verifies("SRS-203", purpose="negative")
@pytest.mark.parametrize("seed", SEEDED)
def test_each_rule_finds_its_seeded_flaw(seed: str):
    """The rule speaks, of the part that was spoilt, with another end and a way to mend it."""
    spoil, subject = SEEDED[seed]
    entries = copy.deepcopy(small_threats())
    spoil(entries)
    found = [flaw for flaw in flaws(read_threats(threats_text(entries))) if flaw.rule == seed.split()[0]]
    assert subject in {flaw.subject for flaw in found}
    assert all(flaw.other and flaw.message and flaw.mend for flaw in found)

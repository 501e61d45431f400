"""A small threat model that is whole, for checkouts that tests make."""

from __future__ import annotations

from typing import Any

import yaml

from bench.threats import AI_KINDS, APPLICABLE, CATEGORIES

_STRIDE_OF = {"E-1": "actor", "E-2": "process", "E-3": "store"}


def small_threats() -> dict[str, Any]:
    """Return the entries of a model of three elements, whose one control is RC-001."""
    first = {
        "id": "T-1", "title": "Crafted file", "kind": "elevation", "where": ["E-2", "F-1"], "stages": ["use"],
        "scenario": "A file attacks its reader.", "before": "easy", "after": "hard", "why": "It is bounded.",
        "impact": "Foreign code.", "hazards": ["HAZ-001"], "controls": ["RC-001"],
        "residual": "An unknown flaw.", "whose": "manufacturer",
    }  # fmt: skip
    others = [
        {**first, "id": f"T-{k}", "kind": kind, "where": ["E-2"], "controls": [],
         "duties": [{"text": "Watch it.", "whose": "manufacturer"}]}
        for k, kind in enumerate(AI_KINDS, start=2)
    ]  # fmt: skip
    return {
        "schema": "bedside.threats/1",
        "date": "2026-11-24",
        "exploitability": [_term("hard", "a flaw is needed"), _term("easy", "anybody")],
        "acceptability": {"minor": ["acceptable", "justify"], "serious": ["acceptable", "unacceptable"]},
        "stages": [_term("use", "it is used")],
        "boundaries": [
            {"id": "B-1", "name": "Outside", "box": [0, 0, 40, 20], "meaning": "others decide"},
            {"id": "B-2", "name": "Inside", "box": [50, 0, 40, 20], "meaning": "we decide"},
        ],
        "elements": [
            _element("E-1", "Sender", "B-1", [20, 10]),
            _element("E-2", "Device", "B-2", [60, 10]),
            _element("E-3", "Folder", "B-2", [80, 10]),
        ],
        "flows": [
            {"id": "F-1", "from": "E-1", "to": "E-2", "protocol": "file", "carries": "a recording"},
            {"id": "F-2", "from": "E-2", "to": "E-3", "protocol": "file", "carries": "a result"},
        ],
        "threats": [first, *others],
        "none": [
            {"elements": [uid], "kinds": [k for k in APPLICABLE[kind] if (uid, k) != ("E-2", "elevation")],
             "reason": "Nothing of that kind can happen here."}
            for uid, kind in _STRIDE_OF.items()
        ],
        "categories": [
            {"name": name, "device": "It does its part.", "claims": ["RC-001"],
             "left": [{"text": "The rest.", "whose": "institution"}]}
            for name in CATEGORIES
        ],
        "views": [
            {"name": name, "title": "A view", "alt": "Sender, device, folder.",
             "elements": ["E-1", "E-2", "E-3"], "flows": ["F-1", "F-2"]}
            for name in ("global", "harm", "update", "use_it")
        ],
    }  # fmt: skip


def threats_text(entries: dict[str, Any] | None = None) -> str:
    """Return the model as the file holds it."""
    return yaml.safe_dump(small_threats() if entries is None else entries, allow_unicode=True)


def _term(name: str, meaning: str) -> dict[str, str]:
    return {"name": name, "meaning": meaning}


def _element(uid: str, name: str, boundary: str, at: list[int]) -> dict[str, Any]:
    kind = _STRIDE_OF[uid]
    return {"id": uid, "name": name, "kind": kind, "boundary": boundary, "at": at, "meaning": f"the {kind}"}

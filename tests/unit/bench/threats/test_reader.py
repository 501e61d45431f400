"""A malformed threat model is refused with its place, and never read in part."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.threats import THREATS, ThreatModelError, read_threats
from small_threats import small_threats, threats_text

ROOT = Path(__file__).parents[4]


@pytest.mark.verifies("SRS-203", purpose="implementation")
def test_a_whole_model_is_read():
    """Every part comes back under its own name, with what follows from it."""
    model = read_threats(threats_text())
    assert [element.uid for element in model.elements] == ["E-1", "E-2", "E-3"]
    assert [flow.uid for flow in model.crossing] == ["F-1"]
    assert model.covered["E-2", "elevation"] == ("T-1",)
    assert model.classify("serious", "easy") == "unacceptable"


@pytest.mark.verifies("SRS-203", purpose="implementation")
def test_the_devices_own_model_is_read():
    """The committed model names every flow that crosses a boundary, and threats enough to be one."""
    model = read_threats((ROOT / THREATS).read_bytes())
    assert len(model.threats) >= 25
    assert len(list(model.crossing)) >= 10


SPOILT = {
    "elements is not a list": {"elements": []},
    "entry 1 of elements": {"elements": [{"id": "E-1"}]},
    "surprise is not known": {"stages": [{"name": "use", "meaning": "x", "surprise": 1}]},
    "it is not a mapping": {"stages": ["use"]},
    "meaning is not a text": {"stages": [{"name": "use", "meaning": ""}]},
    "2 numbers": {"elements": [{**small_threats()["elements"][0], "at": [1]}]},
    "4 numbers": {"boundaries": [{**small_threats()["boundaries"][0], "box": [1, 2, 3, "wide"]}]},
    "without width": {"boundaries": [{**small_threats()["boundaries"][0], "box": [1, 2, 0, 3]}]},
    "is a 'cloud'": {"elements": [{**small_threats()["elements"][0], "kind": "cloud"}]},
    "needs two ends": {"flows": [{**small_threats()["flows"][0], "to": "E-1"}]},
    "beside the arrow": {"flows": [{**small_threats()["flows"][0], "label": 1}]},
    "of kind 'worry'": {"threats": [{**small_threats()["threats"][0], "kind": "worry"}]},
    "says nothing under where": {"threats": [{**small_threats()["threats"][0], "where": []}]},
    "not both": {"threats": [{**small_threats()["threats"][0], "severity": "minor"}]},
    "not a list of texts": {"threats": [{**small_threats()["threats"][0], "controls": [7]}]},
    "where is not a list": {"threats": [{**small_threats()["threats"][0], "where": "E-2"}]},
    "a duty has text and whose": {"threats": [{**small_threats()["threats"][0], "duties": [{"text": "x"}]}]},
    "and a reason": {"none": [{**small_threats()["none"][0], "reason": "no"}]},
    "is none of": {"categories": [{**small_threats()["categories"][0], "name": "luck"}]},
    "says neither": {"categories": [{"name": "update", "device": "x"}]},
    "needs a title": {"views": [{**small_threats()["views"][0], "elements": []}]},
    "places and boxes are mappings": {"views": [{**small_threats()["views"][0], "places": [1]}]},
    "mapping of lists": {"acceptability": {"minor": "acceptable"}},
    "the row minor needs 2 words": {"acceptability": {"minor": ["acceptable"]}},
    "no mapping of schema": {"schema": "bedside.threats/0"},
}


@pytest.mark.verifies("SRS-203", purpose="negative")
@pytest.mark.parametrize("said", SPOILT)
def test_what_is_malformed_is_refused_with_its_place(said: str):
    """A part that is missing, unknown, of another type or refuses its value ends the reading."""
    with pytest.raises(ThreatModelError, match=said):
        read_threats(threats_text({**small_threats(), **SPOILT[said]}))


@pytest.mark.verifies("SRS-203", purpose="negative")
@pytest.mark.parametrize("text", ["a: [", "just words", b"\xff\xfe\xff"])
def test_what_is_no_model_at_all_is_refused(text: str | bytes):
    """Bytes that are no YAML, or no mapping, are refused alike."""
    with pytest.raises(ThreatModelError):
        read_threats(text)

"""Standards as data: the real ones hold what they should, and half a catalogue is refused."""

from pathlib import Path

import pytest
import yaml

from bench.gates.clauses.catalogue import Catalogue, Row, read_catalogues
from bench.gates.finding import CannotJudgeError

ROOT = Path(__file__).parents[5]
GOOD = {
    "schema": "bedside.standard/1",
    "standard": "small",
    "edition": "1",
    "title": "Small",
    "confidence": "low",
    "scale": {"name": "safety_class", "values": ["A", "B"]},
    "rows": [{"id": "1", "in": ["B"], "t": "do it", "ev": ["doc"]}],
}


def _read(entries: object) -> tuple[Catalogue, ...]:
    return read_catalogues({"requirements_trace/standards/small.yml": yaml.safe_dump(entries).encode()})


@pytest.fixture(scope="module")
def real() -> dict[str, Catalogue]:
    """Read the catalogues of this very checkout."""
    folder = ROOT / "requirements_trace/standards"
    texts = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in folder.glob("*.yml")}
    return {one.standard: one for one in read_catalogues(texts)}


@pytest.mark.verifies("SRS-196", purpose="implementation")
@pytest.mark.parametrize(("scope", "count"), [("A", 63), ("B", 98), ("C", 104), ("", 104)])
def test_iec_62304_has_its_rows_for_each_class(real: dict[str, Catalogue], scope: str, count: int):
    """63 rows apply to class A, 98 to B, all 104 to C."""
    assert len(real["iec62304"].of(scope)) == count
    assert real["iec62304"].edition == "2006+A1:2015"


@pytest.mark.verifies("SRS-196", purpose="implementation")
def test_every_standard_that_is_asked_for_has_a_catalogue(real: dict[str, Catalogue]):
    """Each of them is there, and no row is without a kind of evidence."""
    assert set(real) == {
        *("iec62304", "iso14971", "fda_software", "fda_cybersecurity", "fda_ai", "fda_pccp", "iec81001_5_1"),
        *("iec62366_1", "iso13485", "iso_iec_42001", "gmlp", "eu_mdr", "eu_ai_act", "part11"),
        *("uk_mdr_dcb0129", "claim_2024", "decide_ai"),
    }
    assert all(row.kinds for one in real.values() for row in one.rows)
    assert len(real["iso14971"].rows) == 23
    assert len(real["fda_software"].of("basic")) == len(real["fda_software"].of("enhanced")) == 10


@pytest.mark.verifies("SRS-205", purpose="implementation")
def test_what_the_amendment_dropped_is_no_row(real: dict[str, Catalogue]):
    """Three numbers of the first edition are kept as dropped, and nothing else has them."""
    assert real["iec62304"].dropped == ("4.3.b", "7.1.5", "7.3.2")
    assert not set(real["iec62304"].dropped) & {row.id for row in real["iec62304"].rows}


def test_a_catalogue_of_low_confidence_says_so(real: dict[str, Catalogue]):
    """What was written from memory is marked, as a whole and row by row."""
    unsure = {name for name, one in real.items() if one.confidence == "low"}
    assert {"claim_2024", "decide_ai", "iso_iec_42001", "uk_mdr_dcb0129"} <= unsure
    assert any(not row.sure for row in real["claim_2024"].rows)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"schema": "other/1"}, "schema"),
        ({"extra": 1}, "extra"),
        ({"confidence": "sure"}, "confidence"),
        ({"rows": []}, "there is none"),
        ({"rows": [*GOOD["rows"], *GOOD["rows"]]}, "stands once: 1"),
        ({"rows": [{"id": "1", "t": "do it"}]}, "a row has"),
        ({"rows": [{"id": "1", "t": "do it", "ev": ["rumour"]}]}, "asks for evidence"),
        ({"rows": [{"id": "1", "t": " ", "ev": ["doc"]}]}, "an id and a text"),
        ({"rows": [{"id": "1", "t": "do it", "ev": "doc"}]}, "a list is asked for"),
        ({"rows": [{"id": "1", "in": ["Z"], "t": "do it", "ev": ["doc"]}]}, "rows name Z"),
        ({"scale": ["A"]}, "scale has"),
    ],
)
def test_half_a_catalogue_is_refused_with_its_file(change: dict[str, object], said: str):
    """What the schema does not hold is said, with the file, and nothing is judged by it."""
    with pytest.raises(CannotJudgeError, match=said) as error:
        _read({**GOOD, **change})
    assert "standards/small.yml" in str(error.value)


@pytest.mark.parametrize("data", [b"- a list\n", b"{"])
def test_a_file_that_is_no_mapping_is_refused(data: bytes):
    """The file is named."""
    with pytest.raises(CannotJudgeError, match=r"small\.yml"):
        read_catalogues({"requirements_trace/standards/small.yml": data})


def test_rows_follow_the_scale_and_not_letters():
    """Another edition's levels work as classes do: nothing in the code knows A, B or C."""
    second = {"id": "2", "t": "do that", "ev": ["doc"]}
    rows = [{"id": "1", "in": ["II"], "t": "do it", "ev": ["doc"]}, second]
    (one,) = _read({**GOOD, "scale": {"name": "rigour", "values": ["I", "II"]}, "rows": rows})
    assert [row.id for row in one.of("I")] == ["2"]
    assert [row.id for row in one.of("II")] == ["1", "2"]


def test_a_row_needs_a_kind():
    """A row that asks for nothing could never be a gap."""
    with pytest.raises(ValueError, match="asks for evidence"):
        Row("1", "do it", ())

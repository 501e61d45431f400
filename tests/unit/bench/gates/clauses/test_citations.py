"""A clause number that a standard does not have is found wherever it is cited."""

import pytest

from bench.gates.clauses.catalogue import Catalogue, Citation, Row
from bench.gates.clauses.citations import wrong

NAME = "IEC " + "62304"  # in one piece it would be a citation of this file
MDR = "MDR " + "Annex II"
IDS = ("4.3.a", "5.1.1", "5.1.2", "5.1.10", "6", "10.1", "11.10(e)", "V.A", "A.6.2")
CATALOGUE = Catalogue(
    "iec", "2", "The standard", "high",
    tuple(Row(one, "do it", ("doc",)) for one in IDS),
    cited_as=(Citation(NAME), Citation(MDR, "II.")), numbers=("II.6.1",), dropped=("4.3.b",),
)  # fmt: skip


def _wrong(text: str, path: str = "docs/a.rst") -> list[str]:
    return [cited.number for cited, _ in wrong({path: text.encode()}, [CATALOGUE])]


@pytest.mark.verifies("SRS-205", purpose="implementation")
@pytest.mark.parametrize(
    "text",
    [
        f":Cites: {NAME} 5.1.1, 5.1.2 to 5.1.10, 6; {MDR} 6.1",
        f"{NAME}:2006+A1:2015 clause 5.1",
        f"{NAME} 5.",
        f"{NAME} 4.3 and 4.3(a), then 7 days",
        f"{NAME}-structured software, {NAME} class C, {NAME} 2006",
        f"{NAME} 11.10(e)",
        f"{NAME} V.A and A.6.2",
        "Another standard 9.9.9",
    ],
)
def test_right_numbers_are_left_alone(text: str):
    """Rows, what they are parts of, and words that are no numbers."""
    assert _wrong(text) == []


@pytest.mark.verifies("SRS-205", purpose="negative")
@pytest.mark.verifies("SRS-205", purpose="effectiveness")
@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (f"as {NAME} 5.9 asks", ["5.9"]),
        (f"{NAME} 5.1.1, 5.1.3 to 5.1.11", ["5.1.3", "5.1.11"]),
        (f"{NAME}\n  clauses 4.2 and 5.1", ["4.2"]),
        (f"{NAME}, 9.8", ["9.8"]),
        (f"{NAME} 4.3.b", ["4.3.b"]),
        (f"{NAME} 5.1.1-5.1.4", ["5.1.4"]),
        (f"{MDR} 7.3", ["7.3"]),
        (f"{NAME} 11.10(z)", ["11.10(z)"]),
    ],
)
def test_a_wrong_number_is_found(text: str, numbers: list[str]):
    """In a list, in a range, over a line's end, behind a comma."""
    assert _wrong(text) == numbers


def test_a_dropped_number_is_told_from_an_unknown_one():
    """The message says which."""
    ((cited, why),) = wrong({"src/a.py": f'"""\n{NAME} 4.3.b"""'.encode()}, [CATALOGUE])
    assert (cited.path, cited.line) == ("src/a.py", 2)
    assert why == "4.3.b was dropped before 2"


def test_the_catalogues_themselves_are_not_read():
    """They name dropped numbers."""
    assert _wrong(f"{NAME} 4.3.b", "requirements_trace/standards/iec.yml") == []

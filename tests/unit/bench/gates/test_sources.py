"""Tags, markers and imports, read without running."""

from bench.gates.sources import scan

TEST = b"""
import pytest
pytestmark = pytest.mark.verifies("SRS-009", purpose="negative")

@pytest.mark.verifies("SRS-001", purpose="implementation")
@pytest.mark.verifies("RC-002", purpose="effectiveness")
def test_one():
    assert altered_package_accepted == 0

class TestMore:
    @pytest.mark.verifies(UID, "negative")
    def test_two(self): ...
"""


def test_every_marker_of_a_test_is_read():
    """Markers of module and test count; a class is part of the name; what is no literal is None."""
    marks = scan("tests/x.py", TEST).marks
    assert {(m.uid, m.purpose) for m in marks if m.name == "test_one"} == {
        ("SRS-009", "negative"), ("SRS-001", "implementation"), ("RC-002", "effectiveness"),
    }  # fmt: skip
    assert (None, "negative") in {(m.uid, m.purpose) for m in marks if m.name == "TestMore::test_two"}


def test_the_words_of_a_test_are_those_it_uses():
    """A quantity that a test asserts is found among its words; one that it does not name is not."""
    words = scan("tests/x.py", TEST).marks[0].words
    assert "altered_package_accepted" in words
    assert "silent_fallback" not in words


def test_control_tags_are_read_from_docstrings_alone():
    """`Implements RC-001 and RC-016.` names both; a comment names none."""
    source = b'def f():\n    """Do.\n\n    Implements RC-001 and RC-016.\n    """\n# Implements RC-003.\n'
    assert [tag.uid for tag in scan("src/f.py", source).tags] == ["RC-001", "RC-016"]


def test_lazy_and_hidden_imports_are_imports():
    """Imports in functions, under TYPE_CHECKING and through import_module count; relative ones do not."""
    source = (
        b"import a.b\nfrom . import own\ndef f():\n    from c import d\n    import_module('e.f')\n"
        b"if TYPE_CHECKING:\n    import g\n"
    )
    assert [used.package for used in scan("src/f.py", source).imports] == ["a", "c", "e", "g"]


def test_a_file_that_does_not_parse_is_a_fault():
    """Bytes that are no Python are reported and not raised."""
    assert scan("src/f.py", b"def (:").fault

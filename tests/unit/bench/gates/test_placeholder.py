"""Placeholders of templates, one list for gates and dossier."""

import pytest

from bench.gates import placeholders

LEFT = [
    *("TO" + "DO", "t" + "bd", "T" + "BC", "FIX" + "ME", "XX" + "XX", "???"),
    *("Lorem ipsum dolor", "to be defined", "to be completed", "To be filled in", "insert the name here"),
]
BLANKS = ["<Company name>", "[insert product]", "[Date]", "Signature ______"]
FILLED = ["1 < 2 and 3 > 2", "he refused to be written down", "xx", "[1]_", "snake_case"]


@pytest.mark.parametrize("text", LEFT)
@pytest.mark.parametrize("code", [False, True])
@pytest.mark.verifies("SRS-197", purpose="negative")
def test_a_word_of_a_template_is_found_everywhere(text: str, code: bool):
    """In prose and in what is to be typed, in any case of letters."""
    assert list(placeholders(f"It is {text} so far", code=code))


@pytest.mark.parametrize("text", BLANKS)
@pytest.mark.verifies("SRS-199", purpose="negative")
def test_a_blank_is_found_in_prose_alone(text: str):
    """A command shows by blanks what its user puts in."""
    assert list(placeholders(text))
    assert not list(placeholders(text, code=True))


@pytest.mark.parametrize("text", FILLED)
def test_a_filled_text_holds_none(text: str):
    """Comparisons, references and names are no placeholders."""
    assert not list(placeholders(text))

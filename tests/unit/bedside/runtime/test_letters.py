"""Every letter can be told from the others."""

from __future__ import annotations

import pytest

from bedside.runtime.letters import HEIGHT, WIDTH, written


@pytest.mark.verifies("SRS-134", purpose="implementation")
def test_every_letter_has_its_own_form() -> None:
    """Letters and figures are told apart; one that is not known is a block."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:+-/%()';"
    assert len({written(letter).tobytes() for letter in letters}) == len(letters)
    assert written("é").sum() == 35
    assert written("ab").shape == (HEIGHT, 2 * WIDTH)


@pytest.mark.verifies("SRS-134", purpose="implementation")
def test_a_text_is_its_letters_side_by_side() -> None:
    """An empty text has no columns; small letters are drawn as capitals."""
    assert written("").shape == (HEIGHT, 0)
    assert (written("ab") == written("AB")).all()
    assert (written("ab")[:, WIDTH:] == written("b")).all()

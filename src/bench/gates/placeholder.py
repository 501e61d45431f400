"""Placeholders: what shows that a text still is to be filled, wherever it stands."""

import re
from collections.abc import Iterator

# Put together, so that no search for open work takes this list for some.
_MARKS = ("TO" + "DO", "T" + "BD", "T" + "BC", "FIX" + "ME", "XX" + "X+")
_WORDS = re.compile(
    rf"\b(?:{'|'.join(_MARKS)})\b|\?\?\?|\blorem ipsum\b|\binsert [\w ]{{0,20}}here\b"
    r"|\bto be (?:completed|defined|determined|filled in)\b",
    re.IGNORECASE,
)
_BLANKS = re.compile(
    r"<[A-Za-z][\w ,/'-]*>|_{4,}|\[(?:insert|your|company|product|name|date)\b[^\]]*\](?![_(])",
    re.IGNORECASE,
)


def placeholders(text: str, *, code: bool = False) -> Iterator[str]:
    """Yield every placeholder in a text.

    Parameters
    ----------
    code
        Whether the text is to be typed: blanks such as ``<name>`` stand there for what a user puts in.
    """
    yield from (found[0] for found in _WORDS.finditer(text))
    if not code:
        yield from (found[0] for found in _BLANKS.finditer(text))

"""Finds clause numbers that no catalogue knows, wherever a text cites a standard."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bench.gates.clauses.catalogue import STANDARDS, Catalogue

_NUMBER = (
    r"(?:[IVX]{1,4}(?:\.[A-Z0-9]\w*)*|\d+(?:\.\d+)*(?:\.[a-z]\b)?|[A-Z](?:\.\d+)+)(?:\([a-z0-9]{1,3}\))*"
    r"(?!\w|-[A-Za-z]|\.\d)"
)
_JOIN = r"(?:,|;|\u2013|-|\band\b|\bor\b|\bto\b)"
_WORDS = r"(?:clauses?|sections?|points?|principles?|items?)"
_EDITION = re.compile(r"^(?:19|20)\d\d$")


@dataclass(frozen=True)
class Cited:
    """One number that a text cites."""

    path: str
    line: int
    standard: str
    words: str
    number: str


def wrong(texts: Mapping[str, bytes], catalogues: Iterable[Catalogue]) -> Iterator[tuple[Cited, str]]:
    """Yield every citation of a number that its standard does not have, with what is wrong with it."""
    for catalogue in catalogues:
        right = _right(catalogue)
        for citation in catalogue.cited_as:
            for path, data in sorted(texts.items()):
                if path.startswith(STANDARDS):
                    continue
                for line, number in _cited(data, citation.words):
                    full = citation.prefix + number
                    if _plain(full) not in right:
                        cited = Cited(path, line, catalogue.standard, citation.words, number)
                        yield cited, _why(full, catalogue)


def _why(number: str, catalogue: Catalogue) -> str:
    if _plain(number) in {_plain(one) for one in catalogue.dropped}:
        return f"{number} was dropped before {catalogue.edition}"
    return f"the catalogue of {catalogue.title} has no {number}"


def _right(catalogue: Catalogue) -> frozenset[str]:
    """Return every number that may be cited: rows, what they are parts of, and what is named beside them."""
    numbers = [*catalogue.numbers]
    for row in catalogue.rows:
        for one in (row.id, *row.sections):
            parts = _plain(one).split(".")
            numbers += [".".join(parts[:count]) for count in range(1, len(parts) + 1)]
    return frozenset(map(_plain, numbers))


def _plain(number: str) -> str:
    return re.sub(r"\(([a-z0-9]+)\)", r".\1", number).lower().strip(". ")


@lru_cache(maxsize=8192)
def _cited(data: bytes, words: str) -> tuple[tuple[int, str], ...]:
    if words.split()[0].encode() not in data:
        return ()
    text = data.decode(errors="replace")
    pattern = _pattern(words)
    return tuple(
        (text.count("\n", 0, match.start()) + 1, number)
        for match in pattern.finditer(text)
        for number in re.findall(_NUMBER, match["numbers"])
        if not _EDITION.match(number.rstrip("."))
    )


@lru_cache(maxsize=64)
def _pattern(words: str) -> re.Pattern[str]:
    name = r"[\s-]+".join(re.escape(word) for word in words.split())
    several = rf"{_NUMBER}(?:\s*{_JOIN}\s*{_NUMBER})*"
    edition = r"(?::\d{4}(?:\+\w+:\d{4})?)?"
    return re.compile(rf"\b{name}{edition},?\s+(?:{_WORDS}\s+)?(?P<numbers>{several})")

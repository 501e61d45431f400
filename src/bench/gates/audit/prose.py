"""The prose of a page as blocks: paragraphs and rows of tables, without markup."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

_REFERENCE = re.compile(r":[\w+:-]+:`[^`]*`|``[^`]*``|`[^`]*`_*")
_UID = re.compile(r"\b(?:UN|HAZ|RC|SRS|SDS|VER|PR|CR)-\d{3}\b", re.IGNORECASE)
_RANGE = re.compile(
    r"\b(UN|HAZ|RC|SRS)-(\d{3})\b[^.;\n]{0,30}?\bto\b[^.;\n]{0,12}?\b\1-(\d{3})\b", re.IGNORECASE
)
_LITERAL = re.compile(r"^(\s*)(?:\.\. code(?:-block)?::.*|.*::\s*)$")
_DATED = "docs/decisions/"  # what was known on a day, and no statement of today


@dataclass(frozen=True)
class Block:
    """One paragraph, or one row of a table.

    Parameters
    ----------
    line
        Where it begins, from 1.
    text
        Without references and literals.
    names
        Every uid that it refers to, those between the ends of a range among them.
    spelt
        Those alone that it spells out.
    """

    page: str
    line: int
    text: str
    names: frozenset[str]
    spelt: frozenset[str]

    @property
    def place(self) -> str:
        """The block as a reader finds it."""
        return f"{self.page}:{self.line}"


def blocks(pages: Mapping[str, bytes]) -> Iterator[Block]:
    """Yield the blocks of every page of prose; code and dated decisions are none."""
    for page, data in pages.items():
        if page.endswith((".rst", ".md")) and not page.startswith(_DATED):
            yield from _read(page, data)


def names_in(text: str) -> frozenset[str]:
    """Return every uid that a text refers to; SRS-001 to SRS-003 are three."""
    found = set(_spelt(text))
    for prefix, first, last in _RANGE.findall(text):
        found |= {f"{prefix.upper()}-{k:03d}" for k in range(int(first), int(last) + 1)}
    return frozenset(found)


def _spelt(text: str) -> frozenset[str]:
    return frozenset(uid.upper() for uid in _UID.findall(text))


@lru_cache(maxsize=1024)
def _read(page: str, data: bytes) -> tuple[Block, ...]:
    return tuple(_blocks(page, data.decode(errors="replace").splitlines()))


def _blocks(page: str, lines: list[str]) -> Iterator[Block]:
    gathered: list[str] = []
    begin, code_below, fenced = 0, -1, False
    for number, line in enumerate([*lines, ""], 1):
        indent = len(line) - len(line.lstrip())
        fenced ^= line.lstrip().startswith("```")
        if fenced or (line.strip() and 0 <= code_below < indent):
            continue
        code_below = -1 if line.strip() else code_below
        if not line.strip() or line.lstrip().startswith(("* - ", "* * ")):
            if gathered:
                yield _block(page, begin, gathered)
            gathered = []
        if line.strip():
            begin = number if not gathered else begin
            gathered.append(line)
            code_below = indent if _LITERAL.match(line) and _is_code(line) else code_below


def _is_code(line: str) -> bool:
    return "code" in line or not line.lstrip().startswith("..")


def _block(page: str, begin: int, lines: list[str]) -> Block:
    whole = " ".join(line.strip() for line in lines)
    return Block(page, begin, _REFERENCE.sub(" · ", whole), names_in(whole), _spelt(whole))

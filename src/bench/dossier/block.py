"""What a report is made of, whatever it is typeset in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bench.evidence import Verdict

Style = Literal["text", "code", "number", "word"]
Tone = Literal["good", "bad", "open", "still"]
TONES: Mapping[str, Tone] = {
    Verdict.PASS: "good",
    Verdict.FAIL: "bad",
    Verdict.INVALID: "bad",
    Verdict.INCONCLUSIVE: "open",
    Verdict.NOT_RUN: "still",
    "NO EVIDENCE": "bad",
    "AWAITED": "open",
    "clean": "good",
    "findings": "bad",
    "not judged": "open",
    "fresh": "good",
    "stale": "bad",
    "void": "bad",
    "foreign": "still",
    "acceptable": "good",
    "justify": "open",
    "unacceptable": "bad",
    "passed": "good",
    "failed": "bad",
    "error": "bad",
    "skipped": "still",
}


@dataclass(frozen=True)
class Text:
    """A paragraph; `strong` sets it apart."""

    text: str
    strong: bool = False
    kind: str = field(default="text", init=False)


@dataclass(frozen=True)
class Code:
    """Something to type."""

    text: str
    kind: str = field(default="code", init=False)


@dataclass(frozen=True)
class Subheading:
    """A heading inside a chapter."""

    text: str
    kind: str = field(default="subheading", init=False)


@dataclass(frozen=True)
class Column:
    """One column: its title, its share of the width, and how its cells are set."""

    title: str
    share: float
    style: Style = "text"


@dataclass(frozen=True)
class Table:
    """A table whose words of judgement are coloured; an empty one says so."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = "None."
    kind: str = field(default="table", init=False)

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(
                    f"{self.caption}: a row of {len(row)} cells under {len(self.columns)} columns"
                )


@dataclass(frozen=True)
class Figure:
    """A plot by its name, with words for those who cannot see it."""

    name: str
    caption: str
    alt: str
    kind: str = field(default="figure", init=False)


@dataclass(frozen=True)
class Card:
    """One requirement on one card: its word of judgement, its facts beside its plot, and how to repeat it."""

    title: str
    word: str
    text: str
    facts: tuple[tuple[str, str], ...]
    command: str
    notes: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    kind: str = field(default="card", init=False)


@dataclass(frozen=True)
class Signatures:
    """Lines for people to sign on; no tool fills them."""

    roles: tuple[str, ...]
    kind: str = field(default="signatures", init=False)


Block = Text | Code | Subheading | Table | Figure | Card | Signatures


@dataclass(frozen=True)
class Chapter:
    """One chapter; wide ones are set in landscape."""

    title: str
    blocks: tuple[Block, ...]
    wide: bool = False


@dataclass(frozen=True)
class TitlePage:
    """What stands on the first page and at the head and foot of every other."""

    title: str
    subject: str
    number: str
    version: str
    date: str
    standing: str
    demonstration: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Report:
    """The whole report, ready to be typeset."""

    front: TitlePage
    chapters: tuple[Chapter, ...]

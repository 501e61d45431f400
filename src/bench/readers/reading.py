"""What one reader sent back, refused unless it is a whole and unharmed answer to this very study.

The file's digest finds damage and careless editing. It does not find a forger, who can compute it again: how
a file came from the reader to the organiser is for the organiser to know.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.evidence import digest
from bench.readers.error import ReaderStudyError
from bench.readers.order import Trial, trials
from bench.readers.page import CONFIDENCE, QUALITY
from bench.readers.study import SCHEMA, Study, read_json

_LARGEST = {"confidence": len(CONFIDENCE), "quality": len(QUALITY)}


@dataclass(frozen=True)
class Answer:
    """One judgement.

    Parameters
    ----------
    confidence
        1 definitely synthetic to 6 definitely real.
    quality
        1 unusable to 5 excellent.
    time_ms
        How long the picture was in view, over all its revisions.
    revisions
        How often an earlier answer was taken back.
    """

    image: str
    presentation: int
    confidence: int
    quality: int
    remark: str
    time_ms: int
    revisions: int
    answered: str

    def __post_init__(self) -> None:
        for name, largest in _LARGEST.items():
            if not _whole(getattr(self, name)) or not 1 <= getattr(self, name) <= largest:
                raise ValueError(f"a {name} of {getattr(self, name)!r}, not 1 to {largest}")
        for name in ("time_ms", "revisions"):
            if not _whole(getattr(self, name)) or getattr(self, name) < 0:
                raise ValueError(f"{name} is {getattr(self, name)!r}, not a whole number from 0")

    @property
    def says_real(self) -> bool:
        """Whether the confidence lies on the real side of the scale."""
        return self.confidence > len(CONFIDENCE) // 2


@dataclass(frozen=True)
class Reading:
    """All judgements of one reader, in the order in which they were made."""

    reader: str
    answers: tuple[Answer, ...]

    def firsts(self) -> dict[str, Answer]:
        """Return the answer to each picture's first showing, which is what counts."""
        return {answer.image: answer for answer in self.answers if answer.presentation == 1}

    def pairs(self) -> list[tuple[Answer, Answer]]:
        """Return first and second answer to each picture that was shown twice."""
        firsts = self.firsts()
        return [(firsts[answer.image], answer) for answer in self.answers if answer.presentation == 2]


def read_reading(path: Path, study: Study) -> Reading:
    """Return one reader's file.

    Raises
    ------
    ReaderStudyError
        It is of another study or page, not finished, damaged, or its order is not this reader's.
    """
    held = read_json(path)
    if held.get("schema") != SCHEMA:
        raise ReaderStudyError(path, "it is no file that a reader's page wrote")
    if held.get("study") != study.id:
        raise ReaderStudyError(
            path, f"it answers another study ({str(held.get('study'))[:8]}), not {study.id[:8]}"
        )
    if held.get("page") != study.page:
        raise ReaderStudyError(path, "it was made with another page than the study's")
    if not _unharmed(held):
        raise ReaderStudyError(path, "it was changed after the page wrote it: its digest does not hold")
    try:
        return _reading(held, study)
    except (KeyError, TypeError, ValueError) as error:
        raise ReaderStudyError(path, f"its answers cannot be used: {error}") from error


def read_readings(paths: Iterable[Path], study: Study) -> tuple[Reading, ...]:
    """Return the files of several readers, in the order of their codes.

    Raises
    ------
    ReaderStudyError
        One cannot be used, or two have the same code.
    """
    by_code: dict[str, tuple[Path, Reading]] = {}
    for path in paths:
        reading = read_reading(path, study)
        other, _ = by_code.setdefault(reading.reader, (path, reading))
        if other is not path:
            raise ReaderStudyError(
                path, f"reader {reading.reader} is in {other} already; give one file a reader"
            )
    return tuple(reading for _, (_, reading) in sorted(by_code.items()))


def _reading(held: Mapping[str, Any], study: Study) -> Reading:
    reader, settings = str(held["reader"]), study.settings
    due = trials(study.id, settings.seed, reader, sorted(study.images), study.repeats)
    answers = tuple(Answer(**one) for one in held["trials"])
    if held["complete"] is not True or len(answers) != len(due):
        raise ValueError(f"{len(answers)} of {len(due)} pictures are judged; let the reader finish")
    if tuple(Trial(answer.image, answer.presentation) for answer in answers) != due:
        raise ValueError(f"the pictures are not in the order of reader {reader}")
    return Reading(reader, answers)


def _unharmed(held: Mapping[str, Any]) -> bool:
    try:
        return bool(
            held.get("digest") == digest({name: one for name, one in held.items() if name != "digest"})
        )
    except ValueError:  # a half character, or a number that JSON does not know
        return False


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)

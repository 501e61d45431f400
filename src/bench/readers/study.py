"""A study as it is fixed before anybody reads, and the key that stays with its organiser.

The study's id is the digest of its settings, its pictures and its key's digest. So a key that is changed
afterwards fits no longer, while the digest tells a reader nothing: the key holds a secret salt.
"""

import hmac
import json
import math
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.evidence import digest
from bench.readers.error import ReaderStudyError
from bench.readers.order import MAX_REPEAT_SHARE

STUDY, KEY = "study.json", "key.json"
REAL, SYNTHETIC = "real", "synthetic"
SCHEMA = 1


@dataclass(frozen=True)
class Settings:
    """What an organiser fixes.

    Parameters
    ----------
    seed
        Of the readers' orders, together with each reader's code.
    repeat_share
        Of the pictures, how many each reader sees twice.
    examples
        How many pictures of each kind are shown first, with the answer; they are not judged.
    display_px
        Side of the shorter edge on the screen, in CSS pixels, for all readers alike.
    smoothing
        Whether the browser interpolates between pixels.
    margin
        How far from 0.5 an AUC may lie to count as no difference that matters; fixed before the readings.
    instructions
        Paragraphs that readers see first, after those on how to use the page.
    """

    title: str = "Real or synthetic?"
    seed: int = 1
    repeat_share: float = 0.0
    examples: int = 0
    display_px: int = 512
    smoothing: bool = False
    margin: float = 0.1
    instructions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a study has a title")
        if not 0 <= self.repeat_share <= MAX_REPEAT_SHARE:
            raise ValueError(f"a share of {self.repeat_share} repeats; 0 to {MAX_REPEAT_SHARE}")
        if self.examples < 0:
            raise ValueError(f"{self.examples} examples; 0 or more")
        if not 64 <= self.display_px <= 2048:
            raise ValueError(f"{self.display_px} px on the screen; 64 to 2048")
        if not 0 < self.margin < 0.5:
            raise ValueError(f"margin {self.margin} is not between 0 and 0.5")


@dataclass(frozen=True)
class Truth:
    """What one picture is, and the file it came from."""

    kind: str
    file: str
    sha256: str

    def __post_init__(self) -> None:
        if self.kind not in (REAL, SYNTHETIC):
            raise ValueError(f"a picture is {REAL} or {SYNTHETIC}, not {self.kind!r}")


@dataclass(frozen=True)
class Key:
    """Which picture is which, by opaque id. Nobody who reads may have it."""

    salt: str
    images: Mapping[str, Truth]

    @property
    def digest(self) -> str:
        """The digest that the study holds of it."""
        return digest(self.as_json())

    def as_json(self) -> dict[str, Any]:
        """Return what the key's file holds."""
        return {"salt": self.salt, "images": {name: asdict(one) for name, one in sorted(self.images.items())}}


@dataclass(frozen=True)
class Study:
    """What is known to all: settings, pictures by opaque id and digest, the key's digest.

    Parameters
    ----------
    images
        SHA-256 of each picture as the page shows it.
    page
        Digest of the page, which holds the study's id; so it is no part of that id.
    """

    settings: Settings
    images: Mapping[str, str]
    key: str
    page: str = ""

    @property
    def repeats(self) -> int:
        """How many pictures each reader sees twice."""
        return math.floor(self.settings.repeat_share * len(self.images) + 1e-9)

    @property
    def id(self) -> str:
        """The digest of all of it but the page."""
        return digest({"schema": SCHEMA, **self._fixed()})

    def as_json(self) -> dict[str, Any]:
        """Return what the study's file holds."""
        return {"schema": SCHEMA, "study": self.id, "page": self.page, **self._fixed()}

    def _fixed(self) -> dict[str, Any]:
        settings = {**asdict(self.settings), "instructions": list(self.settings.instructions)}
        return {"settings": settings, "images": dict(sorted(self.images.items())), "key": self.key}


def new_salt() -> str:
    """Return a secret that no reader can guess."""
    return secrets.token_hex(16)


def opaque_id(salt: str, pixel_sha256: str) -> str:
    """Return the name under which a picture is shown: it says nothing to who does not know the salt."""
    return hmac.new(salt.encode(), pixel_sha256.encode(), "sha256").hexdigest()[:12]


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write a JSON file that people can read."""
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_json(path: Path) -> dict[str, Any]:
    """Return a JSON file's object.

    Raises
    ------
    ReaderStudyError
        It is no such file.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReaderStudyError(path, "it cannot be read as JSON") from error
    if not isinstance(value, dict):
        raise ReaderStudyError(path, "it holds no JSON object")
    return value


def read_study(folder: Path) -> tuple[Study, Key]:
    """Return the study of an organiser's folder and its key.

    Raises
    ------
    ReaderStudyError
        One of the two is not what it was when the page was made.
    """
    held, given = read_json(folder / STUDY), read_json(folder / KEY)
    try:
        settings = {**held["settings"], "instructions": tuple(held["settings"]["instructions"])}
        study = Study(Settings(**settings), held["images"], held["key"], held["page"])
        key = Key(given["salt"], {name: Truth(**one) for name, one in given["images"].items()})
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ReaderStudyError(folder, f"{STUDY} or {KEY} is not as `readers page` wrote it") from error
    if held.get("study") != study.id:
        raise ReaderStudyError(folder / STUDY, "it was changed since the page was made")
    if key.digest != study.key:
        raise ReaderStudyError(folder / KEY, "it is not this study's key, or was changed since")
    if set(key.images) != set(study.images):
        raise ReaderStudyError(folder / KEY, "its pictures are not those of the study")
    return study, key

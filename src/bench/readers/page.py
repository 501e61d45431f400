"""Builds a reader study as one page that loads nothing, works from a disk and does not hold the truth.

What is real stays in the organiser's key, since whoever can open a page can open its source.
Only the examples with feedback, which nobody judges, name what they are.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from bench.readers.error import ReaderStudyError
from bench.readers.pictures import Picture, encoded, read_folder, refuse_unlike
from bench.readers.study import (
    KEY,
    REAL,
    STUDY,
    SYNTHETIC,
    Key,
    Settings,
    Study,
    Truth,
    new_salt,
    opaque_id,
    write_json,
)

PAGE = "reader_study.html"
CONFIDENCE = (
    "definitely synthetic",
    "probably synthetic",
    "perhaps synthetic",
    "perhaps real",
    "probably real",
    "definitely real",
)
QUALITY = ("unusable", "poor", "fair", "good", "excellent")
_SCRIPTS = ("digest.js", "order.js", "store.js", "page.js")


@dataclass(frozen=True)
class StudyFiles:
    """A study, its key and its page, not yet written."""

    study: Study
    key: Key
    html: str


def make_study(real: Path, synthetic: Path, settings: Settings, salt: str | None = None) -> StudyFiles:
    """Return a study of two folders of PNG files, whose page holds pixels under opaque names and no truth.

    Parameters
    ----------
    salt
        The key's secret; a new one by default. The same salt, pictures and settings give the same bytes.

    Raises
    ------
    ReaderStudyError
        The pictures cannot be used, or are too few for what the settings ask.

    Implements RC-069.
    """
    salt = salt or new_salt()
    folders = {REAL: read_folder(real), SYNTHETIC: read_folder(synthetic)}
    refuse_unlike(folders[REAL], folders[SYNTHETIC], synthetic)
    _refuse_uneven(folders[REAL][0], settings, real)
    named = {
        opaque_id(salt, picture.pixel_sha256): (kind, picture)
        for kind, pictures in folders.items()
        for picture in pictures
    }
    shown = dict(sorted(named.items()))
    pngs = dict(zip(shown, encoded(picture for _, picture in shown.values()), strict=True))
    examples = _examples(shown, settings.examples)
    judged = [name for name in shown if name not in examples]
    if min(sum(shown[name][0] == kind for name in judged) for kind in (REAL, SYNTHETIC)) < 2:
        raise ReaderStudyError(
            real, f"two pictures of each kind are needed beside {settings.examples} examples of each"
        )
    key = Key(salt, {name: _truth(*shown[name]) for name in judged})
    study = Study(settings, {name: hashlib.sha256(pngs[name]).hexdigest() for name in judged}, key.digest)
    data = _data(study, pngs, {name: shown[name][0] for name in examples})
    html = _html(settings.title, {**data, "page": ""})
    study = replace(study, page=hashlib.sha256(html.encode()).hexdigest())
    return StudyFiles(study, key, _html(settings.title, {**data, "page": study.page}))


def write_study(files_: StudyFiles, folder: Path) -> tuple[Path, Path, Path]:
    """Write page, study and key; return their paths.

    Raises
    ------
    ReaderStudyError
        The folder holds a key already: without it, readings made with its page are lost.
    """
    page, study, key = (folder / name for name in (PAGE, STUDY, KEY))
    if key.exists():
        raise ReaderStudyError(key, "it belongs to a study already made here; give another folder")
    folder.mkdir(parents=True, exist_ok=True)
    page.write_text(files_.html, encoding="utf-8")
    write_json(study, files_.study.as_json())
    write_json(key, {"study": files_.study.id, **files_.key.as_json()})
    return page, study, key


def _refuse_uneven(picture: Picture, settings: Settings, folder: Path) -> None:
    """Refuse a size at which some pixels would be drawn larger than others, which changes the grain."""
    short = min(picture.pixels.shape[:2])
    if not settings.smoothing and settings.display_px % short:
        fits = max(settings.display_px // short, 1) * short
        raise ReaderStudyError(
            folder, f"without smoothing, {settings.display_px} px is no multiple of {short}: take {fits}"
        )


def _examples(shown: Mapping[str, tuple[str, Picture]], count: int) -> set[str]:
    """Return the first pictures of each kind; ids are drawn by the salt, so that is a random draw."""
    return {
        name
        for kind in (REAL, SYNTHETIC)
        for name in [name for name, (found, _) in shown.items() if found == kind][:count]
    }


def _truth(kind: str, picture: Picture) -> Truth:
    return Truth(kind, picture.file, picture.sha256)


def _data(study: Study, pngs: Mapping[str, bytes], examples: Mapping[str, str]) -> dict[str, Any]:
    settings = study.settings
    return {
        "study": study.id,
        "title": settings.title,
        "seed": settings.seed,
        "repeats": study.repeats,
        "display_px": settings.display_px,
        "smoothing": settings.smoothing,
        "instructions": list(settings.instructions),
        "confidence": CONFIDENCE,
        "quality": QUALITY,
        "images": {name: _base64(pngs[name]) for name in study.images},
        "examples": [{"kind": kind, "png": _base64(pngs[name])} for name, kind in examples.items()],
    }


def _base64(png: bytes) -> str:
    return base64.b64encode(png).decode()


def _html(title: str, data: Mapping[str, Any]) -> str:
    """Fill the template; a policy in its head forbids the browser to load anything or run another script."""
    script = '"use strict";\n' + "\n".join(_template(name) for name in _SCRIPTS)
    pieces = {
        "title": escape(title),
        "style": _template("page.css"),
        "script": script,
        "script_sha256": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        "data": json.dumps(data, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c"),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: pieces[found[1]], _template("page.html"))


def _template(name: str) -> str:
    return files("bench.readers").joinpath(name).read_text(encoding="utf-8")

"""A small reader study: pictures, and readers that a rule judges for."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bench.evidence import digest
from bench.readers import Key, Settings, Study, StudyFiles, Trial, make_study, trials

SALT = "a salt that the tests know"
Judge = Callable[[str, Trial], tuple[int, int]]  # kind, showing → confidence, quality


class Folders(NamedTuple):
    """Where real and synthetic pictures lie."""

    real: Path
    synthetic: Path


def write_pictures(root: Path, real: int = 8, synthetic: int = 8) -> Folders:
    """Write pictures whose files and headers all tell what they are, as careless files do."""
    folders = Folders(root / "real", root / "synthetic")
    random = np.random.default_rng(5)
    for folder, count in zip(folders, (real, synthetic), strict=True):
        folder.mkdir(parents=True)
        for k in range(count):
            told = PngInfo()
            told.add_text("Origin", f"this one is {folder.name}")
            pixels = random.integers(0, 256, (16, 24), dtype=np.uint8)
            Image.fromarray(pixels).save(folder / f"{folder.name}_{k:02d}.png", pnginfo=told)
    return folders


def small_study(root: Path, **settings: Any) -> StudyFiles:
    """Return a study of eight pictures of each kind."""
    folders = write_pictures(root)
    return make_study(*folders, Settings(**{"repeat_share": 0.25, **settings}), SALT)


def filed(study: Study, key: Key, reader: str, judge: Judge, /, **changed: Any) -> dict[str, Any]:
    """Return what the page saves for a reader whom a rule judges for; changes come before its digest."""
    shown = trials(study.id, study.settings.seed, reader, sorted(study.images), study.repeats)
    answers = [
        _answer(place, trial, judge(key.images[trial.image].kind, trial)) for place, trial in enumerate(shown)
    ]
    body = {
        "schema": 1,
        "study": study.id,
        "page": study.page,
        "reader": reader,
        "complete": True,
        "order": [f"{trial.image}/{trial.presentation}" for trial in shown],
        "started": "2026-03-01T09:00:00.000Z",
        "exported": "2026-03-01T10:00:00.000Z",
        "trials": answers,
        **changed,
    }
    return {**body, "digest": digest(body)}


def write_filed(folder: Path, files: StudyFiles, reader: str, judge: Judge, /, **changed: Any) -> Path:
    """Write a reader's file and return its path."""
    path = folder / f"{reader}.json"
    path.write_text(json.dumps(filed(files.study, files.key, reader, judge, **changed)), encoding="utf-8")
    return path


def perfect(kind: str, _: Trial) -> tuple[int, int]:
    """Judge every picture right, and sure of it; real ones a step better."""
    return (6, 4) if kind == "real" else (1, 3)


def undecided(_: str, __: Trial) -> tuple[int, int]:
    """Judge all pictures alike."""
    return 4, 3


def _answer(place: int, trial: Trial, judged: tuple[int, int]) -> dict[str, Any]:
    return {
        "image": trial.image,
        "presentation": trial.presentation,
        "confidence": judged[0],
        "quality": judged[1],
        "remark": "",
        "time_ms": 1000 * (place + 1),
        "revisions": 0,
        "answered": f"2026-03-01T09:{place:02d}:00.000Z",
    }

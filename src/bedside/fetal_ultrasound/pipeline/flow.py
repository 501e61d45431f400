"""A run: make one image after the other, judge it, write it; ``result.json`` last."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bedside.fetal_ultrasound import safeguards
from bedside.fetal_ultrasound.interface import Result
from bedside.fetal_ultrasound.pipeline.dicom import Series, ultrasound_image
from bedside.fetal_ultrasound.pipeline.models import Models
from bedside.fetal_ultrasound.pipeline.synthesis import synthesised
from bedside.fetal_ultrasound.processing import report
from bedside.fetal_ultrasound.processing.contact_sheet import MOST_ON_SHEET, contact_sheet
from bedside.fetal_ultrasound.processing.stated_png import stated_png
from bedside.runtime.errors import InputError
from bedside.runtime.output import OutputFolder
from bedside.runtime.record import InferenceTrace, software_sha256
from bedside.runtime.stream import Stages

if TYPE_CHECKING:
    from pathlib import Path

    from bedside.fetal_ultrasound.interface import Request, SyntheticImage
    from bedside.fetal_ultrasound.pipeline.ports import Ports

SHEET = "contact-sheet.png"
OUTPUTS = (SHEET, "inference.json")
OF_A_RUN = re.compile(r"image-\d{4,5}\.(png|dcm)")


def run(request: Request, ports: Ports) -> Result:
    """Make the images of a request and write each as it comes; ``result.json`` comes last.

    An image that a safeguard refuses is not written and not replaced: it is counted, with the reason.

    Raises
    ------
    BedsideError
        The conditions, a model, the provider or the output folder cannot be used.
    """
    started = ports.now_utc()
    why = safeguards.refused_request(request)
    if why:
        raise InputError("conditions", "conditions within the ranges that the item was made for", why)
    with OutputFolder(request.out, (*OUTPUTS, *_older_images(request.out))) as out:
        models = Models.of(ports, request.size)
        album = _Album(request, models)
        for number in range(1, request.count + 1):
            with album.stages("synthesis"):
                image = synthesised(request, number, models)
            album.add(out, image)
            ports.tell(number, request.count)
        return album.close(out, started)


def statements() -> dict[str, str]:
    """Return what no output is without, by name."""
    return {
        "intended_use": safeguards.intended_use(),
        "coverage": safeguards.coverage(),
        "statement": safeguards.statement(),
    }


def summary(result: Result, request: Request) -> str:
    """Return the result in plain words, and what every reader must know of it; a line each."""
    return "\n".join([report.summary(result, request), *statements().values()])


@dataclass(slots=True)
class _Album:
    """What is kept of the images: their entries, and the first ones for the contact sheet."""

    request: Request
    models: Models
    stages: Stages = field(default_factory=Stages)
    entries: list[dict[str, Any]] = field(default_factory=list)
    shown: list[SyntheticImage] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    reasons: dict[str, list[int]] = field(default_factory=dict)

    def add(self, out: OutputFolder, image: SyntheticImage) -> None:
        """Write an image, or note why it is withheld."""
        reason = safeguards.withheld_reason(image)
        with self.stages("write"):
            names = [] if reason else self._written(out, image)
        digest = hashlib.sha256(image.pixels.tobytes()).hexdigest()
        self.entries.append(report.image_json(image, names, reason, digest))
        self.files += names
        if reason:
            self.reasons.setdefault(reason, []).append(image.number)
        elif len(self.shown) < MOST_ON_SHEET:
            self.shown.append(image)

    def close(self, out: OutputFolder, started: str) -> Result:
        """Write the contact sheet, the record and the result."""
        held = sum(map(len, self.reasons.values()))
        written = self.request.count - held
        sheet = contact_sheet(self.shown, self.request.size, written)
        out.write_bytes(SHEET, stated_png(sheet, " ".join(statements().values())))
        warnings = (*self.models.warnings, *report.withheld_words(self.reasons))
        files = (*self.files, SHEET, "inference.json", "result.json")
        result = Result(written, held, files, warnings)
        out.write_json("inference.json", self._trace(result, started).to_json())
        made_by = {
            "evaluations": self.models.evaluations,
            "target": report.target_json(self.models.backend("generator").info),
            "digests": {"software": software_sha256()}
            | {f"{role}_model": digest for role, digest in self.models.sha256.items()},
        }
        out.finish(report.result_json(self.request, result, self.entries, made_by, statements()))
        return result

    def _written(self, out: OutputFolder, image: SyntheticImage) -> list[str]:
        names = [f"image-{image.number:04}.png"]
        said = f"{report.provenance_words(image)} {' '.join(statements().values())}"
        out.write_bytes(names[0], stated_png(image.pixels, said))
        if self.request.dicom:
            names.append(f"image-{image.number:04}.dcm")
            with out.file(names[1]) as part:
                ultrasound_image(image, self._series).save_as(part, enforce_file_format=True)
        return names

    @property
    def _series(self) -> Series:
        asked = report.asked_text(self.request)
        return Series(self.request.seed, asked, self.models.sha256, " ".join(statements().values()))

    def _trace(self, result: Result, started: str) -> InferenceTrace:
        request = self.request
        counts = {"asked": request.count, "written": result.written, "withheld": result.withheld}
        return InferenceTrace(
            item="fetal_ultrasound", started_utc=started, input_name="conditions",
            input_sha256=report.conditions_sha256(request), input_kind="conditions",
            models=self.models.traced, settings=report.asked_json(request) | {"dicom": request.dicom},
            warnings=result.warnings, timings=self.stages.statistics(), frames=counts,
        )  # fmt: skip


def _older_images(folder: Path) -> list[str]:
    """Return the names of an older run's images, which are not to be taken for this one's."""
    if not folder.is_dir():
        return []
    return [path.name for path in folder.iterdir() if OF_A_RUN.fullmatch(path.name)]

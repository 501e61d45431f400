"""From a condition and a seed to a picture: painted from noise, matched, enlarged, marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bedside.fetal_ultrasound.interface import SIZES, SyntheticImage
from bedside.fetal_ultrasound.processing import mark
from bedside.fetal_ultrasound.processing.conditions import drawn_condition
from bedside.fetal_ultrasound.processing.enlargement import enlarged
from bedside.fetal_ultrasound.processing.histogram import matched
from bedside.fetal_ultrasound.processing.layout import field_of_view
from bedside.fetal_ultrasound.processing.planes import plane_read
from bedside.fetal_ultrasound.processing.sampler import image_seed, sampled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bedside.fetal_ultrasound.interface import Condition, Request
    from bedside.fetal_ultrasound.pipeline.models import Models
    from bedside.runtime.backend import Backend
    from bedside.runtime.model import ModelPackage


class Synthesiser:
    """Makes pictures; which of them may be given out is for the safeguards to say.

    Parameters
    ----------
    generator
        Its manifest holds the grey levels of each style.
    super_resolution
        For pictures of 256 pixels; None where there are none.
    """

    def __init__(
        self,
        generator: tuple[ModelPackage, Backend],
        super_resolution: tuple[ModelPackage, Backend] | None = None,
    ) -> None:
        package, self._generator = generator
        self._quantiles = package.manifest.preprocessing["quantiles"]
        self._enlarger = None if super_resolution is None else super_resolution[1]

    def pictures(
        self,
        conditions: Sequence[Condition],
        seeds: Sequence[int],
        *,
        size: int = SIZES[0],
        evaluations: int = 4,
        marked: bool = True,
    ) -> NDArray[np.uint8]:
        """Return (N, size, size) pictures, 0 outside the field of view, painted in one batch.

        Parameters
        ----------
        conditions, seeds
            One of each for a picture. The seed is also what the provenance mark says.
        evaluations
            Of the network, for one picture.
        marked
            Whether the mark is written; without it for measurements alone.

        Raises
        ------
        InferenceError
            A model gave back what its manifest does not allow.
        """
        images = sampled(self._generator, conditions, seeds, evaluations)
        pairs = list(zip(images, conditions, strict=True))
        images = np.stack([matched(image, c.style, self._quantiles[c.style]) for image, c in pairs])
        if size != SIZES[0]:
            images = self._enlarged(images, conditions, seeds)
        greys = [grey(image, c.style) for image, c in zip(images, conditions, strict=True)]
        if marked:
            payloads = map(self.payload, seeds)
            greys = [mark.marked(pixels, said) for pixels, said in zip(greys, payloads, strict=True)]
        return np.stack(greys)

    @staticmethod
    def payload(seed: int) -> int:
        """Return what the mark in the picture of a seed says: the seed, by which a run's result is found."""
        return seed

    def _enlarged(
        self, images: NDArray[np.float32], conditions: Sequence[Condition], seeds: Sequence[int]
    ) -> NDArray[np.float32]:
        if self._enlarger is None:
            raise ValueError(f"pictures of more than {SIZES[0]} pixels need a super-resolution model")
        return enlarged(self._enlarger, images, conditions, seeds)


def synthesised(request: Request, number: int, models: Models) -> SyntheticImage:
    """Return image ``number``, from 1, of a request, read by the plane classifier.

    It is painted alone, not in a batch: so its bytes do not depend on how many were asked for.
    """
    seed = image_seed(request.seed, number)
    condition = drawn_condition(
        request.plane, request.ga_weeks, number, request.seed, request.style, request.head_circumference_mm
    )
    maker = Synthesiser(models.opened["generator"], models.opened.get("super_resolution"))
    pixels = maker.pictures([condition], [seed], size=request.size, evaluations=models.evaluations)[0]
    plane, confidence = plane_read(models.backend("planes"), pixels)
    spacing_mm = condition.spacing_mm * SIZES[0] / request.size
    return SyntheticImage(number, seed, condition, pixels, spacing_mm, plane, confidence)


def grey(image: NDArray[np.float32], style: str) -> NDArray[np.uint8]:
    """Return an image in the networks' scale, -1 to 1, as grey levels, 0 outside the field of view."""
    levels = np.clip(np.rint((image + 1) * 127.5), 0, 255).astype(np.uint8)
    return np.where(field_of_view(style, len(image)), levels, np.uint8(0))

"""How a held-out view looks: drawn by laws of its own, whatever looks the scene itself carries."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from phantoms.endoscopy.instruments import Colour


@dataclass(frozen=True, slots=True)
class Look:
    """Colours as reflected, texture, lamp, lens and sensor; lengths in picture heights."""

    kind: int
    shift: tuple[float, float]
    mucosa: Colour
    bone: Colour
    sella: Colour
    recess: Colour
    deep: Colour
    vessel: Colour
    blood: Colour
    tumour: Colour
    steel: Colour
    grain: float
    mottle: float
    vessels: float
    relief: float
    wetness: float
    roughness: float
    lamp: tuple[float, float]
    ambient: float
    falloff: float
    exposure: float
    warmth: float
    photons: float
    vignette: float

    def matter(self, name: str) -> Colour:
        """Return the colour of a covering's matter."""
        dark = 0.45
        own: dict[str, Colour] = {
            "blood": self.blood,
            "clot": (dark * self.blood[0], dark * self.blood[1], dark * self.blood[2]),
            "water": (0.8, 0.78, 0.77),
            "cotton": (0.93, 0.92, 0.88),
            "graft": (0.86, 0.82, 0.74),
            "glue": (0.82, 0.79, 0.62),
            "tumour": self.tumour,
            "deep": self.deep,
        }
        return own[name]


def drawn_look(rng: np.random.Generator) -> Look:
    """Return a look: hue, saturation and value of each tissue around what atlases and videos show."""
    warm = float(rng.normal(0, 0.008))

    def tint(hue: float, saturation: float, value: float, spread: float = 1.0) -> Colour:
        own = (
            (hue + warm + float(rng.normal(0, 0.008 * spread))) % 1.0,
            float(np.clip(saturation + rng.normal(0, 0.06 * spread), 0, 1)),
            float(np.clip(value + rng.normal(0, 0.06 * spread), 0.02, 1)),
        )
        return colorsys.hsv_to_rgb(*own)

    return Look(
        kind=int(rng.integers(1 << 16)),
        shift=(float(rng.uniform(0, 4)), float(rng.uniform(0, 4))),
        mucosa=tint(0.005, 0.56, 0.72),
        bone=tint(0.035, 0.36, 0.80),
        sella=tint(0.03, 0.31, 0.86),
        recess=tint(0.015, 0.52, 0.50),
        deep=tint(0.0, 0.65, 0.10, 0.5),
        vessel=tint(0.985, 0.72, 0.50),
        blood=tint(0.995, 0.90, 0.42),
        tumour=tint(0.05, 0.22, 0.62),
        steel=tint(0.6, 0.04, 0.72),
        grain=float(rng.uniform(0.7, 1.5)),
        mottle=float(rng.uniform(0.2, 1.2)),
        vessels=float(rng.uniform(0.05, 0.7)),
        relief=float(rng.uniform(0.3, 1.6)),
        wetness=float(rng.uniform(0.1, 0.9)),
        roughness=float(rng.uniform(0.18, 0.45)),
        lamp=(float(rng.normal(0, 0.12)), float(rng.normal(0, 0.12))),
        ambient=float(rng.uniform(0.1, 0.35)),
        falloff=float(rng.uniform(0.6, 1.5)),
        exposure=float(rng.uniform(0.85, 1.25)),
        warmth=float(rng.normal(0, 0.05)),
        photons=float(np.exp(rng.uniform(np.log(400), np.log(8000)))),
        vignette=float(rng.uniform(0.0, 0.5)),
    )

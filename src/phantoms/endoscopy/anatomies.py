"""Random anatomy: nasal corridor, face of the sphenoid, and the sella intact, opened and covered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.geometry import Bulge, Outline
from phantoms.endoscopy.scene import Anatomy, Covering

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Random = np.random.Generator


def random_anatomy(rng: Random, environment: str) -> Anatomy:
    """Return an anatomy of one of ENVIRONMENTS."""
    if environment == "corridor":
        return _corridor(rng)
    if environment == "sphenoid_face":
        return _sphenoid_face(rng)
    bare = sella_view(rng)
    if environment == "sella_opened":
        return opened(rng, bare)
    return reconstructed(rng, bare) if environment == "reconstruction" else bare


def sella_view(rng: Random) -> Anatomy:
    """Return the sella with its floor intact."""
    half_width = rng.uniform(0.15, 0.27)
    half_height = half_width * rng.uniform(0.66, 0.98)
    sella = Outline(0, 0, half_width, half_height, rng.normal(0, 6), harmonics(rng, 0.16))
    return Anatomy(
        "sella_intact",
        sella,
        _recess(rng, sella),
        _landmarks(rng, half_width, half_height),
        Outline(
            *pair(rng.normal(0, 0.05, 2)),
            *pair(rng.uniform((0.42, 0.36), (0.9, 0.62))),
            0,
            harmonics(rng, 0.25),
        ),
        (*_septations(rng), *_pits(rng, half_width, half_height), *_lumps(rng)),
    )


def opened(rng: Random, anatomy: Anatomy, tumour: float | None = None) -> Anatomy:
    """Return the anatomy with its dura opened, and the share ``tumour`` of the hole filled."""
    if anatomy.sella is None:
        raise ValueError("only a sella can be opened")
    share = rng.uniform(0.45, 0.85)
    hole = shrunk(rng, anatomy.sella, share)
    coverings = [Covering("hole", hole, rng.uniform(0.75, 1), seed_of(rng))]
    filled = rng.choice((0.0, rng.uniform(0.4, 1))) if tumour is None else tumour
    if filled > 0.1:
        moved = replace(hole, u=hole.u + rng.normal(0, 0.02), v=hole.v + rng.normal(0, 0.02))
        coverings.append(Covering("tumour", shrunk(rng, moved, 0.9 * np.sqrt(filled)), 0.95, seed_of(rng)))
    return replace(anatomy, environment="sella_opened", coverings=(*anatomy.coverings, *coverings))


def reconstructed(rng: Random, anatomy: Anatomy, glue: int | None = None) -> Anatomy:
    """Return the anatomy with a graft over its sella, and so many patches of glue."""
    if anatomy.sella is None:
        raise ValueError("only a sella is reconstructed")
    graft = shrunk(rng, anatomy.sella, rng.uniform(0.8, 1.12))
    coverings = [Covering("graft", graft, rng.uniform(0.8, 1), seed_of(rng))]
    for _ in range(int(rng.integers(0, 4)) if glue is None else glue):
        place = anatomy.sella.u + rng.normal(0, 0.1), anatomy.sella.v + rng.normal(0, 0.08)
        size = pair(rng.uniform(0.05, 0.16, 2))
        patch = Outline(*place, *size, rng.uniform(-90, 90), harmonics(rng, 0.3))
        coverings.append(Covering("glue", patch, rng.uniform(0.35, 0.85), seed_of(rng)))
    return replace(anatomy, environment="reconstruction", coverings=(*anatomy.coverings, *coverings))


def patch(rng: Random, kind: str, reach: float = 0.35, size: tuple[float, float] = (0.03, 0.16)) -> Covering:
    """Return something that lies anywhere within ``reach`` of the anatomy's origin."""
    at = rng.uniform(-reach, reach), rng.uniform(-0.8 * reach, reach)
    first = rng.uniform(*size)
    outline = Outline(*at, first, first * rng.uniform(0.4, 1.2), rng.uniform(-90, 90), harmonics(rng, 0.35))
    if kind == "cotton":  # patties are cut straight
        outline = replace(outline, harmonics=((0.0, 0.0), (0.0, 0.0), (0.11, rng.normal(np.pi, 0.2))))
    return Covering(kind, outline, rng.uniform(0.6, 1), seed_of(rng))


def harmonics(rng: Random, swing: float) -> tuple[tuple[float, float], ...]:
    """Return amplitudes and phases of harmonics 2 to 5, the lower the larger."""
    amplitudes = rng.uniform(0, swing, 4) / (1.0, 1.8, 3.0, 4.5)
    return tuple((float(size), float(rng.uniform(0, 2 * np.pi))) for size in amplitudes)


def shrunk(rng: Random, outline: Outline, share: float) -> Outline:
    """Return an outline of about that share of another's size, of a shape of its own."""
    share = max(float(share), 0.08)
    return Outline(
        outline.u + rng.normal(0, 0.05) * outline.half_width,
        outline.v + rng.normal(0, 0.05) * outline.half_height,
        outline.half_width * share * rng.uniform(0.92, 1.06),
        outline.half_height * share * rng.uniform(0.92, 1.06),
        outline.tilt_deg,
        harmonics(rng, 0.2),
    )


def pair(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return two numbers that were drawn together."""
    first, second = values.tolist()
    return first, second


def seed_of(rng: Random) -> int:
    """Return a seed."""
    return int(rng.integers(2**20))


def _recess(rng: Random, sella: Outline) -> Outline:
    half_width = sella.half_width * rng.uniform(0.55, 1.0)
    half_height = rng.uniform(0.32, 0.6) * sella.half_height
    down = sella.half_height + half_height + rng.uniform(-0.01, 0.04)
    return Outline(rng.normal(0, 0.02), down, half_width, half_height, rng.normal(0, 5), harmonics(rng, 0.16))


def _landmarks(rng: Random, half_width: float, half_height: float) -> tuple[Bulge, ...]:
    carotids, optics = [], []
    for side in (-1, 1):
        width, height = rng.uniform(0.045, 0.085), rng.uniform(0.10, 0.19)
        out = half_width + width * rng.uniform(0.9, 1.4)
        tall = rng.uniform(0.05, 0.12)
        place = side * out, rng.uniform(0.0, 0.45) * half_height
        carotids.append(Bulge(*place, width, height, side * rng.uniform(-25, 5), tall))
        width, height = rng.uniform(0.07, 0.13), rng.uniform(0.035, 0.06)
        place = side * half_width * rng.uniform(0.8, 1.2), -half_height - height * rng.uniform(0.7, 1.6)
        optics.append(Bulge(*place, width, height, side * rng.uniform(5, 40), rng.uniform(0.04, 0.08)))
    return (*carotids, *optics)


def _septations(rng: Random) -> list[Bulge]:
    count = rng.choice((0, 1, 2), p=(0.4, 0.4, 0.2))
    return [
        Bulge(
            rng.normal(0, 0.25),
            rng.choice((-0.38, 0.42)) + rng.normal(0, 0.05),
            rng.uniform(0.012, 0.035),
            rng.uniform(0.08, 0.25),
            rng.normal(0, 35),
            rng.uniform(0.02, 0.06),
        )
        for _ in range(count)
    ]


def _pits(rng: Random, half_width: float, half_height: float) -> list[Bulge]:
    """Return the recesses between carotid and optic protuberances."""
    return [
        Bulge(
            side * half_width * rng.uniform(1.15, 1.4),
            -half_height * rng.uniform(0.55, 0.9),
            *pair(rng.uniform(0.02, 0.05, 2)),
            0,
            -rng.uniform(0.0, 0.06),
        )
        for side in (-1, 1)
    ]


def _lumps(rng: Random) -> list[Bulge]:
    return [
        Bulge(
            *pair(rng.uniform(-0.6, 0.6, 2)),
            *pair(rng.uniform(0.03, 0.2, 2)),
            rng.uniform(-90, 90),
            rng.normal(0, 0.03),
        )
        for _ in range(int(rng.integers(2, 7)))
    ]


def _corridor(rng: Random) -> Anatomy:
    lumen = Outline(
        *pair(rng.normal(0, 0.1, 2)),
        *pair(rng.uniform((0.08, 0.12), (0.26, 0.36))),
        rng.normal(0, 20),
        harmonics(rng, 0.35),
    )
    turbinates = [
        Bulge(
            lumen.u + side * (lumen.half_width + rng.uniform(0.02, 0.2)),
            lumen.v + rng.normal(0, 0.2),
            *pair(rng.uniform((0.08, 0.15), (0.24, 0.5))),
            rng.normal(0, 25),
            rng.uniform(0.05, 0.3),
        )
        for side in rng.choice((-1, 1), rng.integers(1, 4))
    ]
    floor = Bulge(
        rng.normal(0, 0.1), rng.uniform(0.4, 0.6), 0.6, rng.uniform(0.1, 0.2), 0, rng.uniform(0, 0.15)
    )
    return Anatomy("corridor", cavity=lumen, bulges=(*turbinates, floor, *_lumps(rng)))


def _sphenoid_face(rng: Random) -> Anatomy:
    face = Bulge(*pair(rng.normal(0, 0.05, 2)), *pair(rng.uniform(0.2, 0.4, 2)), 0, rng.uniform(0.05, 0.2))
    ridge = Bulge(
        rng.normal(0, 0.05), 0, rng.uniform(0.02, 0.06), rng.uniform(0.2, 0.5), 0, rng.uniform(0, 0.12)
    )
    ostia = [
        Covering(
            "hole",
            Outline(
                side * rng.uniform(0.05, 0.2),
                rng.normal(-0.03, 0.05),
                *pair(rng.uniform(0.015, 0.09, 2)),
                0,
                harmonics(rng, 0.2),
            ),
            rng.uniform(0.6, 1),
            seed_of(rng),
        )
        for side in (-1, 1)
        if rng.random() < 0.7
    ]
    rim = Outline(
        *pair(rng.normal(0, 0.05, 2)), *pair(rng.uniform((0.4, 0.35), (0.8, 0.6))), 0, harmonics(rng, 0.25)
    )
    return Anatomy("sphenoid_face", cavity=rim, bulges=(face, ridge, *_lumps(rng)), coverings=tuple(ostia))
